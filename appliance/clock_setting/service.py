"""Takes the time from a phone: measures the round trip, and has the privileged helper set the clock.

The time is uncertain by half of the round trip, which is reported with it. Dates of earlier arrows are corrected as
after any other step of this computer's clock.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from appliance.clock_setting.errors import ClockNotTaken, ImplausibleTime, NoSuchExchange
from appliance.clock_setting.exchanges import Exchanges
from appliance.clock_setting.helper import EPOCH, MOST_BYTES
from appliance.clock_setting.plausible import is_plausible
from appliance.computer import kernel_is_synchronised, program_made_at
from appliance.core.message import message
from appliance.schema.clock import ClockRead, ClockSettingRead

log = logging.getLogger(__name__)

SOCKET = Path("/run/arch-stats-clock.socket")
"""The socket that systemd/arch-stats-clock.socket opens."""
LONGEST_ROUND_TRIP_US = 2e6
LEAST_US = 1e6
"""Smallest correction that is made: with the longest round trip, the time itself may be wrong by so much."""
SET_WITHIN_S = 15.0


class ClockSetting:
    """This computer's clock, which phones may read, and set where no time server keeps it."""

    def __init__(
        self,
        socket: Path | None = None,
        *,
        wall_us: Callable[[], float] = lambda: time.time() * 1e6,
        mono_us: Callable[[], float] = lambda: time.monotonic() * 1e6,
        is_synchronised: Callable[[], bool] | None = None,
        made_at: datetime | None = None,
    ) -> None:
        self._socket = SOCKET if socket is None else socket
        self._wall_us, self._mono_us = wall_us, mono_us
        self._is_synchronised = kernel_is_synchronised if is_synchronised is None else is_synchronised
        self._made_at = program_made_at() if made_at is None else made_at
        self._exchanges = Exchanges()

    def read(self) -> ClockRead:
        """The time, and whether a phone may set it."""
        now = datetime.fromtimestamp(self._wall_us() / 1e6, UTC)
        is_kept = self._is_synchronised()
        return ClockRead(time=now, is_kept=is_kept, is_settable=not is_kept and self._socket.exists())

    def begin(self) -> UUID:
        """Begin an exchange, just before a phone is asked for its time; returns its ID."""
        return self._exchanges.begin(self._mono_us())

    async def take(self, exchange_id: UUID, phone_time: datetime) -> ClockSettingRead:
        """Set the clock to a phone's time. Raises NoSuchExchange, ClockNotTaken, ImplausibleTime."""
        ended_us, begun_us = self._mono_us(), self._exchanges.end(exchange_id)
        if begun_us is None:
            raise NoSuchExchange(message("no_such_exchange", id=str(exchange_id)))
        if self._is_synchronised():
            raise ClockNotTaken(message("clock_is_kept"))
        if ended_us - begun_us > LONGEST_ROUND_TRIP_US:
            raise ClockNotTaken(message("round_trip_too_long", seconds=round((ended_us - begun_us) / 1e6, 1)))
        if not is_plausible(phone_time, self._made_at):
            raise ImplausibleTime(
                message("implausible_time", time=f"{phone_time:%Y-%m-%d %H:%M}", made=f"{self._made_at:%Y-%m-%d}")
            )
        within_us = (ended_us - begun_us) / 2
        offset_us = (phone_time - EPOCH) / timedelta(microseconds=1) - (begun_us + within_us)
        by_us = offset_us - (self._wall_us() - self._mono_us())
        if abs(by_us) <= LEAST_US:
            return ClockSettingRead(by_s=0.0, within_s=within_us / 1e6)
        await self._set(offset_us)
        log.warning("the clock was set by a phone: %+.1f s, within %.3f s", by_us / 1e6, within_us / 1e6)
        return ClockSettingRead(by_s=by_us / 1e6, within_s=within_us / 1e6)

    async def _set(self, offset_us: float) -> None:
        try:
            async with asyncio.timeout(SET_WITHIN_S):
                answer = await _ask(self._socket, b"%d\n" % round(offset_us))
        except (OSError, ValueError) as error:
            # TimeoutError is an OSError too
            raise ClockNotTaken(message("clock_not_settable")) from error
        if answer == b"kept":
            raise ClockNotTaken(message("clock_is_kept"))
        if answer != b"set":
            raise ClockNotTaken(message("clock_not_settable"))


async def _ask(socket: Path, line: bytes) -> bytes:
    """Send a line to the helper and read its answer. Raises OSError, ValueError."""
    reader, writer = await asyncio.open_unix_connection(socket, limit=MOST_BYTES)
    try:
        writer.write(line)
        await writer.drain()
        return (await reader.readline()).strip()
    finally:
        writer.close()
