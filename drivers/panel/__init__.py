"""The lamp on the box."""
