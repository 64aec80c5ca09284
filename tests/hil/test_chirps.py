"""Chirps through the true protocol: the air is known before the first arrow, and no arrow is touched by them."""

import asyncio
import math
import random
from collections.abc import Callable
from typing import Any

from appliance.runtime.background import background
from drivers.sim.chirping import Emitters
from drivers.sim.pty_line import PtyLine
from drivers.sim.pty_node import PtyNode
from drivers.sim.simulated_bow import SimulatedBow
from drivers.sim.virtual_butt import DEMO_SENSORS, VirtualButt
from tests.builders import a_survey
from tests.hil.conftest import WAIT_S, Bench, Start, powered
from tests.models.conftest import tables
from tests.models.helpers import Tables

__all__ = ["tables"]

SIX = tuple(s for s in DEMO_SENSORS if s.id not in ("N", "S"))
"""With eight a bad channel may be told from wind by an arrow alone."""
WINDY = VirtualButt(SIX, sigma_us=1.0, wind_x_m_per_s=2.4, wind_y_m_per_s=1.8)
LATE_US = (3.0, 40.0, 12.0, 0.0, 27.0, 33.0)
EMITTERS = Emitters(WINDY.sensors, LATE_US, (0.0,) * 6)
SURVEY = a_survey(
    acoustics={"sigma_us": 1.0},
    sensors=[{"id": s.id, "x_mm": s.x_mm, "y_mm": s.y_mm, "z_mm": s.z_mm} for s in SIX],
)
CHIRP_EVERY_US = 25_000
BAD, LATE_TICKS = 3, 480
"""A channel that hears a sound 60 us late: 2 cm."""
PLACE = 500.0, 730.0


def a_node(seed: int, emitters: Emitters | None = EMITTERS) -> PtyNode:
    return PtyNode(WINDY, random.Random(seed), emitters=emitters, chirp_every_us=CHIRP_EVERY_US)


async def health(bench: Bench) -> dict[str, Any]:
    async with bench.http.get(f"{bench.base}/api/v0/health") as response:
        data: dict[str, Any] = (await response.json())["data"]
    return data


async def until(bench: Bench, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The health when this is so."""
    async with asyncio.timeout(WAIT_S):
        while not holds(found := await health(bench)):
            pass
    return found


async def shoot_with_a_bad_channel(bench: Bench, node: PtyNode, dice: random.Random) -> dict[str, Any]:
    ticks: list[int] = list(WINDY.ticks(*PLACE, node.clock_us(), dice))
    ticks[BAD] += LATE_TICKS
    await node.latch(ticks)
    detection: dict[str, Any] = (await bench.message("detection"))["data"]
    return detection


async def outdoors(bench: Bench) -> None:
    await bench.node_is("listening")
    await bench.http.patch(f"{bench.base}/api/v0/session/{bench.session_id}", json={"is_indoor": False})


async def test_in_wind_the_first_arrow_with_a_bad_channel_is_placed_where_sensors_chirp(
    start: Start, tables: Tables
) -> None:
    node, dice = a_node(7), random.Random(8)
    async with start(SURVEY, node_url=node.line.url) as bench, powered(node):
        await outdoors(bench)
        found = (await until(bench, lambda now: now["chirps"] is not None))["chirps"]
        assert found["is_believed"]
        assert math.dist((found["wind_x_m_per_s"], found["wind_y_m_per_s"]), (2.4, 1.8)) < 0.2
        assert [(one["is_emitter_heard"], one["heard_share"]) for one in found["channels"]] == [(True, 1.0)] * 6
        felt_us = node.clock_us()
        heard = await shoot_with_a_bad_channel(bench, node, dice)
        assert (heard["outcome"], heard["left_out"]) == ("located", [BAD])
        assert math.dist((heard["x_mm"], heard["y_mm"]), PLACE) < 3
        # it was placed and stored once, and nothing chirps for five seconds
        async with asyncio.timeout(WAIT_S):
            while node.memory.turns.chirped[-1] <= felt_us:
                await asyncio.to_thread(int)
        quiet_us = min(us for us in node.memory.turns.chirped if us > felt_us) - felt_us
        assert quiet_us >= 5e6
        assert node.held == {}
        stored = await tables.admin.fetch("SELECT sequence, outcome FROM detections")
        assert [tuple(row) for row in stored] == [(1, "located")]
        assert await tables.admin.fetchval("SELECT count(*) FROM shots") == 1
    node.line.unplug()


async def test_without_chirps_that_arrow_waits_in_the_inbox(start: Start) -> None:
    node, dice = a_node(7, None), random.Random(8)
    async with start(SURVEY, node_url=node.line.url) as bench, powered(node):
        await outdoors(bench)
        assert (await shoot_with_a_bad_channel(bench, node, dice))["outcome"] == "unplaced"
        assert (await health(bench))["chirps"] is None
    node.line.unplug()


async def test_switched_off_nothing_chirps(start: Start) -> None:
    node, dice = a_node(7), random.Random(8)
    async with start(SURVEY, node_url=node.line.url, chirps=False) as bench, powered(node):
        await outdoors(bench)
        assert (await shoot_with_a_bad_channel(bench, node, dice))["outcome"] == "unplaced"
        assert (list(node.memory.turns.orders), list(node.memory.turns.chirped)) == ([], [])
    node.line.unplug()


async def was_silenced(node: PtyNode) -> None:
    async with asyncio.timeout(WAIT_S):
        while not node.memory.turns.orders or node.memory.turns.orders[-1][1] != 0:
            await asyncio.to_thread(int)


async def chirps(node: PtyNode) -> None:
    async with asyncio.timeout(WAIT_S):
        while not node.memory.turns.chirped:
            await asyncio.to_thread(int)


async def test_a_release_and_awaited_taps_silence_the_node_at_once(start: Start) -> None:
    node, bow, cable = a_node(9), SimulatedBow(), PtyLine()
    settings = {"node_url": node.line.url, "bow_urls": (cable.url,)}
    async with start(SURVEY, **settings) as bench, powered(node), background(bow=bow.on_line(cable)):
        await outdoors(bench)
        await chirps(node)
        points = [{"x_mm": x, "y_mm": y} for x in (300.0, 1000.0) for y in (300.0, 1000.0)]
        begun = await bench.http.post(f"{bench.base}/api/v0/calibration", json={"points": points})
        calibration_id = (await begun.json())["data"]
        await was_silenced(node)
        node.memory.turns.chirped.clear()
        await bench.http.patch(f"{bench.base}/api/v0/calibration/{calibration_id}", json={"status": "rejected"})
        await chirps(node)
        bow.loose(0.0)
        await was_silenced(node)
    cable.unplug()
    node.line.unplug()
