"""A frame on the wire becomes a row, a notification, a message with the right place and points."""

import base64
import json
import math

import pytest
from gpiozero.pins.mock import MockFactory

from appliance.core.air.sound import speed_mm_per_us
from appliance.schema.survey import Survey
from drivers.sim.pty_line import PtyLine
from drivers.sim.pty_node import PtyNode
from tests.data import ACOUSTICS
from tests.hil.conftest import Start, powered
from tests.pins import knock, pins

__all__ = ["pins"]

BUTT = 1300.0
# a freETarget board of 230 mm in the middle of the butt: N, E, S, W turned by 45 degrees
BOARD_RADIUS = 115.0
BOARD_ANGLES = (135.0, 45.0, -45.0, -135.0)


def board_survey() -> Survey:
    sensors = [
        {
            "id": name,
            "x_mm": 650 + BOARD_RADIUS * math.cos(math.radians(angle)),
            "y_mm": 650 + BOARD_RADIUS * math.sin(math.radians(angle)),
            "z_mm": 13.0,
        }
        for name, angle in zip("NESW", BOARD_ANGLES, strict=True)
    ]
    return Survey.model_validate(
        {
            "butt": {"width_mm": BUTT, "height_mm": BUTT},
            "sensors": sensors,
            "board": {"centre_x_mm": 650.0, "centre_y_mm": 650.0},
        }
    )


async def test_our_own_node(start: Start, node: PtyNode) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        await node.shoot(650.0, 720.0)
        shot = (await bench.message("shot"))["data"]
    assert (shot["x"], shot["y"]) == pytest.approx((650, 720), abs=1.5)
    assert (shot["points"], shot["is_x"], shot["face"], shot["source"]) == (9, False, "80 cm", "sensor")
    assert shot["session_id"] == bench.session_id
    assert 0 < shot["sigma_minor"] <= shot["sigma_major"] < 2


async def test_a_freetarget_board_by_its_ticks(start: Start, line: PtyLine) -> None:
    survey = board_survey()
    speed = speed_mm_per_us(21.5, 50.0)
    distances = [math.dist((s.x_mm, s.y_mm, s.z_mm), (640.0, 665.0, 0.0)) for s in survey.sensors]
    ticks = [round((d - min(distances)) / speed * 8) for d in distances]
    shot = (
        '\r\n{"shot":1, "miss":0, "name":"TARGET", "time":12.44 ,"x":-99.0, "y":99.0 , '
        f'"N":{ticks[0]}, "E":{ticks[1]}, "S":{ticks[2]}, "W":{ticks[3]} , "V_REF":2.01, , "T":21.50, , '
        '"VERSION":"4.3.2 September 24, 2024" }\r\n'
    )
    async with start(survey, node_url=line.url, node_protocol="auto") as bench:
        await line.write(shot.encode())
        data = (await bench.message("shot"))["data"]
    # the ticks are believed, not the board's own x and y
    assert (data["x"], data["y"]) == pytest.approx((640, 665), abs=0.3)
    assert (data["points"], data["is_x"]) == (10, True)


async def test_a_freetarget_board_by_its_own_position(start: Start, line: PtyLine) -> None:
    async with start(board_survey(), node_url=line.url, node_protocol="freetarget") as bench:
        await line.write(b'\r\n{"shot":1, "name":"TARGET", "time": 13.38 ,"x":-9.18, "y":46.82 }\r\n')
        detection = (await bench.message("detection"))["data"]
        shot = (await bench.message("shot"))["data"]
    assert (detection["fix_source"], detection["outcome"]) == ("board", "located")
    assert (shot["x"], shot["y"]) == pytest.approx((640.82, 696.82))
    assert shot["points"] == 9


async def test_a_whole_recorded_board_session(start: Start, line: PtyLine) -> None:
    recorded = json.loads((ACOUSTICS / "serial_esp32_6_3.json").read_text())
    shots = [m for m in recorded["expected"] if m["type"] == "shot"]
    async with start(board_survey(), node_url=line.url, node_protocol="freetarget") as bench:
        await line.write(base64.b64decode(recorded["raw_b64"]))
        for expected in shots:
            shot = (await bench.message("shot"))["data"]
            truth = (650 + expected["truth_mm"][0], 650 + expected["truth_mm"][1])
            assert (shot["x"], shot["y"]) == pytest.approx(truth, abs=1.0)


async def test_what_cannot_be_placed_goes_to_the_inbox(start: Start, node: PtyNode) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        await node.latch((8_000_000, 8_009_000, None, None, None, None, None, 8_004_000))
        detection = (await bench.message("detection"))["data"]
        assert (detection["outcome"], detection["resolution"]) == ("unplaced", None)
        assert "three sensors" in detection["reason"]["text"]
        async with bench.http.ws_connect(f"{bench.base}/api/v0/ws/feed") as other:
            snapshot = await other.receive_json()
        assert [d["id"] for d in snapshot["data"]["inbox"]] == [detection["id"]]


async def test_felt_and_heard(start: Start, node: PtyNode, pins: MockFactory) -> None:
    async with (
        start(node_url=node.line.url, impact_pins=(17,), believe_without_pulse=False) as bench,
        powered(node),
    ):
        await bench.node_is("listening")
        knock(pins, 17)
        await node.shoot(650.0, 650.0)
        felt = (await bench.message("detection"))["data"]
        await node.shoot(600.0, 650.0)
        unfelt = (await bench.message("detection"))["data"]
    assert (felt["outcome"], felt["pulse_pins"]) == ("located", [17])
    assert (unfelt["outcome"], unfelt["reason"]["text"]) == ("noise", "no impact was felt when the sound came")


async def test_another_process_may_insert_plain_sql(start: Start, node: PtyNode) -> None:
    async with start(node_url=node.line.url) as bench:
        body = {"session_id": bench.session_id}
        async with bench.http.post(f"{bench.base}/api/v0/shot", json=body) as response:
            assert response.status == 201
        assert (await bench.message("shot"))["data"]["points"] == 0
