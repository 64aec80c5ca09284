"""The sensor of a bow: its switch closes and opens, and its USB is where the appliance listens to bows.

Some arrows; one whose acknowledgements are lost, so that it is sent again; a reset with an arrow on the rest, and one
more. The chip's clock of microseconds goes as the wall's does, or its arrows would fly for minutes.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from appliance.commands.bow_flash import program_of
from appliance.runtime.background import background
from drivers.bow.setup import NAME as SETUP
from drivers.sim.pty_node import PtyNode
from drivers.sim.virtual_butt import VirtualButt
from drivers.wire.bow_codec import Release, decode_bow
from drivers.wire.framer import Framer
from tests.hil.conftest import Bench
from tests.node.chip.chip import (
    BOOT_S,
    POLL_S,
    Chip,
    appliance,
    asked,
    fill_flash,
    is_listening,
    report,
    shots,
    switched_on,
)

SWITCH_PIN = 14
LIES, GONE = 0, 1
HOLD_S, FLIGHT_S, LATE_S = 2.0, 1.2, 0.5
DISTANCE_M = 70
SETTLED_S = 12.0
"""Within it a release that waits for its acknowledgement is sent again, and a second reading of one would be stored."""


def fill_bow(folder: Path) -> None:
    """A switch at the rest, and no Wi-Fi."""
    fill_flash(folder, program_of(None, b"{}"), (SETUP, {}))


def releases(chip: Chip) -> list[Release]:
    """All that it has said, each as often as it was sent."""
    messages = map(decode_bow, Framer().feed(chip.written.read_bytes()))
    return [one for one in messages if isinstance(one, Release)]


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(BOOT_S):
        while not await holds():
            await asyncio.sleep(POLL_S)


async def loose(chip: Chip, node: PtyNode | None) -> None:
    """An arrow is laid on the rest, drawn and shot; into the butt where there is a `node`."""
    await chip.order(f"pin {SWITCH_PIN} {LIES}")
    await asyncio.sleep(HOLD_S)
    await chip.order(f"pin {SWITCH_PIN} {GONE}")
    if node is not None:
        await asyncio.sleep(FLIGHT_S)
        await node.shoot(650, 650)


async def timed(bench: Bench, count: int) -> dict[str, Any]:
    """The newest of so many shots that the bow told of."""

    async def are_there() -> bool:
        return sum(shot["arrow_disengage_time"] is not None for shot in await shots(bench)) >= count

    await until(are_there)
    shot = (await shots(bench))[-1]
    at = {key: shot[f"arrow_{key}_time"] for key in ("engage", "disengage", "landing")}
    hold_s, flight_s = seconds(at["engage"], at["disengage"]), seconds(at["disengage"], at["landing"])
    report(f"shot {count}: held {hold_s:.2f} s, flew {flight_s:.2f} s")
    shot |= {"hold_s": hold_s, "flight_s": flight_s}
    return shot


def seconds(first: str | None, last: str | None) -> float:
    """From one to the other; NaN where one of them is not known."""
    if first is None or last is None:
        return float("nan")
    return (datetime.fromisoformat(last) - datetime.fromisoformat(first)).total_seconds()


async def _is_heard(bench: Bench) -> str:
    """The sensor that the appliance hears, once it does."""

    async def is_so() -> bool:
        return bool((await asked(bench, "health"))["bow_sensors"])

    await until(is_so)
    (sensor,) = (await asked(bench, "health"))["bow_sensors"]
    report(f"the appliance hears {sensor['sensor']}, {sensor['firmware']}")
    name: str = sensor["sensor"]
    return name


async def _shoot_all(chip: Chip, bench: Bench, node: PtyNode) -> Sequence[dict[str, Any]]:
    await asked(bench, f"session/{bench.session_id}", "PATCH", {"distance": DISTANCE_M})
    await is_listening(bench)
    robin = await asked(bench, "archer", "POST", {"name": "Robin"})
    await asked(bench, f"archer/{robin}/bow", "POST", {"name": "bow", "sensor": await _is_heard(bench)})
    await loose(chip, node)
    first = await timed(bench, 1)
    await chip.order("deaf")
    await loose(chip, node)
    second = await timed(bench, 2)

    async def is_sent_again() -> bool:
        return [one.header.sequence for one in releases(chip)].count(2) >= 2

    # it hears no host, and says it again once it does
    await asyncio.sleep(SETTLED_S / 2)
    await chip.order("hear")
    await until(is_sent_again)
    report("what was not acknowledged was sent again")
    await chip.order(f"pin {SWITCH_PIN} {LIES}")
    await asyncio.sleep(HOLD_S)
    await chip.order("reset")
    report("reset with an arrow on its rest")
    await chip.has_booted()
    await chip.order(f"pin {SWITCH_PIN} {GONE}")
    await asyncio.sleep(SETTLED_S)
    await loose(chip, node)
    third = await timed(bench, 3)
    await loose(chip, None)
    await timed(bench, 4)
    return first, second, third


async def run(image: Path, folder: Path) -> bool:
    """Whether each release is stored once, with its own times."""
    node = PtyNode(VirtualButt(), random.Random(3))
    async with switched_on(image, folder, fill_bow, "--wall-clock") as chip:
        await chip.order(f"pin {SWITCH_PIN} {GONE}")
        async with (
            appliance(folder, node.line.url, bow_urls=(str(folder / "node"),)) as bench,
            background(node=node.run()),
        ):
            hits = await _shoot_all(chip, bench, node)
            await asyncio.sleep(SETTLED_S)
            found = await shots(bench)
        node.line.unplug()
        keys = {(one.header.boot, one.header.sequence) for one in releases(chip)}
    are_timed = all(abs(s["hold_s"] - HOLD_S) < LATE_S and abs(s["flight_s"] - FLIGHT_S) < LATE_S for s in hits)
    misses = [shot for shot in found if shot["x"] is None]
    numbers = sorted(number for _, number in keys)
    report(f"5 releases of {len({boot for boot, _ in keys})} boots, {len(found)} shots, {len(misses)} of them a miss")
    return are_timed and numbers == [1, 1, 2, 2] and (len(found), len(misses)) == (4, 1)
