"""Versions of the program on an installed box: which one runs, and how another takes over."""
