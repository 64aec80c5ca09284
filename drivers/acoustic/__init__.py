"""Acoustic nodes: our protocol and freETarget boards."""
