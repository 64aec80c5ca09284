"""Faces, points, groups, and verdicts on arrows."""
