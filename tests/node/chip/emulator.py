"""An RP2040 in software, its flash filled from a folder, its USB joined to a pty: run by the chip's own environment.

emulator.py IMAGE.uf2 FOLDER LINK [--wall-clock]: LINK becomes the pty, LINK.written has all that the chip wrote; with
--wall-clock the chip's timer of microseconds goes as the wall's. Orders on standard input, one a line: `shoot 1,-,...`
(each comparator rises so many ns from now and stays high for 0.4 ms), `surround 1,-,...;...` (so many ns after a burst
of each emitter), `pin 14 0` (somebody drives that pin), `deaf` and `hear` (what the host sends is lost, or arrives),
`reset`, `clock`. Each is answered with itself, the seconds of the chip, and how many frames it has sent since its
reset; the first answer is `runs`.
"""

import asyncio
import os
import sys
import tempfile
import time
import tty
from contextlib import suppress
from pathlib import Path

from littlefs import LittleFS
from rp2040py.boards import BoardSpec, FlashLayout
from rp2040py.device import MicroPythonDevice
from rp2040py.peripherals.timer import RPTimer

LAYOUT = FlashLayout(fs_start=0xA0000, fs_blockcount=352, fs_blocksize=4096)
"""MicroPython's own for a board with 2 MB of flash."""
DISK_VERSION = 0x00020000
GATE, FIRST_LOWER, FIRST_UPPER = 22, 2, 10
BURST, FIRST_ADDRESS, ADDRESS_BITS = 18, 26, 3
BURST_NS = 1_000_000
"""All that rises so soon after is the same burst."""
UPPER_AFTER_NS, HIGH_NS = 8_000, 400_000
BOOT_S = 600


def flash_of(folder: Path) -> bytes:
    """A file system with everything in the folder."""
    flash = LittleFS(block_size=LAYOUT.fs_blocksize, block_count=LAYOUT.fs_blockcount, disk_version=DISK_VERSION)
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir():
            flash.mkdir(name)
        else:
            with flash.open(name, "wb") as file:
                file.write(path.read_bytes())
    return bytes(flash.context.buffer)


class WallTimer(RPTimer):  # type: ignore[misc]
    """The chip's count of microseconds since its reset, by the wall's clock; its processor is as slow as it is."""

    begun_ns = time.monotonic_ns()

    def reset(self) -> None:
        super().reset()
        self.begun_ns = time.monotonic_ns()

    def _micros(self) -> float:
        return (time.monotonic_ns() - self.begun_ns) / 1000


class Chip:
    """The device, and its cable."""

    def __init__(self, image: str, folder: Path, link: Path, *, by_wall: bool) -> None:
        with tempfile.NamedTemporaryFile() as flash:
            flash.write(flash_of(folder))
            flash.flush()
            self.device = MicroPythonDevice(board=BoardSpec(image=image, layout=LAYOUT), filesystem=flash.name)
        if by_wall:
            self.device.mcu.timer.__class__ = WallTimer
        # a real pad reads its own output back, the emulator's does not
        gate = self.device.mcu.gpio[GATE]
        gate.add_listener(lambda *_: gate.set_input_value(gate.output_value))
        self.surroundings: list[list[int | None]] = []
        self.burst_ns = -float(BURST_NS)
        self.device.mcu.gpio[BURST].add_listener(lambda *_: self._on_burst())
        self.hears = True
        self.frames = 0
        self.cable, far = os.openpty()
        tty.setraw(far)
        os.set_blocking(self.cable, False)
        link.unlink(missing_ok=True)
        link.symlink_to(os.ttyname(far))
        self.written = link.with_suffix(".written").open("ab", buffering=0)

    def to_host(self, data: bytes) -> None:
        """What nobody reads is lost, as at a real cable."""
        self.frames += bytes(data).count(b"\n")
        self.written.write(bytes(data))
        with suppress(BlockingIOError):
            os.write(self.cable, bytes(data))

    def from_host(self) -> None:
        """At most what one packet of USB takes."""
        data = os.read(self.cable, 64)
        for byte in data if self.hears else b"":
            self.device.cdc.send_serial_byte(byte)

    def shoot(self, rises_ns: list[int | None]) -> None:
        """Each comparator of the lower threshold rises so long from now, its upper one a little later."""
        for k, rise_ns in enumerate(rises_ns):
            if rise_ns is not None:
                for pin, after_ns in ((FIRST_LOWER + k, 0), (FIRST_UPPER + k, UPPER_AFTER_NS)):
                    self._set(pin, rise_ns + after_ns, level=True)
                    self._set(pin, rise_ns + after_ns + HIGH_NS, level=False)

    def _on_burst(self) -> None:
        """The decoder's enable has moved: the first edge of a burst is heard through the air."""
        pins, now_ns = self.device.mcu.gpio, self.device.mcu.clock.nanos
        if not pins[BURST].output_value or now_ns - self.burst_ns < BURST_NS:
            return
        self.burst_ns = now_ns
        emitter = sum(pins[FIRST_ADDRESS + bit].output_value << bit for bit in range(ADDRESS_BITS))
        if emitter < len(self.surroundings):
            self.shoot(self.surroundings[emitter])

    def _set(self, pin: int, after_ns: int, *, level: bool) -> None:
        line = self.device.mcu.gpio[pin]
        self.device.mcu.clock.create_alarm(lambda: line.set_input_value(level)).schedule(after_ns)


def rises_of(text: str) -> list[int | None]:
    return [None if each == "-" else int(each) for each in text.split(",")]


def report(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


async def main() -> None:
    chip = Chip(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), by_wall="--wall-clock" in sys.argv[4:])
    loop = asyncio.get_running_loop()
    orders = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    await chip.device.astart(timeout=BOOT_S)
    chip.device.cdc.on_serial_data = chip.to_host
    loop.add_reader(chip.cable, chip.from_host)
    report("runs")
    async for line in orders:
        word, _, value = line.decode().strip().partition(" ")
        if word == "shoot":
            chip.shoot(rises_of(value))
        elif word == "surround":
            chip.surroundings = [rises_of(row) for row in value.split(";")]
        elif word == "pin":
            number, level = map(int, value.split())
            chip.device.mcu.gpio[number].set_input_value(bool(level))
        elif word == "reset":
            await chip.device.ahard_reset(timeout=BOOT_S)
            chip.device.cdc.on_serial_data, chip.frames = chip.to_host, 0
        elif word in {"deaf", "hear"}:
            chip.hears = word == "hear"
        report(f"{word} {chip.device.mcu.clock.nanos / 1e9:.3f} {chip.frames}")
    chip.device.stop()


asyncio.run(main())
