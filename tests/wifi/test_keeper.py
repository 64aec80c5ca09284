"""The box opens its access point, joins a network, and comes back, by what it asks of a recorded NetworkManager."""

import asyncio
import logging
import stat
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from appliance.schema.wifi import WifiUpdate
from appliance.wifi import keeper as keeping
from appliance.wifi import machine
from appliance.wifi.keeper import WifiKeeper
from appliance.wifi.network_manager import NetworkManager, WifiError
from appliance.wifi.own import FILE, OWN_ADDRESS, OwnNetwork, own_network, read_own
from appliance.wifi.port import NoWifi, WifiBusy
from appliance.wifi.profiles import OWN_UUID
from tests.wifi.conftest import WAIT_S, Recorded

PSK, SAE, ENTERPRISE = 0x100, 0x400, 0x200
PASSWORD = "correct horse 7"  # noqa: S105  (of a recorded network)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits are the state machine's business, and tested there."""
    monkeypatch.setattr(keeping, "LOOK_EVERY_S", 0.02)
    monkeypatch.setattr(machine, "FIRST_WAIT_S", 0.2)
    monkeypatch.setattr(machine, "GONE_S", 0.2)
    monkeypatch.setattr(machine, "OPEN_AGAIN_S", 0.2)
    monkeypatch.setattr(machine, "JOIN_S", 2.0)
    monkeypatch.setattr(machine, "start", lambda now_s: machine.State("waiting", now_s, 0.2))


@asynccontextmanager
async def kept(recorded: Recorded, folder: Path) -> AsyncIterator[WifiKeeper]:
    keeper = WifiKeeper(folder, lambda: False)
    task = asyncio.create_task(keeper.run(recorded.address))
    try:
        yield keeper
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(WAIT_S):
        while not condition():  # noqa: ASYNC110  (the keeper tells nobody)
            await asyncio.sleep(0.01)


async def test_where_no_network_is_the_access_point_of_the_label_opens(recorded: Recorded, tmp_path: Path) -> None:
    device = await recorded.add_radio()
    await recorded.add_network(device, "club", "The club", 70, PSK)
    async with kept(recorded, tmp_path) as keeper:
        await until(lambda: keeper.is_own_up)
        found = keeper.read()
        assert (found.state, [n.ssid for n in found.networks]) == ("own", ["The club"])
        (path,) = await recorded.profiles()
        profile = await recorded.settings_of(path)
        assert profile["connection"]["uuid"] == OWN_UUID
        assert (profile["802-11-wireless"]["mode"], profile["ipv4"]["method"]) == ("ap", "shared")
        assert bytes(profile["802-11-wireless"]["ssid"]).decode() == found.own_ssid
        security = profile["802-11-wireless-security"]
        # WPA2 and nothing beside it: what every phone joins, and every radio of a Pi can open
        assert (security["key-mgmt"], security["proto"], security["pmf"]) == ("wpa-psk", ["rsn"], 1)
        assert profile["ipv4"]["address-data"][0]["address"].value == OWN_ADDRESS
        own = read_own(tmp_path)
        assert own is not None
        assert found.own_ssid == own.ssid


async def test_a_chosen_network_is_joined_and_kept_with_its_password_and_never_logged(
    recorded: Recorded, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    device = await recorded.add_radio()
    await recorded.add_network(device, "club", "The club", 70, PSK)
    async with kept(recorded, tmp_path) as keeper:
        await until(lambda: keeper.is_own_up)
        keeper.join(WifiUpdate(ssid="The club", password=PASSWORD))
        await until(lambda: keeper.read().state == "connected")
        assert keeper.read().network == "The club"
        (joined,) = [each for each in [await recorded.settings_of(p) for p in await recorded.profiles()]
                     if each["connection"]["id"] == "The club"]  # fmt: skip
        assert joined["connection"]["autoconnect"] is True
        assert joined["802-11-wireless-security"]["key-mgmt"] == "wpa-psk"
    assert PASSWORD not in caplog.text
    assert not any(PASSWORD.encode() in path.read_bytes() for path in tmp_path.iterdir() if path.is_file())


async def test_a_network_that_cannot_be_joined_is_forgotten_and_the_access_point_opens_again(
    recorded: Recorded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuses(self: NetworkManager, path: str, device: str) -> str:
        settings = await recorded.settings_of(path)
        if settings["connection"]["uuid"] != OWN_UUID:
            # as after a wrong password: the connection was made, and is gone
            return "/gone"
        return await real(self, path, device)

    real = NetworkManager.activate
    await recorded.add_radio()
    async with kept(recorded, tmp_path) as keeper:
        await until(lambda: keeper.is_own_up)
        monkeypatch.setattr(NetworkManager, "activate", refuses)
        keeper.join(WifiUpdate(ssid="The club", password=PASSWORD))
        with pytest.raises(WifiBusy):
            keeper.join(WifiUpdate(ssid="Another", password=PASSWORD))
        await until(lambda: keeper.read().failure is not None)
        failure = keeper.read().failure
        assert failure is not None
        assert "The club" in failure.text
        await until(lambda: keeper.is_own_up and keeper.read().state == "own")
        assert [(await recorded.settings_of(p))["connection"]["uuid"] for p in await recorded.profiles()] == [OWN_UUID]


async def test_after_a_restart_of_ours_the_same_profile_is_used(recorded: Recorded, tmp_path: Path) -> None:
    await recorded.add_radio()
    for _ in range(2):
        async with kept(recorded, tmp_path) as keeper:
            await until(lambda: keeper.is_own_up)
    assert len(await recorded.profiles()) == 1


async def test_networks_are_heard_the_strongest_first_and_each_once(recorded: Recorded) -> None:
    device = await recorded.add_radio()
    for name, ssid, strength, rsn in (
        ("a", "weak", 20, PSK),
        ("b", "twice", 30, PSK),
        ("c", "twice", 60, PSK),
        ("d", "of today", 90, SAE),
        ("e", "of the firm", 50, ENTERPRISE),
    ):
        await recorded.add_network(device, name, ssid, strength, rsn)
    manager = await NetworkManager.connected(recorded.address)
    try:
        found = await manager.networks(device)
    finally:
        manager.close()
    assert [(n.ssid, n.strength_pct, n.security) for n in found] == [
        ("of today", 90, "password"),
        ("twice", 60, "password"),
        ("of the firm", 50, "enterprise"),
        ("weak", 20, "password"),
    ]
    assert found[0].is_sae_only


async def test_without_networkmanager_nobody_sees_to_it(bus_address: str, tmp_path: Path) -> None:
    with pytest.raises(WifiError):
        await NetworkManager.connected(bus_address)
    with pytest.raises(WifiError):
        await NetworkManager.connected(f"unix:path={tmp_path}/nothing")
    assert NoWifi().read().state == "absent"
    with pytest.raises(WifiBusy):
        WifiKeeper(tmp_path, lambda: False).join(WifiUpdate(ssid="The club"))


def test_the_name_and_password_are_made_once_and_can_be_read_off_a_label(tmp_path: Path) -> None:
    made = own_network(tmp_path)
    assert own_network(tmp_path) == made == read_own(tmp_path)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert not set(made.password) & set("0O1lIi")
    assert len(made.password.replace("-", "")) == 12
    assert own_network(tmp_path / "other") != made
    (tmp_path / FILE).write_text("{")
    assert read_own(tmp_path) is None
    assert OwnNetwork('a;b\\c,d:"e', "p;w").code == r"WIFI:T:WPA;S:a\;b\\c\,d\:\"e;P:p\;w;;"
