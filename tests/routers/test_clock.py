"""The box's clock is told to everybody, and taken from the phone of a coach or keeper."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from appliance.routers.keys import CLOCK
from tests.clock_setting.helpers import MADE_AT, Computer
from tests.routers.conftest import Phone

THEN = "2027-01-05T10:00:00Z"


def day_and_minute(time: datetime) -> str:
    return time.isoformat().replace("+00:00", "Z")


@pytest.fixture
def computer(phone: Phone, tmp_path: Path) -> Computer:
    computer = Computer()
    # a running application's own clock is this machine's
    phone.client.app._state[CLOCK] = computer.setting(tmp_path / "clock")
    return computer


async def test_a_phone_sets_the_clock(phone: Phone, computer: Computer, tmp_path: Path) -> None:
    async with computer.helped(tmp_path / "clock"):
        _, clock, _ = await phone.call("GET", "/clock")
        assert clock == {"time": "2026-11-01T01:00:00.000000Z", "is_kept": False, "is_settable": True}
        exchange_id = await phone.create("/clock/exchange", {})
        code, done, _ = await phone.call("PUT", "/clock", {"exchange_id": exchange_id, "time": THEN})
        assert (code, done["within_s"]) == (200, 0.0)
        assert (await phone.call("GET", "/clock"))[1]["time"] == "2027-01-05T10:00:00.000000Z"
    assert day_and_minute(MADE_AT + timedelta(hours=1, seconds=done["by_s"])) == THEN


async def test_an_answer_to_nothing_is_404(phone: Phone, computer: Computer) -> None:
    del computer
    unknown = str(uuid4())
    code, _, errors = await phone.call("PUT", "/clock", {"exchange_id": unknown, "time": THEN})
    assert (code, errors) == (
        404,
        [f"body.exchange_id: {unknown} is no exchange that waits for an answer: begin again"],
    )


@pytest.mark.parametrize(
    ("time", "words"),
    [
        ("2019-01-01T00:00:00Z", "can be no time of today"),
        ("2060-01-01T00:00:00Z", "can be no time of today"),
        ("2300-01-01T00:00:00Z", "year"),
        ("2027-01-05T10:00:00", ""),
        (1798000000, ""),
    ],
)
async def test_a_time_that_cannot_be_is_422(time: object, words: str, phone: Phone, computer: Computer) -> None:
    before = computer.wall
    exchange_id = await phone.create("/clock/exchange", {})
    code, _, errors = await phone.call("PUT", "/clock", {"exchange_id": exchange_id, "time": time})
    assert (code, errors[0].startswith("body.time: ")) == (422, True)
    assert words in errors[0]
    assert computer.wall == before


async def test_where_never_permitted_set_it_or_a_server_keeps_it_is_409(phone: Phone, computer: Computer) -> None:
    for words in ("cannot be set from here", "a time server keeps the clock"):
        exchange_id = await phone.create("/clock/exchange", {})
        code, _, errors = await phone.call("PUT", "/clock", {"exchange_id": exchange_id, "time": THEN})
        assert (code, errors[0].startswith("request: ")) == (409, True)
        assert words in errors[0]
        computer.is_kept = True
