"""A node of ours on a pseudo-terminal: real bytes, made-up hardware. It keeps shots until they are acknowledged."""

import asyncio
import random
from collections.abc import Sequence

from drivers.sim.pty_line import PtyLine
from drivers.sim.virtual_butt import VirtualButt
from drivers.wire.codec import decode, encode
from drivers.wire.framer import Framer
from drivers.wire.messages import Ack, Channel, Climate, Header, Hello, Ping, Replay, Shot, Status

NODE_ID = 1
STATUS_EVERY_S = 1.0
FIRMWARE = "virtual 1.0"


class PtyNode:
    """`shoot` makes a shot and sends it; `run` answers the host and says once a second that it lives."""

    def __init__(self, butt: VirtualButt, dice: random.Random, line: PtyLine | None = None) -> None:
        self.line = line or PtyLine()
        self._butt = butt
        self._dice = dice
        self._boot = dice.randrange(1, 1 << 16)
        self._sequence = 0
        self._time_us = dice.randrange(1 << 32)
        self.held: dict[int, Shot] = {}
        self._climate = Climate(butt.temp_c, butt.rh_pct, 101325.0)
        self._sending = asyncio.Lock()

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._answer())
            tasks.create_task(self._tell())

    async def shoot(self, x_mm: float, y_mm: float) -> int:
        """An arrow lands; returns its sequence number once the frame is on the wire."""
        return await self.latch(self._butt.ticks(x_mm, y_mm, self._advance(), self._dice))

    async def latch(self, ticks: Sequence[int | None]) -> int:
        """The counters stand at `ticks`; the frame goes out."""
        shot = self.make_shot(ticks)
        await self._send(encode(shot))
        return shot.header.sequence

    def hold(self, x_mm: float, y_mm: float) -> None:
        """An arrow lands while nobody can be told."""
        self.make_shot(self._butt.ticks(x_mm, y_mm, self._advance(), self._dice))

    def make_shot(self, ticks: Sequence[int | None]) -> Shot:
        """A shot that is held but not sent."""
        self._sequence += 1
        channels = tuple(Channel(tick, 40, 900, 3) for tick in ticks)
        shot = Shot(
            Header(NODE_ID, self._boot, self._sequence),
            self._time_us,
            channels,
            False,
            False,
            False,
            self._climate,
            3300,
        )
        self.held[self._sequence] = shot
        return shot

    def move_to(self, line: PtyLine) -> None:
        """Plugged in somewhere else."""
        self.line = line

    def use(self, butt: VirtualButt) -> None:
        """The butt is another one from now on, or its air is."""
        self._butt = butt

    async def _answer(self) -> None:
        framer = Framer()
        while True:
            for frame in framer.feed(await self.line.read()):
                match decode(frame):
                    case Ping():
                        await self._send(encode(self._hello()))
                    case Ack(header):
                        self.held.pop(header.sequence, None)
                    case Replay(_, first, last):
                        for number in range(first, last + 1):
                            if number in self.held:
                                await self._send(encode(self.held[number]))
                    case _:
                        pass

    async def _tell(self) -> None:
        while True:
            header = Header(NODE_ID, self._boot, 0)
            self._advance()
            status = Status(
                header, self._time_us, self._time_us // 10**6, self._climate, 3300, self._sequence, 0, (3,) * 8
            )
            await self._send(encode(status))
            await asyncio.sleep(STATUS_EVERY_S)

    def _hello(self) -> Hello:
        oldest, newest = min(self.held, default=1), max(self.held, default=0)
        return Hello(
            Header(NODE_ID, self._boot, 0),
            int(self._butt.tick_hz),
            self._butt.tick_bits,
            len(self._butt.sensors),
            oldest,
            newest,
            FIRMWARE,
        )

    def _advance(self) -> int:
        self._time_us += 1_000_000
        return self._time_us

    async def _send(self, data: bytes) -> None:
        async with self._sending:
            await self.line.write(data)
