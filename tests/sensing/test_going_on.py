"""A pipeline that has much to do is not stuck: the watchdog, which asks, would end it amid its work."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from appliance.core.message import Message
from appliance.database.pool import Pool
from appliance.models.context_db import MomentContext
from appliance.sensing.items import Prepared
from appliance.sensing.measure import Measurer
from appliance.sensing.placing import Placer
from appliance.sensing.recorder import Recorder
from tests.models.helpers import Tables
from tests.sensing.bench import Bench, an_impact, recorded, until

IMPACTS = 40
STEP_US = 7e6


async def test_each_impact_that_is_placed_and_each_batch_that_is_written_is_a_step_forward(
    tables: Tables, sensing_pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(sensing_pool, tmp_path)
    stuck_s: dict[str, list[float]] = {"placed": [], "written": []}
    placed, record = Placer.placed, Recorder.record

    def place_slowly(placer: Placer, prepared: Prepared, context: MomentContext) -> Prepared:
        stuck_s["placed"].append(bench.pipeline.stuck_for_s())
        bench.now_us += STEP_US
        return placed(placer, prepared, context)

    async def record_slowly(recorder: Recorder, batch: Sequence[Prepared], measurer: Measurer) -> list[Message | None]:
        await until(lambda: len(stuck_s["placed"]) == IMPACTS)
        # so that the last one counts as placed
        await asyncio.to_thread(int)
        stuck_s["written"].append(bench.pipeline.stuck_for_s())
        bench.now_us += STEP_US
        return await record(recorder, batch, measurer)

    monkeypatch.setattr(Placer, "placed", place_slowly)
    monkeypatch.setattr(Recorder, "record", record_slowly)
    async with bench.running():
        for number in range(1, IMPACTS + 1):
            bench.pipeline.emit(an_impact(number))
        await bench.drained()
        assert bench.pipeline.stuck_for_s() == 0.0
    assert await recorded(tables) == [*range(1, IMPACTS + 1)]
    assert stuck_s["placed"] == [0.0] * IMPACTS
    # what was ready when the first one began, and the rest
    assert stuck_s["written"] == [0.0] * 2
