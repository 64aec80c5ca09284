"""A simulated node on a pseudo-terminal, in real time."""

import asyncio
import random
import time
from collections.abc import Sequence

from drivers.sim.chirping import Emitters
from drivers.sim.pty_line import PtyLine
from drivers.sim.pulse_butt import PulseButt
from drivers.sim.virtual_butt import VirtualButt
from drivers.sim.virtual_node import CAPACITY, CHIRP_EVERY_US, HARDWARE_ID, VirtualNode
from drivers.wire.messages import Climate, Shot

STEP_S = 0.02
STARTED_AT_US = 1_000_000


class PtyNode:
    """`shoot` makes a shot and sends it; `run` answers the host, sends a STATUS each second, and repeats shots that are
    not acknowledged. Its clock runs `drift_ppm` too fast. `emitters` chirp while the host permits it."""

    def __init__(
        self,
        butt: VirtualButt | PulseButt,
        dice: random.Random,
        line: PtyLine | None = None,
        *,
        hardware_id: int = HARDWARE_ID,
        drift_ppm: float = 0.0,
        capacity: int = CAPACITY,
        emitters: Emitters | None = None,
        chirp_every_us: int = CHIRP_EVERY_US,
    ) -> None:
        self.line = line or PtyLine()
        self.emitters = emitters
        self._butt = butt
        self._dice = dice
        self._rate = 1.0 + drift_ppm / 1e6
        self._zero_ns = time.monotonic_ns()
        self.memory = VirtualNode(
            hardware_id=hardware_id,
            boot=dice.randrange(1, 1 << 63),
            tick_hz=int(butt.tick_hz),
            tick_bits=butt.tick_bits,
            channels=len(butt.sensors),
            capacity=capacity,
            climate=Climate(butt.temp_c, butt.rh_pct, 101325.0),
            emitters=range(0 if emitters is None else len(emitters.sensors)),
            heard_of=self._heard_of,
            chirp_every_us=chirp_every_us,
        )
        self._sending = asyncio.Lock()

    @property
    def held(self) -> dict[int, Shot]:
        """Shots that are not acknowledged, by number."""
        return self.memory.held

    def clock_us(self) -> int:
        """The node's own clock, microseconds since its reset."""
        return STARTED_AT_US + int((time.monotonic_ns() - self._zero_ns) / 1000 * self._rate)

    async def run(self) -> None:
        """Run the node until cancelled."""
        while True:
            for frame in self.memory.due(self.clock_us()):
                await self._send(frame)
            try:
                async with asyncio.timeout(STEP_S):
                    data = await self.line.read()
            except TimeoutError:
                continue
            self.memory.receive(data, self.clock_us())

    async def shoot(self, x_mm: float, y_mm: float) -> int:
        """Let an arrow land at (x, y), mm; returns its sequence number once the frame is on the wire."""
        return await self._deliver(self.hold(x_mm, y_mm))

    async def latch(self, ticks: Sequence[int | None]) -> int:
        """Make a shot with these counter values and send it."""
        return await self._deliver(self.make_shot(ticks))

    async def _deliver(self, shot: Shot) -> int:
        async with self._sending:
            await self.line.write(self.memory.stamped(shot, self.clock_us()))
        return shot.header.sequence

    def hold(self, x_mm: float, y_mm: float) -> Shot:
        """Let an arrow land at (x, y), mm, while no host listens: its shot is held but not sent."""
        now_us = self.clock_us()
        return self.memory.keep(self._butt.channels(x_mm, y_mm, now_us, self._dice), now_us)

    def make_shot(self, ticks: Sequence[int | None]) -> Shot:
        """Make a shot with these counter values that is held but not sent."""
        return self.memory.latch(ticks, self.clock_us())

    def move_to(self, line: PtyLine) -> None:
        """Move the node to another line."""
        self.line = line

    def set_butt(self, butt: VirtualButt | PulseButt) -> None:
        """Simulate another butt, or other air, from now on."""
        self._butt = butt
        self.memory.climate = Climate(butt.temp_c, butt.rh_pct, 101325.0)

    def _heard_of(self, emitter: int) -> Sequence[float | None]:
        return () if self.emitters is None else self.emitters.one(emitter, self._butt.air, self._dice)

    async def _send(self, data: bytes) -> None:
        async with self._sending:
            await self.line.write(data)
