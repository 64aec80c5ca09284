"""What of an impact is written: which become shots, and what writing many leaves to others."""

import asyncio
from pathlib import Path

import pytest

from appliance.database.pool import Pool
from appliance.sensing.measure import measurer
from appliance.sensing.patience import Patience
from appliance.sensing.recorder import WITHOUT_PAUSE, Recorder
from tests.builders import a_survey
from tests.models.helpers import Tables
from tests.sensing.bench import Bench, BenchClock, an_impact
from tests.sensing.test_batches import prepared

BOARD = {"centre_x_mm": 650.0, "centre_y_mm": 650.0}


async def test_an_arrow_beside_the_butt_has_its_place_on_record_and_is_no_shot(
    tables: Tables, sensing_pool: Pool, tmp_path: Path
) -> None:
    session_id = await tables.session()
    bench = Bench(sensing_pool, tmp_path, measure=measurer(a_survey(board=BOARD)))
    async with bench.running():
        for sequence, x_mm in ((1, -900.0), (2, 10.0)):
            bench.pipeline.emit(an_impact(sequence, ticks=(None,) * 4, board_x_mm=x_mm, board_y_mm=0.0))
        await bench.drained()
    rows = await tables.admin.fetch("SELECT outcome, x_mm, y_mm, session_id FROM detections ORDER BY sequence")
    assert [tuple(row) for row in rows] == [
        ("off_butt", -250.0, 650.0, session_id),
        ("located", 660.0, 650.0, session_id),
    ]
    assert await tables.admin.fetchval("SELECT array_agg(x) FROM shots") == [660.0]


async def test_while_many_are_written_others_get_their_turn_after_every_few(
    tables: Tables, sensing_pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    sleep = asyncio.sleep

    async def counted(seconds: float) -> None:
        pauses.append(seconds)
        await sleep(0)

    clock = BenchClock()
    batch = prepared(clock, *(an_impact(sequence) for sequence in range(1, 3 * WITHOUT_PAUSE + 2)))
    monkeypatch.setattr(asyncio, "sleep", counted)
    assert await Recorder(sensing_pool, clock, Patience()).record(batch, measurer(a_survey())) == [None] * len(batch)
    # a pause of no length: nothing waits for it
    assert pauses == [0, 0, 0]
    assert await tables.admin.fetchval("SELECT count(*) FROM detections") == len(batch)
