"""A computer whose clock is wrong, and something that may set it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from appliance.clock_setting.helper import EPOCH, answer
from appliance.clock_setting.service import ClockSetting

MADE_AT = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass
class Computer:
    """Its two clocks, and whether a time server keeps the first."""

    wall: datetime = MADE_AT + timedelta(hours=1)
    mono_us: float = 60e6
    is_kept: bool = False
    is_kept_for_helper: bool = False

    def wall_us(self) -> float:
        return (self.wall - EPOCH) / timedelta(microseconds=1)

    def pass_by(self, seconds: float) -> None:
        self.mono_us += seconds * 1e6
        self.wall += timedelta(seconds=seconds)

    def set_clock(self, offset_us: float) -> None:
        self.wall = EPOCH + timedelta(microseconds=self.mono_us + offset_us)

    def setting(self, socket: Path) -> ClockSetting:
        return ClockSetting(
            socket,
            wall_us=self.wall_us,
            mono_us=lambda: self.mono_us,
            is_synchronised=lambda: self.is_kept,
            made_at=MADE_AT,
        )

    @asynccontextmanager
    async def helped(self, socket: Path) -> AsyncIterator[None]:
        """While the socket is there at which the clock is set."""

        async def on_line(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            reply = answer(
                await reader.readline(),
                set_clock=self.set_clock,
                is_synchronised=lambda: self.is_kept_for_helper,
                mono_us=lambda: self.mono_us,
                made_at=MADE_AT,
            )
            writer.write(f"{reply}\n".encode())
            writer.close()

        async with await asyncio.start_unix_server(on_line, socket):
            yield
        socket.unlink(missing_ok=True)
