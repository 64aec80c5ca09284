"""Tracks events that are not recorded yet, and reads back from the journal those that are not in memory."""

import asyncio
import logging
from dataclasses import dataclass, field

from appliance.sensing.items import Item
from appliance.sensing.journal import Chunk, Range
from appliance.sensing.journal_thread import JournalThread
from appliance.sensing.stream import Stream

log = logging.getLogger(__name__)

MAX_FOUND_IMPACTS = 400
"""Number of impacts waiting to be placed at which reading the journal pauses."""
READ_EVENTS = 100
"""Events read from the journal at once; chosen, few enough for live events to be placed in between."""
RETRY_READ_S = 1.0
"""Pause after a failed read, so that a card that hangs is not asked all the time."""


@dataclass(slots=True)
class Unread:
    """Ranges of the journal still to be read, oldest first."""

    changed: asyncio.Event = field(default_factory=asyncio.Event)
    ranges: list[Range] = field(default_factory=list)

    @property
    def lines(self) -> int:
        """The number of lines in these ranges, as far as known."""
        return sum(part.lines for part in self.ranges)

    def add(self, found: Range) -> None:
        """Add a range; adjacent ranges are merged."""
        if self.ranges and self.ranges[-1].until == found.start:
            last = self.ranges.pop()
            found = Range(last.start, found.until, last.lines + found.lines)
        self.ranges.append(found)
        self.changed.set()

    def advance(self, chunk: Chunk) -> None:
        """Note that a chunk of the first range has been read."""
        first = self.ranges.pop(0)
        if chunk.next_position < first.until:
            left = max(first.lines - chunk.lines, 1)
            self.ranges.insert(0, Range(chunk.next_position, first.until, left))

    def clear(self) -> None:
        """Forget all ranges, since the journal was begun anew."""
        self.ranges.clear()


@dataclass(slots=True)
class Unfinished:
    """All events that are not recorded yet; the checkpoint stays before the first of them."""

    unread: Unread = field(default_factory=Unread)
    items: set[Item] = field(default_factory=set)
    stuck: set[Item] = field(default_factory=set)
    """Events that could neither be recorded nor set aside: they stay in the journal for the next start."""

    def __len__(self) -> int:
        return len(self.items) + self.unread.lines

    def lowest(self, end: int) -> int:
        """The offset before which everything is recorded; `end` when all is."""
        places = [item.position for item in self.items if item.position is not None]
        places += [item.position for item in self.stuck if item.position is not None]
        places += [part.start for part in self.unread.ranges]
        return min(places, default=end)


class BacklogReader:
    """Reads events that earlier runs left in the journal, or memory had no room for, as fast as they are placed."""

    def __init__(self, journal: JournalThread, unfinished: Unfinished, stream: Stream) -> None:
        self._journal = journal
        self._unfinished = unfinished
        self._stream = stream

    async def run(self) -> None:
        """Read until cancelled."""
        unread = self._unfinished.unread
        while True:
            await self._wait_for_room()
            part = unread.ranges[0]
            try:
                chunk = await self._journal.read(part.start, part.until, READ_EVENTS)
            except OSError as error:
                log.warning("the journal cannot be read (%s): it is tried again", error)
                await asyncio.sleep(RETRY_READ_S)
                continue
            # during the read, the journal may have been begun anew
            if unread.ranges and unread.ranges[0].start == part.start:
                self._take(chunk)

    async def _wait_for_room(self) -> None:
        """Wait until there is something to read, and room for it."""
        stream = self._stream
        while not self._unfinished.unread.ranges or len(stream.found) >= MAX_FOUND_IMPACTS:
            stream.changed.clear()
            await stream.changed.wait()

    def _take(self, chunk: Chunk) -> None:
        unread = self._unfinished.unread
        unread.advance(chunk)
        for position, entry in chunk.entries:
            item = Item(entry, b"", position, is_acknowledged=True)
            self._unfinished.items.add(item)
            self._stream.push_old(item)
        if not unread.ranges:
            self._stream.flush()
            log.info("the events that were left in the journal are all read")
