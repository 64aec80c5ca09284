"""Whose a shot is and in which end follow from when it was shot, in whatever order the shots are recorded."""

import random
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from asyncpg import CheckViolationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.models.shots_db import ShotsDB
from appliance.models.turns_db import TurnsDB
from appliance.schema.shots import ShotCreate, ShotFilters, ShotRead, ShotUpdate
from tests.builders import NOW
from tests.models.helpers import Tables


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


async def in_order(tables: Tables, session_id: UUID) -> list[ShotRead]:
    return (await ShotsDB(tables.admin).read_session(session_id)).rows


async def changes_since(tables: Tables, since: int) -> list[tuple[str, UUID]]:
    """What the feed was told of shots."""
    rows = await tables.admin.fetch("SELECT op, id FROM changes WHERE seq > $1 AND table_name = 'shots'", since)
    return [(row["op"], row["id"]) for row in rows]


async def newest_seq(tables: Tables) -> int:
    newest: int = await tables.admin.fetchval("SELECT max(seq) FROM changes")
    return newest


async def clock(tables: Tables) -> datetime:
    now: datetime = await tables.admin.fetchval("SELECT clock_timestamp()")
    return now


async def test_a_frame_of_the_second_archer_that_comes_late_is_the_second_archers(tables: Tables) -> None:
    session_id = await tables.session()
    first, second = await tables.archer("A"), await tables.archer("B")
    await tables.roster(session_id, [first, second], arrows_per_turn=1)
    await tables.landed(session_id, at(0))
    third = await tables.landed(session_id, at(20))
    assert [shot.archer_id for shot in await in_order(tables, session_id)] == [first, second]
    since = await newest_seq(tables)
    late = await tables.landed(session_id, at(10))
    shots = await in_order(tables, session_id)
    assert [(shot.shot_at, shot.archer_id) for shot in shots] == [(at(0), first), (at(10), second), (at(20), first)]
    assert await changes_since(tables, since) == [("insert", late), ("update", third)]


async def test_shots_in_their_order_tell_of_nothing_but_themselves(tables: Tables) -> None:
    session_id = await tables.session()
    await tables.roster(session_id, [await tables.archer("A"), await tables.archer("B")])
    since = await newest_seq(tables)
    ids = [await tables.landed(session_id, at(k)) for k in range(9)]
    assert await changes_since(tables, since) == [("insert", one) for one in ids]


async def test_an_end_that_was_dealt_is_dealt_again_and_one_that_a_person_gave_is_not(tables: Tables) -> None:
    session_id = await tables.session()
    shots = [await tables.landed(session_id, at(k)) for k in range(1, 5)]
    given_end = await tables.landed(session_id, at(5), end_number=7)
    update = ShotUpdate.model_validate({"end_number": 2})
    await ShotsDB(tables.admin).update_one(shots[3], update)  # the same as dealt, but now said
    await tables.landed(session_id, at(0))
    await tables.landed(session_id, at(0.5))
    ends = {shot.id: shot.end_number for shot in await in_order(tables, session_id)}
    assert [ends[one] for one in shots] == [1, 2, 2, 2]
    assert ends[given_end] == 7


async def test_a_persons_word_on_whose_an_arrow_was_stays(tables: Tables) -> None:
    session_id = await tables.session()
    first, second = await tables.archer("A"), await tables.archer("B")
    await tables.roster(session_id, [first, second], arrows_per_turn=1)
    one, two, three = [await tables.landed(session_id, at(k)) for k in (1, 2, 3)]
    shots = ShotsDB(tables.admin)
    await shots.update_one(two, ShotUpdate.model_validate({"archer_id": str(first)}, strict=False))
    await shots.update_one(three, ShotUpdate.model_validate({"archer_id": str(first)}, strict=False))  # as dealt
    await tables.landed(session_id, at(0))
    found = {shot.id: (shot.archer_id, shot.attribution) for shot in await in_order(tables, session_id)}
    assert found[one] == (second, "order")
    assert found[two] == found[three] == (first, "person")


async def test_shots_of_before_the_roster_stay_nobodys(tables: Tables) -> None:
    session_id = await tables.session()
    now = await clock(tables)
    alone = [await tables.landed(session_id, now - timedelta(seconds=k)) for k in (30, 20, 10)]
    first, second = await tables.archer("A"), await tables.archer("B")
    await tables.roster(session_id, [first, second], arrows_per_turn=1)
    await tables.landed(session_id, now + timedelta(seconds=10))
    late = await tables.landed(session_id, now - timedelta(seconds=15))
    await tables.landed(session_id, now + timedelta(seconds=9))
    found = {shot.id: shot.archer_id for shot in await in_order(tables, session_id)}
    assert [found[one] for one in (*alone, late)] == [None] * 4
    assert [shot.archer_id for shot in (await in_order(tables, session_id))[4:]] == [first, second]


async def test_what_was_shot_before_a_change_of_the_roster_is_dealt_by_the_roster_of_then(tables: Tables) -> None:
    session_id = await tables.session()
    now = await clock(tables)
    first, second, third = await tables.archer("A"), await tables.archer("B"), await tables.archer("C")
    await tables.roster(session_id, [first, second], arrows_per_turn=1)
    for k in (30, 20):
        await tables.landed(session_id, now - timedelta(seconds=k))
    await tables.roster(session_id, [third], arrows_per_turn=1)
    for seconds in (20, 10, -25):
        await tables.landed(session_id, now + timedelta(seconds=seconds))
    assert [shot.archer_id for shot in await in_order(tables, session_id)] == [first, second, first, third, third]


async def test_a_miss_stands_where_it_was_entered_whatever_a_phones_clock_says(tables: Tables) -> None:
    session_id = await tables.session()
    now = await clock(tables)
    await tables.landed(session_id, now - timedelta(seconds=9))
    shots = ShotsDB(tables.admin)
    miss = await shots.insert_one(ShotCreate(session_id=session_id))
    slow = now - timedelta(hours=1)
    entered = await shots.insert_one(ShotCreate(session_id=session_id, arrow_landing_time=slow, x=1, y=1))
    await tables.landed(session_id, now + timedelta(seconds=9))
    assert [shot.id for shot in await in_order(tables, session_id)][1:3] == [miss, entered]


async def test_lists_and_sheets_are_in_the_order_of_shooting(tables: Tables) -> None:
    session_id = await tables.session()
    for k in (3, 1, 2, 0):
        await tables.landed(session_id, at(k))
    shots = ShotsDB(tables.admin)
    times = [at(k) for k in range(4)]
    assert [shot.shot_at for shot in (await shots.read_session(session_id)).rows] == times
    first = await shots.export(session_id, None, 2)
    second = await shots.export(session_id, first.next_cursor, 2)
    assert [shot.shot_at for shot in (*first.rows, *second.rows)] == times
    page = await shots.find(ShotFilters(session_id=session_id, limit=3))
    rest = await shots.find(ShotFilters(session_id=session_id, limit=3, cursor=page.next_cursor))
    assert [shot.shot_at for shot in (*page.rows, *rest.rows)] == times[::-1]


async def test_a_shot_that_is_taken_away_frees_its_place_and_a_sighter_keeps_it(tables: Tables) -> None:
    session_id = await tables.session(arrows_per_end=1)
    shots = [await tables.landed(session_id, at(k)) for k in range(3)]
    await ShotsDB(tables.admin).delete_one(shots[0])
    await ShotsDB(tables.admin).update_one(shots[1], ShotUpdate.model_validate({"is_sighter": True}))
    await tables.landed(session_id, at(3))
    assert [shot.end_number for shot in await in_order(tables, session_id)] == [1, 2, 3]


Arrow = dict[str, Any]


def dealt(shots: list[ShotRead], names: dict[UUID, str]) -> list[tuple[datetime, str | None, str | None, int]]:
    return [
        (one.shot_at, None if one.archer_id is None else names[one.archer_id], one.attribution, one.end_number)
        for one in shots
    ]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    arrows=st.lists(
        st.fixed_dictionaries(
            {
                "is_sighter": st.booleans(),
                "given": st.sampled_from([None, None, None, 0, 1, 2]),
                "end_number": st.sampled_from([None, None, None, 1, 4]),
                "has_own_arrow": st.booleans(),
            }
        ),
        min_size=2,
        max_size=14,
    ),
    archers=st.integers(0, 3),
    arrows_per_turn=st.integers(1, 3),
    arrows_per_end=st.integers(1, 4),
    batch=st.integers(1, 5),
    seed=st.integers(0, 2**16),
)
async def test_any_order_of_arrival_deals_as_the_order_of_shooting(
    tables: Tables,
    arrows: list[Arrow],
    archers: int,
    arrows_per_turn: int,
    arrows_per_end: int,
    batch: int,
    seed: int,
) -> None:
    everybody = [await tables.archer(name) for name in "ABC"]
    names = dict(zip(everybody, "ABC", strict=True))
    own_arrow = await tables.admin.fetchval(
        "INSERT INTO arrows (id, human_identifier, length, is_programmed) "
        "VALUES (gen_random_uuid(), substr(gen_random_uuid()::text, 1, 10), 70, false) RETURNING id"
    )
    await tables.admin.execute("INSERT INTO archer_arrows VALUES ($1, $2)", own_arrow, everybody[0])
    results = []
    for arrival in (list(range(len(arrows))), random.Random(seed).sample(range(len(arrows)), len(arrows))):
        session_id = await tables.session(
            is_opened=False, end_time="2026-11-23T12:00:00Z", arrows_per_end=arrows_per_end
        )
        if archers:
            await tables.roster(session_id, everybody[:archers], arrows_per_turn)
        for first in range(0, len(arrival), batch):
            await tables.admin.fetchval(
                """
                INSERT INTO shots (session_id, arrow_landing_time, x, y, is_sighter, archer_id, end_number, arrow_id)
                SELECT $1, at, 650, 650, is_sighter, archer_id, end_number, arrow_id
                  FROM jsonb_to_recordset($2) AS one(
                       n integer, at timestamptz, is_sighter boolean, archer_id uuid, end_number integer, arrow_id uuid)
                 ORDER BY n
                """,
                session_id,
                [
                    {
                        "n": n,
                        "at": at(k).isoformat(),
                        "is_sighter": arrows[k]["is_sighter"],
                        "archer_id": None if arrows[k]["given"] is None else str(everybody[arrows[k]["given"]]),
                        "end_number": arrows[k]["end_number"],
                        "arrow_id": str(own_arrow) if arrows[k]["has_own_arrow"] else None,
                    }
                    for n, k in enumerate(arrival[first : first + batch])
                ],
            )
        next_one = await tables.admin.fetchrow(
            "SELECT stage, end_number, archer_id, arrow FROM turn_now($1)", session_id
        )
        kept = await tables.admin.fetch(
            """
            SELECT archer_id, end_number, opened_at, closed_at, closed_by FROM ends
             WHERE session_id = $1 ORDER BY end_number, archer_id
            """,
            session_id,
        )
        results.append((dealt(await in_order(tables, session_id), names), next_one, kept))
    assert results[0] == results[1]


async def test_the_thousandth_shot_costs_what_the_first_did(tables: Tables) -> None:
    session_id = await tables.session()
    await tables.roster(session_id, [await tables.archer("A"), await tables.archer("B")])
    await tables.admin.execute(
        "INSERT INTO shots (session_id, arrow_landing_time, x, y) "
        "SELECT $1, $2::timestamptz + k * interval '1 s', 1, 1 FROM generate_series(1, 5000) AS k", session_id, NOW
    )  # fmt: skip

    async def rows_read(seconds: float) -> int:
        """Rows of shots that one more shot makes PostgreSQL look at."""
        counter = "SELECT idx_tup_fetch + seq_tup_read FROM pg_stat_xact_user_tables WHERE relname = 'shots'"
        async with tables.admin.transaction():
            before = await tables.admin.fetchval(counter)
            await tables.landed(session_id, at(seconds))
            after: int = await tables.admin.fetchval(counter)
            return after - (before or 0)

    assert await rows_read(9_000) < 50
    assert await rows_read(4_990.5) < 1000


async def test_a_landing_time_that_is_corrected_moves_the_shot(tables: Tables) -> None:
    session_id = await tables.session(arrows_per_end=1)
    first, second = await tables.landed(session_id, at(1)), await tables.landed(session_id, at(2))
    await tables.admin.execute("UPDATE shots SET arrow_landing_time = $2 WHERE id = $1", first, at(3))
    assert [(one.id, one.end_number) for one in await in_order(tables, session_id)] == [(second, 1), (first, 2)]


@pytest.mark.parametrize(
    "state",
    [
        None, {}, [], 7, {"stage": "scoring"},
        {"stage": "scoring", "end": 1.5, "whose": None, "taken": {}, "own": {}, "least": 1},
        {"stage": "scoring", "end": 1, "whose": None, "taken": {"x": "1"}, "own": {}, "least": 1},
        {"stage": "scoring", "end": 1, "whose": None, "taken": {}, "own": {"x": [1]}, "least": 1},
        {"stage": "scoring", "end": 1, "whose": None, "taken": {}, "own": {}, "least": 1, "shot": {"x": -1}},
        {"stage": "scoring", "end": 1, "whose": None, "taken": {}, "own": {}, "least": 1, "ahead": []},
    ],
)  # fmt: skip
async def test_a_state_that_cannot_be_read_is_dealt_again(state: Any, tables: Tables) -> None:
    session_id = await tables.session()
    archers = [await tables.archer("A"), await tables.archer("B")]
    await tables.roster(session_id, archers, arrows_per_turn=1)
    for k in range(3):
        await tables.landed(session_id, at(k))
    await tables.admin.execute("UPDATE shots SET state = $1", state)
    for k in range(3, 6):
        await tables.landed(session_id, at(k))
    shots = await in_order(tables, session_id)
    assert [(shot.archer_id, shot.end_number) for shot in shots] == [(archers[k % 2], 1) for k in range(6)]
    turn = await TurnsDB(tables.admin).get_one(session_id)
    assert (turn.end_number, turn.archer_id) == (2, archers[0])
    with pytest.raises(CheckViolationError, match="turn_marks_state"):
        await tables.admin.execute("UPDATE turn_marks SET state = $1", state or {})
