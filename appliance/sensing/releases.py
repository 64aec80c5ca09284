"""Records releases of bows, on arrival or again after they were set aside."""

from datetime import UTC, datetime, timedelta

from appliance.core.events import BowReleased
from appliance.core.message import Message, message
from appliance.models.errors import DBException
from appliance.models.releases_db import Kept, ReleasesDB
from appliance.sensing.entries import Entry
from appliance.sensing.items import Clock


def entry_of(released: BowReleased, clock: Clock) -> Entry:
    """The entry of a release that has just arrived, dated by its arrival where its own time has no date."""
    boot = clock.kernel_boot
    try:
        return Entry(released, boot, clock.date_of(boot, released.released_us, released.received_at))
    except Exception:  # whatever is odd about its time must not stand in the way of keeping it
        return Entry(released, boot, released.received_at)


async def keep(
    releases: ReleasesDB, entry: Entry, released: BowReleased, clock: Clock, late_by: timedelta = timedelta()
) -> Kept:
    """Record a release, idempotently. Raises DBException; OverflowError or ValueError for a date out of range."""
    boot, drawn_at = entry.kernel_boot, None
    if released.drawn_us is not None:
        stored = entry.stored_at - timedelta(microseconds=released.released_us - released.drawn_us)
        drawn_at = clock.date_of(boot, released.drawn_us, stored)
    key = released.key
    released_at = clock.date_of(boot, released.released_us, entry.stored_at)
    return await releases.keep(
        key.bow, key.boot, key.sequence, key.bow_us, drawn_at, released_at, clock.clock_id_of(boot), late_by
    )


async def keep_again(releases: ReleasesDB, entry: Entry, released: BowReleased, clock: Clock) -> None:
    """Record a release that was set aside, however long ago. Raises as `keep`, and DBException with the reason where
    it is discarded."""
    late_by = max(datetime.now(UTC) - released.received_at, timedelta())
    why = why_nothing(await keep(releases, entry, released, clock, late_by), released.key.bow)
    if why is not None:
        raise DBException(why)


def why_nothing(kept: Kept, bow: str) -> Message | None:
    """Why a release is discarded, where a person can do something about it; else None."""
    match kept:
        case "nobody":
            return message("bow_of_nobody", bow=bow)
        case "not_listed":
            return message("bow_not_listed", bow=bow)
        case "too_old":
            return message("bow_too_old", bow=bow)
        case _:
            return None
