"""Publishes changes of the database as live messages to phones."""
