"""All that sensing knows of a driver, and a driver of sensing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol
from uuid import UUID

from appliance.core.events import BurstKey, Event
from appliance.core.message import Message
from appliance.core.tags import WrittenOutcome

NodeProtocol = Literal["auto", "archstats", "freetarget"]
"""The languages of boards; `auto` finds out by listening."""
Emit = Callable[[Event], bool | None]
"""False: it could not be taken, and is to come again. An event that cannot come again is always taken."""
MayChirp = Callable[[float], bool]
"""Whether a node may chirp at a moment of the monotonic clock, us."""
Acknowledge = Callable[[BurstKey], None]
"""Tells a node that a burst is durable here and need not be kept there."""

ReaderProtocol = Literal["lines", "pn532"]
"""The languages of tag readers; only a PN532 can write."""
TagReaderState = Literal["away", "reads", "writes"]


@dataclass(frozen=True, slots=True)
class TagOrder:
    """A tag is wanted that carries `arrow_id`; `others`: the names of all other arrows, whose tags are not touched."""

    id: UUID
    arrow_id: UUID
    others: Mapping[UUID, str]


OnWritten = Callable[[TagOrder, WrittenOutcome, str | None], None]
"""What became of an order, and the arrow whose tag it was where it was another's."""


class TagReader(Protocol):
    """A reader of arrow tags, and what writes them where it can."""

    @property
    def state(self) -> TagReaderState: ...

    @property
    def is_writing(self) -> bool:
        """Whether a tag is being written, so that its outcome follows whatever is ordered meanwhile."""
        ...

    def problems(self) -> list[Message]:
        """The reader's problems, as messages."""
        ...

    def order(self, order: TagOrder | None) -> None:
        """Order the content of the next tag, replacing an earlier order; None: only read it."""
        ...

    async def run(self) -> None:
        """Listen for ever."""
        ...
