"""Names channels that look exchanged, from the arrows that could not be placed because of it."""

import asyncio
from collections import deque
from collections.abc import Callable
from functools import partial
from uuid import UUID

from appliance.core.calibration.arrow_exchange import LEAST_ARROWS, MOST_ARROWS, Times, exchanges_by_arrows
from appliance.core.calibration.exchange import exchange_message
from appliance.core.coincidence import Impact
from appliance.core.message import Message, message
from appliance.models.context_db import MomentContext
from appliance.sensing.items import Prepared
from appliance.sensing.measure import Measurer

NAMED_FOR_US = 1800e6
"""How long channels are reported after the last unplaced arrow: the plugs may have been swapped back since."""


class ExchangeWatch:
    """`note` collects live impacts with their places; `run` looks for an exchange, in a worker thread."""

    def __init__(self, now_us: Callable[[], float]) -> None:
        self._now_us = now_us
        self._source: tuple[Measurer, UUID, str] | None = None
        self._unplaced: deque[Times] = deque(maxlen=MOST_ARROWS)
        self._placed: deque[Times] = deque(maxlen=MOST_ARROWS)
        self._speed = 0.0
        self._newest_us = 0.0
        self._news = asyncio.Event()
        self._named: Message | None = None

    def note(self, placed: Prepared, context: MomentContext, measurer: Measurer) -> None:
        """Collect an impact of a session, if all channels heard it."""
        impact, place = placed.found.what, placed.place
        if place is None or not isinstance(impact, Impact) or impact.burst is None or not impact.believed:
            return
        if context.session_id is None or context.is_test or context.calibration_id is not None:
            return
        is_placed = place.outcome == "located"
        if is_placed and not self._unplaced:
            return
        times = measurer.times(impact.burst) if measurer.is_surveyed else None
        if times is None:
            return
        source = measurer, context.session_id, impact.burst.key.node
        if source != self._source:
            self._source, self._named = source, None
            self._unplaced.clear()
            self._placed.clear()
        self._speed = measurer.speed(impact.burst.air)
        if is_placed:
            self._placed.append(times)
        else:
            self._newest_us = self._now_us()
            self._unplaced.append(times)
        if len(self._unplaced) >= LEAST_ARROWS:
            self._news.set()

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            await self._news.wait()
            self._news.clear()
            await self.look()

    async def look(self) -> None:
        """Look for an exchange that explains the unplaced arrows."""
        source = self._source
        if source is None:
            return
        array, unplaced = source[0].array, list(self._unplaced)
        found = await asyncio.to_thread(
            partial(exchanges_by_arrows, array, unplaced, list(self._placed), speed_mm_per_us=self._speed)
        )
        named = exchange_message(found, [sensor.id for sensor in array.sensors])
        if source == self._source:
            self._named = None if named is None else message("arrows_tell", arrows=len(unplaced), what=named)

    def troubles(self) -> list[Message]:
        """The message about channels that look exchanged, if any do."""
        if self._named is None or self._now_us() - self._newest_us > NAMED_FOR_US:
            return []
        return [self._named]
