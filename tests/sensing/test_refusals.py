"""Impacts that are refused: when that is a fault, and what becomes of one that nothing else takes. No database."""

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from appliance.core.coincidence import Impact
from appliance.core.events import BurstKey
from appliance.runtime.background import background
from appliance.sensing.backlog import Unfinished
from appliance.sensing.intake import Intake
from appliance.sensing.items import Found, Item
from appliance.sensing.journal import Appended
from tests.builders import a_burst
from tests.english import all_english, as_english
from tests.sensing.bench import Bench, BenchClock, until
from tests.sensing.test_parts_alone import a_loss, an_item


async def test_several_impacts_in_a_row_that_are_refused_are_a_fault_until_one_is_recorded(tmp_path: Path) -> None:
    pool: Any = None
    bench = Bench(pool, tmp_path)
    arrow = Found(Impact(a_burst(), (), True), (an_item(a_burst()),))
    loss = Found(a_loss(), (an_item(a_loss()),))
    refusals, counted = bench.pipeline._refused, []
    try:
        for number in range(1, 6):
            # a loss is no impact
            refusals.note(loss, as_english("another"))
            refusals.note(arrow, as_english(f"odd {number}"))
            counted.append(len(bench.pipeline.faults()))
        assert counted == [0, 0, 1, 1, 1]
        assert "odd 5" in all_english(bench.pipeline.faults())[0]
        refusals.note(loss, None)
        assert bench.pipeline.faults() == []
    finally:
        await bench.journal.close()


async def test_what_could_be_kept_nowhere_else_stays_in_the_journal_and_is_counted(tmp_path: Path) -> None:
    pool: Any = None
    bench = Bench(pool, tmp_path)
    pipeline, unfinished = bench.pipeline, bench.pipeline._unfinished
    item, other = an_item(a_burst(1)), an_item(a_burst(2))
    item.position, other.position = 100, 50
    unfinished.items.update((item, other))
    try:
        pipeline._finished(Found(None, (item, other)), [item])
        assert (unfinished.lowest(900), unfinished.items, pipeline.set_aside_count) == (100, set(), 1)
        assert not item.is_finished
        assert other.is_finished
    finally:
        await bench.journal.close()


def test_a_driver_that_fails_at_an_acknowledgement_keeps_no_other_from_it() -> None:
    """The node sends it again, and it is acknowledged then."""
    heard: list[int] = []
    taken: list[Item] = []

    def acknowledge(key: BurstKey) -> None:
        heard.append(key.sequence)
        if len(heard) == 1:
            raise ZeroDivisionError

    journal: Any = SimpleNamespace(news=list)
    unfinished = Unfinished()
    intake = Intake(journal, unfinished, BenchClock(), acknowledge, taken.append, lambda _: None)
    first, second, again = (an_item(a_burst(number)) for number in (1, 2, 1))
    intake._written([first, second], Appended([0, 10], 20))
    assert (heard, taken, [first.position, second.position]) == ([1, 2], [first, second], [0, 10])
    intake._written([again], Appended([20], 30))
    assert heard == [1, 2, 1]
    # each of them once, also when it is recorded
    intake.finished([first, second, again])
    assert (heard, unfinished.items) == ([1, 2, 1], set())


async def test_when_the_last_that_is_tried_again_is_done_the_rest_are_asked_for(tmp_path: Path) -> None:
    pool: Any = None
    bench = Bench(pool, tmp_path)
    pipeline, asked = bench.pipeline, bench.pipeline._retry_asked
    items = [an_item(a_burst(number)) for number in range(3)]
    for item, row_id in zip(items, (UUID(int=1), UUID(int=2), None), strict=True):
        item.retry_of = row_id
    pipeline.set_aside._retrying = {UUID(int=1), UUID(int=2)}
    # at the start they are asked for at once
    assert asked.is_set()
    found = []
    try:
        # one that nobody set aside, and then both that were
        for item in items[::-1]:
            asked.clear()
            pipeline._finished(Found(None, (item,)), [])
            found.append(asked.is_set())
        assert found == [False, False, True]
    finally:
        await bench.journal.close()


async def test_recording_waits_until_what_the_database_says_of_the_sensors_is_known(tmp_path: Path) -> None:
    pool: Any = None
    bench = Bench(pool, tmp_path)
    known, asked = asyncio.Event(), asyncio.Event()

    async def inform() -> None:
        asked.set()
        await known.wait()

    try:
        assert bench.pipeline.waits_for() is not None
        async with background(place=bench.pipeline._place(inform)):
            await asked.wait()
            assert bench.pipeline.waits_for() is not None
            known.set()
            await until(lambda: bench.pipeline.waits_for() is None)
    finally:
        await bench.journal.close()
