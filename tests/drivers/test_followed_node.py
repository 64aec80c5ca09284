"""`auto` finds the board that is plugged in, follows it to another port, and says so when there is none."""

import asyncio
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from serial.tools.list_ports_common import ListPortInfo

from appliance.core.events import BurstKey
from appliance.runtime.background import background
from appliance.schema.node_connections import ConnectionRead
from appliance.wiring import followed_node
from appliance.wiring.followed_node import FollowedNode
from drivers.link import ports as link_ports
from drivers.link.ports import Port, found_ports
from drivers.sim.pty_line import PtyLine
from drivers.sim.pty_node import PtyNode
from drivers.sim.virtual_butt import VirtualButt
from tests.drivers.collected import WAIT_S, Collected

AUTO = ConnectionRead(url="auto", protocol="archstats", baud=115200, board_name=None)


def a_port(line: PtyLine, *, is_usb: bool = True) -> Port:
    return Port(line.url, "a board", is_usb)


async def test_a_board_is_found_wherever_it_is_plugged_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(followed_node, "LOOK_EVERY_S", 0.02)
    first, second, console = PtyLine(), PtyLine(), PtyLine()
    ports = [a_port(console, is_usb=False)]
    collected, forgotten = Collected(), list[str]()
    kept = FollowedNode(AUTO, collected.take, forgotten.append, lambda: list(ports))
    # nothing is connected yet, so there is nobody to tell
    kept.acknowledge(BurstKey("n", 1, 1))
    try:
        async with background(kept=kept.run()):
            status = await collected.state("lost", "no board is plugged into this box")
            assert status.node == "auto"
            node = PtyNode(VirtualButt(), random.Random(1), first)
            async with background(node=node.run()):
                ports.insert(0, a_port(first))
                while (await collected.state("listening")).node != first.url:
                    pass
                assert forgotten == ["auto"]
                assert [port.url for port in kept.ports] == [first.url]
            again = PtyNode(VirtualButt(), random.Random(2), second)
            async with background(node=again.run()):
                ports[0] = a_port(second)
                while (await collected.state("listening")).node != second.url:
                    pass
                assert forgotten == ["auto", first.url]
    finally:
        for line in (first, second, console):
            line.unplug()


async def test_a_second_device_does_not_take_the_place_of_the_board(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(followed_node, "LOOK_EVERY_S", 0.02)
    line, other = PtyLine(), PtyLine()
    found, looks = [a_port(line)], asyncio.Semaphore(0)
    loop = asyncio.get_running_loop()
    collected, forgotten = Collected(), list[str]()

    def look() -> list[Port]:
        loop.call_soon_threadsafe(looks.release)
        if len(found) == 3:
            raise TypeError("pulled out while its files were read")
        return list(found)

    kept = FollowedNode(AUTO, collected.take, forgotten.append, look)
    node = PtyNode(VirtualButt(), random.Random(1), line)
    try:
        async with background(kept=kept.run(), node=node.run()), asyncio.timeout(WAIT_S):
            await collected.state("listening")
            found.insert(0, a_port(other))
            while len(kept.ports) != 2:
                await looks.acquire()
            # then one look fails, and no more ends than this look
            found.append(a_port(other))
            for _ in range(4):
                await looks.acquire()
            assert forgotten == []
            await node.shoot(500.0, 800.0)
            await collected.burst()
    finally:
        line.unplug()
        other.unplug()


def listed(*ports: tuple[str, int | None]) -> Callable[[], list[ListPortInfo]]:
    found = []
    for device, vendor in ports:
        one = ListPortInfo(device)
        one.vid = vendor
        found.append(one)
    return lambda: found


def test_boards_come_before_the_ports_of_the_computer_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        link_ports, "comports", listed(("/dev/ttyAMA0", None), ("/dev/ttyUSB1", 0x1A86), ("/dev/ttyUSB0", 0x1A86))
    )
    assert [port.url for port in found_ports()] == ["/dev/ttyUSB0", "/dev/ttyUSB1", "/dev/ttyAMA0"]
    assert [port.is_usb for port in found_ports()] == [True, True, False]


def test_the_tag_readers_port_is_no_boards(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    by_id = tmp_path / "usb-reader"
    by_id.symlink_to("/dev/ttyACM0")
    monkeypatch.setattr(link_ports, "comports", listed(("/dev/ttyACM0", 0x08FF), ("/dev/ttyUSB0", 0x1A86)))
    assert [port.url for port in found_ports(str(by_id))] == ["/dev/ttyUSB0"]
