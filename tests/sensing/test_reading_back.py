"""What is read back from the journal: in which order, how much at once, and while there is room for it. No disk."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from appliance.core.coincidence import Coincidence
from appliance.core.events import ShotsLost
from appliance.runtime.background import background
from appliance.sensing.backlog import BacklogReader, Unfinished, Unread
from appliance.sensing.items import Found, Item
from appliance.sensing.journal import Chunk, Range
from appliance.sensing.stream import Stream
from tests.builders import NOW
from tests.sensing.bench import an_entry, until

LINE_BYTES = 10
MOST_FOUND = 400


class Disk:
    """Holds an entry at every tenth byte, and shows what is asked for.

    While what is at `begun_anew_at` is read, the journal is begun anew, and holds `since` then.
    """

    def __init__(self) -> None:
        self.stream = Stream(Coincidence())
        self.unfinished = Unfinished(Unread(self.stream.changed))
        self.asked: list[tuple[int, int, int]] = []
        self.begun_anew_at = -1
        self.since: list[Range] = []

    async def read(self, position: int, until: int, limit: int) -> Chunk:
        self.asked.append((position, until, limit))
        await asyncio.sleep(0)
        if position == self.begun_anew_at:
            self.unfinished.unread.clear()
            for part in self.since:
                self.unfinished.unread.add(part)
        places = range(position, until, LINE_BYTES)[:limit]
        found = [(at, an_entry(ShotsLost("n", 1, at, at, NOW, 5e6), NOW)) for at in places]
        return Chunk(found, places[-1] + LINE_BYTES, len(places))

    def add(self, start: int, until: int) -> None:
        self.unfinished.unread.add(Range(start, until, (until - start) // LINE_BYTES))

    @property
    def found(self) -> list[int]:
        return [item.position for found in self.stream.found for item in found.items if item.position is not None]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        journal: Any = self
        async with background(read=BacklogReader(journal, self.unfinished, self.stream).run()):
            yield


async def test_stretches_that_lie_apart_are_read_in_their_order() -> None:
    disk = Disk()
    for start, end in ((0, 30), (100, 110), (500, 520)):
        disk.add(start, end)
    async with disk.running():
        await until(lambda: not disk.unfinished.unread.ranges)
    assert disk.found == [0, 10, 20, 100, 500, 510]
    assert disk.asked == [(0, 30, 100), (100, 110, 100), (500, 520, 100)]
    assert len(disk.unfinished) == 6
    assert all(item.is_acknowledged for item in disk.unfinished.items)


async def test_a_long_stretch_is_read_a_hundred_at_once_while_there_is_room() -> None:
    disk = Disk()
    room = 150
    waits = an_entry(ShotsLost("n", 1, 1, 1, NOW, 5e6), NOW)
    for _ in range(MOST_FOUND - room):
        disk.stream.add(Found(None, (Item(waits, b""),)))
    disk.add(0, 5000)
    async with disk.running():
        await until(lambda: len(disk.asked) == 2)
        await until(lambda: len(disk.stream.found) > MOST_FOUND)
        for _ in range(5):
            await asyncio.to_thread(int)
        # no room: what is left waits on the disk
        assert disk.asked == [(0, 5000, 100), (1000, 5000, 100)]
        assert disk.unfinished.unread.ranges == [Range(2000, 5000, 300)]
        # as many as that are still too many, and one fewer is not
        while len(disk.stream.found) > MOST_FOUND:
            disk.stream.found.popleft()
        disk.stream.changed.set()
        for _ in range(5):
            await asyncio.to_thread(int)
        assert len(disk.asked) == 2
        disk.stream.found.popleft()
        disk.stream.changed.set()
        await until(lambda: len(disk.asked) == 3)
    assert disk.asked[-1] == (2000, 5000, 100)


@pytest.mark.parametrize("since", [[], [Range(70, 80, 1)]])
async def test_what_was_read_while_the_journal_was_begun_anew_is_not_taken(since: list[Range]) -> None:
    disk = Disk()
    disk.begun_anew_at, disk.since = 40, since
    disk.add(0, 10)
    disk.add(40, 60)
    async with disk.running():
        await until(lambda: len(disk.asked) >= 2)
        for _ in range(5):
            await asyncio.to_thread(int)
        assert disk.found == [0, *(part.start for part in since)]
        # it goes on with what is to be read then
        disk.add(90, 100)
        await until(lambda: not disk.unfinished.unread.ranges)
    assert disk.found == [0, *(part.start for part in since), 90]


async def test_the_checkpoint_stays_before_whatever_is_not_done() -> None:
    unfinished = Unfinished()
    entry = an_entry(ShotsLost("n", 1, 1, 1, NOW, 5e6), NOW)
    assert unfinished.lowest(900) == 900
    unfinished.items |= {Item(entry, b"", 700), Item(entry, b"", None), Item(entry, b"", 800)}
    assert unfinished.lowest(900) == 700
    unfinished.stuck.add(Item(entry, b"", 600))
    assert unfinished.lowest(900) == 600
    unfinished.unread.add(Range(500, 550, 1))
    unfinished.unread.add(Range(400, 450, 2))
    assert unfinished.lowest(900) == 400
    # what lies at the very start too
    unfinished.items.add(Item(entry, b"", 0))
    assert unfinished.lowest(900) == 0
    assert len(unfinished) == 4 + 3
