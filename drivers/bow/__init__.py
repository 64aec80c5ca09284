"""Sensors on bows, which report releases, and the firmware of one that a club can build."""
