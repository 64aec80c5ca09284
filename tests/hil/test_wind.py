"""Wind comes up in the middle of a session: arrows go on being placed, and the health says what is going on."""

import math
import random
from dataclasses import replace

import pytest

from appliance.schema.calibrations import CalibratedSensor, CalibrationCreate, CalibrationPoint, CalibrationResult
from appliance.sensing.measure import surveyed_places
from drivers.sim.pty_node import PtyNode
from drivers.sim.virtual_butt import VirtualButt
from tests.builders import a_survey
from tests.hil.conftest import Bench, Start, powered
from tests.models.conftest import tables
from tests.models.helpers import Tables

__all__ = ["tables"]

ARROWS = 25
MOST_REFUSED = ARROWS * 2 / 50


async def shoot(bench: Bench, node: PtyNode, dice: random.Random) -> list[float | None]:
    """How far off each arrow is placed, mm; None: it was refused."""
    errors: list[float | None] = []
    for _ in range(ARROWS):
        x, y = dice.gauss(650.0, 120.0), dice.gauss(650.0, 120.0)
        await node.shoot(x, y)
        heard = (await bench.message("detection"))["data"]
        is_placed = heard["outcome"] == "located"
        errors.append(math.dist((heard["x_mm"], heard["y_mm"]), (x, y)) if is_placed else None)
    return errors


async def accept_the_survey(tables: Tables) -> None:
    """A calibration is in force that found every sensor where it was said to be."""
    survey = a_survey()
    places = surveyed_places(survey)
    result = CalibrationResult(
        sensors=[CalibratedSensor(**place.model_dump(), moved_mm=0.0) for place in places],
        speed_scale=1.0,
        residual_us=1.0,
        before_rms_mm=0.2,
        after_rms_mm=0.2,
        points=[],
        survey=places,
    )
    await tables.admin.execute(
        "INSERT INTO calibrations (status, request, result, decided_at) VALUES ('accepted', $1, $2, now())",
        CalibrationCreate(points=[CalibrationPoint(x_mm=x, y_mm=y) for x in (1.0, 9.0) for y in (1.0, 9.0)]).model_dump(
            mode="json"
        ),
        result.model_dump(mode="json"),
    )


@pytest.mark.parametrize(
    ("is_indoor", "is_calibrated"),
    [(False, True), (True, True), (False, False)],
    ids=["outdoors", "called indoors", "not calibrated"],
)
async def test_wind_that_comes_up_refuses_no_arrows_and_is_told_of_a_calibrated_butt(
    start: Start, tables: Tables, is_indoor: bool, is_calibrated: bool
) -> None:
    if is_calibrated:
        await accept_the_survey(tables)
    dice = random.Random(6)
    still = VirtualButt(sigma_us=1.0)
    node = PtyNode(still, dice)
    async with start(a_survey(acoustics={"sigma_us": 1.0}), node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        path = f"{bench.base}/api/v0/session/{bench.session_id}"
        await bench.http.patch(path, json={"is_indoor": is_indoor})
        calm = await shoot(bench, node, dice)
        async with bench.http.get(f"{bench.base}/api/v0/health") as response:
            assert (await response.json())["data"]["warnings"] == []
        node.set_butt(replace(still, wind_x_m_per_s=2.6, wind_y_m_per_s=1.5))
        windy = await shoot(bench, node, dice)
        refused = sum(error is None for error in (*calm, *windy))
        assert refused <= MOST_REFUSED
        placed = [error for error in windy[12:] if error is not None]
        assert math.sqrt(sum(error * error for error in placed) / len(placed)) < 1.0
        async with bench.http.get(f"{bench.base}/api/v0/health") as response:
            health = (await response.json())["data"]
        assert health["level"] == "good"
        expected = ["wind of about 3 m/s across the butt"] if is_calibrated else []
        assert [warning["text"].split(":")[0] for warning in health["warnings"]] == expected
    node.line.unplug()
