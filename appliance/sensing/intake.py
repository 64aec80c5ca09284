"""Writes events to the journal, acknowledges them, and hands them on to be placed."""

import asyncio
import errno
import logging
import math
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace

from appliance.core.events import Burst, BurstKey, ShotsLost
from appliance.core.message import Message, message
from appliance.core.ports import Acknowledge
from appliance.sensing.backlog import Unfinished
from appliance.sensing.entries import Entry, Recordable, encode
from appliance.sensing.items import Clock, Found, Item, reason_of
from appliance.sensing.journal import Appended, JournalError, Range
from appliance.sensing.journal_thread import JournalThread

log = logging.getLogger(__name__)

INBOX_EVENTS = 1000
"""Largest number of events waiting for the disk's thread; further ones are refused, and the node keeps them."""
MEMORY_EVENTS = 10_000
"""Largest number of waiting events in memory; more wait on disk alone or, while that cannot be written, at the node."""
WRITE_EVENTS = 500
"""Largest number of events in one write to the disk, which makes all of them durable at once."""
TEND_S = 1.0
"""Interval at which the journal is checked and its checkpoint moved."""
FUTURE_US = 1e6
"""Largest time by which an impact may be dated after its arrival: two clocks may disagree by as much."""
NO_TIME = message("time_not_a_number")


class Intake:
    """`take` is called with every event to process, `reject` with one that cannot be encoded for the journal.

    While the journal cannot be written, events are processed from memory, and acknowledged once they are recorded.
    """

    def __init__(
        self,
        journal: JournalThread,
        unfinished: Unfinished,
        clock: Clock,
        acknowledge: Acknowledge,
        take: Callable[[Item], None],
        reject: Callable[[Found], None],
    ) -> None:
        self._journal = journal
        self._unfinished = unfinished
        self._clock = clock
        self._acknowledge = acknowledge
        self._take = take
        self._reject = reject
        self._inbox: deque[Recordable] = deque()
        self._arriving: list[Item] = []
        self._unwritten: list[Item] = []
        self._held: dict[Hashable, Item] = {}
        self._arrived = asyncio.Event()
        self._end: int | None = None
        self._checkpoint: int | None = None
        self._failure: JournalError | None = None
        self._tended_at = -math.inf
        self.dropped = 0

    @property
    def failure(self) -> JournalError | None:
        """The error that keeps the journal from being written; None while it works."""
        return self._failure

    @property
    def is_idle(self) -> bool:
        """Whether the inbox is empty and the journal's earlier content is known."""
        is_known = self._end is not None or self._failure is not None
        return is_known and not self._inbox and not self._arriving

    @property
    def waiting(self) -> int:
        """The number of events that are not in the journal yet."""
        return len(self._inbox) + len(self._arriving)

    @property
    def only_in_memory(self) -> int:
        """The number of events that a power cut would lose."""
        return sum(not item.is_finished for item in self._unwritten)

    def offer(self, event: Recordable) -> bool:
        """Put an event into the inbox; False when it is full and the node has to keep it. Losses are always taken."""
        if len(self._inbox) >= INBOX_EVENTS and not isinstance(event, ShotsLost):
            self.dropped += 1
            if self.dropped & (self.dropped - 1) == 0:
                log.error("inbox full: %d events were not taken so far", self.dropped)
            return False
        self._inbox.append(event)
        self._arrived.set()
        return True

    def finished(self, items: Sequence[Item]) -> None:
        """Note that events are recorded or set aside, and acknowledge those that were not in the journal."""
        for item in items:
            item.is_finished = True
            self._unfinished.items.discard(item)
            self._held.pop(_identity(item), None)
            self._acknowledge_once(item)

    async def run(self) -> None:
        """Work until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            if loop.time() - self._tended_at >= TEND_S:
                self._tended_at = loop.time()
                await self._tend()
            await self._take_in()
            try:
                async with asyncio.timeout_at(self._tended_at + TEND_S):
                    await self._arrived.wait()
            except TimeoutError:
                continue
            self._arrived.clear()

    async def move_checkpoint(self) -> None:
        """Advance the journal's checkpoint to the first event that is not recorded."""
        if self._end is None or self._failure is not None:
            return
        lowest = self._unfinished.lowest(self._end)
        if lowest != self._checkpoint:
            await self._journal.checkpoint(lowest)
            self._checkpoint = lowest

    async def _tend(self) -> None:
        """Check the files, write events that could not be written before, and move the checkpoint."""
        self._unwritten = [item for item in self._unwritten if not item.is_finished]
        try:
            self._opened((await self._journal.tend()).end)
            while self._unwritten:
                await self._write(self._unwritten[:WRITE_EVENTS])
                self._unwritten = [item for item in self._unwritten if item.position is None and not item.is_finished]
        except JournalError as error:
            self._fail(error)
            return
        if self._failure is not None:
            log.warning("the journal is written again")
            self._failure = None
        await self.move_checkpoint()

    async def _take_in(self) -> None:
        while self._inbox or self._arriving:
            self._admit()
            if not self._arriving:
                return
            if self._failure is None:
                try:
                    await self._write(self._arriving)
                except JournalError as error:
                    self._fail(error)
            if self._failure is not None:
                self._hold()
            self._arriving = []

    def _admit(self) -> None:
        """Move events from the inbox to `_arriving`, as many as there is room for."""
        room = WRITE_EVENTS - len(self._arriving)
        if self._failure is not None:
            room = min(room, MEMORY_EVENTS - len(self._unfinished.items))
        while self._inbox and room > 0:
            room -= 1
            item = self._item(self._inbox.popleft())
            if item is not None:
                self._arriving.append(item)

    def _item(self, event: Recordable) -> Item | None:
        """An event as an item with its line of the journal; None where it cannot be encoded and was set aside."""
        event = _plausible(event)
        at_us = event.loop_us if isinstance(event, ShotsLost) else event.at_us
        boot = self._clock.kernel_boot
        try:
            if not math.isfinite(at_us):
                raise ValueError(NO_TIME)
            entry = Entry(event, boot, self._clock.date_of(boot, at_us, event.received_at))
            return Item(entry, encode(entry))
        except Exception as error:  # of any kind, or one odd event would keep all others out of the journal
            entry = Entry(event, boot, event.received_at)
            self._reject(Found(None, (Item(entry, b""),), reason_of(error)))
            return None

    async def _write(self, items: list[Item]) -> None:
        """Append items to the journal, and acknowledge them. Raises JournalError."""
        self._written(items, await self._journal.append([item.line for item in items]))

    def _opened(self, end: int) -> None:
        for opened in self._journal.news():
            if opened.is_renewed:
                again = [item for item in self._unfinished.items if item.position is not None]
                for item in again:
                    item.position = None
                log.error("the journal was changed by somebody else: %d events are written again", len(again))
                self._unwritten += again
                self._unfinished.unread.clear()
                # at once: they were acknowledged, and are only in memory now
                self._tended_at = -math.inf
                self._arrived.set()
            if opened.found is not None:
                self._unfinished.unread.add(opened.found)
        self._end = end

    def _written(self, items: list[Item], appended: Appended) -> None:
        self._opened(appended.end)
        for item, position in zip(items, appended.positions, strict=True):
            item.position = position
            self._held.pop(_identity(item), None)
            self._acknowledge_once(item)
            if item in self._unfinished.items or item.is_finished:
                continue
            if len(self._unfinished.items) < MEMORY_EVENTS:
                self._enter(item)
            else:
                self._unfinished.unread.add(Range(position, position + len(item.line), 1))

    def _hold(self) -> None:
        """Keep events in memory while the journal cannot be written, each once however often it is sent."""
        for item in self._arriving:
            identity = _identity(item)
            if identity is None or identity not in self._held:
                self._unwritten.append(item)
                self._enter(item)
            if identity is not None:
                self._held.setdefault(identity, item)

    def _enter(self, item: Item) -> None:
        self._unfinished.items.add(item)
        self._take(item)

    def _acknowledge_once(self, item: Item) -> None:
        if item.is_acknowledged or not isinstance(item.entry.event, Burst):
            return
        item.is_acknowledged = True
        key: BurstKey = item.entry.event.key
        try:
            self._acknowledge(key)
        except Exception:  # of any kind: the impact is on disk or recorded, whatever a driver does
            # the node sends it again, and it is acknowledged then
            log.exception("%s could not be acknowledged", key)

    def _fail(self, error: JournalError) -> None:
        if self._failure is None or self._failure.errno != error.errno:
            log.error("%s: impacts wait in memory", error)
        self._failure = error


def advice(failure: JournalError) -> Message:
    """What a person can do about a journal that cannot be written."""
    if failure.errno in (errno.ENOSPC, errno.EDQUOT):
        return message("free_space")
    return message("make_folder_writable")


def _identity(item: Item) -> Hashable:
    """A key that is equal when a node repeats a burst; None for events that are never repeated."""
    event = item.entry.event
    return (event.key, event.ticks, event.node_time_us) if isinstance(event, Burst) else None


def _plausible(event: Recordable) -> Recordable:
    """A copy of the event, without a time of impact that lies in the future."""
    if isinstance(event, Burst) and event.impact_us is not None:
        is_past = math.isfinite(event.impact_us) and event.impact_us <= event.loop_us + FUTURE_US
        return replace(event) if is_past else replace(event, impact_us=None)
    return replace(event)
