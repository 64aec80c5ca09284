"""A board that runs the node's firmware under MicroPython's unix port, on a real pseudo-terminal."""

import asyncio
import json
import os
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from appliance.runtime.background import background
from drivers.errors import VersionError
from drivers.node.pico_pins import CYCLES_A_COUNT
from drivers.sim.chirping import Emitters
from drivers.sim.pty_line import PtyLine
from drivers.sim.virtual_butt import VirtualButt
from drivers.wire.codec import decode
from drivers.wire.framer import Framer
from drivers.wire.messages import Chirp, Message, Shot
from tests.drivers.simulated_line import Wire, clean
from tests.node.micropython import MICROPYTHON, ROOT, SCRIPTS

TICK_HZ = 16e6 / CYCLES_A_COUNT
RESET = 3
READ_AT_ONCE = 4096
HEAP_BYTES = 200_000
"""As the smaller Pico has, though every word here is twice as long, and the fake hardware needs some too."""


class Pico:
    """Power on with `run`: it boots as often as it is reset, and keeps its flash. Orders go to the fake hardware.

    While `is_plugged` is false the cable is out: what it says is heard here alone."""

    def __init__(self, line: PtyLine, folder: Path, *, root: Path = ROOT) -> None:
        self.line, self.root = line, root
        self.to_host: Wire = clean
        self.to_node: Wire = clean
        self.is_plugged = True
        self.written = bytearray()
        self.messages: list[Message] = []
        self.delays: list[list[int | None]] = []
        """Counts from each emitter's burst to each channel."""
        self._framer = Framer()
        self.ends: list[int] = []
        self.flash, self._control = folder / "flash", folder / "control"
        self.flash.mkdir()
        os.mkfifo(self._control)
        self._orders = os.open(self._control, os.O_RDWR | os.O_NONBLOCK)
        self._process: asyncio.subprocess.Process | None = None
        self._dice = random.Random(5)
        self._butt = VirtualButt(tick_hz=TICK_HZ, sigma_us=0.5)
        self._spoke = asyncio.Event()

    @property
    def boot(self) -> int:
        """The number of its present boot, from its flash."""
        return int((self.flash / "boot").read_text())

    @property
    def shots(self) -> list[Shot]:
        """All that it has said, each as often as it was sent."""
        return [message for message in self.messages if isinstance(message, Shot)]

    @property
    def chirps(self) -> list[Chirp]:
        """All that it has said."""
        return [message for message in self.messages if isinstance(message, Chirp)]

    def order(self, text: str) -> None:
        """Tell the hardware what happens."""
        os.write(self._orders, text.encode() + b"\n")

    def shoot(self, x_mm: float, y_mm: float) -> None:
        """An arrow lands; its sound is at the sensors a moment later."""
        self.shoot_ticks(self._butt.ticks(x_mm, y_mm, 0.0, self._dice))

    def wire(self, **setup: object) -> None:
        """As `node flash` says it; from the next boot on."""
        (self.flash / "node.json").write_text(json.dumps(setup))

    def surround(self, emitters: Emitters, air: Sequence[float]) -> None:
        """Emitters are heard by all channels, as in this air."""
        rows = [emitters.one(k, air, self._dice) for k in range(len(emitters.sensors))]
        self.delays = [[None if us is None else round(us * TICK_HZ / 1e6) for us in row] for row in rows]
        ways = (",".join("-" if way is None else str(way) for way in row) for row in self.delays)
        self.order("chirps " + ";".join(ways))

    def shoot_ticks(self, ticks: Sequence[int | None]) -> None:
        """Channels rise at these counts from now."""
        self.order("shoot " + ",".join("-" if tick is None else str(tick) for tick in ticks))

    def reset(self) -> None:
        """Pull the power, at whatever instant it is."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.kill()

    async def spoken(self) -> None:
        """Until it writes something more."""
        self._spoke.clear()
        await self._spoke.wait()

    async def send(self, data: bytes) -> None:
        """These bytes arrive at the board, as if the host had written them."""
        assert self._process is not None
        assert self._process.stdin is not None
        with suppress(ConnectionError):
            self._process.stdin.write(data)
            await self._process.stdin.drain()

    async def run(self) -> None:
        """Until cancelled."""
        try:
            async with background(line=self._relay()):
                while True:
                    await self._boot()
        finally:
            os.close(self._orders)

    async def _boot(self) -> None:
        await self._run(str(SCRIPTS / "fake_pico.py"), str(self.root), str(self.flash), str(self._control))

    async def _run(self, *script: str) -> None:
        """From here to its exit it is what runs on the board."""
        self._process = process = await asyncio.create_subprocess_exec(
            *MICROPYTHON, "-X", f"heapsize={HEAP_BYTES}", *script, cwd=self.flash,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout is not None
        try:
            while data := await process.stdout.read(READ_AT_ONCE):
                self._note(data)
                self._spoke.set()
                if self.is_plugged:
                    await self.line.write(self.to_host(data))
            self.ends.append(await process.wait())
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()

    def _note(self, data: bytes) -> None:
        self.written += data
        for frame in self._framer.feed(data):
            # of another version nothing is understood
            with suppress(VersionError):
                message = decode(frame)
                if message is not None:
                    self.messages.append(message)

    async def _relay(self) -> None:
        while True:
            data = self.to_node(await self.line.read())
            if self._process is not None and self._process.returncode is None:
                await self.send(data)


@asynccontextmanager
async def powered(pico: Pico) -> AsyncIterator[Pico]:
    """It is on."""
    async with background(pico=pico.run()):
        await pico.spoken()
        yield pico
