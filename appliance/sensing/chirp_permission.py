"""Decides whether a node may chirp now, from impacts, releases, and what is on: a session, taps or a sensor test."""

import asyncio
import math
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

from appliance.core.chirp_policy import Wanted, may_chirp
from appliance.core.events import BowReleased, Burst, Event, ImpactPulse
from appliance.database.channels import Notice, Resync
from appliance.models.base_db import Source
from appliance.models.context_db import ContextDB, MomentContext
from appliance.models.errors import DBException, DBUnavailable
from appliance.sensing.items import Clock

LOOK_EVERY_S = 2.0
"""How often the database is asked whether chirps are wanted where no notice came."""
CONTEXT_TABLES = ("sessions", "calibrations", "sensor_tests")


class ChirpPermission:
    """`allows` is asked by the driver; `hush` is called at once when nodes may chirp no longer."""

    def __init__(
        self, source: Source, clock: Clock, hush: Callable[[], None], *, is_on: bool, now_us: Callable[[], float]
    ) -> None:
        self._context = ContextDB(source)
        self._clock = clock
        self._hush = hush
        self._is_on = is_on
        self._now_us = now_us
        self._wanted: Wanted | None = None
        self._impact_us: float | None = None
        self._released_us: float | None = None
        self._stale = asyncio.Event()

    def allows(self, now_us: float) -> bool:
        """Whether a node may chirp now."""
        return may_chirp(
            now_us, is_on=self._is_on, wanted=self._wanted, impact_us=self._impact_us, released_us=self._released_us
        )

    def note(self, event: Event) -> None:
        """Note what the board or an impact sensor felt."""
        if isinstance(event, Burst | ImpactPulse):
            self._impact_us = self._newest(self._impact_us, event.at_us)
        if isinstance(event, ImpactPulse):
            self._hush()

    def note_release(self, released: BowReleased) -> None:
        """Note that an arrow is under way."""
        self._released_us = self._newest(self._released_us, released.released_us)
        self._hush()

    def on_notice(self, notice: Notice | Resync) -> None:
        """Called by the listener."""
        if isinstance(notice, Resync) or notice.table in CONTEXT_TABLES:
            self._stale.set()

    async def at(self, at_us: float) -> MomentContext:
        """The context at a moment of the monotonic clock. Raises DBUnavailable."""
        (context,) = await self._context.as_known_at([self._clock.date_of(self._clock.kernel_boot, at_us, _now())])
        return context

    async def run(self) -> None:
        """Call `look` at every change and at least every LOOK_EVERY_S, until cancelled."""
        while True:
            self._stale.clear()
            await self.look()
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY_S):
                    await self._stale.wait()

    async def look(self) -> None:
        """Read once what is on; where it cannot be read, the last known state expires."""
        asked_us = self._now_us()
        with suppress(DBUnavailable, DBException, OverflowError, ValueError):
            context = await self.at(asked_us)
            is_tapped = context.calibration_id is not None or context.is_test
            self._wanted = Wanted(asked_us, is_open=context.session_id is not None, is_tapped=is_tapped)
        if not self.allows(self._now_us()):
            self._hush()

    def _newest(self, known_us: float | None, at_us: float) -> float:
        """The later of two times, us; one that lies in the future by a wrong clock, or is not finite, counts as now."""
        at_us = min(at_us, self._now_us()) if math.isfinite(at_us) else self._now_us()
        return at_us if known_us is None else max(known_us, at_us)


def _now() -> datetime:
    return datetime.now(UTC)
