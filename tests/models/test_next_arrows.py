"""Arrows that a person gives to an archer, guests, and archers who move from their turns to a spot."""

from datetime import timedelta

from appliance.models.shots_db import ShotsDB
from appliance.models.turns_db import TurnsDB
from tests.builders import a_face
from tests.models.helpers import Tables
from tests.models.test_dealing_again import a_session


async def test_an_arrow_given_to_an_archer_whose_end_is_full_is_of_the_next_end(tables: Tables) -> None:
    session_id, (first, second) = await a_session(tables)
    now = await tables.admin.fetchval("SELECT clock_timestamp()")
    for k in range(3):
        await tables.landed(session_id, now + timedelta(seconds=k))
    ahead = await tables.landed(session_id, now + timedelta(seconds=3), archer_id=first)
    named = await tables.landed(session_id, now + timedelta(seconds=4), archer_id=first, end_number=1)
    for k in range(5, 10):
        await tables.landed(session_id, now + timedelta(seconds=k))
    shots = {shot.id: shot for shot in (await ShotsDB(tables.admin).read_session(session_id)).rows}
    assert (shots[ahead].end_number, shots[named].end_number) == (2, 1)
    # it is the first of the three that the archer has in the second end, and the turn passes after two more
    dealt = [(shot.archer_id, shot.end_number) for shot in shots.values() if shot.id not in (ahead, named)]
    assert dealt == [(first, 1)] * 3 + [(second, 1)] * 3 + [(first, 2)] * 2
    surplus = [shot.end_number for shot in shots.values() if shot.is_surplus]
    assert surplus == [1]
    turn = await TurnsDB(tables.admin).get_one(session_id)
    assert (turn.end_number, turn.archer_id, turn.arrow) == (2, second, 1)
    ends = await TurnsDB(tables.admin).find_ends(session_id)
    assert sorted((end.end_number, end.arrows, end.closed_by) for end in ends) == [
        (1, 3, "arrows"), (1, 4, "arrows"), (2, 3, "arrows")
    ]  # fmt: skip


async def test_arrows_ahead_by_a_whole_end_begin_the_end_after_it(tables: Tables) -> None:
    session_id, (first, second) = await a_session(tables)
    now = await tables.admin.fetchval("SELECT clock_timestamp()")
    for k in range(3):
        await tables.landed(session_id, now + timedelta(seconds=k))
    for k in range(3, 7):
        await tables.landed(session_id, now + timedelta(seconds=k), archer_id=first)
    for k in range(7, 13):
        await tables.landed(session_id, now + timedelta(seconds=k))
    shots = (await ShotsDB(tables.admin).read_session(session_id)).rows
    assert [shot.end_number for shot in shots if shot.archer_id == first] == [1] * 3 + [2] * 3 + [3]
    assert [shot.end_number for shot in shots if shot.archer_id == second] == [1] * 3 + [2] * 3
    assert not any(shot.is_surplus for shot in shots)
    turn = await TurnsDB(tables.admin).get_one(session_id)
    assert (turn.end_number, turn.archer_id, turn.arrow) == (3, first, 2)


async def test_an_end_that_a_late_arrow_of_a_guest_began_goes_on_under_another_length(tables: Tables) -> None:
    session_id, _ = await a_session(tables)
    guest = await tables.archer("C")
    now = await tables.admin.fetchval("SELECT clock_timestamp()")
    for k in (1, 2, 3):
        await tables.landed(session_id, now + timedelta(seconds=k), archer_id=guest)
    await tables.admin.execute("UPDATE sessions SET arrows_per_end = 4 WHERE id = $1", session_id)
    # by the fourth arrow, which came late, the guest's second end had begun before the change
    await tables.landed(session_id, now + timedelta(seconds=2.5), archer_id=guest)
    ends = [end for end in await TurnsDB(tables.admin).find_ends(session_id) if end.archer_id == guest]
    assert [(end.end_number, end.arrows, end.arrows_per_end) for end in ends] == [(1, 3, 4), (2, 1, 4)]
    assert not any(shot.is_surplus for shot in (await ShotsDB(tables.admin).read_session(session_id)).rows)


async def test_an_archer_who_gets_a_spot_goes_on_with_their_end(tables: Tables) -> None:
    session_id, (first, _) = await a_session(tables)
    await tables.target(session_id, faces=[a_face(human_identifier="spot")])
    now = await tables.admin.fetchval("SELECT clock_timestamp()")
    for k in range(7):
        await tables.landed(session_id, now + timedelta(seconds=k))
    listed = [{"archer_id": str(first), "letter": "A", "shooting_order": 1, "detail": 1, "face": "spot"}]
    await tables.admin.fetchval("SELECT set_roster($1, 3, $2, false)", session_id, listed)
    for k in range(7, 10):
        await tables.landed(session_id, now + timedelta(seconds=k))
    shots = [shot for shot in (await ShotsDB(tables.admin).read_session(session_id)).rows if shot.archer_id == first]
    assert [shot.end_number for shot in shots] == [1, 1, 1, 2, 2, 2, 3]
    assert not any(shot.is_surplus for shot in shots)


async def test_ends_that_everybody_has_shot_ahead_are_passed_over_at_once_however_many(tables: Tables) -> None:
    """Any process may write such a mark; one by one they would keep an arrow waiting for minutes."""
    session_id, (first, second) = await a_session(tables)
    many = 900_000_000
    await tables.admin.execute(
        "INSERT INTO turn_marks (session_id, kind, holds_from, state, config) "
        "SELECT session_id, 'turn', clock_timestamp(), state || $2, config FROM turn_marks WHERE session_id = $1 "
        "ORDER BY holds_from DESC, seq DESC LIMIT 1",
        session_id,
        {"ahead": {str(first): many, str(second): many + 4}, "taken": {str(second): 3}, "whose": str(first)},
    )
    now = await tables.admin.fetchval("SELECT clock_timestamp()")
    for k in range(4):
        await tables.landed(session_id, now + timedelta(seconds=k))
    shots = (await ShotsDB(tables.admin).read_session(session_id)).rows
    ahead = many // 3
    assert [(shot.archer_id, shot.end_number) for shot in shots] == [(first, 1)] * 3 + [(first, 2 + ahead)]
    turn = await TurnsDB(tables.admin).get_one(session_id)
    assert (turn.end_number, turn.archer_id, turn.arrow) == (2 + ahead, first, 2)
