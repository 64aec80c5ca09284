"""Where the sensors are, and where the board is plugged in, said from a phone."""

from typing import Any

import pytest

from appliance.models.sensors_db import SensorsDB
from appliance.models.wings_db import WingsDB
from appliance.schema.health import WingReport
from appliance.schema.node_connections import ConnectionRead, SerialPort
from appliance.schema.sensors import SensorQuery
from appliance.schema.survey import Survey
from tests.builders import a_survey
from tests.models.helpers import Tables
from tests.routers.conftest import Phone


def body(survey: Survey | None = None, **changes: Any) -> dict[str, Any]:
    return {"survey": {**(survey or a_survey()).model_dump(), **changes}}


def sensor(name: str, x: float, y: float) -> dict[str, Any]:
    return {"id": name, "x_mm": x, "y_mm": y}


def tape(first: str, second: str, distance_mm: float, sigma_mm: float = 1.0) -> dict[str, Any]:
    return {"first": first, "second": second, "distance_mm": distance_mm, "sigma_mm": sigma_mm}


CORNERS = [sensor("A", 0, 0), sensor("B", 1300, 0), sensor("C", 1300, 1300), sensor("D", 0, 1300)]


async def test_a_survey_is_said_kept_and_said_again(phone: Phone, tables: Tables) -> None:
    assert (await phone.call("GET", "/survey"))[1] == {"current": None, "history": []}
    code, first, errors = await phone.call("PUT", "/survey", body())
    assert (code, errors) == (200, [])
    current = (await phone.call("GET", "/survey"))[1]["current"]
    assert (current["id"], current["version"], current["source"]) == (first, 1, "page")
    assert Survey.model_validate(current["survey"], strict=False) == a_survey()
    # said twice it is one
    assert (await phone.call("PUT", "/survey", body()))[1] == first
    code, second, _ = await phone.call("PUT", "/survey", {**body(sensors=CORNERS), "source": "kit"})
    assert second != first
    found = (await phone.call("GET", "/survey"))[1]
    assert [(r["version"], r["source"], r["sensors"]) for r in found["history"]] == [(2, "kit", 4), (1, "page", 8)]
    # the one before is still there, to go back to
    before = (await phone.call("GET", f"/survey/{first}"))[1]
    assert (await phone.call("PUT", "/survey", {"survey": before["survey"]}))[0] == 200
    assert (await phone.call("GET", "/survey"))[1]["current"]["survey"] == before["survey"]
    assert [s["name"] for s in (await phone.call("GET", "/sensor"))[1]] == [s.id for s in a_survey().sensors]
    assert (await phone.call("GET", "/health"))[1]["butt"] == {"width_mm": 1300.0, "height_mm": 1300.0}


async def test_a_taped_distance_is_kept_with_the_survey_and_may_be_left_out(phone: Phone) -> None:
    distances = tape("NW", "SE", 1838.5, sigma_mm=2.0)
    assert (await phone.call("PUT", "/survey", body(taped=distances)))[0] == 200
    assert (await phone.call("GET", "/survey"))[1]["current"]["survey"]["taped"] == distances
    assert (await phone.call("PUT", "/survey", body()))[0] == 200
    assert (await phone.call("GET", "/survey"))[1]["current"]["survey"]["taped"] is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"sensors": CORNERS[:2]}, "2 sensors: an array has 3 to 8"),
        ({"sensors": [*CORNERS, *[sensor(str(k), k * 9.0, 60) for k in range(5)]]}, "9 sensors: an array has 3 to 8"),
        ({"sensors": [*CORNERS, sensor("A", 650, 0)]}, "two sensors are called 'A'"),
        ({"sensors": [*CORNERS, sensor("E", 0, 0)]}, "sensors 'A' and 'E' are at one place"),
        ({"sensors": [sensor(str(k), 100.0 * k, 50.0 * k) for k in range(5)]}, "all sensors lie on one line"),
        ({"sensors": [*CORNERS, sensor("E", 2500, 0)]}, "sensor 'E' at (2500, 0, 0) mm is far from the butt"),
        ({"board": {"centre_x_mm": -1.0, "centre_y_mm": 1.0}}, "board: its centre is beside the butt"),
        ({"taped": tape("NW", "X", 1300)}, "taped distance: there is no sensor 'X'"),
        ({"taped": tape("NW", "NW", 1300)}, "taped distance: sensor 'NW' is named twice"),
        ({"taped": tape("NW", "NE", 130)}, "130 mm from NW to NE, but by their places they are 1,300 mm apart"),
        ({"taped": tape("NW", "NE", 1300, sigma_mm=0)}, "taped.sigma_mm"),
    ],
    ids=[
        "too few",
        "too many",
        "one name",
        "one place",
        "one line",
        "far away",
        "board beside",
        "taped to nothing",
        "taped to itself",
        "taped in centimetres",
        "taped exactly",
    ],
)
async def test_a_survey_that_cannot_be_changes_nothing(
    changes: dict[str, Any], sentence: str, phone: Phone, tables: Tables
) -> None:
    kept = (await phone.call("PUT", "/survey", body()))[1]
    code, _, errors = await phone.call("PUT", "/survey", body(**changes))
    assert (code, len(errors)) == (422, 1)
    assert sentence in errors[0]
    found = (await phone.call("GET", "/survey"))[1]
    assert (found["current"]["id"], len(found["history"])) == (kept, 1)
    assert len(await SensorsDB(tables.admin).find(SensorQuery())) == 8


async def test_another_survey_retires_the_calibration_and_its_return_brings_it_back(
    phone: Phone, tables: Tables
) -> None:
    await phone.call("PUT", "/survey", body())
    await tables.admin.execute(
        """
        INSERT INTO calibrations (status, request, result)
        SELECT 'accepted', '{"kind": "array"}', jsonb_build_object('survey', jsonb_agg(jsonb_build_object(
            'id', name, 'x_mm', x_mm, 'y_mm', y_mm, 'z_mm', z_mm, 'bias_us', bias_us) ORDER BY channel)) FROM sensors
        """
    )
    in_force = "SELECT calibration_in_force()"
    assert await tables.admin.fetchval(in_force) == 1
    await phone.call("PUT", "/survey", body(sensors=CORNERS))
    assert await tables.admin.fetchval(in_force) is None
    await phone.call("PUT", "/survey", body())
    assert await tables.admin.fetchval(in_force) == 1


async def test_where_the_board_is_plugged_in_is_chosen_and_left_to_the_settings_again(
    phone: Phone, tables: Tables
) -> None:
    assert (await phone.call("GET", "/node"))[1] == {
        "connection": None, "is_chosen": False, "ports": [],
    }  # fmt: skip
    by_settings = ConnectionRead(url="rfc2217://there", protocol="auto", baud=9600, board_name=None)
    port = SerialPort(url="/dev/ttyUSB0", description="USB serial")
    report = WingReport(parts=[], connection=by_settings, ports=[port])
    await WingsDB(tables.admin).write("sensing", report)
    found = (await phone.call("GET", "/node"))[1]
    assert (found["connection"]["url"], found["is_chosen"]) == ("rfc2217://there", False)
    assert found["ports"] == [{"url": "/dev/ttyUSB0", "description": "USB serial"}]
    for url in ("/dev/ttyUSB0", "auto", "/dev/serial/by-id/usb-1a86_USB-if00", "socket://10.0.0.7:4000"):
        assert (await phone.call("PUT", "/node", {"url": url, "baud": 57600}))[0] == 200
        found = (await phone.call("GET", "/node"))[1]
        assert (found["connection"]["url"], found["connection"]["baud"], found["is_chosen"]) == (url, 57600, True)
    assert (await phone.call("DELETE", "/node"))[0] == 204
    assert not (await phone.call("GET", "/node"))[1]["is_chosen"]


@pytest.mark.parametrize(
    "url",
    ["/dev/sda", "/dev/watchdog", "/etc/passwd", "/dev/serial/by-id/../../sda", "socket://a", "", "AUTO", "loop://"],
)
async def test_a_place_where_no_board_can_be_is_refused(url: str, phone: Phone) -> None:
    code, _, errors = await phone.call("PUT", "/node", {"url": url})
    assert (code, errors[0].split(":")[0]) == (422, "body.url")
    assert not (await phone.call("GET", "/node"))[1]["is_chosen"]
