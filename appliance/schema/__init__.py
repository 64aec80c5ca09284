"""Pydantic models of everything that is stored or sent."""
