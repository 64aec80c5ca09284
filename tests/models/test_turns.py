"""Turns and ends as facts: what is said of them, what is entered late, taken away and put back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from appliance.database.pool import Pool
from appliance.models.corrections_db import CorrectionsDB
from appliance.models.errors import DBException, DBNotFound
from appliance.models.made_by import MADE_BY
from appliance.models.rounds_db import RoundsDB
from appliance.schema.shots import ShotCreate, ShotUpdate
from appliance.schema.turns import CorrectionFilters, TurnCreate
from tests.models.archers_in_session import ArchersInSession
from tests.models.helpers import Tables


class Range(ArchersInSession):
    """A session in the last minutes, whose archers are called A, B, ..."""

    def __init__(self, tables: Tables, session_id: UUID, archers: Sequence[UUID], began: datetime) -> None:
        super().__init__(tables, session_id, archers)
        self.began, self.seconds = began, 0.0

    async def shoot(self, *points: int) -> list[UUID]:
        """Arrows, one after the other, now; called, for no face hangs there."""
        return [
            await self.tables.admin.fetchval(
                "INSERT INTO shots (session_id, arrow_landing_time, x, y, points_called) "
                "VALUES ($1, clock_timestamp(), 650, 650, $2) RETURNING id",
                self.session_id,
                one,
            )
            for one in points
        ]

    async def set_turn(self, **fields: Any) -> UUID:
        return await self.turns.insert_one(self.session_id, TurnCreate.model_validate(fields))

    async def enter(self, **fields: Any) -> UUID:
        return await self.shots.insert_one(ShotCreate(session_id=self.session_id, **fields))


async def a_range(tables: Tables, archers: int = 2, per_turn: int = 3, **session: Any) -> Range:
    session_id = await tables.session(**session)
    ids = [await tables.archer(name) for name in "ABCDEF"[:archers]]
    if ids:
        await tables.roster(session_id, ids, per_turn)
    began: datetime = await tables.admin.fetchval("SELECT clock_timestamp()")
    return Range(tables, session_id, ids, began)


async def test_a_tap_passes_the_turn_behind_a_miss_that_nobody_heard(tables: Tables) -> None:
    here = await a_range(tables)
    await here.shoot(10, 10)
    await here.set_turn(archer_id=here.archers[1])
    assert await here.now() == ("B", 1, 1)
    await here.shoot(6, 6, 6)
    assert await here.ends() == {("A", 1): [10, 10], ("B", 1): [6, 6, 6]}
    assert await here.now() == ("A", 2, 1)
    closed = {(here.name(e.archer_id), e.end_number): e.closed_by for e in await here.turns.find_ends(here.session_id)}
    assert closed[("A", 1)] == "turn"
    assert closed[("B", 1)] == "arrows"


async def test_an_arrow_that_was_given_to_somebody_counts_when_the_turn_is_passed_to_them(tables: Tables) -> None:
    here = await a_range(tables)
    first, *_ = await here.shoot(7)
    # B had shot before A
    await here.shots.update_one(first, ShotUpdate(archer_id=here.archers[1]))
    await here.set_turn(archer_id=here.archers[1])
    assert await here.now() == ("B", 1, 2)
    await here.shoot(8, 9)
    await here.set_turn(archer_id=here.archers[0], end_number=1)
    assert await here.now() == ("A", 1, 1)
    await here.shoot(1, 2, 3)
    assert await here.ends() == {("B", 1): [7, 8, 9], ("A", 1): [1, 2, 3]}
    assert await here.now() == ("A", 2, 1)


async def test_a_miss_that_is_entered_late_moves_on_what_came_after(tables: Tables) -> None:
    here = await a_range(tables)
    await here.shoot(10, 10, 6, 6, 6)
    assert await here.ends() == {("A", 1): [10, 10, 6], ("B", 1): [6, 6]}
    await here.enter(archer_id=here.archers[0], end_number=1)
    assert await here.ends() == {("A", 1): [10, 10, 0], ("B", 1): [6, 6, 6]}
    assert await here.now() == ("A", 2, 1)


async def test_three_misses_that_are_entered_late_move_on_three_arrows(tables: Tables) -> None:
    here = await a_range(tables)
    await here.shoot(6, 6, 6)
    for _ in range(3):
        await here.enter(archer_id=here.archers[0], end_number=1)
    assert await here.ends() == {("A", 1): [0, 0, 0], ("B", 1): [6, 6, 6]}


async def test_one_archer_says_that_the_end_is_over(tables: Tables) -> None:
    here = await a_range(tables, archers=0)
    await here.shoot(1, 1)
    await here.set_turn(end_number=2)
    await here.shoot(2, 2, 2)
    assert await here.ends() == {("", 1): [1, 1], ("", 2): [2, 2, 2]}
    assert [(e.end_number, e.closed_by, e.arrows) for e in await here.turns.find_ends(here.session_id)] == [
        (1, "tap", 2), (2, "arrows", 3)
    ]  # fmt: skip


async def test_one_archer_enters_the_miss_afterwards(tables: Tables) -> None:
    here = await a_range(tables, archers=0)
    await here.shoot(1, 1, 2, 2, 2)
    await here.enter(end_number=1)
    assert await here.ends() == {("", 1): [1, 1, 0], ("", 2): [2, 2, 2]}


async def test_an_arrow_that_is_called_a_sighter_or_moved_deals_nobody_again(tables: Tables) -> None:
    here = await a_range(tables)
    first, second, *_ = await here.shoot(1, 2, 3, 4, 5, 6, 7)
    await here.shots.update_one(first, ShotUpdate(is_sighter=True))
    await here.shots.update_one(second, ShotUpdate(archer_id=here.archers[1]))
    assert await here.ends() == {("A", 1): [3], ("B", 1): [2, 4, 5], ("A", 2): [7]}


async def test_a_deletion_is_taken_back_exactly(tables: Tables) -> None:
    here = await a_range(tables)
    ids = await here.shoot(1, 2, 3, 4, 5, 6)
    await here.shots.update_one(ids[1], ShotUpdate(note="wind", end_number=4))
    before = [shot.model_dump(exclude={"seq"}) for shot in (await here.shots.read_session(here.session_id)).rows]
    await here.shots.delete_one(ids[1])
    assert [shot.points_called for shot in (await here.shots.read_session(here.session_id)).rows] == [1, 3, 4, 5, 6]
    assert await here.ends() == {("A", 1): [1, 3, 4], ("B", 1): [5, 6]}
    await here.shots.restore_one(ids[1])
    assert [s.model_dump(exclude={"seq"}) for s in (await here.shots.read_session(here.session_id)).rows] == before
    with pytest.raises(DBNotFound):
        await here.shots.restore_one(ids[1])


async def test_of_four_arrows_in_an_end_of_three_the_lowest_count(tables: Tables) -> None:
    here = await a_range(tables, archers=1)
    *_, fourth = await here.shoot(9, 7, 8, 6)
    await here.shots.update_one(fourth, ShotUpdate(end_number=1))
    assert await here.ends() == {("A", 1): [7, 8, 6]}
    await here.shots.update_one(fourth, ShotUpdate(is_sighter=True))
    assert await here.ends() == {("A", 1): [9, 7, 8]}


async def test_what_is_too_many_in_an_end_is_no_arrow_of_a_round(tables: Tables, server_pool: Pool) -> None:
    here = await a_range(tables, archers=1)
    *_, fourth = await here.shoot(9, 7, 8, 6)
    await here.shots.update_one(fourth, ShotUpdate(end_number=1))
    (found,) = await RoundsDB(server_pool).shots_of([here.session_id])
    assert (found.points, found.in_last_end) == ([7, 8, 6], 3)


async def test_a_late_shot_changes_nothing_behind_a_mark(tables: Tables) -> None:
    here = await a_range(tables)
    await here.shoot(10)
    await here.set_turn(archer_id=here.archers[1])
    await here.shoot(6, 6)
    await tables.landed(here.session_id, here.began - timedelta(seconds=1))
    assert {name: len(points) for name, points in (await here.ends()).items()} == {("A", 1): 2, ("B", 1): 2}
    assert await here.now() == ("B", 1, 3)


async def test_what_was_said_of_turns_is_taken_back(tables: Tables) -> None:
    here = await a_range(tables)
    await here.shoot(10, 10)
    mark_id = await here.set_turn(archer_id=here.archers[1])
    assert (await here.turns.get_one(here.session_id)).mark_id == mark_id
    await here.shoot(6, 6)
    await here.turns.delete_one(here.session_id, mark_id)
    assert await here.ends() == {("A", 1): [10, 10, 6], ("B", 1): [6]}
    assert await here.now() == ("B", 1, 2)
    with pytest.raises(DBNotFound):
        await here.turns.delete_one(here.session_id, mark_id)


async def test_arrow_by_arrow_a_silent_one_costs_one_turn(tables: Tables) -> None:
    here = await a_range(tables, per_turn=1)
    await here.shoot(1, 2, 3)
    await here.set_turn(archer_id=here.archers[0])
    await here.shoot(5, 6)
    assert await here.ends() == {("A", 1): [1, 3, 5], ("B", 1): [2, 6]}
    assert await here.now() == ("A", 2, 1)


async def test_before_any_arrow_whoever_is_first_in_the_order_begins(tables: Tables) -> None:
    here = await a_range(tables)
    await tables.roster(here.session_id, here.archers[1:], 3)
    assert await here.now() == ("B", 1, 1)
    await tables.roster(here.session_id, here.archers, 3)
    assert await here.now() == ("A", 1, 1)


async def test_details_rotate(tables: Tables) -> None:
    here = await a_range(tables, archers=0, arrows_per_end=1)
    here.archers = [await tables.archer(name) for name in "ABCDEF"]
    listed = [
        {"archer_id": str(one), "letter": "ABCDEF"[k], "shooting_order": k + 1, "detail": 1 + k // 2}
        for k, one in enumerate(here.archers)
    ]
    await tables.admin.fetchval("SELECT set_roster($1, 1, $2, true)", here.session_id, listed)
    await here.shoot(*range(1, 13))
    order = [here.name(shot.archer_id) for shot in (await here.shots.read_session(here.session_id)).rows]
    assert "".join(order) == "ABCDEF" + "CDEFAB"
    turn = await here.turns.get_one(here.session_id)
    assert "".join(map(here.name, turn.order)) == "EFABCD"


async def test_sighters_are_a_stage_before_the_first_end(tables: Tables) -> None:
    here = await a_range(tables, begins_with_sighters=True)
    await here.shoot(1, 1, 1, 2)
    assert await here.ends() == {}
    assert [here.name(s.archer_id) for s in (await here.shots.read_session(here.session_id)).rows] == [
        "A",
        "A",
        "A",
        "B",
    ]
    mark_id = await here.set_turn(stage="scoring")
    await here.shoot(7, 8)
    assert await here.ends() == {("A", 1): [7, 8]}
    await here.turns.delete_one(here.session_id, mark_id)
    assert await here.ends() == {}


async def test_nothing_is_reported_of_a_closed_session_or_of_somebody_else(tables: Tables) -> None:
    here = await a_range(tables)
    with pytest.raises(DBException, match="archer_not_in_turns"):
        await here.set_turn(archer_id=await tables.archer("Z"))
    await tables.admin.execute("UPDATE sessions SET is_opened = false, end_time = start_time")
    with pytest.raises(DBException, match="session_is_closed"):
        await here.set_turn(end_number=2)


async def test_every_correction_is_kept_with_who_made_it(tables: Tables) -> None:
    here = await a_range(tables)
    (shot_id,) = await here.shoot(9)
    token = MADE_BY.set("Judge")
    try:
        await here.shots.update_one(shot_id, ShotUpdate(points_called=10))
        await here.set_turn(end_number=2)
    finally:
        MADE_BY.reset(token)
    await here.shots.delete_one(shot_id)
    made = (await CorrectionsDB(here.tables.admin).of_session(here.session_id, CorrectionFilters())).rows
    assert [(one.kind, one.made_by) for one in made] == [("deleted", None), ("turn", "Judge"), ("changed", "Judge")]
    assert made[2].before is not None
    assert made[2].before.model_dump(exclude_unset=True) == {"points_called": 9}


async def two_runs(tables: Tables) -> list[UUID]:
    """Of the clock: before it was set, and after."""
    return [
        await tables.admin.fetchval(
            "INSERT INTO clock_runs (kernel_boot, began_at, began_mono_us, offset_us, is_trusted) "
            "VALUES ('x', now(), 0, 0, false) RETURNING id"
        )
        for _ in range(2)
    ]


async def test_a_change_of_the_clock_moves_what_was_said_too(tables: Tables) -> None:
    here = await a_range(tables)
    runs = await two_runs(tables)
    await here.shoot(10, 10)
    await here.set_turn(archer_id=here.archers[1])
    await here.shoot(6)
    for table in ("shots", "turn_marks"):
        await tables.admin.execute(f"UPDATE {table} SET clock_id = $1", runs[0])  # noqa: S608
    before = await here.ends()
    await tables.admin.fetchval("SELECT date_again($1, $2, 3.6e9, clock_timestamp() + interval '1 h', false)", *runs)
    assert await here.ends() == before == {("A", 1): [10, 10], ("B", 1): [6]}
    assert await here.now() == ("B", 1, 2)


async def test_what_was_deleted_before_the_clock_was_set_is_restored_in_its_place(tables: Tables) -> None:
    here = await a_range(tables)
    runs = await two_runs(tables)
    ids = await here.shoot(1, 2, 3, 4)
    await tables.admin.execute("UPDATE shots SET clock_id = $1", runs[0])
    await here.shots.delete_one(ids[1])
    await tables.admin.fetchval("SELECT date_again($1, $2, 3.6e9, clock_timestamp() + interval '1 h', false)", *runs)
    await here.shots.restore_one(ids[1])
    shots = (await here.shots.read_session(here.session_id)).rows
    assert [shot.id for shot in shots] == ids
    assert await here.ends() == {("A", 1): [1, 2, 3], ("B", 1): [4]}
    last, first = shots[-1].shot_at, shots[0].shot_at
    assert last - first < timedelta(minutes=30)
