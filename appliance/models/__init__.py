"""Whole SQL statements beside the methods that run them; rows come out as models, never as driver records."""
