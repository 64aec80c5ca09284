"""Impacts of which one cannot be dated, placed or tried now: what becomes of those beside it, and what is told."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from appliance.core.air.state import SlowState
from appliance.core.coincidence import Impact
from appliance.database.pool import Pool
from appliance.models.context_db import ContextDB, MomentContext
from appliance.sensing import set_aside as set_aside_module
from appliance.sensing.entries import Entry
from appliance.sensing.items import Place, Prepared
from appliance.sensing.measure import Measurer, measurer, unsurveyed
from appliance.sensing.placing import Placer
from tests.builders import a_survey
from tests.english import all_english, english
from tests.models.helpers import Tables
from tests.sensing.bench import Bench, an_entry, an_impact, left_by_the_last_run, recorded, until


class Refusing(Measurer):
    """Can place nothing."""

    def place(self, impact: Impact, state: SlowState) -> Place:
        raise ZeroDivisionError(impact, state)


def refusing_all() -> Measurer:
    whole = measurer(a_survey())
    return Refusing(whole.survey, whole.array, whole.biases_us)


async def test_each_impact_is_placed_in_the_air_of_its_own_session_though_one_between_has_no_date(
    tables: Tables, sensing_pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await tables.session()
    in_first = datetime.now(UTC)
    await tables.admin.execute("UPDATE sessions SET is_opened = false, end_time = start_time")
    second = await tables.session()
    in_second = datetime.now(UTC)
    bench = Bench(sensing_pool, tmp_path)
    left_by_the_last_run(
        tmp_path,
        an_entry(an_impact(1), in_first),
        Entry(an_impact(2, loop_us=1e300), bench.clock.kernel_boot, in_first),
        an_entry(an_impact(3), in_second),
    )
    placed_in: list[UUID | None] = []
    placed = Placer.placed

    def watched(self: Placer, dated: Prepared, context: MomentContext) -> Prepared:
        placed_in.append(context.session_id)
        return placed(self, dated, context)

    monkeypatch.setattr(Placer, "placed", watched)
    async with bench.running():
        await bench.drained()
        assert bench.pipeline.set_aside_count == 1
    assert placed_in == [first, None, second]
    assert await recorded(tables) == [1, 3]
    # of what earlier runs left nothing is said of today
    assert bench.pipeline.faults() == []


async def test_where_nobody_can_say_which_session_it_was_yet_it_is_placed_and_recorded_in_it(
    tables: Tables, sensing_pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id = await tables.session()

    async def odd(*arguments: Any) -> None:
        raise RuntimeError("an odd row")

    monkeypatch.setattr(ContextDB, "as_known_at", odd)
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        for sequence in (1, 2):
            bench.pipeline.emit(an_impact(sequence))
        await bench.drained()
    assert await tables.admin.fetchval("SELECT count(*) FROM shots WHERE session_id = $1", session_id) == 2


async def test_what_was_left_by_an_earlier_run_says_nothing_of_the_board_of_today(
    tables: Tables, sensing_pool: Pool, tmp_path: Path
) -> None:
    """Neither that its channels look exchanged, nor that nothing is recorded any more."""
    session_id = await tables.session()
    left_by_the_last_run(tmp_path, *[an_entry(an_impact(k)) for k in range(1, 5)])
    bench = Bench(sensing_pool, tmp_path, measure=refusing_all())
    seen: list[tuple[int, UUID | None]] = []

    def on_placed(placed: Prepared, context: MomentContext, by: Measurer) -> None:
        assert by is bench.pipeline.placer.measurer
        seen.append((placed.found.event.key.sequence, context.session_id))  # type: ignore[union-attr]

    bench.pipeline._on_placed = on_placed
    async with bench.running():
        await bench.drained()
        assert bench.pipeline.set_aside_count == 4
        assert bench.pipeline.faults() == []
        for sequence in (7, 8, 9):
            bench.pipeline.emit(an_impact(sequence))
            await bench.drained()
        (fault,) = bench.pipeline.faults()
        assert english(fault).startswith("arrows are not recorded: the last 3 impacts were set aside")
        bench.pipeline.set_measurer(unsurveyed())
        assert len(bench.pipeline.faults()) == 2
        bench.pipeline.emit(an_impact(10))
        await bench.drained()
        (fault,) = bench.pipeline.faults()
    assert english(fault).startswith("the places of the sensors are not set yet")
    assert seen == [(sequence, session_id) for sequence in (7, 8, 9, 10)]
    assert await tables.admin.fetchval("SELECT outcome FROM detections") == "unplaced"


async def test_all_that_is_asked_for_is_tried_again_however_many_go_at_once(
    tables: Tables, sensing_pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(set_aside_module, "RETRIES", 2)
    bench = Bench(sensing_pool, tmp_path, measure=refusing_all())
    async with bench.running():
        for sequence in range(1, 6):
            bench.pipeline.emit(an_impact(sequence))
        await bench.drained()
    assert bench.pipeline.set_aside_count == 5
    await tables.admin.execute("UPDATE set_aside SET retry_asked_at = now()")
    again = Bench(sensing_pool, tmp_path)
    async with again.running():
        await until(lambda: len(again.pipeline.placer._airs) == 1 and again.pipeline.set_aside_count == 0)
        await again.drained()
    assert await recorded(tables) == [1, 2, 3, 4, 5]
    assert await tables.admin.fetchval("SELECT count(*) FROM set_aside") == 0
    # they were acknowledged when they came
    assert again.acknowledged == []


async def test_that_the_last_of_the_card_is_used_is_reported(tmp_path: Path) -> None:
    pool: Any = None
    bench = Bench(pool, tmp_path)
    bench.journal._journal.has_reserve = False
    assert all_english(bench.pipeline.troubles()) == [
        "the card is full, and impacts are written to the last of its room: delete old backups or sessions"
    ]
    await bench.journal.close()
