"""The doctor's line about the Wi-Fi, by what a recorded NetworkManager says."""

import pytest
from dbus_fast import Variant

from appliance.wifi.joined import wifi_finding
from appliance.wifi.network_manager import NAME
from tests.english import english
from tests.wifi.conftest import MOCK, Recorded

PSK = 0x100
WIRELESS = f"{NAME}.Device.Wireless"


async def join(recorded: Recorded, strength: int) -> str:
    device = await recorded.add_radio()
    network = await recorded.add_network(device, "club", "The club", strength, PSK)
    await recorded.call(device, MOCK, "AddProperty", "ssv", WIRELESS, "ActiveAccessPoint", Variant("o", network))
    return device


@pytest.mark.parametrize(("strength", "is_weak"), [(70, False), (30, False), (29, True)])
async def test_a_network_is_named_with_its_strength(strength: int, is_weak: bool, recorded: Recorded) -> None:
    await join(recorded, strength)
    found = await wifi_finding(recorded.address)
    assert english(found.what) == f"Wi-Fi: The club, strength {strength} %"
    assert found.is_ill == is_weak
    assert ("move the box or the router" in english(found.line)) == is_weak


async def test_the_own_access_point_is_as_strong_as_it_is(recorded: Recorded) -> None:
    device = await join(recorded, 0)
    await recorded.mock("SetProperty", "sssv", device, WIRELESS, "Mode", Variant("u", 3))
    found = await wifi_finding(recorded.address)
    assert (found.state, english(found.what)) == ("well", "Wi-Fi: the box's own access point, The club")


async def test_what_cannot_be_known_is_not_called_well(recorded: Recorded) -> None:
    found = await wifi_finding(recorded.address)
    assert (found.state, english(found.what)) == ("unknown", "Wi-Fi: on none")
    device = await recorded.add_radio()
    await recorded.call(device, MOCK, "AddProperty", "ssv", WIRELESS, "ActiveAccessPoint", Variant("o", "/"))
    assert english((await wifi_finding(recorded.address)).what) == "Wi-Fi: on none"


async def test_without_network_manager_that_is_reported(bus_address: str) -> None:
    for address in (bus_address, "unix:path=/nonexistent/bus"):
        found = await wifi_finding(address)
        assert (found.state, english(found.what)) == (
            "unknown",
            "Wi-Fi: not known, for NetworkManager does not say",
        )
