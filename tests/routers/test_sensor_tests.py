"""A test of the sensors from a phone: begun, seen by everybody, ended, and what it swallowed given back."""

from appliance.models.detections_db import DetectionsDB
from tests.models.helpers import Tables
from tests.models.test_shots_db import a_detection
from tests.routers.conftest import Phone


async def test_everybody_is_told_that_a_test_is_on(phone: Phone) -> None:
    assert await phone.call("GET", "/sensor-test/on") == (200, None, [])
    test_id = await phone.create("/sensor-test", {})
    health = (await phone.call("GET", "/health"))[1]
    assert health["sensor_test"]["id"] == test_id
    assert [w["code"] for w in health["warnings"]].count("sensor_test_on") == 1
    assert (await phone.call("GET", "/sensor-test/on"))[1] == health["sensor_test"]
    assert (await phone.call("PATCH", f"/sensor-test/{test_id}", {"is_on": True}))[0] == 202
    assert (await phone.call("PATCH", f"/sensor-test/{test_id}", {"is_on": False}))[0] == 202
    health = (await phone.call("GET", "/health"))[1]
    assert health["sensor_test"] is None
    assert "sensor_test_on" not in [w["code"] for w in health["warnings"]]
    assert not (await phone.call("GET", f"/sensor-test/{test_id}"))[1]["is_on"]
    code, _, errors = await phone.call("PATCH", f"/sensor-test/{test_id}", {"is_on": True})
    assert (code, errors) == (422, ["body.is_on: this test of the sensors is over; begin another one"])


async def test_a_swallowed_arrow_is_listed_and_becomes_a_shot(phone: Phone, tables: Tables) -> None:
    session_id = await tables.session()
    await tables.target(session_id)
    await DetectionsDB(tables.admin).insert_one(a_detection(1, session_id, outcome="test"))
    (listed,) = (await phone.call("GET", "/detection?outcome=test&resolved=false"))[1]
    shot_id = await phone.create(f"/detection/{listed['id']}/resolve", {"resolution": "placed"})
    shot = (await phone.call("GET", f"/shot/{shot_id}"))[1]
    assert (shot["x"], shot["y"], shot["points"]) == (650.0, 700.0, 9)
    assert (await phone.call("GET", "/detection?outcome=test&resolved=false"))[1] == []


async def test_it_is_reported_in_the_language_of_the_phone(phone: Phone) -> None:
    test_id = await phone.create("/sensor-test", {})
    await phone.call("PATCH", f"/sensor-test/{test_id}", {"is_on": False})
    answer = await phone.call("PATCH", f"/sensor-test/{test_id}", {"is_on": True}, headers={"Accept-Language": "es"})
    assert answer[2] == ["body.is_on: esta prueba de los sensores ya terminó; empieza otra"]
