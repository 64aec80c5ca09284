"""Times that a phone can plausibly report: not before this version was made, nor more than two years after it."""

from datetime import datetime, timedelta

EARLIER = timedelta(days=1)
"""Tolerance before the time this version was made, which came from another clock, perhaps in another time zone."""
LATER = timedelta(days=731)
"""Limits how far ahead a wrong phone can date arrows; older versions rely on a time server, or are updated."""


def is_plausible(time: datetime, made_at: datetime) -> bool:
    """Whether a phone's time can be right, for a version made at `made_at`."""
    return made_at - EARLIER <= time <= made_at + LATER
