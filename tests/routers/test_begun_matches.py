"""Matches that begin: not over a judge's decision, not over another match, and only while they are there."""

from uuid import UUID, uuid4

import pytest

from appliance.database.pool import Pool
from appliance.models.brackets_db import BracketsDB, MatchSession
from appliance.models.errors import DBException, DBNotFound
from appliance.models.unreadable import UNREADABLE
from tests.english import all_english, refusing
from tests.routers.evening import EIGHT, NINE, TEN, Evening, equal_match, evening
from tests.routers.test_access import access_rules, paired
from tests.routers.test_unreadable import unbind

__all__ = ["access_rules", "evening"]


async def test_a_coach_does_not_undo_what_a_judge_decided_by_beginning_the_match(evening: Evening) -> None:
    bracket_id = await evening.bracket()
    match = (await evening.read(bracket_id))[4, 1]
    await evening.rule(match, "b")
    coach = await paired(evening.phone, evening.tables, "coach")
    begin = (f"/match/{match['id']}/begin", {"arrows_per_turn": 3})
    code, _, errors = await coach.call("POST", *begin)
    assert (code, errors[0].split(":")[0], "decided" in errors[0]) == (422, "path.id", True)
    matches = await evening.read(bracket_id)
    assert [matches[4, 1][name] for name in ("session_id", "winner", "by", "ruled_by")] == [
        None, "b", "judge", "judge:Chris"
    ]  # fmt: skip
    assert matches[2, 1]["seed_a"] == 4
    # taken back by a judge, it is shot
    await evening.rule(match, None)
    assert (await coach.call("POST", *begin))[0] == 201


async def test_nothing_is_left_of_a_decision_about_others_once_the_match_begins(evening: Evening) -> None:
    await evening.tables.admin.execute(
        "WITH run AS (INSERT INTO clock_runs (kernel_boot, began_at, began_mono_us, offset_us, is_trusted) "
        "VALUES ('boot', now(), 0, 0, true) RETURNING id) UPDATE appliance SET clock_id = run.id FROM run"
    )
    bracket_id = await evening.bracket()
    matches = await evening.read(bracket_id)
    for number in (1, 2):
        await evening.rule(matches[4, number], "a")
    final = (await evening.read(bracket_id))[2, 1]
    await evening.rule(final, "a")
    clocks = "SELECT clock_id IS NOT NULL FROM matches WHERE id = $1"
    assert await evening.tables.admin.fetchval(clocks, UUID(final["id"]))
    await evening.rule(matches[4, 2], "b")
    assert (await evening.read(bracket_id))[2, 1]["is_contested"]
    await evening.begin(final)
    final = (await evening.read(bracket_id))[2, 1]
    assert [final[name] for name in ("seed_b", "winner", "ruled_by", "ruled_at")] == [3, None, None, None]
    assert not await evening.tables.admin.fetchval(clocks, UUID(final["id"]))


def shooting(evening: Evening, closing: str | None) -> MatchSession:
    """Robin against Will, as somebody saw it a moment ago."""
    return MatchSession(
        archer_ids=(evening.archers[0], evening.archers[3]),
        arrows_per_end=3,
        arrows_per_turn=3,
        on_own_faces=False,
        seeds=(1, 4),
        instead_of=None,
        ruled_at=None,
        closing=None if closing is None else UUID(closing),
    )


async def test_who_was_quicker_is_not_overruled(evening: Evening, server_pool: Pool) -> None:
    matches = await evening.read(await evening.bracket())
    brackets, match_id = BracketsDB(server_pool), UUID(matches[4, 1]["id"])
    seen = shooting(evening, evening.session_id)
    # a judge decided meanwhile
    await evening.rule(matches[4, 1], "b")
    with refusing(DBException, "decided"):
        await brackets.begin(match_id, seen)
    await evening.rule(matches[4, 1], None)
    # another coach opened something else meanwhile
    await evening.begin(matches[4, 2])
    with refusing(DBException, "another session is open"):
        await brackets.begin(match_id, seen)
    # or began this match
    opened = (await evening.phone.call("GET", "/session/open"))[1]["id"]
    await evening.tables.admin.execute("UPDATE matches SET session_id = $2 WHERE id = $1", match_id, UUID(opened))
    with refusing(DBException, "begun already"):
        await brackets.begin(match_id, seen)
    # or deleted the bracket
    await evening.tables.admin.execute("DELETE FROM brackets")
    with refusing(DBNotFound, f"no match {match_id}"):
        await brackets.begin(match_id, seen)
    assert (await evening.phone.call("GET", "/session/open"))[1]["id"] == opened


async def test_two_coaches_do_not_end_each_others_match(evening: Evening) -> None:
    bracket_id = await evening.bracket()
    matches = await evening.read(bracket_id)
    first = await evening.begin(matches[4, 1])
    other = (f"/match/{matches[4, 2]['id']}/begin", {"arrows_per_turn": 3})
    code, _, errors = await evening.judge.call("POST", *other)
    assert (code, "another match" in errors[0]) == (422, True)
    assert (await evening.phone.call("GET", "/session/open"))[1]["id"] == first
    # decided, it makes room for the next one
    await evening.shoot(first, *[TEN, TEN, TEN, EIGHT, EIGHT, EIGHT] * 3)
    assert (await evening.judge.call("POST", *other))[0] == 201


async def test_an_end_that_nobody_shot_is_none(evening: Evening) -> None:
    bracket_id = await evening.bracket()
    matches = await evening.read(bracket_id)
    session_id = await evening.begin(matches[4, 1])
    for end_number in (1, 3, 7):
        for k, (x, y) in ((0, TEN), (3, NINE)):
            for _ in range(3):
                await evening.tables.admin.execute(
                    "INSERT INTO shots (session_id, archer_id, end_number, arrow_landing_time, x, y) "
                    "VALUES ($1, $2, $3, appliance_now(), $4, $5)",
                    UUID(session_id), evening.archers[k], end_number, x, y,
                )  # fmt: skip
    match = (await evening.read(bracket_id))[4, 1]
    assert [match[name] for name in ("a", "b", "winner", "by")] == [6, 0, "a", "points"]
    assert [(end["points_a"], end["points_b"]) for end in match["ends"]] == [(30, 27)] * 3


async def test_an_archer_whose_arrows_decide_matches_stays(evening: Evening) -> None:
    bracket_id = await evening.bracket()
    session_id = await evening.begin((await evening.read(bracket_id))[4, 1])
    await evening.shoot(session_id, *[TEN, TEN, TEN, EIGHT, EIGHT, EIGHT] * 3)
    path = f"/archer/{evening.archers[0]}"
    for language, words in (("en", "stands in the matches of Evening"), ("es", "Evening"), ("fr", "Evening")):
        code, _, errors = await evening.judge.call("DELETE", path, headers={"Accept-Language": language})
        assert (code, errors[0].split(":")[0], words in errors[0]) == (422, "path.id", True), errors
    assert (await evening.read(bracket_id))[4, 1]["winner"] == "a"
    # an entry that lost its archers: only those who shot in its matches stay
    await unbind(evening.tables)
    await evening.tables.admin.execute("ALTER TABLE bracket_entries ALTER COLUMN archer_ids DROP NOT NULL")
    kept = await evening.tables.admin.fetchval("SELECT archer_ids FROM bracket_entries WHERE seed = 1")
    _, other, _ = await evening.judge.call("POST", "/archer", {"name": "Tuck"})
    for lost in (None, [None], []):
        await evening.tables.admin.execute("UPDATE bracket_entries SET archer_ids = $1 WHERE seed = 1", lost)
        assert (await evening.judge.call("DELETE", path))[0] == 422
    assert (await evening.judge.call("DELETE", f"/archer/{other}"))[0] == 204
    await evening.tables.admin.execute("UPDATE bracket_entries SET archer_ids = $1 WHERE seed = 1", kept)
    assert (await evening.judge.call("DELETE", f"/archer/{uuid4()}"))[0] == 404
    await evening.judge.call("DELETE", f"/bracket/{bracket_id}")
    assert (await evening.judge.call("DELETE", path))[0] == 204
    assert (await evening.judge.call("DELETE", path))[0] == 404


@pytest.mark.parametrize(
    "spoiling",
    [
        "DELETE FROM bracket_entries WHERE seed = 2",
        "DELETE FROM bracket_entries WHERE seed > 1",
        "UPDATE bracket_entries SET seed = 9 WHERE seed = 4",
        "UPDATE bracket_entries SET archer_ids = archer_ids || gen_random_uuid() WHERE seed = 1",
        "UPDATE bracket_entries SET archer_ids = (SELECT archer_ids FROM bracket_entries WHERE seed = 2) WHERE seed=1",
        "UPDATE matches SET stage = 32, number = 16 WHERE stage = 2",
        "UPDATE matches SET seed_a = 1, seed_b = 9 WHERE stage = 2",
        "DELETE FROM matches WHERE stage = 3",
    ],
)
async def test_what_is_no_bracket_is_named_and_can_be_deleted(spoiling: str, evening: Evening) -> None:
    bracket_id = await evening.bracket()
    match = (await evening.read(bracket_id))[4, 1]
    await evening.tables.admin.execute(spoiling)
    for answer in (
        await evening.phone.call("GET", f"/bracket/{bracket_id}"),
        await evening.judge.call("POST", f"/match/{match['id']}/begin", {"arrows_per_turn": 3}),
        await evening.judge.call("PATCH", f"/match/{match['id']}", {"winner": "a"}),
    ):
        assert (answer[0], "cannot be read" in answer[2][0]) == (409, True), answer
    _, listed, _ = await evening.phone.call("GET", "/bracket")
    assert [one["id"] for one in listed] == [bracket_id]
    assert (await evening.judge.call("DELETE", f"/bracket/{bracket_id}"))[0] == 204


@pytest.mark.parametrize(
    "odd", ["ruled_winner = 'c'", "ruled_by = E'\\x01'", "ruled_at = 'infinity'", "first_side = ''"]
)
async def test_a_match_that_cannot_be_read_is_named_and_no_fault_of_the_server(odd: str, evening: Evening) -> None:
    bracket_id = await evening.bracket()
    match = (await evening.read(bracket_id))[4, 1]
    await evening.rule(match, "a")
    await unbind(evening.tables)
    await evening.tables.admin.execute(f"UPDATE matches SET {odd} WHERE id = $1", UUID(match["id"]))  # noqa: S608
    code, _, errors = await evening.phone.call("GET", f"/bracket/{bracket_id}")
    assert (code, "cannot be read" in errors[0]) == (409, True), errors
    (sentence,) = all_english(UNREADABLE.messages())
    assert sentence.startswith(f"1 of matches cannot be read and is left out: correct or delete {match['id']}")


async def test_an_end_of_more_arrows_than_there_can_be_holds_up_no_bracket(evening: Evening) -> None:
    bracket_id, match, _ = await equal_match(evening)
    before = (await evening.read(bracket_id))[4, 2]
    await unbind(evening.tables)
    await evening.tables.admin.execute("SET session_replication_role = replica")
    await evening.tables.admin.execute("UPDATE ends SET arrows_per_end = 2147483647")
    found = (await evening.read(bracket_id))[4, 2]
    assert (found["id"], found["a"], found["b"]) == (match["id"], before["a"], before["b"])


async def test_what_was_not_shot_of_an_end_that_is_over_is_missed(evening: Evening) -> None:
    async def stands() -> tuple[int, int, str]:
        match = (await evening.read(bracket_id))[4, 1]
        return match["a"], match["b"], match["state"]

    async def unshot() -> list[tuple[int, int]]:
        return [(end["unshot_a"], end["unshot_b"]) for end in (await evening.read(bracket_id))[4, 1]["ends"]]

    bracket_id = await evening.bracket()
    session_id = await evening.begin((await evening.read(bracket_id))[4, 1])
    turn = f"/session/{session_id}/turn"
    # Will is not there yet: nobody waits for the arrows of an end that is over
    await evening.shoot(session_id, NINE, NINE, NINE)
    assert await stands() == (0, 0, "shooting")
    _, mark, _ = await evening.judge.call("POST", turn, {"end_number": 2})
    assert await stands() == (2, 0, "shooting")
    assert await unshot() == [(0, 3), (0, 0)]
    # taken back, it is waited for them again
    assert (await evening.judge.call("DELETE", f"{turn}/{mark}"))[0] == 204
    assert await stands() == (0, 0, "shooting")
    await evening.judge.call("POST", turn, {"end_number": 2})
    # an end that was passed over by mistake is none
    await evening.judge.call("POST", turn, {"end_number": 3})
    await evening.shoot(session_id, EIGHT, EIGHT, EIGHT, TEN, TEN, TEN)
    assert await stands() == (2, 2, "shooting")
    # Robin leaves: of each end that is over all is missed
    for end in (5, 6):
        await evening.judge.call("POST", turn, {"archer_id": str(evening.archers[3])})
        await evening.shoot(session_id, TEN, TEN, TEN)
        assert (await evening.phone.call("GET", turn))[1]["end_number"] == end
    assert await stands() == (2, 6, "decided")
    assert await unshot() == [(0, 3), (0, 0), (3, 0), (3, 0)]
    # what was shot all the same is entered afterwards, and counts in the place of the miss
    for _ in range(3):
        entry = {"session_id": session_id, "archer_id": str(evening.archers[0]), "end_number": 4, "points_called": 10}
        assert (await evening.judge.call("POST", "/shot", entry))[0] == 201
    assert await stands() == (3, 5, "shooting")
    assert await unshot() == [(0, 3), (0, 0), (0, 0), (3, 0), (0, 0)]


async def test_an_archer_who_does_not_shoot_in_a_shoot_off_has_missed(evening: Evening) -> None:
    bracket_id, match, session_id = await equal_match(evening)
    await evening.shoot(session_id, NINE)
    assert (await evening.read(bracket_id))[4, 2]["state"] == "shoot_off"
    turn = (await evening.phone.call("GET", f"/session/{session_id}/turn"))[1]
    next_end = {"end_number": turn["end_number"] + 1}
    assert (await evening.judge.call("POST", f"/session/{session_id}/turn", next_end))[0] == 201
    found = (await evening.read(bracket_id))[4, 2]
    assert (found["id"], found["winner"], found["by"]) == (match["id"], "a", "shoot_off")
    assert [(off["unshot_a"], off["unshot_b"]) for off in found["shoot_offs"]] == [(0, 1)]
