"""The whole chip, with the whole appliance: tests/node/chip/run.bash

An RP2040 in software (rp2040py) runs MicroPython and the node's firmware from its flash; its USB is a pty of a running
appliance. Arrows are pulses at its pins: some, one whose acknowledgements are lost, a reset while one is being heard,
some more. Prints each arrow's place and error; ends with 1 where one is missing, stored twice, or somewhere else.
`python -m tests.node.chip IMAGE.uf2` takes another image of MicroPython.
"""

import asyncio
import json
import math
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import drivers
from appliance.commands.board_prompt import MAIN
from appliance.commands.node_flash import Wiring, program_of
from appliance.main import opened
from appliance.settings import Settings
from drivers.node.setup import NAME as SETUP
from drivers.sim.virtual_butt import VirtualButt
from tests.builders import a_survey
from tests.hil.conftest import Bench, phone_at

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
IMAGE = ROOT / "image" / "build" / "micropython-pico.uf2"
PYTHON = ROOT / ".venv-chip" / "bin" / "python"
BOOT_S, SHOT_S = 600.0, 200.0
SETTLED_S = 20.0
POLL_S = 0.5
RESTED_S = 0.02
NEAR_MM = 2.0
PLACES = [(600.0, 700.0), (300.0, 250.0), (1000.0, 900.0), (650.0, 650.0), (123.0, 1101.0), (820.0, 410.0)]
BUTT = VirtualButt(sigma_us=0.0, tick_hz=1e9)
SLOWED = """
import machine
import sys

class Slowed:
    # the emulator steps a counting machine no more than once for each instruction of the processor
    def __getattr__(self, name):
        return getattr(machine, name)

    def freq(self):
        return machine.freq() // 8

sys.modules["machine"] = Slowed()
"""


def fill_flash(folder: Path) -> None:
    """As `arch-stats node flash` leaves it, for eight channels with two thresholds."""
    for name, content in program_of(Wiring()).files():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (folder / SETUP).write_text(json.dumps(asdict(Wiring(upper=True))))
    (folder / MAIN).write_text(SLOWED + (Path(drivers.__file__).parent / "node" / MAIN).read_text())


@dataclass
class Chip:
    """The emulator's process."""

    process: asyncio.subprocess.Process

    async def order(self, text: str) -> str:
        """What it answers."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{text}\n".encode())
        return await self.answer()

    async def answer(self) -> str:
        assert self.process.stdout is not None
        async with asyncio.timeout(BOOT_S):
            line = await self.process.stdout.readline()
        if not line:
            raise SystemExit("the emulator has ended")
        return line.decode().strip()

    async def has_booted(self) -> None:
        """Until the firmware has said something since the reset."""
        async with asyncio.timeout(BOOT_S):
            while int((await self.order("clock")).split()[2]) == 0:
                await asyncio.sleep(POLL_S)

    async def clock_s(self) -> float:
        """Of the chip, since its power came: a second of it takes one to four minutes."""
        return float((await self.order("clock")).split()[1])

    async def shoot(self, x_mm: float, y_mm: float) -> None:
        """The wave of an arrow, from half a millisecond on; not into the rest after the one before."""
        from_s = await self.clock_s() + RESTED_S
        while await self.clock_s() < from_s:
            await asyncio.sleep(POLL_S)
        rises_ns = BUTT.ticks(x_mm, y_mm, 500.0, random.Random(1))
        await self.order("shoot " + ",".join(map(str, rises_ns)))


@asynccontextmanager
async def switched_on(image: Path, folder: Path) -> AsyncIterator[Chip]:
    """A chip whose cable is `folder/node`."""
    flash = folder / "flash"
    flash.mkdir()
    fill_flash(flash)
    command = [PYTHON, HERE / "emulator.py", image, flash, folder / "node"]
    process = await asyncio.create_subprocess_exec(
        *map(str, command), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    chip = Chip(process)
    try:
        await chip.answer()
        yield chip
    finally:
        process.kill()
        await process.wait()


async def is_stored(bench: Bench, count: int) -> tuple[float, float]:
    """Until there are so many; where the newest is."""
    async with asyncio.timeout(SHOT_S):
        while len(found := await stored(bench)) < count:
            await asyncio.sleep(POLL_S)
    return found[-1]


async def is_listening(bench: Bench) -> None:
    async with asyncio.timeout(BOOT_S):
        while not any(node["state"] == "listening" for node in (await asked(bench, "health"))["nodes"]):
            await asyncio.sleep(POLL_S)


async def asked(bench: Bench, path: str) -> Any:
    """What the appliance answers."""
    async with bench.http.get(f"{bench.base}/api/v0/{path}") as answer:
        return (await answer.json())["data"]


async def stored(bench: Bench) -> list[tuple[float, float]]:
    return [(shot["x"], shot["y"]) for shot in await asked(bench, f"shot/session-id/{bench.session_id}")]


def say(text: str) -> None:
    sys.stdout.write(f"{time.monotonic() - BEGUN:5.0f} s  {text}\n")
    sys.stdout.flush()


async def shoot_all(chip: Chip, bench: Bench) -> None:
    """What is said above."""
    await is_listening(bench)
    say("the appliance listens to it")
    for k, (x, y) in enumerate(PLACES):
        if k == 3:
            await chip.order("deaf")
        if k == 4:
            await chip.shoot(*PLACES[0])
            await chip.order("reset")
            say("reset while it heard one")
            await chip.has_booted()
            await is_listening(bench)
            say("it is back")
        await chip.shoot(x, y)
        found = await is_stored(bench, k + 1)
        say(f"arrow {k + 1} at {x:.0f}, {y:.0f}: {math.dist(found, (x, y)):.2f} mm off")
        if k == 3:
            await chip.order("hear")


async def main(image: Path) -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        async with switched_on(image, folder) as chip:
            say("the chip has a USB")
            settings = Settings(
                data_dir=folder / "data", server_host="127.0.0.1", server_port=0, mdns=False,
                node_url=str(folder / "node"), node_protocol="archstats",
            )  # fmt: skip
            async with (
                opened(settings, survey=a_survey()) as ready,
                phone_at(f"http://127.0.0.1:{ready.port}") as bench,
            ):
                await shoot_all(chip, bench)
                # a frame that is sent again would come by now
                await asyncio.sleep(SETTLED_S)
                found = await stored(bench)
    missing = [at for at in PLACES if not any(math.dist(at, one) < NEAR_MM for one in found)]
    say(f"{len(PLACES)} arrows, {len(found)} stored, not where they landed: {missing}")
    return 0 if not missing and len(found) == len(PLACES) else 1


if __name__ == "__main__":
    BEGUN = time.monotonic()
    sys.exit(asyncio.run(main(Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGE)))
