"""The walk of one impact from the wire to its row: each room has one door, and the picture shows the way it goes."""

import asyncio
from collections.abc import Sequence

import pytest

from appliance.sensing.intake import Intake
from appliance.sensing.items import Item
from drivers.sim.pty_node import PtyNode
from scripts.walk import STEPS
from tests.hil.conftest import Start, powered
from tests.hil.walk import followed

ONE_DOOR = {
    "drivers.wire": "drivers.acoustic",
    "appliance.wiring": "drivers.acoustic",
    "appliance.sensing": "appliance.wiring",
    "appliance.core": "appliance.sensing",
    "appliance.core.locating": "appliance.sensing",
    "appliance.core.air": "appliance.core.locating",
    "appliance.models": "appliance.sensing",
}


@pytest.fixture
def finished(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Set when the last step of an impact is over; a phone may hear of its shot before that."""
    is_over = asyncio.Event()
    last_step = Intake.finished

    def _noted(self: Intake, items: Sequence[Item]) -> None:
        last_step(self, items)
        is_over.set()

    monkeypatch.setattr(Intake, "finished", _noted)
    return is_over


async def test_one_impact_enters_each_room_by_one_door(start: Start, node: PtyNode, finished: asyncio.Event) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        # the first arrow of a run also loads what is loaded when it is needed
        await node.shoot(650.0, 650.0)
        await bench.message("shot")
        await finished.wait()
        finished.clear()
        with followed() as walk:
            await node.shoot(650.0, 720.0)
            await bench.message("shot")
            await finished.wait()
    assert {room: "".join(sorted(doors)) for room, doors in walk.doors().items()} == ONE_DOOR
    drawn = [step.module for step in STEPS]
    assert walk.through(frozenset(drawn)) == drawn
