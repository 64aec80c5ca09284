"""Two boards whose cables are exchanged: each keeps its own identity, and what they do to the survey is named."""

import asyncio
import random
from typing import Any

from drivers.sim.pty_line import PtyLine
from drivers.sim.pty_node import PtyNode
from drivers.sim.virtual_butt import DEMO_SENSORS, VirtualButt
from drivers.sim.virtual_node import HARDWARE_ID
from tests.builders import a_survey
from tests.hil.conftest import WAIT_S, Bench, Start, powered
from tests.hil.test_calibration import ASKED, POINTS, calibrate, call
from tests.models.conftest import tables
from tests.models.helpers import Tables

__all__ = ["tables"]

OWN, OTHER = (f"archstats-{number:016x}" for number in (HARDWARE_ID, HARDWARE_ID + 1))


async def warned_of(bench: Bench, *, is_warned: bool) -> list[dict[str, Any]]:
    """What the health says of boards, as soon as it says so or not."""
    async with asyncio.timeout(WAIT_S):
        while True:
            _, health, _ = await call(bench, "GET", "/health")
            found = [one for one in health["warnings"] if one["code"] == "another_board"]
            if bool(found) is is_warned:
                return found


async def test_the_board_of_another_butt_at_this_cable_is_named_until_it_is_back_or_calibrated(
    start: Start, tables: Tables
) -> None:
    here, there = PtyLine(), PtyLine()
    own = PtyNode(VirtualButt(), random.Random(1), here)
    other = PtyNode(VirtualButt(sensors=DEMO_SENSORS), random.Random(2), there, hardware_id=HARDWARE_ID + 1)
    async with start(a_survey(), node_url=here.url) as bench, powered(own), powered(other):
        await bench.node_is("listening")
        await own.shoot(650, 650)
        await bench.message("detection")
        assert await warned_of(bench, is_warned=False) == []
        own.move_to(there)
        other.move_to(here)
        await other.shoot(300, 900)
        await bench.message("detection")
        (warning,) = await warned_of(bench, is_warned=True)
        assert warning["values"] == {"measured": OWN, "newest": OTHER}
        # the same number of another board is another arrow, and what was stored stays
        stored = await tables.admin.fetch("SELECT node, sequence, outcome FROM detections ORDER BY recorded_at")
        assert [tuple(row) for row in stored] == [(OWN, 1, "located"), (OTHER, 1, "located")]
        own.move_to(here)
        other.move_to(there)
        await own.shoot(600, 700)
        await bench.message("detection")
        assert await warned_of(bench, is_warned=False) == []
        # it was replaced: the calibration is of the new one
        own.move_to(there)
        other.move_to(here)
        calibration_id = await calibrate(bench, other, ASKED, POINTS)
        await warned_of(bench, is_warned=True)
        assert (await call(bench, "PATCH", f"/calibration/{calibration_id}", {"status": "accepted"}))[0] == 202
        assert await warned_of(bench, is_warned=False) == []
    here.unplug()
    there.unplug()
