"""A simulated bow sensor, on a pseudo-terminal or a socket, in real time."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from drivers.bow.conversation import Bow
from drivers.sim.pty_line import PtyLine

HARDWARE_ID = 0x_E626_0C01_B6A3_7564
STEP_S = 0.01
STARTED_AT_US = 60_000_000


class SimulatedBow:
    """`loose` shoots; `on_line` and `listening` connect it, and until then it stores its releases."""

    def __init__(self, hardware_id: int = HARDWARE_ID, boot: int = 1) -> None:
        self.bow = Bow(hardware_id, boot, firmware="simulated bow")
        self._zero_ns = time.monotonic_ns()

    @property
    def sensor(self) -> str:
        """The id of the sensor, as in events."""
        return f"{self.bow.bow:016x}"

    def clock_us(self) -> int:
        """The bow's own clock, us."""
        return STARTED_AT_US + (time.monotonic_ns() - self._zero_ns) // 1000

    def loose(self, ago_s: float = 0.0, hold_s: float = 0.5) -> int:
        """Add a release `ago_s` ago, after a draw of `hold_s`; returns its number."""
        released_us = self.clock_us() - round(ago_s * 1e6)
        return self.bow.released(released_us, max(released_us - round(hold_s * 1e6), 1))

    async def on_line(self, line: PtyLine) -> None:
        """Run the conversation on this line until cancelled."""
        self.bow.lost()
        while True:
            while (frame := self.bow.next_frame(self.clock_us())) is not None:
                await line.write(frame)
            with suppress(TimeoutError):
                async with asyncio.timeout(STEP_S):
                    self.bow.receive(await line.read(), self.clock_us())

    @asynccontextmanager
    async def listening(self, port: int = 0) -> AsyncIterator[int]:
        """Run the conversation with each host that connects; yields the port."""
        writers: set[asyncio.StreamWriter] = set()
        are_gone = asyncio.Event()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writers.add(writer)
            are_gone.clear()
            self.bow.lost()
            try:
                await self._speak(reader, writer.write)
            finally:
                writer.close()
                writers.discard(writer)
                if not writers:
                    are_gone.set()

        are_gone.set()
        server = await asyncio.start_server(serve, "127.0.0.1", port)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
            for writer in list(writers):
                writer.transport.abort()
            await are_gone.wait()

    async def _speak(self, reader: asyncio.StreamReader, write: Callable[[bytes], None]) -> None:
        """Run the conversation until either end closes the connection."""
        while not reader.at_eof():
            while (frame := self.bow.next_frame(self.clock_us())) is not None:
                write(frame)
            with suppress(TimeoutError, ConnectionError):
                async with asyncio.timeout(STEP_S):
                    self.bow.receive(await reader.read(4096), self.clock_us())
