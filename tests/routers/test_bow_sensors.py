"""Which sensor is on which bow, over HTTP."""

from typing import Any
from uuid import uuid4

import pytest

from tests.routers.conftest import Phone

SENSOR = "e6260c01b6a37564"


async def bows_of(phone: Phone, archer_id: str) -> list[dict[str, Any]]:
    code, bows, errors = await phone.call("GET", f"/archer/{archer_id}/bow")
    assert code == 200, errors
    return list(bows)


async def test_a_sensor_is_put_on_a_bow_moved_to_another_and_taken_off(phone: Phone) -> None:
    robin = await phone.create("/archer", {"name": "Robin"})
    marian = await phone.create("/archer", {"name": "Marian"})
    hers = await phone.create(f"/archer/{marian}/bow", {"name": "hers", "sensor": SENSOR})
    his = await phone.create(f"/archer/{robin}/bow", {"name": "his"})
    assert [bow["sensor"] for bow in await bows_of(phone, marian)] == [SENSOR]
    code, _, errors = await phone.call("PATCH", f"/bow/{his}", {"sensor": SENSOR})
    assert (code, errors) == (422, ["body.sensor: this sensor is on another bow already; take it off there first"])
    assert (await phone.call("PATCH", f"/bow/{hers}", {"sensor": None}))[0] == 202
    assert (await phone.call("PATCH", f"/bow/{his}", {"sensor": SENSOR}))[0] == 202
    assert [bow["sensor"] for bow in [*await bows_of(phone, robin), *await bows_of(phone, marian)]] == [SENSOR, None]


@pytest.mark.parametrize("sensor", ["", "e6260c01b6a3756", "E6260C01B6A37564", "e6260c01b6a37564\n", "g" * 16, 5])
async def test_what_is_no_sensors_id_is_refused(phone: Phone, sensor: object) -> None:
    robin = await phone.create("/archer", {"name": "Robin"})
    code, _, errors = await phone.call("POST", f"/archer/{robin}/bow", {"name": "his", "sensor": sensor})
    assert code == 422
    assert errors[0].startswith("body.sensor: ")


async def test_a_sensor_is_put_on_no_bow_that_is_not_there(phone: Phone) -> None:
    assert (await phone.call("PATCH", f"/bow/{uuid4()}", {"sensor": SENSOR}))[0] == 404
    assert (await phone.call("POST", f"/archer/{uuid4()}/bow", {"name": "his", "sensor": SENSOR}))[0] == 404
