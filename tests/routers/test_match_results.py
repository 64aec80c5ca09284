"""Matches at other butts by HTTP: where each is shot, and what a scorer enters of it and takes back."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from appliance.database.pool import Pool
from appliance.models.errors import DBException
from appliance.models.match_results_db import EnteredResult, MatchResultsDB
from tests.english import refusing
from tests.routers.evening import NINE, TEN, Evening, evening
from tests.routers.test_access import access_rules, paired

__all__ = ["access_rules", "evening"]


async def enter(evening: Evening, match: dict[str, Any], a: int, b: int, winner: str | None = None) -> None:
    code, _, errors = await evening.judge.call(
        "PUT", f"/match/{match['id']}/result", {"a": a, "b": b, "winner": winner}
    )
    assert code == 202, errors


async def test_matches_of_a_stage_take_the_butts_in_turn_and_one_may_move(evening: Evening) -> None:
    bracket_id = await evening.bracket(butts=["1", "2"])
    matches = await evening.read(bracket_id)
    assert {place: one["butt"] for place, one in matches.items()} == {
        (4, 1): "1", (4, 2): "2", (3, 1): "1", (2, 1): "1"
    }  # fmt: skip
    for butt in ("3B", None):
        assert (await evening.judge.call("PUT", f"/match/{matches[3, 1]['id']}/butt", {"butt": butt}))[0] == 202
        assert (await evening.read(bracket_id))[3, 1]["butt"] == butt
    alone = await evening.read(await evening.bracket())
    assert {one["butt"] for one in alone.values()} == {None}


async def test_a_match_at_another_butt_is_entered_and_its_winner_goes_on(evening: Evening) -> None:
    coach = await paired(evening.phone, evening.tables, "coach")
    await evening.tables.admin.execute("UPDATE pairings SET name = 'Anna''s phone' WHERE name = 'x'")
    bracket_id = await evening.bracket(butts=["1", "2"])
    matches = await evening.read(bracket_id)
    path = f"/match/{matches[4, 2]['id']}/result"
    assert (await coach.call("PUT", path, {"a": 4, "b": 6}))[0] == 202
    match = (await evening.read(bracket_id))[4, 2]
    found = [match[name] for name in ("a", "b", "state", "winner", "by", "ruled_by", "session_id")]
    assert found == [4, 6, "decided", "b", "entered", "Anna's phone", None]
    assert (await evening.read(bracket_id))[2, 1]["seed_b"] == 3
    # meanwhile the other one is shot here, and both are in the final
    session_id = await evening.begin(matches[4, 1])
    for _ in range(3):
        await evening.shoot(session_id, TEN, TEN, TEN, NINE, NINE, NINE)
    matches = await evening.read(bracket_id)
    assert [matches[2, 1][name] for name in ("seed_a", "seed_b")] == [1, 3]
    assert [matches[3, 1][name] for name in ("seed_a", "seed_b")] == [4, 2]
    # a slip is entered anew, or taken back by one tap
    assert (await coach.call("PUT", path, {"a": 5, "b": 5, "winner": "a"}))[0] == 202
    assert (await evening.read(bracket_id))[2, 1]["seed_b"] == 2
    assert (await coach.call("DELETE", path))[0] == 204
    match = (await evening.read(bracket_id))[4, 2]
    assert [match[name] for name in ("a", "b", "state", "winner", "by", "ruled_by")] == [
        0, 0, "shooting", None, None, None
    ]  # fmt: skip
    assert (await coach.call("DELETE", path))[0] == 404


async def test_what_was_entered_is_contested_when_others_meet_and_shot_anew(evening: Evening) -> None:
    bracket_id = await evening.bracket()
    matches = await evening.read(bracket_id)
    await enter(evening, matches[4, 1], 6, 0)
    await enter(evening, matches[4, 2], 6, 0)
    await enter(evening, (await evening.read(bracket_id))[2, 1], 7, 3)
    await enter(evening, matches[4, 2], 0, 6)
    final = (await evening.read(bracket_id))[2, 1]
    assert (final["seed_b"], final["is_contested"], final["winner"]) == (2, True, "a")
    session_id = await evening.begin(final)
    for _ in range(3):
        await evening.shoot(session_id, NINE, NINE, NINE, TEN, TEN, TEN)
    final = (await evening.read(bracket_id))[2, 1]
    assert [final[name] for name in ("seed_b", "a", "b", "winner", "by")] == [3, 0, 6, "b", "points"]
    # and where the match before that has another winner again, what others shot stays a session of theirs
    await enter(evening, matches[4, 2], 6, 0)
    await enter(evening, final, 6, 2)
    final = (await evening.read(bracket_id))[2, 1]
    assert [final[name] for name in ("seed_b", "session_id", "winner", "by")] == [2, None, "a", "entered"]
    assert (await evening.phone.call("GET", f"/session/{session_id}"))[0] == 200


@pytest.mark.parametrize(
    ("bracket", "a", "b", "winner", "place"),
    [
        ({}, 6, 6, None, "body: "),
        ({}, 8, 2, None, "body: "),
        ({}, 6, 3, None, "body: "),
        ({}, 4, 2, None, "body: "),
        ({}, 5, 5, None, "body.winner: "),
        ({}, 6, 2, "a", "body.winner: "),
        ({}, -1, 6, None, "body.a: "),
        ({}, 6, 505, None, "body.b: "),
        ({"counting": "cumulative"}, 140, 140, None, "body.winner: "),
    ],
)
async def test_a_match_does_not_end_so(
    bracket: dict[str, Any], a: int, b: int, winner: str | None, place: str, evening: Evening
) -> None:
    bracket_id = await evening.bracket(**bracket)
    match = (await evening.read(bracket_id))[4, 1]
    body = {"a": a, "b": b, "winner": winner}
    code, _, errors = await evening.judge.call("PUT", f"/match/{match['id']}/result", body)
    assert (code, errors[0].startswith(place)) == (422, True), errors
    assert (await evening.read(bracket_id))[4, 1]["winner"] is None


async def test_what_was_shot_here_or_decided_by_a_judge_is_not_entered(evening: Evening) -> None:
    bracket_id = await evening.bracket()
    matches = await evening.read(bracket_id)
    await evening.begin(matches[4, 1])
    await evening.rule(matches[4, 2], "b")
    for place, word in (((4, 1), "begun"), ((4, 2), "judge"), ((2, 1), "nobody knows")):
        path = f"/match/{matches[place]['id']}/result"
        code, _, errors = await evening.judge.call("PUT", path, {"a": 6, "b": 0})
        assert (code, word in errors[0]) == (422, True), errors
        # nor does taking back a result take back a judge's word
        assert (await evening.judge.call("DELETE", path))[0] == 404
    assert (await evening.read(bracket_id))[4, 2]["winner"] == "b"


async def test_a_judge_decides_over_what_was_entered(evening: Evening) -> None:
    bracket_id = await evening.bracket()
    match = (await evening.read(bracket_id))[4, 1]
    await enter(evening, match, 6, 0)
    await evening.rule(match, "b")
    match = (await evening.read(bracket_id))[4, 1]
    assert [match[name] for name in ("a", "b", "winner", "by", "ruled_by")] == [0, 0, "b", "judge", "judge:Chris"]


async def test_a_judge_takes_back_a_ruling_and_no_result(evening: Evening) -> None:
    bracket_id = await evening.bracket()
    match = (await evening.read(bracket_id))[4, 1]
    await enter(evening, match, 6, 0)
    await evening.rule(match, None)
    found = (await evening.read(bracket_id))[4, 1]
    assert [found[name] for name in ("a", "b", "by")] == [6, 0, "entered"]


async def test_who_was_quicker_is_not_overruled(evening: Evening, server_pool: Pool) -> None:
    bracket_id = await evening.bracket()
    match = (await evening.read(bracket_id))[4, 1]
    results, match_id = MatchResultsDB(server_pool), UUID(match["id"])
    seen = EnteredResult((1, 4), "a", 6, 0, None, None, None)
    # a judge decided meanwhile
    await evening.rule(match, "b")
    with refusing(DBException, "decided"):
        await results.enter(match_id, seen)
    await evening.rule(match, None)
    # or it was begun here
    await evening.begin(match)
    with refusing(DBException, "begun already"):
        await results.enter(match_id, seen)
    match = (await evening.read(bracket_id))[4, 1]
    assert (match["winner"], match["state"]) == (None, "shooting")


async def test_who_may_not_and_what_is_not_there(evening: Evening) -> None:
    nowhere = f"/match/{uuid4()}"
    assert (await evening.judge.call("PUT", f"{nowhere}/butt", {"butt": "1"}))[0] == 404
    assert (await evening.judge.call("PUT", f"{nowhere}/result", {"a": 6, "b": 0}))[0] == 404
    assert (await evening.judge.call("DELETE", f"{nowhere}/result"))[0] == 404
    match = (await evening.read(await evening.bracket()))[4, 1]
    path = f"/match/{match['id']}"
    wrong: list[tuple[str, dict[str, Any]]] = [
        *(("butt", body) for body in ({"butt": ""}, {"butt": "1234567"}, {"butt": 1}, {})),
        *(("result", body) for body in ({"a": 6}, {"a": 6, "b": 0, "winner": "c"}, {"a": "6", "b": 0})),
    ]
    for where, body in wrong:
        assert (await evening.judge.call("PUT", f"{path}/{where}", body))[0] == 422
    code, _, _ = await evening.judge.call(
        "POST", "/bracket", {"name": "x", "session_ids": [evening.session_id], "butts": ["1"] * 17}
    )
    assert code == 422
    archer = await paired(evening.phone, evening.tables, "archer", evening.archers[0])
    may_not: list[tuple[str, dict[str, Any]]] = [("butt", {"butt": "1"}), ("result", {"a": 6, "b": 0})]
    for where, body in may_not:
        assert (await archer.call("PUT", f"{path}/{where}", body))[0] == 403
