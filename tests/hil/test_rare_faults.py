"""Faults that a club meets once in years, each tried whole: real bytes, real PostgreSQL, the real front door."""

import asyncio
from typing import Any

import pytest

from appliance.core.geometry import Sensor
from appliance.database.location import DatabaseLocation
from appliance.wiring import sensing as wiring
from drivers.sim.pty_node import PtyNode
from drivers.sim.virtual_butt import DEMO_SENSORS
from drivers.wire.codec import encode
from drivers.wire.messages import Channel
from tests.builders import a_survey
from tests.drivers.simulated_line import a_shot
from tests.hil.conftest import WAIT_S, Bench, Start, powered
from tests.models.conftest import tables
from tests.models.helpers import Tables
from tests.postgres import Cluster
from tests.sensing.test_odd_calibration import a_result, in_force

__all__ = ["tables"]

MOVED_MM = 12.0


def survey_of(sensors: tuple[Sensor, ...]) -> Any:
    return a_survey(sensors=[{"id": s.id, "x_mm": s.x_mm, "y_mm": s.y_mm, "z_mm": s.z_mm} for s in sensors])


async def is_acknowledged(node: PtyNode) -> None:
    """Until the node may forget all that it heard: it is on disk."""
    async with asyncio.timeout(WAIT_S):
        while node.held:  # noqa: ASYNC110  (a node tells nobody)
            await asyncio.sleep(0)


async def test_shots_that_waited_while_the_sensors_were_moved_are_placed_by_the_survey_of_today(
    start: Start, node: PtyNode, location: DatabaseLocation, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The journal holds what was measured and no position: whoever corrected the survey corrects them too."""
    monkeypatch.setattr(wiring, "DRAIN_S", 0.0)
    async with start(node_url=node.line.url) as bench, powered(node):
        first = bench.session_id
        await bench.node_is("listening")
        await node.shoot(650.0, 650.0)
        before = (await bench.message("shot"))["data"]
        await cluster.allow(location, connections=False)
        await cluster.disconnect(location)
        for x in (500.0, 800.0):
            await node.shoot(x, 700.0)
        await is_acknowledged(node)
    await cluster.allow(location, connections=True)
    moved = tuple(Sensor(s.id, s.x_mm, s.y_mm + MOVED_MM, s.z_mm) for s in DEMO_SENSORS)
    async with start(survey_of(moved), node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        shots: list[dict[str, Any]] = []
        while len(shots) < 3:
            async with bench.http.get(f"{bench.base}/api/v0/shot/session-id/{first}") as response:
                shots = (await response.json())["data"]
        placed = {round(shot["x"], -1): shot["y"] for shot in shots}
        assert placed == {
            650.0: before["y"],
            500.0: pytest.approx(700.0 + MOVED_MM, abs=2.0),
            800.0: pytest.approx(700.0 + MOVED_MM, abs=2.0),
        }
        async with bench.http.get(f"{bench.base}/api/v0/sensor") as response:
            heights = {sensor["name"]: sensor["y_mm"] for sensor in (await response.json())["data"]}
        assert heights == {s.id: s.y_mm for s in moved}


@pytest.mark.parametrize("change", [{"speed_scale": 0.0}, {"sensors": []}], ids=["a speed of 0", "no sensors"])
async def test_a_start_with_a_calibration_that_somebody_made_odd_says_so_and_places_by_the_survey(
    start: Start, node: PtyNode, tables: Tables, change: dict[str, Any]
) -> None:
    await in_force(tables, a_result() | change)
    calibration_id = str(await tables.admin.fetchval("SELECT id FROM calibrations"))
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        await node.shoot(650.0, 700.0)
        shot = (await bench.message("shot"))["data"]
        assert shot["y"] == pytest.approx(700.0, abs=1.5)
        async with asyncio.timeout(WAIT_S):
            while not any(calibration_id in str(warning) for warning in (await health(bench))["warnings"]):
                pass
        # and it is mended as it was said
        await tables.admin.execute("DELETE FROM calibrations")
        async with asyncio.timeout(WAIT_S):
            while any(calibration_id in str(warning) for warning in (await health(bench))["warnings"]):
                pass


async def test_a_node_with_nine_channels_is_refused_and_reported_and_the_others_go_on(
    start: Start, node: PtyNode
) -> None:
    eight = a_shot().channels
    frame = encode(a_shot(channels=(*eight, Channel(None, None, 0, 0))))
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        await node.line.write(frame)
        await node.shoot(650.0, 700.0)
        assert (await bench.message("shot"))["data"]["y"] == pytest.approx(700.0, abs=1.5)
        async with asyncio.timeout(WAIT_S):
            while not (shown := (await health(bench))["nodes"][0])["detail"] or not shown["dropped_frames"]:
                # what the node itself says meanwhile may have cut it in two
                await node.line.write(frame)
        async with bench.http.get(f"{bench.base}/api/v0/detection") as response:
            assert len((await response.json())["data"]) == 1


async def health(bench: Bench) -> dict[str, Any]:
    async with bench.http.get(f"{bench.base}/api/v0/health") as response:
        assert response.status == 200
        found: dict[str, Any] = (await response.json())["data"]
        return found
