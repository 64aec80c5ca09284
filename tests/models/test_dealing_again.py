"""Turns and ends follow anew where the record changes: what a random search over records has found."""

from datetime import timedelta
from uuid import UUID

from appliance.models.shots_db import ShotsDB
from appliance.models.turns_db import TurnsDB
from appliance.schema.shots import ShotUpdate
from appliance.schema.turns import TurnCreate
from tests.builders import a_face
from tests.models.helpers import Tables


async def a_session(tables: Tables, **roster: int) -> tuple[UUID, list[UUID]]:
    session_id = await tables.session()
    archers = [await tables.archer(name) for name in "AB"]
    await tables.roster(session_id, archers, **roster)
    return session_id, archers


async def test_a_sighter_that_is_called_among_sighters_is_of_whose_turn_it_is(tables: Tables) -> None:
    session_id = await tables.session(begins_with_sighters=True)
    archers = [await tables.archer(name) for name in "AB"]
    await tables.roster(session_id, archers, arrows_per_turn=1)
    now = await tables.admin.fetchval("SELECT clock_timestamp()")
    for seconds in (1, 3, 2):
        await tables.landed(session_id, now + timedelta(seconds=seconds), is_sighter=True)
    shots = (await ShotsDB(tables.admin).read_session(session_id)).rows
    assert [shot.archer_id for shot in shots] == [archers[0], archers[1], archers[0]]


async def test_an_end_that_a_late_arrow_began_earlier_stays_when_that_arrow_is_deleted(tables: Tables) -> None:
    session_id = await tables.session(arrows_per_end=1)
    turns, shots = TurnsDB(tables.admin), ShotsDB(tables.admin)
    now = await tables.admin.fetchval("SELECT clock_timestamp()")
    await tables.landed(session_id, now)
    await turns.insert_one(session_id, TurnCreate(end_number=2))
    late = await tables.landed(session_id, now - timedelta(seconds=1))
    assert [end.end_number for end in await turns.find_ends(session_id)] == [1, 2]
    await shots.delete_one(late)
    assert [(end.end_number, end.closed_by) for end in await turns.find_ends(session_id)] == [(1, "arrows"), (2, None)]
    for seconds in (1, 2):
        await tables.landed(session_id, now + timedelta(seconds=seconds), end_number=2)
    assert [shot.is_surplus for shot in (await shots.read_session(session_id)).rows] == [False, False, True]


async def test_a_sighter_of_nobody_that_is_given_to_somebody_stands_in_their_end(tables: Tables) -> None:
    session_id = await tables.session(arrows_per_end=1)
    archer_id = await tables.archer("A")
    now = await tables.admin.fetchval("SELECT clock_timestamp()")
    for seconds in range(3):
        await tables.landed(session_id, now + timedelta(seconds=seconds))
    sighter = await tables.landed(session_id, now + timedelta(seconds=3), is_sighter=True)
    shots = ShotsDB(tables.admin)
    await shots.update_one(sighter, ShotUpdate(archer_id=archer_id))
    ends = {shot.id: shot.end_number for shot in (await shots.read_session(session_id)).rows}
    assert ends[sighter] == 1


async def test_an_end_that_goes_on_under_another_length_has_that_length(tables: Tables) -> None:
    session_id, archers = await a_session(tables, arrows_per_turn=6)
    now = await tables.admin.fetchval("SELECT clock_timestamp()")
    length = "UPDATE sessions SET arrows_per_end = $2 WHERE id = $1"
    for k in range(2):
        await tables.landed(session_id, now + timedelta(seconds=k))
    await tables.admin.execute(length, session_id, 6)
    await tables.admin.execute(length, session_id, 4)  # instead of six
    for k in range(2, 5):
        await tables.landed(session_id, now + timedelta(seconds=k))
    shots = (await ShotsDB(tables.admin).read_session(session_id)).rows
    assert [shot.archer_id for shot in shots] == [archers[0]] * 4 + [archers[1]]
    assert not any(shot.is_surplus for shot in shots)
    ends = await TurnsDB(tables.admin).find_ends(session_id)
    assert [(end.arrows_per_end, end.closed_by) for end in ends] == [(4, "arrows"), (4, None)]


async def test_a_length_that_is_taken_back_is_that_of_no_other_session(tables: Tables) -> None:
    sessions = []
    for arrows in (4, 3):
        await tables.admin.execute("UPDATE sessions SET is_opened = false WHERE is_opened")
        session_id = await tables.session(arrows_per_end=arrows)
        sessions.append(session_id)
        await tables.landed(session_id, await tables.admin.fetchval("SELECT clock_timestamp()"))
    for arrows in (6, 5):
        await tables.admin.execute("UPDATE sessions SET arrows_per_end = $2 WHERE id = $1", session_id, arrows)
    turns = TurnsDB(tables.admin)
    lengths = [[end.arrows_per_end for end in await turns.find_ends(one)] for one in sessions]
    assert lengths == [[4], [5]]


async def test_what_a_mark_that_is_taken_back_leaves_in_an_end_is_counted_again(tables: Tables) -> None:
    session_id = await tables.session(arrows_per_end=1)
    turns, shots = TurnsDB(tables.admin), ShotsDB(tables.admin)
    mark_id = await turns.insert_one(session_id, TurnCreate(end_number=2))
    now = await tables.admin.fetchval("SELECT clock_timestamp()")
    await tables.landed(session_id, now)
    await tables.landed(session_id, now + timedelta(seconds=1), end_number=1)
    await turns.delete_one(session_id, mark_id)
    found = (await shots.read_session(session_id)).rows
    assert [(shot.end_number, shot.is_surplus) for shot in found] == [(1, False), (1, True)]


async def test_arrows_of_before_an_end_was_anybody_s_are_too_many_in_it(tables: Tables) -> None:
    session_id = await tables.session(arrows_per_end=1)
    await tables.target(session_id, faces=[a_face(x=650.0), a_face(x=1000.0, human_identifier="spot")])
    on_spot = {
        "archer_id": str(await tables.archer("A")),
        "detail": 1,
        "letter": "A",
        "shooting_order": 1,
        "face": "spot",
    }
    roster = "SELECT set_roster($1, 1, $2, false)"
    await tables.admin.fetchval(roster, session_id, [on_spot])
    now = await tables.admin.fetchval("SELECT clock_timestamp()")
    for k in range(3):
        await tables.landed(session_id, now + timedelta(microseconds=k))
    shots = ShotsDB(tables.admin)
    assert not any(shot.is_surplus for shot in (await shots.read_session(session_id)).rows), "nobody has a turn: no end"
    await tables.admin.fetchval(roster, session_id, [])
    mark_id = await TurnsDB(tables.admin).insert_one(session_id, TurnCreate(end_number=2))
    assert [shot.is_surplus for shot in (await shots.read_session(session_id)).rows] == [False, True, True]
    await TurnsDB(tables.admin).delete_one(session_id, mark_id)
    assert not any(shot.is_surplus for shot in (await shots.read_session(session_id)).rows)


async def test_an_end_that_begins_later_again_has_the_length_of_then(tables: Tables) -> None:
    session_id, archer_id = await tables.session(arrows_per_end=1), await tables.archer("A")
    shots, turns = ShotsDB(tables.admin), TurnsDB(tables.admin)
    now = await tables.admin.fetchval("SELECT clock_timestamp()")
    await tables.landed(session_id, now)
    await tables.admin.execute("UPDATE sessions SET arrows_per_end = 4 WHERE id = $1", session_id)
    after = await tables.admin.fetchval("SELECT clock_timestamp()")
    own = [await tables.landed(session_id, after + timedelta(seconds=k), archer_id=archer_id) for k in range(2)]

    async def surplus() -> list[bool]:
        return [shot.is_surplus for shot in (await shots.read_session(session_id)).rows if shot.id in own]

    async def length() -> list[int]:
        return [end.arrows_per_end for end in await turns.find_ends(session_id) if end.archer_id == archer_id]

    assert (await length(), await surplus()) == ([4], [False, False])
    own.append(await tables.landed(session_id, now + timedelta(microseconds=1), archer_id=archer_id))
    assert await length() == [1], "it began before ends were longer"
    await shots.delete_one(own.pop())
    assert (await length(), await surplus()) == ([4], [False, False])


async def test_an_end_of_which_two_arrows_come_at_once_has_the_length_of_the_first(tables: Tables) -> None:
    session_id, archer_id = await tables.session(arrows_per_end=2), await tables.archer("A")
    now = await tables.admin.fetchval("SELECT clock_timestamp()")
    await tables.landed(session_id, now)
    await tables.admin.execute("UPDATE sessions SET arrows_per_end = 1 WHERE id = $1", session_id)
    await tables.admin.execute(
        """
        INSERT INTO shots (session_id, arrow_landing_time, x, y, archer_id)
        SELECT $1, at, 650, 650, $2 FROM unnest($3::timestamptz[]) AS one (at)
        """,
        session_id, archer_id, [now + timedelta(seconds=2), now + timedelta(microseconds=1)],
    )  # fmt: skip
    ends = await TurnsDB(tables.admin).find_ends(session_id)
    assert [end.arrows_per_end for end in ends if end.archer_id == archer_id] == [2]
    assert not any(shot.is_surplus for shot in (await ShotsDB(tables.admin).read_session(session_id)).rows)
