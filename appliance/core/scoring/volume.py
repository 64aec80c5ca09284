"""Number of arrows shot, by day, week and month in the time zone of the box."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo
from typing import Literal

Period = Literal["day", "week", "month"]


def begin_of(day: date, period: Period) -> date:
    """The first day of the period that `day` is in; weeks begin on Monday (ISO 8601)."""
    if period == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if period == "month" else day


def volume(shot: Iterable[tuple[datetime, int]], zone: tzinfo, period: Period) -> dict[date, int]:
    """Arrows by the first day of each period in which some were shot, in time order."""
    found: Counter[date] = Counter()
    for instant, arrows in shot:
        found[begin_of(instant.astimezone(zone).date(), period)] += arrows
    return dict(sorted(found.items()))
