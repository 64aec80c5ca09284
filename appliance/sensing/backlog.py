"""What is in memory until it is recorded, and what is only on disk."""

import asyncio
from dataclasses import dataclass, field

from appliance.sensing.items import Item
from appliance.sensing.journal import Chunk, Range


@dataclass(slots=True)
class Unread:
    """Places of the journal that have to be read (again), oldest first, and how many lines there seem to be."""

    changed: asyncio.Event = field(default_factory=asyncio.Event)
    ranges: list[Range] = field(default_factory=list)

    @property
    def lines(self) -> int:
        """How many lines wait there."""
        return sum(part.lines for part in self.ranges)

    def add(self, found: Range) -> None:
        """Read this too; what follows directly is one with it."""
        if self.ranges and self.ranges[-1].until == found.start:
            last = self.ranges.pop()
            found = Range(last.start, found.until, last.lines + found.lines)
        self.ranges.append(found)
        self.changed.set()

    def advance(self, chunk: Chunk) -> None:
        """So much of the first part has been read."""
        first = self.ranges.pop(0)
        if chunk.next_position < first.until:
            left = max(first.lines - chunk.lines, 1)
            self.ranges.insert(0, Range(chunk.next_position, first.until, left))

    def clear(self) -> None:
        """There is another journal now."""
        self.ranges.clear()


@dataclass(slots=True)
class Unfinished:
    """Everything that is not recorded yet; the checkpoint may not pass any of it."""

    unread: Unread = field(default_factory=Unread)
    items: set[Item] = field(default_factory=set)
    stuck: set[Item] = field(default_factory=set)
    """Neither recorded nor set aside: they stay in the journal for the next start."""

    def __len__(self) -> int:
        return len(self.items) + self.unread.lines

    def lowest(self, end: int) -> int:
        """The place before which everything is recorded; `end` when all is."""
        places = [item.position for item in self.items if item.position is not None]
        places += [item.position for item in self.stuck if item.position is not None]
        places += [part.start for part in self.unread.ranges]
        return min(places, default=end)
