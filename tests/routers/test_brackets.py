"""Brackets and matches by HTTP: seeded from a round, shot in sessions of their own, decided by arrows or by a judge."""

import math
from statistics import NormalDist
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.builders import a_face, a_session
from tests.routers.evening import EIGHT, NINE, TEN, Evening, equal_match, evening
from tests.routers.test_access import access_rules, paired

__all__ = ["access_rules", "evening"]


async def test_the_ranking_of_a_round_is_the_bracket(evening: Evening) -> None:
    bracket_id = await evening.bracket()
    _, found, _ = await evening.phone.call("GET", f"/bracket/{bracket_id}")
    assert [(one["seed"], one["name"], one["score"]) for one in found["entries"]] == [
        (1, "Robin", 10), (2, "Marian", 9), (3, "John", 8), (4, "Will", 0)
    ]  # fmt: skip
    assert [(one["stage"], one["seed_a"], one["seed_b"]) for one in found["matches"]] == [
        (4, 1, 4), (4, 2, 3), (3, None, None), (2, None, None)
    ]  # fmt: skip
    _, listed, _ = await evening.phone.call("GET", "/bracket")
    assert [one["id"] for one in listed] == [bracket_id]
    assert (await evening.judge.call("DELETE", f"/bracket/{bracket_id}"))[0] == 204
    assert (await evening.phone.call("GET", f"/bracket/{bracket_id}"))[0] == 404


async def test_a_match_is_shot_in_a_session_of_its_own_and_the_winner_goes_on(evening: Evening) -> None:
    bracket_id = await evening.bracket(most=3)
    matches = await evening.read(bracket_id)
    assert (matches[4, 1]["is_bye"], matches[4, 1]["winner"], matches[2, 1]["seed_a"]) == (True, "a", 1)
    session_id = await evening.begin(matches[4, 2])
    _, opened, _ = await evening.phone.call("GET", "/session/open")
    assert (opened["id"], opened["arrows_per_end"], opened["round_name"]) == (session_id, 3, None)
    _, roster, _ = await evening.phone.call("GET", f"/session/{session_id}/archers")
    assert [one["name"] for one in roster["archers"]] == ["Marian", "John"]
    # John begins badly, and wins three sets in a row
    await evening.shoot(session_id, TEN, TEN, TEN, NINE, NINE, NINE)
    match = (await evening.read(bracket_id))[4, 2]
    assert (match["a"], match["b"], match["state"]) == (2, 0, "shooting")
    for _ in range(3):
        await evening.shoot(session_id, EIGHT, NINE, NINE, NINE, NINE, NINE)
    matches = await evening.read(bracket_id)
    assert [matches[4, 2][name] for name in ("a", "b", "winner", "by")] == [2, 6, "b", "points"]
    assert (matches[2, 1]["seed_a"], matches[2, 1]["seed_b"]) == (1, 3)
    # the loser of it is third: nobody else has lost
    assert (matches[3, 1]["is_bye"], matches[3, 1]["winner"]) == (True, "b")
    # a correction of an arrow is a correction of the match
    _, shots, _ = await evening.phone.call("GET", f"/shot/session-id/{session_id}")
    for shot in shots[-6:-3]:
        await evening.judge.call("PATCH", f"/shot/{shot['id']}", {"points_called": 10})
    match = (await evening.read(bracket_id))[4, 2]
    assert (match["a"], match["b"], match["winner"]) == (4, 4, None)


async def test_a_shoot_off_goes_to_the_nearest_that_the_measurement_is_sure_of(evening: Evening) -> None:
    bracket_id, _, session_id = await equal_match(evening)
    # the doubt is along the line to the middle, which stands 30 degrees to the long axis of the ellipse
    await evening.shoot(session_id, (650.0, 656.0), (650.0, 645.0), sigma=0.3, minor=0.1, angle=60.0)
    match = (await evening.read(bracket_id))[4, 2]
    assert [match[name] for name in ("a", "b", "state", "winner", "by")] == [5, 5, "decided", "b", "nearest"]
    (off,) = match["shoot_offs"]
    # to the inner edge of World Archery's widest shaft, 9.3 mm
    assert (off["nearest_a_mm"], off["nearest_b_mm"]) == pytest.approx((1.35, 0.35))
    sigma_mm = math.hypot(0.3 * math.cos(math.radians(30)), 0.1 * math.sin(math.radians(30)))
    assert (off["sigma_a_mm"], off["sigma_b_mm"]) == pytest.approx((sigma_mm, sigma_mm))
    assert off["probability"] == pytest.approx(NormalDist().cdf(1.0 / math.hypot(sigma_mm, sigma_mm)))
    # the arrows before it are not measured
    rows = await evening.tables.admin.fetch("SELECT * FROM arrows_of_matches($1, 5)", UUID(bracket_id))
    assert [row["edge_mm"] is None for row in rows] == [True] * 30 + [False] * 2


async def test_within_the_doubt_a_judge_decides_and_is_named(evening: Evening) -> None:
    bracket_id, match, session_id = await equal_match(evening)
    await evening.shoot(session_id, (650.0, 655.0), (650.0, 654.5))
    found = (await evening.read(bracket_id))[4, 2]
    assert (found["state"], found["winner"], found["shoot_offs"][0]["nearer"]) == ("judge", None, "b")
    coach = await paired(evening.phone, evening.tables, "coach")
    path = f"/match/{match['id']}"
    assert (await coach.call("PATCH", path, {"winner": "a"}))[0] == 403
    assert (await evening.judge.call("PATCH", path, {"winner": "a"}))[0] == 202
    found = (await evening.read(bracket_id))[4, 2]
    assert [found[name] for name in ("state", "winner", "by", "ruled_by")] == ["decided", "a", "judge", "judge:Chris"]
    assert (await evening.judge.call("PATCH", path, {"winner": None}))[0] == 202
    found = (await evening.read(bracket_id))[4, 2]
    assert (found["state"], found["ruled_by"], found["ruled_at"]) == ("judge", None, None)
    # or has another arrow shot
    await evening.shoot(session_id, NINE, TEN)
    assert (await evening.read(bracket_id))[4, 2]["winner"] == "b"


async def test_a_match_whose_sides_became_others_says_so(evening: Evening) -> None:
    bracket_id = await evening.bracket()
    matches = await evening.read(bracket_id)
    for number in (1, 2):
        await evening.judge.call("PATCH", f"/match/{matches[4, number]['id']}", {"winner": "a"})
    session_id = await evening.begin(matches[2, 1])
    await evening.shoot(session_id, *[TEN, TEN, TEN, NINE, NINE, NINE] * 3)
    assert not (await evening.read(bracket_id))[2, 1]["is_contested"]
    await evening.judge.call("PATCH", f"/match/{matches[4, 2]['id']}", {"winner": "b"})
    final = (await evening.read(bracket_id))[2, 1]
    assert (final["is_contested"], final["seed_a"], final["seed_b"], final["winner"]) == (True, 1, 2, "a")
    # it is shot anew, by those who meet there now
    again = await evening.begin(final)
    final = (await evening.read(bracket_id))[2, 1]
    assert [final[name] for name in ("session_id", "is_contested", "seed_a", "seed_b", "a", "winner")] == [
        again, False, 1, 3, 0, None
    ]  # fmt: skip


async def test_nobody_goes_on_from_a_match_of_others(evening: Evening) -> None:
    bracket_id = await evening.bracket(most=4)
    matches = await evening.read(bracket_id)
    await evening.judge.call("PATCH", f"/match/{matches[4, 1]['id']}", {"winner": "a"})
    await evening.judge.call("PATCH", f"/match/{matches[4, 2]['id']}", {"winner": "a"})
    bronze = (await evening.read(bracket_id))[3, 1]
    assert (bronze["seed_a"], bronze["seed_b"]) == (4, 3)
    # a decision of a judge is about those who met: with others in their place it is none
    await evening.judge.call("PATCH", f"/match/{bronze['id']}", {"winner": "b"})
    await evening.judge.call("PATCH", f"/match/{matches[4, 2]['id']}", {"winner": "b"})
    bronze = (await evening.read(bracket_id))[3, 1]
    assert [bronze[name] for name in ("seed_a", "seed_b", "winner", "is_contested")] == [4, 3, "b", True]
    # taken back, it is open to those who meet there now
    await evening.judge.call("PATCH", f"/match/{bronze['id']}", {"winner": None})
    bronze = (await evening.read(bracket_id))[3, 1]
    assert [bronze[name] for name in ("seed_a", "seed_b", "winner", "is_contested")] == [4, 2, None, False]


async def test_a_match_whose_session_is_deleted_is_shot_again(evening: Evening) -> None:
    bracket_id = await evening.bracket(most=2)
    final = (await evening.read(bracket_id))[2, 1]
    session_id = await evening.begin(final)
    await evening.shoot(session_id, *[TEN, TEN, TEN, NINE, NINE, NINE] * 3)
    assert (await evening.read(bracket_id))[2, 1]["winner"] == "a"
    assert (await evening.judge.call("DELETE", f"/session/{session_id}"))[0] == 204
    final = (await evening.read(bracket_id))[2, 1]
    assert [final[name] for name in ("session_id", "winner", "a", "is_contested")] == [None, None, 0, False]
    await evening.begin(final)


async def test_who_decides_is_named_also_where_no_phone_says_so(evening: Evening) -> None:
    keeper = await paired(evening.phone, evening.tables, "keeper")
    path = f"/match/{(await evening.read(await evening.bracket()))[4, 1]['id']}"
    code, _, errors = await keeper.call("PATCH", path, {"winner": "b"})
    assert (code, "body.judge" in errors[0]) == (422, True)
    assert (await keeper.call("PATCH", path, {"winner": "b", "judge": "Alex"}))[0] == 202
    _, (bracket,), _ = await evening.phone.call("GET", "/bracket")
    _, found, _ = await evening.phone.call("GET", f"/bracket/{bracket['id']}")
    assert found["matches"][0]["ruled_by"] == "judge:Alex"
    # a judge's own phone is called as it is paired
    assert (await evening.judge.call("PATCH", path, {"winner": "a", "judge": "Alex"}))[0] == 202
    _, found, _ = await evening.phone.call("GET", f"/bracket/{bracket['id']}")
    assert found["matches"][0]["ruled_by"] == "judge:Chris"


async def test_a_seeding_is_shown_before_a_bracket_is_made_of_it(evening: Evening) -> None:
    asked = {"session_ids": [evening.session_id]}
    code, entries, _ = await evening.judge.call("POST", "/seeding", asked)
    assert (code, [one["name"] for one in entries]) == (200, ["Robin", "Marian", "John", "Will"])
    _, listed, _ = await evening.phone.call("GET", "/bracket")
    assert listed == []
    # Will has gone home, and Marian is as good as John now: a draw decides between them
    _, shots, _ = await evening.phone.call("GET", f"/shot/session-id/{evening.session_id}")
    john = next(shot for shot in shots if shot["archer_id"] == str(evening.archers[2]))
    await evening.judge.call("PATCH", f"/shot/{john['id']}", {"points_called": 9})
    asked["without"] = [str(evening.archers[3])]
    _, entries, _ = await evening.judge.call("POST", "/seeding", asked)
    assert [(one["name"], one["is_tied"]) for one in entries] == [("Robin", False), ("John", True), ("Marian", True)]
    asked["drawn"] = [str(evening.archers[k]) for k in (1, 2, 0)]
    _, entries, _ = await evening.judge.call("POST", "/seeding", asked)
    assert [one["name"] for one in entries] == ["Robin", "Marian", "John"]
    spectator = await evening.phone.call("POST", "/seeding", asked)
    assert spectator[0] == 401


async def test_a_bracket_is_current_while_its_round_or_its_matches_are_shot(evening: Evening) -> None:
    async def current() -> list[str]:
        _, listed, _ = await evening.phone.call("GET", "/bracket")
        return [one["name"] for one in listed if one["is_current"]]

    first = await evening.bracket(name="First")
    assert await current() == ["First"]
    await evening.begin((await evening.read(first))[4, 1])
    await evening.bracket(name="Second")
    assert await current() == ["First"]
    # nothing is shot: the newest, this evening
    _, opened, _ = await evening.phone.call("GET", "/session/open")
    await evening.judge.call("PATCH", f"/session/{opened['id']}", {"is_opened": False})
    assert await current() == ["Second"]
    _, other, _ = await evening.judge.call("POST", "/session", a_session())
    assert await current() == []
    await evening.judge.call("PATCH", f"/session/{other}", {"is_opened": False})
    await evening.tables.admin.execute("UPDATE brackets SET made_at = made_at - interval '13 hours'")
    assert await current() == []


async def test_each_has_a_face_where_enough_hang(evening: Evening) -> None:
    matches = await evening.read(await evening.bracket())
    asked = {"arrows_per_turn": 3, "on_own_faces": True}
    code, _, errors = await evening.judge.call("POST", f"/match/{matches[4, 2]['id']}/begin", asked)
    assert (code, "one face" in errors[0]) == (422, True)
    _, opened, _ = await evening.phone.call("GET", "/session/open")
    assert opened["id"] == evening.session_id
    two = [a_face(x=x, y=650.0, human_identifier=name) for x, name in ((900.0, "right"), (300.0, "left"))]
    _, (target,), _ = await evening.phone.call("GET", f"/target/session-id/{evening.session_id}")
    await evening.judge.call("PATCH", f"/target/{target['id']}", {"faces": two})
    code, session_id, errors = await evening.judge.call("POST", f"/match/{matches[4, 2]['id']}/begin", asked)
    assert code == 201, errors
    _, roster, _ = await evening.phone.call("GET", f"/session/{session_id}/archers")
    assert [(one["name"], one["face"]) for one in roster["archers"]] == [("Marian", "left"), ("John", "right")]
    # whoever is quicker: the arrow belongs to the face
    await evening.shoot(session_id, (900.0, 650.0), (300.0, 710.0))
    _, shots, _ = await evening.phone.call("GET", f"/shot/session-id/{session_id}")
    assert [shot["archer_id"] for shot in shots] == [str(evening.archers[k]) for k in (2, 1)]


async def test_teams_are_seeded_by_what_they_shot_together(evening: Evening) -> None:
    teams = [
        {"name": name, "archer_ids": [str(evening.archers[k]) for k in who]}
        for name, who in (("Low", (2, 3)), ("High", (0, 1)))
    ]
    bracket_id = await evening.bracket(format="mixed_team", teams=teams)
    _, found, _ = await evening.phone.call("GET", f"/bracket/{bracket_id}")
    assert [(one["name"], one["score"]) for one in found["entries"]] == [("High", 19), ("Low", 8)]
    session_id = await evening.begin((await evening.read(bracket_id))[2, 1], arrows_per_turn=1)
    _, roster, _ = await evening.phone.call("GET", f"/session/{session_id}/archers")
    assert [one["name"] for one in roster["archers"]] == ["Robin", "Marian", "John", "Will"]
    await evening.shoot(session_id, *[TEN, TEN, NINE, NINE] * 6)
    final = (await evening.read(bracket_id))[2, 1]
    assert (final["a"], final["b"], final["winner"]) == (6, 0, "a")


async def test_what_cannot_be_is_refused(evening: Evening) -> None:
    body = {"name": "Evening", "session_ids": [evening.session_id]}
    team = {"name": "One", "archer_ids": [str(one) for one in evening.archers[:2]]}
    wrongs: tuple[dict[str, Any], ...] = (
        {"session_ids": [str(uuid4())]}, {"session_ids": []}, {"most": 33}, {"teams": [team]}, {"format": "team"},
        {"format": "mixed_team", "teams": [team, team]}, {"counting": "legs"},
        {"format": "mixed_team", "teams": [{"name": "New", "archer_ids": [str(uuid4()), str(uuid4())]}]},
    )  # fmt: skip
    for wrong in wrongs:
        assert (await evening.judge.call("POST", "/bracket", {**body, **wrong}))[0] == 422, wrong
    empty = (
        await evening.judge.call("POST", "/session", a_session(is_opened=False, end_time=a_session()["start_time"]))
    )[1]
    assert (await evening.judge.call("POST", "/bracket", {**body, "session_ids": [empty]}))[0] == 422
    matches = await evening.read(await evening.bracket())
    for path, asked in (("begin", {"arrows_per_turn": 3}), ("shoot-off", None)):
        assert (await evening.judge.call("POST", f"/match/{matches[2, 1]['id']}/{path}", asked))[0] == 422
    assert (await evening.judge.call("PATCH", f"/match/{matches[2, 1]['id']}", {"winner": "a"}))[0] == 422
    await evening.begin(matches[4, 1])
    assert (await evening.judge.call("POST", f"/match/{matches[4, 1]['id']}/begin", {"arrows_per_turn": 3}))[0] == 422
    # nobody decides what is no match, and nothing is done to one that nobody knows
    nobody = f"/match/{uuid4()}"
    unknown: tuple[tuple[str, str, dict[str, Any] | None], ...] = (
        ("PATCH", nobody, {"winner": None}),
        ("POST", f"{nobody}/begin", {"arrows_per_turn": 3}),
        ("POST", f"{nobody}/shoot-off", None),
        ("DELETE", f"/bracket/{uuid4()}", None),
        ("GET", f"/bracket/{uuid4()}", None),
    )
    for method, path, body_of in unknown:
        assert (await evening.judge.call(method, path, body_of))[0] == 404
    byes = await evening.read(await evening.bracket(most=3))
    assert (await evening.judge.call("PATCH", f"/match/{byes[4, 1]['id']}", {"winner": "b"}))[0] == 422


async def test_a_shoot_off_needs_the_open_session_of_its_match(evening: Evening) -> None:
    _, match, session_id = await equal_match(evening)
    await evening.judge.call("PATCH", f"/session/{session_id}", {"is_opened": False})
    code, _, errors = await evening.judge.call("POST", f"/match/{match['id']}/shoot-off")
    assert (code, "not open" in errors[0]) == (422, True)
