"""How each wing is put together from its parts."""
