"""`auto` finds the board that is plugged in, follows it to another port, and says so when there is none."""

import random

import pytest

from appliance.core.events import BurstKey
from appliance.runtime.background import background
from appliance.schema.node_connections import ConnectionRead
from appliance.wiring import kept_node
from appliance.wiring.kept_node import KeptNode
from drivers.link.ports import Port, found_ports
from drivers.sim.pty_line import PtyLine
from drivers.sim.pty_node import PtyNode
from drivers.sim.virtual_butt import VirtualButt
from tests.drivers.collected import Collected

AUTO = ConnectionRead(url="auto", protocol="archstats", baud=115200, board_name=None)


def a_port(line: PtyLine, *, is_usb: bool = True) -> Port:
    return Port(line.url, "a board", is_usb)


async def test_a_board_is_found_wherever_it_is_plugged_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_node, "LOOK_EVERY_S", 0.02)
    first, second, console = PtyLine(), PtyLine(), PtyLine()
    ports = [a_port(console, is_usb=False)]
    collected, forgotten = Collected(), list[str]()
    kept = KeptNode(AUTO, collected.take, forgotten.append, lambda: list(ports))
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


def test_boards_come_before_the_ports_of_the_computer_itself() -> None:
    found = found_ports()
    assert found == sorted(found, key=lambda port: not port.is_usb)
