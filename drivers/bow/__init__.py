"""Sensors on bows: what they say of a release, and the firmware of one that a club can build."""
