"""Keeps two versions of the program on an installed box: which one runs, and how it changes."""
