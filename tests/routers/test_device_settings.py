"""What people say of the box itself: its time zone, and the number of its target."""

import pytest

from appliance.app import Device
from appliance.runtime import time_zone
from appliance.schema.device import zone_called
from appliance.settings import SettingsError, read_settings
from tests.english import refusing
from tests.routers.conftest import Phone

UNSAID = {"time_zone": "UTC", "is_time_zone_chosen": False, "target_number": None}


async def test_a_box_has_the_computers_zone_until_somebody_chooses_one(phone: Phone) -> None:
    assert (await phone.call("GET", "/device"))[1] == UNSAID
    assert (await phone.call("PATCH", "/device", {"time_zone": "Asia/Kolkata"}))[0] == 202
    expected = {"time_zone": "Asia/Kolkata", "is_time_zone_chosen": True, "target_number": None}
    assert (await phone.call("GET", "/device"))[1] == expected
    assert (await phone.call("PATCH", "/device", {"target_number": "12"}))[0] == 202
    assert (await phone.call("GET", "/device"))[1] == {**expected, "target_number": "12"}
    assert (await phone.call("PATCH", "/device", {"time_zone": None, "target_number": None}))[0] == 202
    assert (await phone.call("GET", "/device"))[1] == UNSAID


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Middle/Earth", "there is no time zone Middle/Earth"),
        ("../../etc/passwd", "there is no time zone"),
        # with leap seconds: half a minute off
        ("right/Europe/Madrid", "there is no time zone"),
        ("localtime", "there is no time zone"),
        ("UTC+2", "there is no time zone"),
        ("x" * 65, ""),
        ("", ""),
        (7, ""),
    ],
)
async def test_a_zone_that_is_none(zone: object, words: str, phone: Phone) -> None:
    code, _, errors = await phone.call("PATCH", "/device", {"time_zone": zone})
    assert (code, errors[0].startswith("body.time_zone: ")) == (422, True)
    assert words in errors[0]
    assert (await phone.call("GET", "/device"))[1] == UNSAID


@pytest.mark.parametrize("number", ["", "1234567", "1\n2", 12])
async def test_a_target_number_that_is_none(number: object, phone: Phone) -> None:
    code, _, errors = await phone.call("PATCH", "/device", {"target_number": number})
    assert (code, errors[0].startswith("body.target_number: ")) == (422, True)


def test_browsers_names_of_old_are_zones_too() -> None:
    # what Chromium calls the zone of India
    assert zone_called("Asia/Calcutta").utcoffset(None) is None
    assert str(zone_called("Asia/Calcutta")) == "Asia/Calcutta"
    assert str(zone_called("a zone that was given up")) == "UTC"


def test_a_zone_in_the_settings() -> None:
    assert read_settings({"ARCH_STATS_TIME_ZONE": "Europe/Madrid"}).time_zone == "Europe/Madrid"
    with refusing(SettingsError, "IANA name of a time zone"):
        read_settings({"ARCH_STATS_TIME_ZONE": "Madrid"})
    assert Device.__dataclass_fields__["time_zone"].default == "UTC"


def test_the_zone_of_the_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    for found, name in ((zone_called("Europe/Madrid"), "Europe/Madrid"), (object(), "UTC")):
        monkeypatch.setattr(time_zone, "get_localzone", lambda found=found: found)
        assert time_zone.system_time_zone() == name


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("Europe/Madrid", "Europe/Madrid"),
        (":America/Los_Angeles", "America/Los_Angeles"),
        ("Middle/Earth", "UTC"),
        ("/", "UTC"),
        ("/etc/nowhere", "UTC"),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "UTC"),
    ],
)
def test_what_the_environment_says_is_the_zone_of_the_computer(
    zone: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    assert time_zone.system_time_zone() == name
