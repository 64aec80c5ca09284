"""Assembles each wing from its parts."""
