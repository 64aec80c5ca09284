"""Which sensor is going bad, and since when: missing arrivals and residuals show it before scores do. No clock."""

import math
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from appliance.core.message import Message, message

WINDOW = 50
"""Number of newest impacts that a sensor is judged by."""
HISTORY = 1000
"""Number of newest impacts that are searched for the beginning of a fault."""
MIN_IMPACTS = 12
"""Minimum number of impacts for a judgement: the mean of as many residuals is known to 0.3 standard deviations."""
FEWEST_BAD = 4
"""Minimum number of bad impacts of a fault: a sensor that misses one in 100 reaches it in one window out of 600."""
BAD_SHARE = 0.08
"""Minimum share of bad impacts of a fault in the window."""
INNOCENT_SHARE = 0.03
"""Largest share of bad impacts of a good sensor: a fault began where the share since then exceeds it."""
FAR_SIGMAS = 3.0
"""A residual beyond this is bad: 1 in 370 of a good sensor."""
OFF_SIGMAS = 1.5
"""A mean residual beyond this means that the sensor, or its threshold, has moved."""
WEEKDAY_DAYS = 7
"""Days within which the name of a weekday is unambiguous; older days have a date."""

TroubleKind = Literal["silent", "disagrees", "late", "early"]


class ChannelRecord(NamedTuple):
    """One impact at one sensor: whether the sensor triggered, was left out of the fix, and its residual, us."""

    at: datetime
    is_heard: bool
    is_left_out: bool
    residual_us: float | None


class Trouble(NamedTuple):
    """A sensor's fault: seen in `bad` of the last `impacts`, and since when; `off_us`: mean residual, us."""

    kind: TroubleKind
    bad: int
    impacts: int
    since: datetime
    off_us: float


def trouble(newest_first: Sequence[ChannelRecord], sigma_us: float) -> Trouble | None:
    """The most serious fault of a sensor; None if it has none or there are too few impacts.

    `sigma_us`: standard deviation of one time of arrival.
    """
    window = newest_first[:WINDOW]
    if len(window) < MIN_IMPACTS:
        return None
    residuals = [h.residual_us for h in window if h.residual_us is not None]
    off_us = _mean(residuals)
    checks: tuple[tuple[TroubleKind, Callable[[ChannelRecord], bool]], ...] = (
        ("silent", lambda h: not h.is_heard),
        ("disagrees", lambda h: h.is_left_out or _is_far(h, FAR_SIGMAS * sigma_us)),
    )
    for kind, is_bad in checks:
        bad = sum(map(is_bad, window))
        if bad >= FEWEST_BAD and bad >= BAD_SHARE * len(window):
            return Trouble(kind, bad, len(window), _since(newest_first, is_bad), off_us)
    if len(residuals) < MIN_IMPACTS or abs(off_us) < OFF_SIGMAS * sigma_us:
        return None

    def is_off(heard: ChannelRecord) -> bool:
        return heard.residual_us is not None and math.copysign(1.0, off_us) * heard.residual_us > sigma_us

    kind = "late" if off_us > 0 else "early"
    return Trouble(kind, sum(map(is_off, window)), len(window), _since(newest_first, is_off), off_us)


def _is_far(heard: ChannelRecord, far_us: float) -> bool:
    return heard.residual_us is not None and abs(heard.residual_us) > far_us


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values) if values else 0.0


def _since(newest_first: Sequence[ChannelRecord], is_bad: Callable[[ChannelRecord], bool]) -> datetime:
    """Time of the impact since which the share of bad ones exceeds INNOCENT_SHARE most clearly (cumulative sum)."""
    best = total = 0.0
    since = newest_first[0].at
    for heard in newest_first[:HISTORY]:
        total += 1.0 if is_bad(heard) else -INNOCENT_SHARE
        if total > best:
            best, since = total, heard.at
    return since


def trouble_message(name: str, found: Trouble, now: datetime) -> Message:
    """The message about a fault of the sensor `name`; its beginning is given in the time zone of `now`."""
    since = when(found.since.astimezone(now.tzinfo), now)
    match found.kind:
        case "silent":
            return message("sensor_weak", sensor=name, since=since, bad=found.bad, impacts=found.impacts)
        case "disagrees":
            return message("sensor_unreliable", sensor=name, since=since, bad=found.bad, impacts=found.impacts)
        case "late":
            return message("sensor_late", sensor=name, since=since, off_us=abs(found.off_us))
        case "early":
            return message("sensor_early", sensor=name, since=since, off_us=abs(found.off_us))


def when(then: datetime, now: datetime) -> Message:
    """The day of `then` as a person says it on `now`: today, yesterday, a weekday within a week, or a date."""
    days = (now.date() - then.date()).days
    if days <= 0:
        return message("when_today")
    if days == 1:
        return message("when_yesterday")
    if days < WEEKDAY_DAYS:
        return message("when_weekday", weekday=then.isoweekday())
    return message("when_date", day=then.day, month=then.month)
