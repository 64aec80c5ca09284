"""Arrows are pulses at the node's pins: some, one whose acknowledgements are lost, a reset while one is being heard."""

import asyncio
import math
import random
from dataclasses import asdict
from pathlib import Path

from appliance.commands.node_flash import Wiring, program_of
from drivers.node.setup import NAME as SETUP
from drivers.sim.virtual_butt import VirtualButt
from tests.hil.conftest import Bench
from tests.node.chip.chip import POLL_S, Chip, appliance, fill_flash, is_listening, report, shots, switched_on

SHOT_S = 200.0
SETTLED_S = 20.0
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


def fill_node(folder: Path, **more: int) -> None:
    """Eight channels with two thresholds, and more in its setup."""
    fill_flash(folder, program_of(Wiring()), (SETUP, asdict(Wiring(upper=True)) | more), first=SLOWED)


async def shoot(chip: Chip, x_mm: float, y_mm: float, butt: VirtualButt = BUTT) -> None:
    """The wave of an arrow, from half a millisecond on; not into the rest after the one before."""
    from_s = await chip.clock_s() + RESTED_S
    while await chip.clock_s() < from_s:
        await asyncio.sleep(POLL_S)
    rises_ns = butt.ticks(x_mm, y_mm, 500.0, random.Random(1))
    await chip.order("shoot " + ",".join(map(str, rises_ns)))


async def stored(bench: Bench) -> list[tuple[float, float]]:
    return [(shot["x"], shot["y"]) for shot in await shots(bench)]


async def stored_off_mm(bench: Bench, count: int, x_mm: float, y_mm: float) -> float:
    """Once there are so many: how far from there the nearest is. Their order is that of a slow clock's dates."""
    async with asyncio.timeout(SHOT_S):
        while len(found := await stored(bench)) < count:
            await asyncio.sleep(POLL_S)
    return min(math.dist(one, (x_mm, y_mm)) for one in found)


async def _shoot_all(chip: Chip, bench: Bench) -> None:
    await is_listening(bench)
    for k, (x, y) in enumerate(PLACES):
        if k == 3:
            await chip.order("deaf")
        if k == 4:
            await shoot(chip, *PLACES[0])
            await chip.order("reset")
            report("reset while it heard one")
            await chip.has_booted()
            await is_listening(bench)
        await shoot(chip, x, y)
        off_mm = await stored_off_mm(bench, k + 1, x, y)
        report(f"arrow {k + 1} at {x:.0f}, {y:.0f}: {off_mm:.2f} mm off")
        if k == 3:
            await chip.order("hear")


async def run(image: Path, folder: Path) -> bool:
    """Whether each arrow is stored once, where it landed."""
    async with switched_on(image, folder, fill_node) as chip, appliance(folder, str(folder / "node")) as bench:
        await _shoot_all(chip, bench)
        # a frame that is sent again would come by now
        await asyncio.sleep(SETTLED_S)
        found = await stored(bench)
    missing = [at for at in PLACES if not any(math.dist(at, one) < NEAR_MM for one in found)]
    report(f"{len(PLACES)} arrows, {len(found)} stored, not where they landed: {missing}")
    return not missing and len(found) == len(PLACES)
