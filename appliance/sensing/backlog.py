"""Tracks events that are not recorded yet: those in memory, and the ranges of the journal to read."""

import asyncio
from dataclasses import dataclass, field

from appliance.sensing.items import Item
from appliance.sensing.journal import Chunk, Range


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
    """Neither recorded nor set aside: they stay in the journal for the next start."""

    def __len__(self) -> int:
        return len(self.items) + self.unread.lines

    def lowest(self, end: int) -> int:
        """The offset before which everything is recorded; `end` when all is."""
        places = [item.position for item in self.items if item.position is not None]
        places += [item.position for item in self.stuck if item.position is not None]
        places += [part.start for part in self.unread.ranges]
        return min(places, default=end)
