"""One event that cannot be worked on is kept with its reason, and the next is worked on."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from appliance.commands.set_aside import described, tried_again
from appliance.core.air.state import SlowState
from appliance.core.coincidence import Coincidence, Impact
from appliance.core.events import BurstKey, Event, ImpactPulse, ShotsLost
from appliance.database.listener import Listener
from appliance.database.location import DatabaseLocation
from appliance.database.pool import Pool
from appliance.models.errors import DBException, DBNotFound, DBUnavailable
from appliance.models.set_aside_db import SetAsideDB
from appliance.runtime.background import background
from appliance.schema.set_aside import SetAsideCreate
from appliance.sensing import set_aside
from appliance.sensing.items import Place
from appliance.sensing.journal import append_durably
from appliance.sensing.measure import Measurer, measurer
from appliance.sensing.set_aside import drop_aside
from tests.builders import NOW, a_burst, a_survey
from tests.english import all_english, english, refusing, stored
from tests.models.helpers import Tables
from tests.sensing.bench import WAIT_S, Bench, BenchClock, an_entry, an_impact, left_by_the_last_run

ONLY_IN_FILE = "events of sensors that could not be worked on, and are only on the card as yet: 1"


class Poisoned(Measurer):
    """Cannot place shot 2."""

    def place(self, impact: Impact, state: SlowState) -> Place:
        if impact.burst is not None and impact.burst.key.sequence == 2:
            raise ZeroDivisionError("division by zero")
        return super().place(impact, state)


def poisoned() -> Measurer:
    whole = measurer(a_survey())
    return Poisoned(whole.survey, whole.array, whole.biases_us)


async def sequences(tables: Tables) -> list[int]:
    return [row["sequence"] for row in await tables.admin.fetch("SELECT sequence FROM detections ORDER BY sequence")]


async def test_what_is_set_aside_is_counted_once_though_its_notice_came_first(
    tables: Tables, sensing_pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await tables.session()
    bench = Bench(sensing_pool, tmp_path, measure=poisoned())
    insert = SetAsideDB.insert_one

    async def insert_and_hear(rows: SetAsideDB, row: SetAsideCreate) -> None:
        await insert(rows, row)
        await bench.pipeline.set_aside.asked()

    monkeypatch.setattr(SetAsideDB, "insert_one", insert_and_hear)
    async with bench.running():
        bench.pipeline.emit(an_impact(2))
        await bench.drained()
        assert bench.pipeline.set_aside_count == 1


async def test_an_impact_that_cannot_be_placed_is_set_aside_and_the_next_is_recorded(
    tables: Tables, sensing_pool: Pool, tmp_path: Path
) -> None:
    session_id = await tables.session()
    bench = Bench(sensing_pool, tmp_path, measure=poisoned())
    async with bench.running():
        for sequence in (1, 2, 3):
            bench.pipeline.emit(an_impact(sequence))
        await bench.drained()
        assert bench.pipeline.set_aside_count == 1
        assert bench.pipeline.waiting_events == 0
    assert await sequences(tables) == [1, 3]
    assert await tables.admin.fetchval("SELECT count(*) FROM shots WHERE session_id = $1", session_id) == 2
    (row,) = await SetAsideDB(tables.admin).find_all()
    assert (english(row.reason), row.tries) == ("ZeroDivisionError: division by zero", 1)
    assert row.received_at == bench.clock.began_at
    assert json.loads(row.entry.split(" ", 1)[1])["event"]["key"]["sequence"] == 2
    assert len(bench.acknowledged) == 3


async def test_a_start_never_depends_on_an_old_event(tables: Tables, sensing_pool: Pool, tmp_path: Path) -> None:
    left_by_the_last_run(tmp_path, *[an_entry(an_impact(k)) for k in (1, 2, 3)])
    for _ in range(3):
        bench = Bench(sensing_pool, tmp_path, measure=poisoned())
        async with bench.running():
            await bench.drained()
    assert await sequences(tables) == [1, 3]
    assert await tables.admin.fetchval("SELECT count(*) FROM set_aside") == 1


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (a_burst(2, ticks=(1, 2, 3), tick_hz=0.0), "ZeroDivisionError"),
        (a_burst(2, ticks=(1, 2, 3, 4), tick_bits=-1), "ValueError"),
        (a_burst(2, ticks=(1, 2, 3, 4), tick_hz=float("nan")), ""),
        (a_burst(2, loop_us=float("nan")), "the time of the impact is not a number"),
        (a_burst(2, loop_us=float("inf")), ""),
        (a_burst(2, loop_us=1e300), ""),
        (a_burst(2, key=BurstKey("node\0", 77, 2)), ""),
        (a_burst(2, key=BurstKey("archstats-1", 2**64, 2)), ""),
        (a_burst(2, key=BurstKey("archstats-1", 77, 2**70)), ""),
        (a_burst(2, node_time_us=2**70), ""),
        (a_burst(2, amplitudes=(2**40,)), ""),
        (a_burst(2, key=BurstKey("\ud800", 77, 2)), ""),
        (a_burst(2, key=BurstKey("archstats-1", 10**5000, 2)), "ValueError"),
        (a_burst(2, key="not a key"), ""),
        # what no journal can hold is not written without it
        (a_burst(2, amplitudes=(object(),)), "TypeError"),
        (ImpactPulse(10**12, NOW, 0.0), ""),
        (ShotsLost("archstats-1", -5, 3, 2, NOW, 0.0, reason="\0"), ""),
        (ShotsLost("archstats-1", 2**70, 3, 2, NOW, 0.0, float("nan"), 1.0), ""),
    ],
)  # fmt: skip
async def test_whatever_is_odd_about_an_event_only_sets_it_aside(
    tables: Tables, sensing_pool: Pool, tmp_path: Path, event: Event, reason: str
) -> None:
    await tables.session()
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        bench.pipeline.emit(an_impact(1))
        bench.pipeline.emit(event)
        bench.pipeline.emit(an_impact(3))
        bench.now_us = 1e6
        await bench.drained()
        assert bench.pipeline.set_aside_count == 1
    (row,) = await SetAsideDB(tables.admin).find_all()
    assert reason in english(row.reason)
    assert await sequences(tables) == [1, 3]


async def test_one_bad_event_of_a_batch_takes_no_other_with_it(
    tables: Tables, sensing_pool: Pool, tmp_path: Path
) -> None:
    left_by_the_last_run(
        tmp_path, *[an_entry(an_impact(k, node_time_us=-1 if k in (7, 23) else k)) for k in range(1, 41)]
    )
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        await bench.drained()
    assert await sequences(tables) == [k for k in range(1, 41) if k not in (7, 23)]
    assert await tables.admin.fetchval("SELECT count(*) FROM set_aside") == 2


async def test_what_is_tried_again_with_success_is_recorded_and_no_longer_set_aside(
    tables: Tables, location: DatabaseLocation, sensing_pool: Pool, tmp_path: Path
) -> None:
    session_id = await tables.session()
    bench = Bench(sensing_pool, tmp_path, measure=poisoned())
    listener = Listener(location, "arch_sensing", "archy", bench.pipeline.on_notice)
    async with bench.running(), background(listen=listener.run()):
        bench.pipeline.emit(an_impact(2))
        await bench.drained()
        (row,) = await SetAsideDB(tables.admin).find_all()
        assert english(described([row])[0]).endswith("ZeroDivisionError: division by zero (tried once)")
        results = await tried_again(tables.admin, row.id)  # type: ignore[arg-type]
        assert all_english(results) == ["0 of 1 recorded", f"{row.id} again: ZeroDivisionError: division by zero"]
        assert (await SetAsideDB(tables.admin).find_all())[0].tries == 2
        bench.pipeline.set_measurer(measurer(a_survey()))
        assert all_english(await tried_again(tables.admin, None)) == ["1 of 1 recorded"]  # type: ignore[arg-type]
        await bench.drained()
        assert bench.pipeline.set_aside_count == 0
    assert await tables.admin.fetchval("SELECT count(*) FROM set_aside") == 0
    # in the session in which it was shot
    assert await tables.admin.fetchval("SELECT session_id FROM shots") == session_id
    with refusing(DBNotFound, "lists them"):
        await tried_again(tables.admin, row.id)  # type: ignore[arg-type]


async def test_a_retry_asked_for_while_nothing_runs_is_done_at_the_next_start(
    tables: Tables, sensing_pool: Pool, tmp_path: Path
) -> None:
    bench = Bench(sensing_pool, tmp_path, measure=poisoned())
    async with bench.running():
        bench.pipeline.emit(an_impact(2))
        await bench.drained()
    results = await tried_again(tables.admin, None, 0.0)  # type: ignore[arg-type]
    assert all_english(results) == ["0 of 1 recorded", "1 waits until the sensors' program runs"]
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        async with asyncio.timeout(WAIT_S):
            while await tables.admin.fetchval("SELECT count(*) FROM set_aside"):
                await asyncio.to_thread(int)
    assert await sequences(tables) == [2]


@pytest.mark.parametrize("error", [DBException("no"), DBUnavailable("the database is away"), RuntimeError("odd")])
async def test_what_the_table_does_not_take_goes_into_a_file_and_from_there_into_the_table(
    tables: Tables, sensing_pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    async def refuse(*arguments: Any) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(SetAsideDB, "insert_one", refuse)
        bench = Bench(sensing_pool, tmp_path, measure=poisoned())
        async with bench.running():
            bench.pipeline.emit(an_impact(2))
            bench.pipeline.emit(an_impact(3))
            await bench.drained()
        assert bench.pipeline.set_aside_count == 1
        assert all_english(bench.pipeline.troubles()) == [ONLY_IN_FILE]
    assert await sequences(tables) == [3]
    assert await tables.admin.fetchval("SELECT count(*) FROM set_aside") == 0
    bench = Bench(sensing_pool, tmp_path, measure=poisoned())
    async with bench.running():
        async with asyncio.timeout(WAIT_S):
            while (tmp_path / "set_aside.ndjson").read_bytes():
                await asyncio.to_thread(int)
    assert await tables.admin.fetchval("SELECT count(*) FROM set_aside") == 1
    assert bench.pipeline.troubles() == []


async def test_what_can_be_kept_nowhere_stays_in_the_journal_and_holds_nothing_up(
    tables: Tables, sensing_pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*arguments: Any) -> None:
        raise DBException("no")

    def full(*arguments: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(SetAsideDB, "insert_one", refuse)
        patch.setattr("appliance.sensing.set_aside.append_durably", full)
        bench = Bench(sensing_pool, tmp_path, measure=poisoned())
        async with bench.running():
            for sequence in (1, 2, 3):
                bench.pipeline.emit(an_impact(sequence))
            await bench.drained()
            assert bench.pipeline.set_aside_count == 1
    assert await sequences(tables) == [1, 3]
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        await bench.drained()
    assert await sequences(tables) == [1, 2, 3]


async def test_a_file_of_whatever_size_fills_no_memory_and_loses_nothing_of_ours(
    tables: Tables,
    sensing_pool: Pool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(set_aside, "AT_ONCE", 2)
    monkeypatch.setattr(set_aside, "LONGEST_LINE", 1000)
    ours = [
        json.dumps(
            {
                "digest": f"{k:064x}",
                # an older version wrote the other name
                ("heard_at" if k == 3 else "received_at"): NOW.isoformat(),
                "reason": stored("odd").model_dump(mode="json"),
                "entry": "x",
            }
        ).encode()
        + b"\n"
        for k in range(5)
    ]
    foreign = [b"x" * 5000 + b"\n", b"\n", b"x" * 1000 + b"\n", b"\xff" * 2999 + b"\n"]
    path = tmp_path / "set_aside.ndjson"
    path.write_bytes(ours[0] + foreign[0] + ours[1] + ours[2] + b"".join(foreign[1:3]) + ours[3] + foreign[3] + ours[4])
    read: list[int] = []
    whole = set_aside.read_aside

    def watched(*arguments: Any) -> list[tuple[int, bytes]]:
        lines = whole(*arguments)
        read.append(sum(len(line) for _, line in lines))
        return lines

    monkeypatch.setattr(set_aside, "read_aside", watched)
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running(), asyncio.timeout(WAIT_S):
        while path.read_bytes() != b"".join(foreign):  # noqa: ASYNC110  (a file tells nobody)
            await asyncio.sleep(0.01)
        while bench.pipeline.set_aside_count != 5 + len(foreign):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert await tables.admin.fetchval("SELECT count(*) FROM set_aside") == 5
    assert max(read) < 2000
    assert f"{len(foreign)} lines stay there, the first because of " in caplog.text


async def test_that_nothing_is_recorded_any_more_is_a_fault_until_something_is(
    tables: Tables, sensing_pool: Pool, tmp_path: Path
) -> None:
    bench = Bench(sensing_pool, tmp_path)
    await tables.admin.execute("ALTER TABLE detections RENAME COLUMN ticks TO mislaid")
    async with bench.running():
        for sequence in (1, 2, 3):
            assert bench.pipeline.faults() == []
            bench.pipeline.emit(an_impact(sequence))
            await bench.drained()
        (fault,) = bench.pipeline.faults()
        assert english(fault).startswith(
            "arrows are not recorded: the last 3 impacts were set aside, the newest because "
        )
        assert "the database is not as this version made it" in english(fault)
        await tables.admin.execute("ALTER TABLE detections RENAME COLUMN mislaid TO ticks")
        bench.pipeline.emit(an_impact(4))
        await bench.drained()
        assert bench.pipeline.faults() == []
    assert await sequences(tables) == [4]


async def test_a_clock_that_fails_costs_no_event(
    tables: Tables, sensing_pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: Any) -> None:
        raise OverflowError("date value out of range")

    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        with monkeypatch.context() as patch:
            patch.setattr(BenchClock, "date_of", broken)
            bench.pipeline.emit(an_impact(1))
            await bench.drained()
        bench.pipeline.emit(an_impact(2))
        await bench.drained()
    assert await sequences(tables) == [2]
    assert (
        await tables.admin.fetchval("SELECT reason ->> 'text' FROM set_aside")
        == "OverflowError: date value out of range"
    )


async def test_an_acknowledgement_that_fails_costs_nothing(tables: Tables, sensing_pool: Pool, tmp_path: Path) -> None:
    def broken(key: BurstKey) -> None:
        raise OSError("the cable is out")

    bench = Bench(sensing_pool, tmp_path)
    bench.pipeline._intake._acknowledge = broken
    async with bench.running():
        bench.pipeline.emit(an_impact(1))
        await bench.drained()
    assert await sequences(tables) == [1]


async def test_an_odd_pulse_takes_no_arrow_with_it(tables: Tables, sensing_pool: Pool, tmp_path: Path) -> None:
    session_id = await tables.session()
    bench = Bench(sensing_pool, tmp_path, Coincidence(expects_pulses=True, believe_without_pulse=False))
    async with bench.running():
        bench.pipeline.emit(ImpactPulse(2**40, NOW, 0.0))
        bench.pipeline.emit(an_impact(1))
        bench.now_us = 1e6
        await bench.drained()
        assert bench.pipeline.set_aside_count == 1
    assert await tables.admin.fetchval("SELECT count(*) FROM shots WHERE session_id = $1", session_id) == 1


def test_what_is_left_in_the_file_is_durable_before_it_takes_the_place_of_all(
    tmp_path: Path, synced: list[str]
) -> None:
    path = tmp_path / "set_aside.ndjson"
    append_durably(path, b"one\n")
    append_durably(path, b"two\n")
    synced.clear()
    drop_aside(path, {0})
    assert path.read_bytes() == b"two\n"
    assert synced == ["set_aside.new", tmp_path.name]
