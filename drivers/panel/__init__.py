"""Devices on the box and beside the shooting line: button, status lamp, shooting lights."""
