"""From a box that nobody told anything to arrows at their places, without a restart: real bytes, a real database."""

import asyncio
import math
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from appliance.main import opened
from appliance.schema.survey import Survey
from appliance.settings import Settings
from drivers.sim.pty_node import PtyNode
from drivers.sim.virtual_butt import DEMO_SENSORS
from tests.builders import a_survey
from tests.hil.conftest import WAIT_S, Bench, phone_at, powered
from tests.hil.test_calibration import call

SHIFT_MM = 15.0
AT = (500.0, 820.0)


def shifted(count: int = 8, shift_mm: float = 0.0) -> Survey:
    return a_survey(
        sensors=[{"id": s.id, "x_mm": s.x_mm + shift_mm, "y_mm": s.y_mm, "z_mm": s.z_mm} for s in DEMO_SENSORS[:count]]
    )


@asynccontextmanager
async def without_settings(settings: Settings, survey: Survey | None = None, **changes: Any) -> AsyncIterator[Bench]:
    async with (
        opened(settings.model_copy(update=changes), survey=survey) as ready,
        phone_at(f"http://127.0.0.1:{ready.port}") as bench,
    ):
        yield bench


async def heard(bench: Bench, node: PtyNode) -> dict[str, Any]:
    await node.shoot(*AT)
    found: dict[str, Any] = (await bench.message("detection"))["data"]
    return found


async def until_placed_near(bench: Bench, node: PtyNode, x: float) -> float:
    """Shoot until an arrow is placed by what was said last; how far beside it is."""
    while True:
        found = await heard(bench, node)
        if found["outcome"] == "located" and abs(found["x_mm"] - x) < 5:
            return math.dist((found["x_mm"], found["y_mm"]), (x, AT[1]))


async def codes(bench: Bench) -> list[str]:
    _, health, _ = await call(bench, "GET", "/health")
    return [warning["code"] for warning in health["warnings"]]


async def test_where_the_sensors_are_is_reported_at_the_page_and_followed_by_the_next_arrow(
    settings: Settings, node: PtyNode
) -> None:
    async with without_settings(settings, node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        unplaced = await heard(bench, node)
        assert (unplaced["outcome"], unplaced["reason"]["code"]) == ("unplaced", "no_survey")
        # the measurement itself is kept
        assert len(unplaced["ticks"]) == 8
        async with asyncio.timeout(WAIT_S):
            while "no_survey" not in await codes(bench):
                pass
        assert (await call(bench, "PUT", "/survey", {"survey": a_survey().model_dump()}))[0] == 200
        assert await until_placed_near(bench, node, AT[0]) < 2
        assert (await call(bench, "PUT", "/survey", {"survey": shifted(shift_mm=SHIFT_MM).model_dump()}))[0] == 200
        assert await until_placed_near(bench, node, AT[0] + SHIFT_MM) < 2
        async with asyncio.timeout(WAIT_S):
            while "no_survey" in await codes(bench):
                pass
        # fewer sensors than the board has are named, and nothing else ends
        await call(bench, "PUT", "/survey", {"survey": shifted(6).model_dump()})
        while (found := await heard(bench, node))["outcome"] == "located":
            pass
        assert found["reason"]["code"] == "too_many_channels"
        assert found["reason"]["values"] == {"channels": 8, "sensors": 6}


async def test_the_file_is_taken_once_and_again_when_it_has_changed(settings: Settings) -> None:
    of_file, of_page = a_survey(), shifted(shift_mm=SHIFT_MM)

    async def followed(given: Survey | None) -> tuple[str, int]:
        async with without_settings(settings, given) as bench:
            while (found := (await call(bench, "GET", "/survey"))[1])["current"] is None:
                pass
            _, open_session, _ = await call(bench, "GET", "/session/open")
            await call(bench, "PATCH", f"/session/{open_session['id']}", {"is_opened": False})
            return found["current"]["source"], found["current"]["version"]

    assert await followed(of_file) == ("file", 1)
    async with without_settings(settings, of_file) as bench:
        await call(bench, "PUT", "/survey", {"survey": of_page.model_dump()})
        await call(bench, "PATCH", f"/session/{bench.session_id}", {"is_opened": False})
    # a person said better since, and the file still says the same
    assert await followed(of_file) == ("page", 2)
    assert await followed(shifted(7)) == ("file", 3)
    assert await followed(None) == ("file", 3)


async def test_the_board_is_listened_to_where_somebody_chooses(settings: Settings, node: PtyNode) -> None:
    port = os.path.realpath(node.line.url)
    async with without_settings(settings, a_survey()) as bench, powered(node):
        assert (await call(bench, "GET", "/node"))[1]["connection"] is None
        assert (await call(bench, "PUT", "/node", {"url": port, "protocol": "archstats"}))[0] == 200
        await bench.node_is("listening")
        assert (await heard(bench, node))["outcome"] == "located"
        # elsewhere: the old place is nobody's trouble any more
        await call(bench, "PUT", "/node", {"url": "/dev/ttyUSB99"})
        await bench.node_is("lost")
        async with asyncio.timeout(WAIT_S):
            while True:
                _, health, _ = await call(bench, "GET", "/health")
                if [one["node"] for one in health["nodes"]] == ["/dev/ttyUSB99"]:
                    break
        assert "link_absent" in [warning["code"] for warning in health["nodes"][0]["detail"]]
        await call(bench, "PUT", "/node", {"url": port})
        await bench.node_is("listening")
        assert (await heard(bench, node))["outcome"] == "located"
