"""A node of four channels, each with an emitter: comparators hear each burst that its pins make, as in a wind.

It chirps once the appliance asks for it, and the appliance tells the wind; an arrow thereafter is a shot. The appliance
asks for longer than it does, or what it asked for were over by its clock before the chip has begun.
"""

import asyncio
import math
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from drivers.acoustic import measuring
from drivers.sim.chirping import Emitters
from drivers.sim.virtual_butt import DEMO_SENSORS, VirtualButt
from drivers.wire.codec import decode
from drivers.wire.framer import Framer
from drivers.wire.messages import Chirp
from tests.builders import a_survey
from tests.hil.conftest import Bench
from tests.hil.test_chirps import outdoors
from tests.node.chip.arrows import fill_node, shoot, stored_off_mm
from tests.node.chip.chip import POLL_S, Chip, appliance, asked, is_listening, report, switched_on

TOLD_S = 7200.0
SLOWER = 240
WIND_M_PER_S = 2.4, -1.2
CORNERS = tuple(sensor for sensor in DEMO_SENSORS if len(sensor.id) == 2)
WINDY = VirtualButt(CORNERS, 18.0, 55.0, *WIND_M_PER_S, sigma_us=0.0, tick_hz=1e9)
EMITTERS = Emitters(CORNERS, (3.0, 40.0, 12.0, 27.0), (0.0,) * 4, sigma_us=0.0)
SURVEY = a_survey(sensors=[{"id": s.id, "x_mm": s.x_mm, "y_mm": s.y_mm, "z_mm": s.z_mm} for s in CORNERS])
PLACE = 600.0, 700.0
NEAR_M_PER_S, NEAR_MM = 0.3, 5.0


def surroundings() -> str:
    """How many ns after the burst of each emitter each channel hears it."""
    rows = [EMITTERS.one(k, WINDY.air, random.Random(1)) for k in range(len(CORNERS))]
    return ";".join(",".join("-" if us is None else str(round(1000 * us)) for us in row) for row in rows)


def chirps(chip: Chip) -> list[Chirp]:
    messages = map(decode, Framer().feed(chip.written.read_bytes()))
    return [one for one in messages if isinstance(one, Chirp)]


async def _chirps_found(chip: Chip, bench: Bench) -> dict[str, Any]:
    """What the appliance has found out by chirps."""
    heard = -1
    async with asyncio.timeout(TOLD_S):
        while (shown := (await asked(bench, "health"))["chirps"]) is None:
            if len(chirps(chip)) > heard:
                heard = len(chirps(chip))
                report(f"{heard} chirps, {await chip.clock_s():.1f} s of the chip")
            await asyncio.sleep(POLL_S)
    found: dict[str, Any] = shown
    return found


@contextmanager
def asked_for_longer() -> Iterator[None]:
    """A second of the chip takes minutes."""
    usual_us, measuring.ALLOWED_FOR_US = measuring.ALLOWED_FOR_US, SLOWER * measuring.ALLOWED_FOR_US
    try:
        yield
    finally:
        measuring.ALLOWED_FOR_US = usual_us


async def run(image: Path, folder: Path) -> bool:
    """Whether the wind is told, and an arrow is where it landed in that wind."""
    fill = partial(fill_node, channels=len(CORNERS), emitters=0b1111, chirp_round_s=1)
    with asked_for_longer():
        return await _chirp(image, folder, fill)


async def _chirp(image: Path, folder: Path, fill: Callable[[Path], None]) -> bool:
    async with switched_on(image, folder, fill) as chip:
        await chip.order(f"surround {surroundings()}")
        async with appliance(folder, str(folder / "node"), SURVEY) as bench:
            await is_listening(bench)
            is_silent = not chirps(chip)
            await outdoors(bench)
            shown = await _chirps_found(chip, bench)
            wind = shown["wind_x_m_per_s"], shown["wind_y_m_per_s"]
            report(f"wind {wind[0]:.2f}, {wind[1]:.2f} m/s, it is {WIND_M_PER_S[0]}, {WIND_M_PER_S[1]}")
            every = [one["is_emitter_heard"] and one["heard_share"] == 1.0 for one in shown["channels"]]
            await shoot(chip, *PLACE, WINDY)
            error_mm = await stored_off_mm(bench, 1, *PLACE)
            report(f"an arrow in that wind: {error_mm:.2f} mm off; chirps sound as they were asked for: {is_silent}")
    return is_silent and all(every) and math.dist(wind, WIND_M_PER_S) < NEAR_M_PER_S and error_mm < NEAR_MM
