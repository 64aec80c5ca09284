"""The queues of live events, or of events that an earlier run left."""

import asyncio
import math
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from appliance.core.coincidence import Coincidence, Impact
from appliance.core.events import BowReleased, Burst, ShotsLost
from appliance.sensing.items import Found, Item, Prepared, reason_of


@dataclass
class Stream:
    """Matches events to impacts. `found`: impacts in the order in which they were completed; `ready`: those that are
    placed and to be written. `changed` is set whenever one of these queues grows or shrinks.
    """

    coincidence: Coincidence
    found: deque[Found] = field(default_factory=deque)
    ready: deque[Prepared] = field(default_factory=deque)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    _waiting: dict[int, Item] = field(default_factory=dict)
    _pushed: asyncio.Event = field(default_factory=asyncio.Event)
    _boot: str | None = None

    def push(self, item: Item) -> None:
        """Match an event with others of the same impact; one that fails is queued with its reason."""
        event = item.entry.event
        if isinstance(event, ShotsLost | BowReleased):
            self.add(Found(event, (item,)))
            return
        try:
            self._waiting[id(event)] = item
            self._add(self.coincidence.push(event))
        except Exception as error:  # of any kind: it concerns this event alone
            self._waiting.pop(id(event), None)
            self.add(Found(None, (item,), reason_of(error)))
        self._pushed.set()

    def push_old(self, item: Item) -> None:
        """Match an event of an earlier run by its own time, but not with events of another kernel boot."""
        if item.entry.kernel_boot != self._boot:
            self.flush()
            self._boot = item.entry.kernel_boot
        self.push(item)
        loop_us = item.entry.event.loop_us
        if math.isfinite(loop_us):
            self._add(self.coincidence.settle(loop_us))

    def push_alone(self, item: Item) -> None:
        """Take an event as an impact of its own."""
        event = item.entry.event
        if isinstance(event, ShotsLost | BowReleased):
            self.add(Found(event, (item,)))
        else:
            impact = Impact(event, (), True) if isinstance(event, Burst) else Impact(None, (event,), False)
            self.add(Found(impact, (item,)))

    def flush(self) -> None:
        """Settle everything that still waits for a match."""
        self._add(self.coincidence.flush())

    def add(self, found: Found) -> None:
        """Queue what was found, to be placed or set aside."""
        self.found.append(found)
        self.changed.set()

    async def settle_in_time(self, now_us: Callable[[], float]) -> None:
        """Settle events whose time for a match is over, until cancelled."""
        while True:
            self._add(self.coincidence.settle(now_us()))
            deadline_us = self.coincidence.deadline_us
            patience_s = None if deadline_us is None else max(deadline_us - now_us(), 0.0) / 1e6
            try:
                async with asyncio.timeout(patience_s):
                    await self._pushed.wait()
            except TimeoutError:
                continue
            self._pushed.clear()

    def _add(self, impacts: Sequence[Impact]) -> None:
        for impact in impacts:
            parts = [*([] if impact.burst is None else [impact.burst]), *impact.pulses]
            # a pulse that was settled before is recorded already, and may still confirm a late burst
            items = tuple(item for part in parts if (item := self._waiting.pop(id(part), None)) is not None)
            if items:
                self.add(Found(impact, items))
