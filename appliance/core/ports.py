"""The interfaces between sensing and the drivers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol
from uuid import UUID

from appliance.core.events import BurstKey, Event
from appliance.core.message import Message
from appliance.core.tags import WrittenOutcome

NodeProtocol = Literal["auto", "archstats", "freetarget"]
"""Protocols of boards; `auto` finds the protocol by listening."""
Emit = Callable[[Event], bool | None]
"""Hands an event to sensing; False: refused for now, the driver must offer it again. An event that a driver cannot
offer again is never refused."""
MayChirp = Callable[[float], bool]
"""Whether a node may chirp at an instant of the monotonic clock, us."""
Acknowledge = Callable[[BurstKey], None]
"""Tells a node that a burst is stored here, so that the node may discard it."""

ReaderProtocol = Literal["lines", "pn532"]
"""Protocols of tag readers; only a PN532 can write."""
TagReaderState = Literal["away", "reads", "writes"]


@dataclass(frozen=True, slots=True)
class TagOrder:
    """An order to write `arrow_id` into the next tag; `others`: names of all other arrows by id, whose tags must not be
    overwritten."""

    id: UUID
    arrow_id: UUID
    others: Mapping[UUID, str]


OnWritten = Callable[[TagOrder, WrittenOutcome, str | None], None]
"""Receives an order, its outcome, and the name of the other arrow where the tag belongs to one."""


class TagReader(Protocol):
    """A reader of arrow tags, which may also write them."""

    @property
    def state(self) -> TagReaderState: ...

    @property
    def is_writing(self) -> bool:
        """Whether a tag is being written: its outcome is reported even if another order replaces it meanwhile."""
        ...

    def problems(self) -> list[Message]:
        """The reader's problems, as messages."""
        ...

    def order(self, order: TagOrder | None) -> None:
        """Order the content of the next tag, replacing an earlier order; None: only read tags."""
        ...

    async def run(self) -> None:
        """Listen for ever."""
        ...
