"""Readers of arrow tags."""
