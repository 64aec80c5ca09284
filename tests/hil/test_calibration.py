"""A calibration from the phone's request to shots that land where they should: real bytes, real database."""

import math
import random
from typing import Any

import aiohttp
import pytest

from appliance.core.geometry import Sensor
from appliance.database.pool import Pool
from drivers.sim.pty_node import PtyNode
from drivers.sim.virtual_butt import DEMO_SENSORS, VirtualButt
from tests.builders import a_survey
from tests.hil.conftest import Bench, Start, powered

POINTS = [(x, y) for x in (200.0, 650.0, 1100.0) for y in (200.0, 650.0, 1100.0)]
# the butt as it really is: three sensors were measured wrongly
TRUE_SENSORS = tuple(
    Sensor(s.id, s.x_mm + {"NE": 5.0, "W": -4.0}.get(s.id, 0.0), s.y_mm + {"S": 6.0}.get(s.id, 0.0), s.z_mm)
    for s in DEMO_SENSORS
)


@pytest.fixture
async def crooked(node: PtyNode) -> PtyNode:
    """A node on a butt that is not as surveyed."""
    return PtyNode(VirtualButt(sensors=TRUE_SENSORS, sigma_us=0.5), random.Random(5), node.line)


async def call(bench: Bench, method: str, path: str, body: Any = None) -> tuple[int, Any, list[str]]:
    async with bench.http.request(method, f"{bench.base}/api/v0{path}", json=body) as response:
        answer = await response.json()
        return response.status, answer["data"], answer["errors"]


async def calibrate(
    bench: Bench, node: PtyNode, body: dict[str, Any], taps: list[tuple[float, float]], becomes: str = "proposed"
) -> str:
    """Ask, tap where it is told, and wait for the answer; the calibration's id."""
    code, calibration_id, errors = await call(bench, "POST", "/calibration", body)
    assert code == 201, errors
    await bench.message("calibration", status="running")
    for x, y in taps:
        await node.shoot(x, y)
        tap = (await bench.message("detection", calibration_id=calibration_id))["data"]
        assert tap["session_id"] is None
    await bench.message("calibration", status=becomes)
    return str(calibration_id)


async def error_mm(bench: Bench, node: PtyNode, version: int | None) -> float:
    """How far a few arrows are placed by this calibration from where they landed, rms."""
    squares = []
    for x, y in ((400.0, 900.0), (900.0, 420.0), (650.0, 500.0), (800.0, 800.0)):
        while True:
            await node.shoot(x, y)
            shot = (await bench.message("shot"))["data"]
            _, detection, _ = await call(bench, "GET", f"/detection/{shot['detection_id']}")
            # the feed and the sensing wing hear of a decision each for itself
            if detection["calibration_version"] == version:
                break
        squares.append(math.dist((shot["x"], shot["y"]), (x, y)) ** 2)
    return math.sqrt(sum(squares) / len(squares))


def sensor(at: Sensor, **changes: float) -> dict[str, Any]:
    return {"id": at.id, "x_mm": at.x_mm, "y_mm": at.y_mm, "z_mm": at.z_mm, **changes}


ASKED = {"points": [{"x_mm": x, "y_mm": y} for x, y in POINTS]}


async def test_taps_bring_the_sensors_to_their_places(start: Start, crooked: PtyNode) -> None:
    # a survey that is some millimetres wrong is believed only with the doubt it deserves
    survey = a_survey(acoustics={"sigma_us": 6.0})
    async with start(survey, node_url=crooked.line.url) as bench, powered(crooked):
        await bench.node_is("listening")
        before = await error_mm(bench, crooked, None)
        calibration_id = await calibrate(bench, crooked, ASKED, POINTS)
        _, found, _ = await call(bench, "GET", f"/calibration/{calibration_id}")
        assert (found["status"], len(found["taps"]), found["version"]) == ("proposed", 9, 1)
        assert found["result"]["after_rms_mm"] < found["result"]["before_rms_mm"] / 3
        assert not any(point["is_rejected"] or point["left_out"] for point in found["result"]["points"])
        moved = {s["id"]: s["moved_mm"] for s in found["result"]["sensors"]}
        assert sorted(moved, key=lambda name: -moved[name])[:3] == sorted(("S", "NE", "W"), key=lambda n: -moved[n])
        # a proposal changes nothing
        assert await error_mm(bench, crooked, None) == pytest.approx(before, rel=0.3)
        assert (await call(bench, "PATCH", f"/calibration/{calibration_id}", {"status": "accepted"}))[0] == 202
        await bench.message("calibration", status="accepted")
        after = await error_mm(bench, crooked, 1)
        assert after < before / 3
        _, (newest, *_), _ = await call(bench, "GET", "/detection?limit=1")
        assert newest["calibration_version"] == 1
        # asked again, it says what it is worth beside what is in force
        assert found["result"]["is_better"] is True
        again_id = await calibrate(bench, crooked, ASKED, POINTS)
        _, again, _ = await call(bench, "GET", f"/calibration/{again_id}")
        assert again["result"]["before_rms_mm"] < found["result"]["before_rms_mm"] / 3
        assert again["result"]["is_better"] is False
        # and back
        code, _, errors = await call(bench, "PATCH", f"/calibration/{calibration_id}", {"status": "rejected"})
        assert (code, errors) == (422, ["body.status: this calibration is accepted, so it cannot become rejected"])
        assert (await call(bench, "PATCH", f"/calibration/{calibration_id}", {"status": "rolled_back"}))[0] == 202
        await bench.message("calibration", status="rolled_back")
        assert await error_mm(bench, crooked, None) == pytest.approx(before, rel=0.3)
        # each of these is taken back
        for status, version in (("accepted", 1), ("proposed", None)):
            assert (await call(bench, "PATCH", f"/calibration/{calibration_id}", {"status": status}))[0] == 202
            decided_at = (await bench.message("calibration", status=status))["data"]["decided_at"]
            assert (decided_at is None) == (status == "proposed")
            assert await error_mm(bench, crooked, version) < (before / 3 if version else before * 1.3)
        for status in ("rejected", "proposed"):
            assert (await call(bench, "PATCH", f"/calibration/{calibration_id}", {"status": status}))[0] == 202
            await bench.message("calibration", status=status)


async def test_an_accepted_calibration_outlives_a_restart_and_not_another_survey(
    start: Start, node: PtyNode, server_pool: Pool
) -> None:
    # a number that no binary fraction is
    survey = a_survey(sensors=[sensor(s, bias_us=0.1 + 0.2) for s in DEMO_SENSORS])
    async with start(survey, node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        calibration_id = await calibrate(bench, node, ASKED, POINTS)
        assert (await call(bench, "PATCH", f"/calibration/{calibration_id}", {"status": "accepted"}))[0] == 202
        await bench.message("calibration", status="accepted")
    other = a_survey(sensors=[sensor(s, bias_us=0.3) for s in DEMO_SENSORS])
    for hung, version in ((survey, 1), (other, None)):
        async with start(hung, node_url=node.line.url) as bench, powered(node):
            await bench.node_is("listening")
            await node.shoot(650.0, 650.0)
            shot = (await bench.message("shot"))["data"]
            _, detection, _ = await call(bench, "GET", f"/detection/{shot['detection_id']}")
            assert detection["calibration_version"] == version
            # the database says the same of it
            assert await server_pool.fetchval("SELECT calibration_in_force()") == version


async def test_two_channels_with_each_others_cable_are_named_by_calibration_and_acceptance(
    start: Start, node: PtyNode
) -> None:
    plugged = list(DEMO_SENSORS)
    plugged[1], plugged[4] = plugged[4], plugged[1]
    crossed = PtyNode(VirtualButt(sensors=plugged, sigma_us=0.5), random.Random(5), node.line)
    async with start(node_url=crossed.line.url) as bench, powered(crossed):
        await bench.node_is("listening")
        for kind in ("array", "acceptance"):
            calibration_id = await calibrate(bench, crossed, {**ASKED, "kind": kind}, POINTS, becomes="failed")
            _, found, _ = await call(bench, "GET", f"/calibration/{calibration_id}")
            assert found["reason"]["code"] == "channels_exchanged"
            assert "channels 2 (N) and 5 (SE) look exchanged" in found["reason"]["text"]
            assert found["result"] is None
        assert found["acceptance"]["is_good"] is False


async def test_a_face_is_found_by_two_taps(start: Start, node: PtyNode) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        code, _, errors = await call(bench, "GET", "/target/calibrate")
        assert (code, "there are no taps" in errors[0]) == (422, True)
        await calibrate(bench, node, {"kind": "face"}, [(600.0, 700.0), (600.0, 500.0)])
        code, target, errors = await call(bench, "GET", "/target/calibrate")
        assert code == 200, errors
        (face,) = target["faces"]
        assert (face["kind"], face["x"], face["y"]) == ("wa_40", pytest.approx(600, abs=2), pytest.approx(700, abs=2))
        assert (target["session_id"], target["max_x"]) == (bench.session_id, 1300)
        code, _, errors = await call(bench, "POST", "/target", target)
        assert code == 201, errors


async def test_only_one_calibration_waits_for_taps_and_it_can_be_given_up(start: Start, node: PtyNode) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        _, first, _ = await call(bench, "POST", "/calibration", ASKED)
        await bench.message("calibration", status="running")
        code, _, errors = await call(bench, "POST", "/calibration", ASKED)
        assert (code, "finish or reject it first" in errors[0]) == (422, True)
        assert (await call(bench, "PATCH", f"/calibration/{first}", {"status": "rejected"}))[0] == 202
        await bench.message("calibration", status="rejected")
        code, second, errors = await call(bench, "POST", "/calibration", ASKED)
        assert code == 201, errors
        await bench.message("calibration", status="running")
        assert (await call(bench, "PATCH", f"/calibration/{second}", {"status": "rejected"}))[0] == 202
        await bench.message("calibration", status="rejected")


async def test_points_beside_the_butt_are_refused(start: Start) -> None:
    async with start() as bench:
        await sensors_known(bench)
        points = [*ASKED["points"], {"x_mm": 1301.0, "y_mm": 5.0}]
        code, _, errors = await call(bench, "POST", "/calibration", {"points": points})
        assert (code, errors) == (422, ["body.points.9: (1301, 5) mm is outside the butt, 1300 x 1300 mm"])


async def sensors_known(bench: Bench) -> None:
    """Until the survey is in the database."""
    async with aiohttp.ClientSession() as http:
        while True:
            async with http.get(f"{bench.base}/api/v0/sensor") as response:
                if len((await response.json())["data"]) == len(DEMO_SENSORS):
                    return


async def test_arrows_in_the_paper_calibrate_after_an_end(start: Start, crooked: PtyNode) -> None:
    async with start(a_survey(acoustics={"sigma_us": 6.0}), node_url=crooked.line.url) as bench, powered(crooked):
        await bench.node_is("listening")
        dice, points = random.Random(8), []
        for x, y in POINTS * 2:
            await crooked.shoot(x + 30, y - 20)
            shot = (await bench.message("shot"))["data"]
            # a finger on the phone is good to about a millimetre
            touched = {"x_mm": x + 30 + dice.gauss(0, 1.0), "y_mm": y - 20 + dice.gauss(0, 1.0)}
            points.append({"shot_id": shot["id"], **touched})
        # most arrows need not be touched at all
        points[3:9] = [{"shot_id": point["shot_id"]} for point in points[3:9]]
        before = await error_mm(bench, crooked, None)
        code, calibration_id, errors = await call(bench, "POST", "/calibration", {"points": points, "tap_mm": 1.5})
        assert code == 201, errors
        found = (await bench.message("calibration", status="proposed"))["data"]
        assert (found["id"], len(found["taps"])) == (calibration_id, len(points))
        assert found["result"]["after_rms_mm"] < found["result"]["before_rms_mm"]
        assert (await call(bench, "PATCH", f"/calibration/{calibration_id}", {"status": "accepted"}))[0] == 202
        await bench.message("calibration", status="accepted")
        assert await error_mm(bench, crooked, 1) < before / 2


async def test_an_acceptance_test_tells_error_repeatability_and_margins(start: Start, node: PtyNode) -> None:
    marks = [*POINTS, (420.0, 870.0)]
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        asked = {"kind": "acceptance", "points": [{"x_mm": x, "y_mm": y} for x, y in marks * 2]}
        calibration_id = await calibrate(bench, node, asked, marks * 2)
        _, found, _ = await call(bench, "GET", f"/calibration/{calibration_id}")
        result = found["acceptance"]
        assert (result["is_good"], result["calibration_version"], len(result["marks"])) == (True, None, 20)
        assert 0.05 < result["rms_mm"] < 1.5
        assert 0.05 < result["repeatability_mm"] < 1.5
        assert result["worst_mm"] < 5
        assert [(s["id"], s["heard"]) for s in result["sensors"]] == [(s.id, 20) for s in DEMO_SENSORS]
        async with bench.http.get(f"{bench.base}/api/v0/calibration/{calibration_id}/report") as response:
            page = await response.text()
        assert "Acceptance test 1" in page
        assert "Passed: every mark placed" in page
        assert f"Gross error {result['rms_mm']:.2f} mm rms" in page
        assert page.count("<circle") == 20
        # it is nothing to calibrate by
        await node.shoot(650.0, 650.0)
        shot = (await bench.message("shot"))["data"]
        _, detection, _ = await call(bench, "GET", f"/detection/{shot['detection_id']}")
        assert detection["calibration_version"] is None


async def test_an_acceptance_test_of_a_crooked_butt_is_not_passed(start: Start, crooked: PtyNode) -> None:
    async with start(a_survey(acoustics={"sigma_us": 6.0}), node_url=crooked.line.url) as bench, powered(crooked):
        await bench.node_is("listening")
        marks = {"kind": "acceptance", "points": ASKED["points"]}
        calibration_id = await calibrate(bench, crooked, marks, POINTS)
        _, found, _ = await call(bench, "GET", f"/calibration/{calibration_id}")
        assert (found["acceptance"]["is_good"], found["acceptance"]["repeatability_mm"]) == (False, None)
        assert found["acceptance"]["rms_mm"] > 2
