"""Which sensor is going bad, and since when: seen in silence and residuals before it is seen in scores. No clock."""

import math
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from appliance.core.message import Message, message

WINDOW = 50
"""Impacts that a sensor is judged by."""
HISTORY = 1000
"""Impacts that are looked back on for when it began."""
MIN_IMPACTS = 12
"""With fewer nothing is said: of as many residuals the mean is known to 0.3 standard deviations."""
FEWEST_BAD = 4
"""Bad impacts that make a trouble: of a sensor that misses one in 100, one window in 600 has as many."""
BAD_SHARE = 0.08
"""The share of the window that they have to be, too."""
INNOCENT_SHARE = 0.03
"""Of bad impacts, the share that is nothing yet: what goes back in time with more than this belongs to the trouble."""
FAR_SIGMAS = 3.0
"""A residual beyond this is bad: of good ones 1 in 370."""
OFF_SIGMAS = 1.5
"""A sensor whose mean residual is beyond this has moved, or its threshold has."""
WEEKDAY_DAYS = 7
"""The name of a weekday is of one day for so long; older days have a date."""

TroubleKind = Literal["silent", "disagrees", "late", "early"]


class ChannelRecord(NamedTuple):
    """One impact at one sensor: whether it triggered, was left out of the fix, and what it was off by, us."""

    at: datetime
    is_heard: bool
    is_left_out: bool
    residual_us: float | None


class Trouble(NamedTuple):
    """A sensor's fault: in `bad` of `impacts`, since when; `off_us`: its mean residual, us."""

    kind: TroubleKind
    bad: int
    impacts: int
    since: datetime
    off_us: float


def trouble(newest_first: Sequence[ChannelRecord], sigma_us: float) -> Trouble | None:
    """The most serious fault of a sensor; None when it is well or there are too few impacts.

    `sigma_us` is what one time of arrival may be off by, one standard deviation.
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
    """The impact back to which bad ones are most clearly more than INNOCENT_SHARE (cumulative sum)."""
    best = total = 0.0
    since = newest_first[0].at
    for heard in newest_first[:HISTORY]:
        total += 1.0 if is_bad(heard) else -INNOCENT_SHARE
        if total > best:
            best, since = total, heard.at
    return since


def trouble_message(name: str, found: Trouble, now: datetime) -> Message:
    """The message about a fault of the sensor called `name`, with its time in `now`'s zone."""
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
    """Today, yesterday, a day of the week within a week, or a date."""
    days = (now.date() - then.date()).days
    if days <= 0:
        return message("when_today")
    if days == 1:
        return message("when_yesterday")
    if days < WEEKDAY_DAYS:
        return message("when_weekday", weekday=then.isoweekday())
    return message("when_date", day=then.day, month=then.month)
