"""No impact is dated before it is known by which run of the clock."""

import asyncio

import pytest

from appliance.sensing.clock import WallClock
from drivers.sim.pty_node import PtyNode
from tests.hil.conftest import Start, powered
from tests.models.conftest import tables
from tests.models.helpers import Tables

__all__ = ["tables"]


async def test_an_impact_waits_until_the_clock_is_on_record(
    start: Start, node: PtyNode, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never_its_turn(clock: WallClock) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(WallClock, "run", never_its_turn)
    async with powered(node), start(node_url=node.line.url) as bench:
        await bench.node_is("listening")
        await node.shoot(650.0, 650.0)
        await bench.message("shot")
    (detection,) = await tables.admin.fetch("SELECT clock_id FROM detections")
    (shot,) = await tables.admin.fetch("SELECT clock_id FROM shots")
    known = await tables.admin.fetchval("SELECT clock_id FROM appliance")
    assert known is not None
    assert detection["clock_id"] == shot["clock_id"] == known
