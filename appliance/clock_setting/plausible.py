"""Which times a phone can say at all: none before this version was made, and none more than two years after it."""

from datetime import datetime, timedelta

EARLIER = timedelta(days=1)
"""It was made by another clock, perhaps in another zone."""
LATER = timedelta(days=731)
"""A wrong phone dates arrows at most so far ahead; who keeps a version longer has a time server, or updates."""


def is_plausible(time: datetime, made_at: datetime) -> bool:
    """Whether the time of a phone's clock can be right."""
    return made_at - EARLIER <= time <= made_at + LATER
