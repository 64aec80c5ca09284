"""Dates impacts and losses by the present knowledge of the clock."""

from datetime import datetime, timedelta

from appliance.core.events import ShotsLost
from appliance.schema.set_aside import LossCreate
from appliance.sensing.items import Clock, Found


def date(found: Found, clock: Clock) -> datetime:
    """The date of an impact or a loss. Raises OverflowError, ValueError for a date out of range."""
    event, entry = found.event, found.items[0].entry
    at_us = event.loop_us if isinstance(event, ShotsLost) else event.at_us
    return clock.date_of(entry.kernel_boot, at_us, entry.stored_at)


def loss(found: Found, event: ShotsLost, clock: Clock) -> LossCreate:
    """A loss with the dates between which it happened. Raises OverflowError, ValueError as `date`."""
    entry = found.items[0].entry

    def of(at_us: float | None) -> datetime | None:
        if at_us is None:
            return None
        stored = entry.stored_at + timedelta(microseconds=at_us - event.loop_us)
        return clock.date_of(entry.kernel_boot, at_us, stored)

    begin, end = of(event.from_us), of(event.until_us)
    if begin is not None and end is not None and begin > end:
        begin, end = end, begin
    first, last = sorted((event.first, event.last))
    return LossCreate(
        node=event.node,
        boot=event.boot,
        first_sequence=first,
        last_sequence=last,
        lost_from=begin,
        lost_until=end,
        reason=event.reason[:1000],
    )
