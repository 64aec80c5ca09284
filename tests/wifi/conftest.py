"""A recorded NetworkManager, python-dbusmock's, on a message bus of this test's own."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from dbus_fast import Message, MessageType
from dbus_fast.aio import MessageBus

from appliance.wifi.network_manager import NAME, ROOT

WAIT_S = 30
MOCK = "org.freedesktop.DBus.Mock"
SYSTEM_PYTHON = "/usr/bin/python3"
"""Debian's package is for Debian's Python: it needs a library that is compiled for it."""
CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path={socket}</listen><auth>EXTERNAL</auth>
<policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
</policy>
</busconfig>
"""


class Recorded:
    """What a test changes in it, and what it was asked."""

    def __init__(self, bus: MessageBus, address: str) -> None:
        self._bus, self.address = bus, address

    async def call(self, path: str, interface: str, member: str, signature: str = "", *body: Any) -> Any:
        message = Message(
            destination=NAME, path=path, interface=interface, member=member, signature=signature, body=list(body)
        )
        reply = await asyncio.wait_for(self._bus.call(message), WAIT_S)
        assert reply is not None
        assert reply.message_type == MessageType.METHOD_RETURN, reply.body
        return reply.body[0] if reply.body else None

    async def mock(self, member: str, signature: str, *body: Any) -> Any:
        return await self.call(ROOT, MOCK, member, signature, *body)

    async def add_radio(self) -> str:
        return str(await self.mock("AddWiFiDevice", "ssi", "wlan0", "wlan0", 30))

    async def add_network(self, device: str, name: str, ssid: str, strength: int, rsn: int) -> str:
        words = (device, name, ssid, "00:11:22:33:44:55", 2, 2412, 54000, strength, rsn)
        return str(await self.mock("AddAccessPoint", "ssssuuuyu", *words))

    async def settings_of(self, path: str) -> dict[str, dict[str, Any]]:
        answer = await self.call(path, f"{NAME}.Settings.Connection", "GetSettings")
        return {part: {name: value.value for name, value in values.items()} for part, values in answer.items()}

    async def profiles(self) -> list[str]:
        return list(await self.call(f"{ROOT}/Settings", f"{NAME}.Settings", "ListConnections"))

    async def lose_connection(self, device: str, active: str) -> None:
        await self.mock("RemoveActiveConnection", "ss", device, active)


@pytest.fixture
async def bus_address(tmp_path: Path) -> AsyncIterator[str]:
    socket = tmp_path / "bus"
    (tmp_path / "bus.conf").write_text(CONFIG.format(socket=socket))
    daemon = await asyncio.create_subprocess_exec(
        "dbus-daemon", f"--config-file={tmp_path / 'bus.conf'}", "--nofork", "--print-address",
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert daemon.stdout is not None
    try:
        yield (await asyncio.wait_for(daemon.stdout.readline(), WAIT_S)).decode().strip()
    finally:
        daemon.terminate()
        await daemon.wait()


@pytest.fixture
async def recorded(bus_address: str) -> AsyncIterator[Recorded]:
    mock = await asyncio.create_subprocess_exec(
        SYSTEM_PYTHON, "-m", "dbusmock", "--system", "--template", "networkmanager",
        env={"DBUS_SYSTEM_BUS_ADDRESS": bus_address, "PATH": os.environ["PATH"]},
        stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    bus = await MessageBus(bus_address=bus_address).connect()
    try:
        async with asyncio.timeout(WAIT_S):
            while not await _has_owner(bus):  # noqa: ASYNC110  (the program says nothing when it is ready)
                await asyncio.sleep(0.05)
        yield Recorded(bus, bus_address)
    finally:
        bus.disconnect()
        mock.terminate()
        await mock.wait()


async def _has_owner(bus: MessageBus) -> bool:
    asked = Message(
        destination="org.freedesktop.DBus",
        path="/org/freedesktop/DBus",
        interface="org.freedesktop.DBus",
        member="NameHasOwner",
        signature="s",
        body=[NAME],
    )
    reply = await bus.call(asked)
    return reply is not None and bool(reply.body[0])
