"""The timer and the order of shooting in step, in the database: arrows pass time on, and time that ran out the turn."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from appliance.core.shooting_timer import LAST_FLIGHT_S, TimerAction
from appliance.models.corrections_db import CorrectionsDB
from appliance.models.shots_db import ShotsDB
from appliance.models.timer_db import TimerDB
from appliance.models.turns_db import TurnsDB
from appliance.schema.timer import StoredTimer, TimerActionCreate, TimerCreate, TimerRead
from appliance.schema.turns import CorrectionFilters, TurnCreate, TurnRead
from tests.models.helpers import Tables

TWO: dict[str, Any] = {"kind": "alternating", "shooting_s": 20, "turns": 2, "arrows": 3, "passes_on": "arrows"}
ABCD: dict[str, Any] = {"kind": "ends", "shooting_s": 120, "turns": 2, "passes_on": "arrows"}


class Line:
    """Archers in turns, and the timer, whose time passes as the test says."""

    def __init__(self, tables: Tables, session_id: UUID, archers: list[UUID]) -> None:
        self.tables, self.session_id, self.archers = tables, session_id, archers
        self.timer, self.turns = TimerDB(tables.admin), TurnsDB(tables.admin)

    async def start(self, plan: dict[str, Any]) -> None:
        await self.timer.set_up(TimerCreate(run_up_s=0, **plan))
        await self.act("start")

    async def act(self, action: TimerAction) -> None:
        await self.timer.act(TimerActionCreate(action=action, revision=(await self.stored()).revision))
        await self.in_step()

    async def stored(self) -> StoredTimer:
        stored = await self.timer.get_stored()
        assert stored is not None
        return stored

    async def in_step(self) -> None:
        await self.timer.in_step()

    async def passes(self, seconds: float) -> None:
        """So much of the time that is on is over."""
        await self.tables.admin.execute(
            "UPDATE shooting_timer SET began_at = began_at - make_interval(secs => $1)", seconds
        )
        await self.in_step()

    async def shoot(self, **fields: Any) -> UUID:
        shot = await self.tables.landed(self.session_id, (await self.timer.get_clock()).now, **fields)
        await self.in_step()
        return shot

    async def turn(self) -> TurnRead:
        return await self.turns.get_one(self.session_id)

    async def on(self) -> tuple[str | None, int, int]:
        """Whose arrow is next by its letter, which end; which turn the timer shows (0: over)."""
        turn, timer = await self.turn(), await self.timer.get_one()
        assert timer is not None
        whose = None if turn.archer_id is None else "ABCD"[self.archers.index(turn.archer_id)]
        return whose, turn.end_number, await self.shown(timer)

    async def shown(self, timer: TimerRead) -> int:
        now = (await self.timer.get_clock()).now
        if timer.status == "stopped":
            return 0
        return next((step.turn for step in timer.steps if now < step.ends_at), 0)


@pytest.fixture
async def two(tables: Tables) -> Line:
    """A and B in turns, an arrow each."""
    session_id = await tables.session()
    archers = [await tables.archer(name) for name in ("Robin", "Marian")]
    await tables.roster(session_id, archers, 1)
    return Line(tables, session_id, archers)


async def in_details(tables: Tables, **roster: Any) -> Line:
    """A and B, then C and D; six arrows of each detail an end."""
    session_id = await tables.session()
    archers = [await tables.archer(name) for name in ("Robin", "Marian", "John", "Will")]
    listed = [
        {"archer_id": str(one), "letter": "ABCD"[k], "shooting_order": k + 1, "detail": 1 + k // 2}
        | ({"face": str(k)} if roster.get("on_faces") else {})
        for k, one in enumerate(archers)
    ]
    await tables.admin.fetchval("SELECT set_roster($1, 3, $2, $3)", session_id, listed, roster.get("rotates", False))
    return Line(tables, session_id, archers)


async def test_each_arrow_passes_time_and_turn_on(two: Line) -> None:
    await two.start(TWO)
    found = [await two.on()]
    for _ in range(6):
        await two.shoot()
        found.append(await two.on())
    assert found == [("A", 1, 1), ("B", 1, 2), ("A", 1, 1), ("B", 1, 2), ("A", 1, 1), ("B", 1, 2), ("A", 2, 0)]
    timer = await two.timer.get_one()
    assert timer is not None
    assert [(side.name, side.archer_ids) for side in timer.sides] == [
        ("Robin", two.archers[:1]), ("Marian", two.archers[1:]),
    ]  # fmt: skip


async def test_a_time_that_runs_out_passes_the_turn_on(two: Line) -> None:
    await two.start(TWO)
    await two.passes(20 + LAST_FLIGHT_S / 2)
    assert await two.on() == ("A", 1, 2), "an arrow may be in the air"
    await two.passes(LAST_FLIGHT_S)
    assert await two.on() == ("B", 1, 2)
    await two.shoot()
    assert await two.on() == ("A", 1, 1)
    await two.shoot()
    assert await two.on() == ("B", 1, 2)
    (mark,) = (await CorrectionsDB(two.tables.admin).of_session(two.session_id, CorrectionFilters())).rows
    assert (mark.kind, mark.made_by) == ("turn", "timer")


async def test_what_lands_as_the_time_runs_out_is_late_and_of_whose_time_it_was(two: Line) -> None:
    await two.start(TWO)
    stored = await two.stored()
    assert stored.began_at is not None
    late = await two.tables.landed(two.session_id, stored.began_at + timedelta(seconds=20.8))
    shot = await ShotsDB(two.tables.admin).get_one_by_id(late)
    assert (shot.archer_id, shot.is_out_of_time) == (two.archers[0], True)
    # the next one is the other's, and in time
    following = await two.tables.landed(two.session_id, stored.began_at + timedelta(seconds=23))
    shot = await ShotsDB(two.tables.admin).get_one_by_id(following)
    assert (shot.archer_id, shot.is_out_of_time) == (two.archers[1], False)


async def test_a_taken_back_arrow_gives_time_and_turn_back(two: Line) -> None:
    await two.start(TWO)
    first = await two.shoot()
    await ShotsDB(two.tables.admin).delete_one(first)
    await two.in_step()
    assert await two.on() == ("A", 1, 1)
    for _ in range(6):
        last = await two.shoot()
    assert await two.on() == ("A", 2, 0)
    await ShotsDB(two.tables.admin).delete_one(last)
    await two.in_step()
    assert await two.on() == ("B", 1, 2)


async def test_what_a_person_says_of_the_turn_the_timer_follows_and_back(two: Line) -> None:
    await two.start(TWO)
    mark = await two.turns.insert_one(two.session_id, TurnCreate(archer_id=two.archers[1]))
    await two.in_step()
    assert await two.on() == ("B", 1, 2)
    await two.turns.delete_one(two.session_id, mark)
    await two.in_step()
    assert await two.on() == ("A", 1, 1)
    await two.act("next")
    assert await two.on() == ("B", 1, 2)
    mark_id = (await two.turn()).mark_id
    assert mark_id is not None
    await two.turns.delete_one(two.session_id, mark_id)
    await two.in_step()
    assert await two.on() == ("A", 1, 1)


async def test_who_begins_the_end_passes_over_nobody(two: Line) -> None:
    await two.turns.insert_one(two.session_id, TurnCreate(end_number=1, archer_id=two.archers[1]))
    await two.start(TWO)
    found = [await two.on()]
    for _ in range(6):
        await two.shoot()
        found.append(await two.on())
    assert found == [("B", 1, 1), ("A", 1, 2), ("B", 1, 1), ("A", 1, 2), ("B", 1, 1), ("A", 1, 2), ("A", 2, 0)]


async def test_an_arrow_that_lands_while_time_is_held_counts_when_it_goes_on(two: Line) -> None:
    await two.start(TWO)
    await two.act("pause")
    await two.shoot()
    assert (await two.stored()).status == "paused"
    await two.act("resume")
    assert await two.on() == ("B", 1, 2)


async def test_a_detail_that_has_shot_all_makes_room(tables: Tables) -> None:
    line = await in_details(tables)
    await line.start(ABCD)
    for _ in range(5):
        await line.shoot()
    assert await line.on() == ("B", 1, 1)
    await line.shoot()
    assert await line.on() == ("C", 1, 2)
    for _ in range(6):
        await line.shoot()
    assert await line.on() == ("A", 2, 0)
    timer = await line.timer.get_one()
    assert timer is not None
    assert [side.name for side in timer.sides] == ["AB", "CD"]


async def test_turns_follow_a_detail_whose_time_ran_out(tables: Tables) -> None:
    line = await in_details(tables)
    await line.start(ABCD | {"passes_on": "time"})
    await line.shoot()
    await line.passes(120 + LAST_FLIGHT_S)
    assert await line.on() == ("C", 1, 2)
    closed = {end.archer_id: end.closed_by for end in await line.turns.find_ends(line.session_id)}
    assert [closed[one] for one in line.archers[:2]] == ["timer", "timer"]
    for _ in range(6):
        await line.shoot()
    assert (await line.on())[:2] == ("A", 2)


async def test_the_other_detail_begins_the_next_end(tables: Tables) -> None:
    line = await in_details(tables, rotates=True)
    await line.start(ABCD)
    for _ in range(12):
        await line.shoot()
    assert await line.on() == ("C", 2, 0)
    await line.act("start")
    timer = await line.timer.get_one()
    assert timer is not None
    assert [side.name for side in timer.sides] == ["CD", "AB"]
    for _ in range(6):
        await line.shoot()
    assert await line.on() == ("A", 2, 2)


async def test_archers_with_faces_of_their_own_make_room_when_all_have_shot(tables: Tables) -> None:
    line = await in_details(tables, on_faces=True)
    await line.start(ABCD)
    for archer in line.archers[:2]:
        for _ in range(3):
            assert await line.on() == (None, 1, 1)
            await line.shoot(archer_id=archer)
    assert await line.on() == (None, 1, 2)


async def test_without_a_roster_the_last_arrow_ends_the_time(tables: Tables) -> None:
    line = Line(tables, await tables.session(), [])
    await line.start(ABCD | {"turns": 1})
    for _ in range(3):
        assert await line.on() == (None, 1, 1)
        await line.shoot()
    assert await line.on() == (None, 2, 0)


async def test_who_was_quicker_is_not_followed(two: Line) -> None:
    await two.start(TWO)
    seen = (await two.stored()).revision
    await two.act("next")
    assert not await two.tables.admin.fetchval("SELECT pass_turn($1, 1, '{1,0}')", seen)
    (mark, *_) = (await CorrectionsDB(two.tables.admin).of_session(two.session_id, CorrectionFilters())).rows
    assert mark.made_by == "timer"
