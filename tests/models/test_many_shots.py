"""What a batch of shots costs follows from the batch, and not from what is there already."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from appliance.models.detections_db import DetectionsDB
from appliance.models.shots_db import ShotsDB
from tests.builders import NOW
from tests.models.helpers import Tables
from tests.models.test_identity import a_shot
from tests.models.test_shots_db import a_detection

FEW, MANY = 30, 600


def at(seconds: float) -> datetime:
    return NOW.astimezone(UTC) + timedelta(seconds=seconds)


async def record(tables: Tables, session_id: UUID, numbers: Sequence[int], times: Sequence[float]) -> list[UUID]:
    found = await DetectionsDB(tables.admin).insert_many(
        [
            a_detection(number, session_id, detected_at=at(seconds))
            for number, seconds in zip(numbers, times, strict=True)
        ]
    )
    shots = [a_shot(session_id, row.id, seconds) for row, seconds in zip(found, times, strict=True)]
    new = await ShotsDB(tables.admin).insert_sensed_many(shots)
    return [one for one in new if one is not None]


async def rows_read(tables: Tables) -> int:
    """Of shots and detections, by this transaction so far."""
    read: int = await tables.admin.fetchval(
        """
        SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::bigint FROM pg_stat_xact_user_tables
         WHERE relname IN ('shots', 'detections')
        """
    )
    return read


async def a_session_in_turns(tables: Tables) -> UUID:
    session_id = await tables.session()
    await tables.target(session_id)
    await tables.roster(session_id, [await tables.archer("A"), await tables.archer("B")])
    return session_id


async def cost(tables: Tables, session_id: UUID, numbers: Sequence[int], times: Sequence[float]) -> int:
    """Rows that are read to record these."""
    async with tables.admin.transaction():
        before = await rows_read(tables)
        await record(tables, session_id, numbers, times)
        return await rows_read(tables) - before


async def test_a_batch_reads_as_much_after_many_shots_as_after_few(tables: Tables) -> None:
    session_id = await a_session_in_turns(tables)
    await record(tables, session_id, range(1, FEW), range(1, FEW))
    after_few = await cost(tables, session_id, range(FEW, FEW + 10), range(FEW, FEW + 10))
    await record(tables, session_id, range(100, MANY), range(100, MANY))
    after_many = await cost(tables, session_id, range(MANY, MANY + 10), range(MANY, MANY + 10))
    assert after_many <= after_few + 10


@pytest.mark.parametrize("batch", [10, 100])
async def test_a_late_batch_reads_itself_and_what_was_shot_since_a_few_times(tables: Tables, batch: int) -> None:
    session_id = await a_session_in_turns(tables)
    await record(tables, session_id, range(1, MANY), range(1, MANY))
    since = [10_000.0 + k for k in range(20)]
    await record(tables, session_id, range(10_000, 10_020), since)
    late = [5_000.0 + k for k in range(batch)]
    read = await cost(tables, session_id, range(5_000, 5_000 + batch), late)
    assert read <= 12 * (batch + len(since))


async def test_whoever_is_dealt_again_is_counted_announced_and_dealt_as_if_all_had_come_in_order(
    tables: Tables,
) -> None:
    session_id = await a_session_in_turns(tables)
    await record(tables, session_id, [1, 2, 3], [1, 2, 3])
    await record(tables, session_id, range(100, 120), [1000 + k for k in range(20)])
    since = await tables.admin.fetchval("SELECT max(seq) FROM changes")
    await record(tables, session_id, range(10, 17), [10 + k for k in range(7)])
    other = await tables.session(is_opened=False, end_time="2026-11-23T11:00:00Z")
    listed = await tables.admin.fetch(
        "SELECT archer_id FROM session_archers WHERE session_id = $1 ORDER BY shooting_order", session_id
    )
    await tables.roster(other, [row["archer_id"] for row in listed])
    times = [1, 2, 3, *(10 + k for k in range(7)), *(1000 + k for k in range(20))]
    await record(tables, other, range(1000, 1000 + len(times)), times)
    dealt = "SELECT shot_at, archer_id, end_number FROM shots WHERE session_id = $1 ORDER BY shot_at, seq"
    assert await tables.admin.fetch(dealt, session_id) == await tables.admin.fetch(dealt, other)
    kept = "SELECT archer_id, end_number, opened_at, closed_at, closed_by FROM ends WHERE session_id = $1 ORDER BY 3, 1"
    assert await tables.admin.fetch(kept, session_id) == await tables.admin.fetch(kept, other)
    next_one = "SELECT archer_id, end_number, arrow FROM turn_now($1)"
    assert await tables.admin.fetchrow(next_one, session_id) == await tables.admin.fetchrow(next_one, other)
    changes = await tables.admin.fetch(
        """
        SELECT seq, op FROM changes WHERE seq > $1 AND session_id = $2 AND table_name = 'shots' ORDER BY seq
        """,
        since,
        session_id,
    )
    assert [row["op"] for row in changes[:7]] == ["insert"] * 7
    assert 0 < len(changes[7:]) <= 20
    assert {row["op"] for row in changes[7:]} == {"update"}
