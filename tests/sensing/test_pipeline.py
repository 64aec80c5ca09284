"""Events in, rows out: real journal, real PostgreSQL."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from appliance.core.coincidence import Coincidence
from appliance.core.events import BurstKey, ChirpHeard, ImpactPulse, NodeStatus, ShotsLost
from appliance.database.location import DatabaseLocation
from appliance.database.pool import Pool
from appliance.runtime.background import background
from appliance.sensing.intake import INBOX_EVENTS
from tests.builders import NOW, a_burst, a_survey, surveys
from tests.english import all_english, as_english, english
from tests.models.helpers import Tables
from tests.postgres import Cluster
from tests.sensing.bench import WAIT_S, Bench, an_entry, an_impact, left_by_the_last_run


async def test_an_impact_becomes_a_detection_and_a_shot(tables: Tables, sensing_pool: Pool, tmp_path: Path) -> None:
    session_id = await tables.session()
    await tables.target(session_id)
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        assert bench.pipeline.emit(an_impact(1, 650, 700))
        await bench.drained()
    row = await tables.admin.fetchrow(
        "SELECT shots.*, outcome, time_source, digest FROM shots JOIN detections ON detections.id = detection_id"
    )
    assert row is not None
    assert abs(row["x"] - 650) < 2
    assert abs(row["y"] - 700) < 2
    assert (row["points"], row["outcome"], row["source"]) == (9, "located", "sensor")
    assert (row["time_source"], len(row["digest"])) == ("arrival", 64)
    assert row["sigma_major"] > 0
    assert bench.acknowledged == [BurstKey("archstats-1", 77, 1)]
    assert bench.pipeline.waiting_events == 0
    assert all_english(bench.pipeline.troubles()) == []


async def test_the_same_burst_twice_is_one_shot(tables: Tables, sensing_pool: Pool, tmp_path: Path) -> None:
    await tables.session()
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        burst = an_impact(1)
        for _ in range(3):
            bench.pipeline.emit(burst)
        await bench.drained()
    assert await tables.admin.fetchval("SELECT count(*) FROM shots") == 1
    # each copy is acknowledged: the node must be able to forget it
    assert len(bench.acknowledged) == 3


async def test_two_impacts_with_one_number_are_both_recorded_and_named(
    tables: Tables, sensing_pool: Pool, tmp_path: Path
) -> None:
    await tables.session()
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        bench.pipeline.emit(an_impact(1, 500, 500))
        bench.pipeline.emit(an_impact(1, 700, 700))
        await bench.drained()
    assert await tables.admin.fetchval("SELECT count(*) FROM shots") == 2
    (trouble,) = bench.pipeline.troubles()
    assert english(trouble) == "archstats-1 sent two different impacts as number 1 of its start 77: both are recorded"


async def test_without_a_session_there_is_a_detection_and_no_shot(
    tables: Tables, sensing_pool: Pool, tmp_path: Path
) -> None:
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        bench.pipeline.emit(an_impact(1))
        await bench.drained()
    assert await tables.admin.fetchval("SELECT outcome FROM detections") == "no_session"
    assert await tables.admin.fetchval("SELECT count(*) FROM shots") == 0


async def test_while_the_database_is_away_no_arrow_is_lost(
    tables: Tables, location: DatabaseLocation, sensing_pool: Pool, tmp_path: Path, cluster: Cluster
) -> None:
    session_id = await tables.session()
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        await tables.admin.close()
        await cluster.allow(location, connections=False)
        await cluster.disconnect(location)
        for sequence in range(1, 6):
            bench.pipeline.emit(an_impact(sequence))
        async with asyncio.timeout(WAIT_S):
            # durable, though nothing can be recorded
            while len(bench.acknowledged) < 5 or not bench.pipeline._patience.is_waiting:
                await asyncio.to_thread(lambda: None)
        bench.now_us = 60e6
        # waiting for the database is not being stuck: the watchdog must not bite
        assert bench.pipeline.stuck_for_s() == 0
        assert bench.pipeline.waiting_events == 5
        assert all_english(bench.pipeline.troubles()) == [
            "the database does not answer; impacts that wait on the card and come later: 5"
        ]
        await cluster.allow(location, connections=True)
        await bench.drained()
    async with sensing_pool.acquire() as connection:
        assert await connection.fetchval("SELECT count(*) FROM shots WHERE session_id = $1", session_id) == 5


async def test_what_the_last_run_left_is_worked_off_once(tables: Tables, sensing_pool: Pool, tmp_path: Path) -> None:
    await tables.session()
    left_by_the_last_run(tmp_path, *[an_entry(an_impact(k)) for k in range(1, 4)])
    for _ in range(2):
        bench = Bench(sensing_pool, tmp_path)
        async with bench.running():
            bench.pipeline.emit(an_impact(9))
            await bench.drained()
    rows = await tables.admin.fetch("SELECT sequence FROM detections ORDER BY sequence")
    assert {row["sequence"] for row in rows} == {1, 2, 3, 9}
    # what an earlier run wrote was acknowledged then
    assert [key.sequence for key in bench.acknowledged] == [9]


async def test_an_impact_belongs_to_the_session_that_was_open_when_it_was_felt(
    tables: Tables, sensing_pool: Pool, tmp_path: Path
) -> None:
    before = datetime.now(UTC)
    first = await tables.session()
    in_first = datetime.now(UTC)
    await tables.admin.execute("UPDATE sessions SET is_opened = false, end_time = start_time")
    between = datetime.now(UTC)
    second = await tables.session()
    bench = Bench(sensing_pool, tmp_path)
    left_by_the_last_run(tmp_path, an_entry(an_impact(1), before), an_entry(an_impact(2), in_first))

    def since_start_us(moment: datetime) -> float:
        return (moment - bench.clock.began_at) / timedelta(microseconds=1)

    async with bench.running():
        # arrived only now, felt long ago
        bench.pipeline.emit(an_impact(3, impact_us=since_start_us(in_first)))
        bench.pipeline.emit(an_impact(4, impact_us=since_start_us(between)))
        bench.pipeline.emit(an_impact(5))
        await bench.drained()
    rows = await tables.admin.fetch("SELECT session_id, time_source FROM detections ORDER BY sequence")
    assert [row["session_id"] for row in rows] == [None, first, first, None, second]
    assert [row["time_source"] for row in rows] == ["arrival", "arrival", "node", "node", "arrival"]


async def test_a_session_deleted_meanwhile_leaves_the_detection(
    tables: Tables, sensing_pool: Pool, tmp_path: Path
) -> None:
    await tables.session()
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        await tables.admin.execute("DELETE FROM sessions")
        bench.pipeline.emit(an_impact(1))
        await bench.drained()
    row = await tables.admin.fetchrow("SELECT outcome, session_id FROM detections")
    assert row is not None
    assert (row["outcome"], row["session_id"]) == ("no_session", None)


async def test_a_burst_that_nobody_felt_is_noise_by_setting(tables: Tables, sensing_pool: Pool, tmp_path: Path) -> None:
    await tables.session()
    bench = Bench(sensing_pool, tmp_path, Coincidence(expects_pulses=True, believe_without_pulse=False))
    async with bench.running():
        bench.pipeline.emit(an_impact(1, loop_us=0.0))
        bench.pipeline.emit(an_impact(2, loop_us=1_000_000.0))
        bench.pipeline.emit(ImpactPulse(17, NOW, 1_000_000.0))
        bench.now_us = 2_000_000.0
        await bench.drained()
        bench.pipeline.emit(an_impact(3, loop_us=2_000_000.0))
        bench.pipeline.emit(ImpactPulse(17, NOW, 2_000_000.0))
        await bench.drained()
    rows = await tables.admin.fetch("SELECT sequence, outcome FROM detections ORDER BY sequence")
    assert [tuple(row) for row in rows] == [(1, "noise"), (2, "located"), (3, "located")]
    assert await tables.admin.fetchval("SELECT count(*) FROM shots") == 2


async def test_a_full_inbox_is_reported_to_whoever_emits(sensing_pool: Pool, tmp_path: Path) -> None:
    bench = Bench(sensing_pool, tmp_path)
    taken = [bench.pipeline.emit(a_burst(sequence)) for sequence in range(INBOX_EVENTS + 3)]
    assert taken == [True] * INBOX_EVENTS + [False] * 3
    assert bench.pipeline.dropped == 3
    # what takes no room there
    assert bench.pipeline.emit(NodeStatus("/dev/node", "listening", NOW))
    assert bench.pipeline.emit(ChirpHeard("archstats-1", NOW, 0.0, 0.0, 0, (None,), 8e6))
    # few, and nobody says them again
    assert bench.pipeline.emit(ShotsLost("archstats-1", 77, 1, 2, NOW, 0.0))
    await bench.journal.close()


async def test_lost_shots_are_recorded_with_their_times(tables: Tables, sensing_pool: Pool, tmp_path: Path) -> None:
    bench = Bench(sensing_pool, tmp_path)
    lost = ShotsLost("archstats-1", 77, 3, 5, NOW, 9e6, from_us=2e6, until_us=8e6, reason="its memory was full")
    async with bench.running():
        bench.pipeline.emit(lost)
        bench.pipeline.emit(lost)
        await bench.drained()
    (row,) = await tables.admin.fetch("SELECT * FROM losses")
    assert (row["node"], row["boot"], row["first_sequence"], row["last_sequence"]) == ("archstats-1", 77, 3, 5)
    assert row["lost_until"] - row["lost_from"] == timedelta(seconds=6)
    assert row["lost_from"] == bench.clock.began_at + timedelta(seconds=2)
    assert row["reason"] == "its memory was full"


async def test_node_states_reach_the_database(tables: Tables, sensing_pool: Pool, tmp_path: Path) -> None:
    notices: asyncio.Queue[str] = asyncio.Queue()
    await tables.admin.add_listener("archy", lambda *event: notices.put_nowait(str(event[3])))
    bench = Bench(sensing_pool, tmp_path)
    async with background(report=bench.reporter.run()):
        assert bench.pipeline.emit(NodeStatus("/dev/node", "connecting", NOW))
        await asyncio.wait_for(notices.get(), WAIT_S)
        bench.pipeline.emit(NodeStatus("/dev/node", "lost", NOW, (as_english("cable out"),)))
        await asyncio.wait_for(notices.get(), WAIT_S)
    await bench.journal.close()
    row = await tables.admin.fetchrow("SELECT state, detail FROM nodes")
    assert row is not None
    assert (row["state"], [one["text"] for one in row["detail"]]) == ("lost", ["cable out"])


async def test_where_a_file_says_that_the_sensors_are_reaches_the_database(tables: Tables, sensing_pool: Pool) -> None:
    assert await surveys(sensing_pool).read() == a_survey()
    assert await tables.admin.fetchval("SELECT count(*) FROM sensors") == 8
    assert await tables.admin.fetchval("SELECT butt_width_mm FROM appliance") == 1300
    assert await tables.admin.fetchval("SELECT source FROM surveys") == "file"


async def test_events_are_taken_in_before_the_database_has_told_where_the_sensors_are(
    tables: Tables, sensing_pool: Pool, tmp_path: Path
) -> None:
    await tables.session()
    bench = Bench(sensing_pool, tmp_path)
    asked, may_answer = asyncio.Event(), asyncio.Event()

    async def inform() -> None:
        asked.set()
        await may_answer.wait()
        raise ValueError("a calibration that nobody can read")

    async with background(pipeline=bench.pipeline.run(inform)):
        bench.pipeline.emit(an_impact(1))
        async with asyncio.timeout(WAIT_S):
            await asked.wait()
            while not bench.acknowledged:
                await asyncio.to_thread(int)
        assert await tables.admin.fetchval("SELECT count(*) FROM detections") == 0
        may_answer.set()
        await bench.drained()
    assert await tables.admin.fetchval("SELECT count(*) FROM shots") == 1
    await bench.journal.close()
