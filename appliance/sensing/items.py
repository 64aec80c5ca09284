"""The values that pass through the sensor wing: events taken in, impacts found, impacts placed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from appliance.core.air.state import SlowState
from appliance.core.coincidence import Impact
from appliance.core.ellipse import ErrorEllipse, error_ellipse
from appliance.core.events import BowReleased, Burst, ImpactPulse, ShotsLost
from appliance.core.locating.fix import Fix, Placed
from appliance.core.message import Message, message, own_message
from appliance.schema.detections import FixSource, Outcome
from appliance.sensing.entries import Entry, Recordable

NO_REASON = message("no_reason")


class Clock(Protocol):
    """Converts monotonic times to dates."""

    @property
    def kernel_boot(self) -> str:
        """The kernel boot of the present monotonic clock."""
        ...

    def clock_id_of(self, kernel_boot: str) -> UUID | None:
        """The clock run that dates instants of that boot, by which they are corrected together."""
        ...

    def date_of(self, kernel_boot: str, at_us: float, stored: datetime) -> datetime:
        """The date of an instant of the monotonic clock; `stored`: the date it was given when it was journalled."""
        ...


@dataclass(eq=False, slots=True)
class Item:
    """An event until it is recorded. `position`: offset of its line in the journal, None while it is not there."""

    entry: Entry
    line: bytes
    position: int | None = None
    is_acknowledged: bool = False
    is_finished: bool = False
    retry_of: UUID | None = None
    """Id of its row among the events set aside, where a person asked to retry it."""


@dataclass(frozen=True, slots=True)
class Place:
    """The position of an impact, mm in the butt's frame, and what it was determined by."""

    outcome: Outcome
    reason: Message | None = None
    source: FixSource | None = None
    x_mm: float | None = None
    y_mm: float | None = None
    covariance_mm2: tuple[float, float, float] | None = None
    placed: Placed | None = None
    air: SlowState | None = None
    """The air state after this impact; None where the impact says nothing about it."""

    @property
    def fix(self) -> Fix | None:
        """The fix by this appliance; None where the board located it, or it was not located."""
        return None if self.placed is None else self.placed.fix

    @property
    def ellipse(self) -> ErrorEllipse | None:
        return None if self.covariance_mm2 is None else error_ellipse(self.covariance_mm2)


@dataclass(eq=False, slots=True)
class Found:
    """An impact, a loss or a retried release, or None with the `reason` why there is none; `items`: its events."""

    what: Impact | ShotsLost | BowReleased | None
    items: tuple[Item, ...]
    reason: Message | None = None
    tries: int = 0

    @property
    def event(self) -> Recordable:
        """The event by whose time the whole is dated."""
        return self.items[0].entry.event


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was found, with its date and place or the reason why there is none; it is dated again when recorded."""

    found: Found
    at: datetime | None = None
    place: Place | None = None
    reason: Message | None = None


@dataclass(slots=True)
class Refusals:
    """Counts consecutive live impacts that could not be recorded."""

    in_a_row: int = 0
    newest_reason: Message = NO_REASON

    def note(self, found: Found, reason: Message | None) -> None:
        """Note a recorded impact (no reason) or a refused one; losses do not count."""
        if reason is None:
            self.in_a_row = 0
        elif not isinstance(found.what, ShotsLost):
            self.in_a_row, self.newest_reason = self.in_a_row + 1, reason


def next_tries(found: Found) -> list[Found]:
    """What to retry after a refusal: the same once more, then each event alone, then nothing."""
    if found.tries == 0:
        return [Found(found.what, found.items, tries=1)]
    impact = found.what
    if not isinstance(impact, Impact) or len(found.items) == 1:
        return []
    alone = []
    for item in found.items:
        event = item.entry.event
        if isinstance(event, Burst):
            alone.append(Found(Impact(event, (), impact.believed), (item,), tries=1))
        elif isinstance(event, ImpactPulse):
            alone.append(Found(Impact(None, (event,), False), (item,), tries=1))
    return alone


def reason_of(error: BaseException) -> Message:
    """The message of an exception; for an unforeseen one its class and text."""
    return own_message(error) or message("unforeseen", kind=type(error).__name__, text=str(error))
