"""Correcting faces, distance or round afterwards: said before it is done, done, and undone by doing it back."""

import random
from typing import Any
from uuid import UUID

import pytest

from tests.builders import a_face, a_session, a_target, an_arrow
from tests.models.helpers import Tables
from tests.routers.conftest import Phone
from tests.routers.test_rounds import call_points, hung, of_round, rated


async def rescored(phone: Phone, session_id: str, body: dict[str, Any]) -> Any:
    code, found, errors = await phone.call("POST", f"/session/{session_id}/rescore", body)
    assert code == 200, errors
    return found


async def points(tables: Tables) -> list[int | None]:
    rows = await tables.admin.fetch("SELECT points FROM shots ORDER BY seq")
    return [row["points"] for row in rows]


async def test_a_rescoring_is_said_before_it_is_done_and_can_be_done_back(phone: Phone, tables: Tables) -> None:
    session_id = await of_round(phone, "WA 18m Compound", "wa_40_triple_vertical")
    for y in (650, 665, 665, 650 + 220):
        await tables.shot(session_id, 650, y)
    tried = await rescored(phone, session_id, {"dry_run": True, "face_kind": "wa_40_compound"})
    assert (tried["is_done"], await points(tables)) == (False, [10, 10, 10, 10])
    assert [face["kind"] for face in (await phone.call("GET", "/target"))[1][0]["faces"]] == [
        "wa_40_triple_vertical"
    ] * 3
    (archer,) = tried["archers"]
    assert (archer["archer_id"], archer["score_before"], archer["score_after"]) == (None, 40, 28)
    changed = [(one["points_before"], one["points_after"], one["end_number"]) for one in archer["changed"]]
    # the X is no X on a compound face, where the inner ten is a zone of its own
    assert changed == [(10, 10, 1), (10, 9, 1), (10, 9, 1), (10, 0, 2)]
    assert (archer["changed"][0]["is_x_before"], archer["changed"][0]["is_x_after"]) == (True, False)
    assert (archer["arrows"], archer["arrows_changed"], archer["arrows_called"]) == (4, 4, 0)
    assert tried["disagreements"] == []

    done = await rescored(phone, session_id, {"dry_run": False, "face_kind": "wa_40_compound"})
    assert done == {**tried, "is_done": True}
    assert await points(tables) == [10, 9, 9, 0]
    assert (await rated(phone, session_id))["score"] == 28
    back = await rescored(phone, session_id, {**done["before"], "dry_run": False})
    assert back["after"] == done["before"]
    assert await points(tables) == [10, 10, 10, 10]


async def test_a_shorter_round_says_before_that_what_is_behind_it_does_not_count(phone: Phone, tables: Tables) -> None:
    session_id = await of_round(phone, "WA 18m", "wa_40")
    await call_points(tables, session_id, [9] * 61)
    longer = {"dry_run": True, "round_name": None}
    (archer,) = (await rescored(phone, session_id, longer))["archers"]
    assert (archer["score_before"], archer["score_after"], archer["arrows_changed"]) == (540, 549, 1)
    done = await rescored(phone, session_id, {**longer, "dry_run": False})
    assert done["archers"] == [archer]
    (archer,) = (await rescored(phone, session_id, {"dry_run": False, "round_name": "WA 18m"}))["archers"]
    assert (archer["score_before"], archer["score_after"], archer["arrows_changed"]) == (549, 540, 1)


async def test_a_rescoring_is_among_the_corrections_with_who_made_it(phone: Phone, tables: Tables) -> None:
    session_id = await of_round(phone, "WA 18m", "wa_40")
    await tables.shot(session_id, 650, 650)
    body = {"face_kind": "wa_60", "distance": 25, "distance_unit": "m"}
    await rescored(phone, session_id, {**body, "dry_run": True})
    path = f"/session/{session_id}/corrections"
    assert (await phone.call("GET", path))[1] == []
    by = {"X-Made-By": "judge"}
    code, done, _ = await phone.call("POST", f"/session/{session_id}/rescore", {**body, "dry_run": False}, headers=by)
    assert code == 200
    (made,) = (await phone.call("GET", path))[1]
    assert (made["kind"], made["made_by"], made["shot_id"]) == ("rescored", "judge", None)
    summary = {
        side: {name: value for name, value in made[side].items() if value is not None} for side in ("before", "after")
    }
    assert summary == {side: {name: done[side][name] for name in ("distance", "faces")} for side in ("before", "after")}
    assert [face["kind"] for face in summary["after"]["faces"]] == ["wa_60"]
    # the same again changes nothing, and doing it back is a correction of its own
    await rescored(phone, session_id, {**done["after"], "dry_run": False})
    await rescored(phone, session_id, {**done["before"], "dry_run": False})
    back, first = (await phone.call("GET", path))[1]
    assert first == made
    assert (back["before"], back["after"], back["made_by"]) == (made["after"], made["before"], None)


async def test_distance_and_round_are_corrected_alike(phone: Phone, tables: Tables) -> None:
    session_id = await of_round(phone, "WA 70m", "wa_122", distance=18, is_indoor=True)
    await tables.shot(session_id, 650, 650)
    body = {"dry_run": True, "distance": 70, "is_indoor": False}
    assert (await rescored(phone, session_id, body))["disagreements"] == []
    assert (await phone.call("GET", f"/session/{session_id}"))[1]["distance"] == 18
    found = await rescored(phone, session_id, {"dry_run": False, "round_name": "WA 18m"})
    assert [one["code"] for one in found["disagreements"]] == ["round_at_other_face"]
    assert (found["archers"][0]["arrows_changed"], found["after"]["round_name"]) == (0, "WA 18m")
    found = await rescored(phone, session_id, {"dry_run": False, "round_name": None})
    assert (found["after"]["round_name"], found["disagreements"]) == (None, [])
    assert (await phone.call("GET", f"/session/{session_id}"))[1]["round_name"] is None


async def test_what_a_person_called_stays(phone: Phone, tables: Tables) -> None:
    session_id = await of_round(phone, "WA 18m", "wa_40")
    await call_points(tables, session_id, [8])
    (archer,) = (await rescored(phone, session_id, {"dry_run": False, "face_kind": "wa_40_compound"}))["archers"]
    assert (archer["score_before"], archer["score_after"], archer["arrows_called"]) == (8, 8, 1)


async def test_what_is_tried_is_what_is_done(phone: Phone, tables: Tables) -> None:
    session_id = await of_round(phone, "WA 18m", "wa_40_triple_vertical")
    dice = random.Random(3)
    slim = await phone.create("/archer", {"name": "slim", "shaft_diameter": 5.0})
    thick = await phone.create("/arrow", an_arrow(diameter=9.0))
    for who in ({}, {"archer_id": slim}, {"arrow_id": thick}):
        for _ in range(40):
            await tables.shot(session_id, dice.gauss(650, 60), dice.uniform(350, 950), **who)
    await phone.create("/shot", {"session_id": session_id})
    for kind in ("wa_40_triple_triangular_compound", "wa_60", "ifaa_indoor_5_spot"):
        tried = await rescored(phone, session_id, {"dry_run": True, "face_kind": kind})
        done = await rescored(phone, session_id, {"dry_run": False, "face_kind": kind})
        assert done == {**tried, "is_done": True}
        assert sum(archer["arrows_changed"] for archer in done["archers"]) > 30
    tried = await rescored(phone, session_id, {"dry_run": True, "faces": []})
    done = await rescored(phone, session_id, {"dry_run": False, "faces": []})
    assert done == {**tried, "is_done": True}
    assert set(await points(tables)) == {None, 0}


async def test_arrows_over_the_number_of_an_end_are_tried_as_they_are_done(phone: Phone, tables: Tables) -> None:
    session_id = await of_round(phone, "WA 18m", "wa_40_triple_vertical", arrows_per_end=3)
    dice = random.Random(3)
    for _ in range(24):
        await tables.shot(session_id, dice.gauss(650, 60), dice.uniform(350, 950))
    await tables.admin.execute("UPDATE shots SET end_number = end_number - 1 WHERE end_number % 2 = 0")
    surplus = "SELECT id FROM shots WHERE is_surplus ORDER BY id"
    before = await tables.admin.fetch(surplus)
    tried = await rescored(phone, session_id, {"dry_run": True, "face_kind": "wa_60"})
    done = await rescored(phone, session_id, {"dry_run": False, "face_kind": "wa_60"})
    assert done == {**tried, "is_done": True}
    after = await tables.admin.fetch(surplus)
    assert len(after) == len(before) == 12
    assert after != before


async def test_each_archer_is_told_apart(phone: Phone, tables: Tables) -> None:
    session_id = await of_round(phone, "WA 18m", "wa_40")
    archers = [await phone.create("/archer", {"name": name}) for name in ("A", "B")]
    for k, one in enumerate(archers):
        await tables.shot(session_id, 650, 650 + 60 * k, archer_id=one)
    found = await rescored(phone, session_id, {"dry_run": True, "face_kind": "wa_80"})
    scores = {one["archer_id"]: (one["score_before"], one["score_after"]) for one in found["archers"]}
    assert scores == {archers[0]: (10, 10), archers[1]: (8, 9)}


async def test_several_targets_become_one(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session())
    await phone.create("/target", a_target(session_id, faces=[a_face(x=300.0)]))
    await phone.create("/target", a_target(session_id, faces=[a_face(x=1000.0, human_identifier="other")]))
    await tables.shot(session_id, 1000, 650)
    found = await rescored(phone, session_id, {"dry_run": False, "face_kind": "wa_60"})
    assert sorted(face["x"] for face in found["after"]["faces"]) == [300, 1000]
    assert await points(tables) == [10]
    hanging = await tables.admin.fetch("SELECT jsonb_array_length(faces) AS faces FROM targets ORDER BY id")
    assert [row["faces"] for row in hanging] == [2, 0]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"dry_run": True}, "body"),
        ({"dry_run": True, "face_kind": "straw"}, "body.face_kind"),
        ({"dry_run": True, "face_kind": "wa_40", "faces": []}, "body.faces: give this or face_kind, not both"),
        ({"dry_run": True, "round_name": "Tavern"}, "body.round_name: no round is called 'Tavern'"),
        ({"dry_run": True, "distance": 0}, "body.distance"),
        ({"dry_run": True, "faces": [a_face(x=5000.0)]}, "body.faces.0"),
        ({"dry_run": "yes", "distance": 18}, "body.dry_run"),
        ({"dry_run": True, "distance": None}, "body.distance: Input should be a valid integer"),
        ({"dry_run": True, "distance": 18, "distance_unit": None}, "body.distance_unit"),
        ({"dry_run": True, "is_indoor": None}, "body.is_indoor"),
        ({"dry_run": True, "face_kind": None}, "body.face_kind"),
        ({"dry_run": True, "faces": None, "face_kind": "wa_40"}, "body.faces"),
    ],
)
async def test_a_rescoring_that_cannot_be(body: dict[str, Any], words: str, phone: Phone) -> None:
    session_id = await of_round(phone, "WA 18m", "wa_40")
    code, _, errors = await phone.call("POST", f"/session/{session_id}/rescore", body)
    assert code == 422
    assert errors[0].startswith(words)


async def test_null_is_no_round(phone: Phone) -> None:
    session_id = await of_round(phone, "WA 18m", "wa_40")
    found = await rescored(phone, session_id, {"dry_run": False, "round_name": None})
    assert (found["before"]["round_name"], found["after"]["round_name"]) == ("WA 18m", None)
    assert (await phone.call("GET", f"/session/{session_id}"))[1]["round_name"] is None


async def test_without_faces_there_is_nothing_to_replace(phone: Phone) -> None:
    session_id = await phone.create("/session", a_session())
    code, _, errors = await phone.call(
        "POST", f"/session/{session_id}/rescore", {"dry_run": True, "face_kind": "wa_40"}
    )
    assert (code, "no face hangs" in errors[0]) == (422, True)


async def test_a_sheet_that_would_hang_beside_the_butt_is_refused(phone: Phone) -> None:
    session_id = await phone.create("/session", a_session(round_name="WA 1440 (90m)", distance=90))
    await phone.create("/target", a_target(session_id, faces=[a_face(x=100.0, y=100.0)]))
    body = {"dry_run": True, "face_kind": "wa_40_triple_vertical"}
    code, _, errors = await phone.call("POST", f"/session/{session_id}/rescore", body)
    assert (code, errors) == (422, ["body.face_kind: centre (100, -120) mm is outside the butt, 1300 x 1300 mm"])


async def test_more_faces_than_a_target_has_are_refused_when_tried_too(phone: Phone) -> None:
    session_id = await of_round(phone, "WA 1440 (90m)", "wa_122")
    many = [a_face(human_identifier=str(k)) for k in range(24)]
    await phone.create("/target", a_target(session_id, faces=many))
    for path, body, place in (
        ("rescore", {"dry_run": True, "face_kind": "wa_80"}, "body.faces"),
        ("pass", {"pass_number": 2}, "path.id"),
    ):
        code, _, errors = await phone.call("POST", f"/session/{session_id}/{path}", body)
        assert (code, errors) == (422, [f"{place}: List should have at most 24 items, not 25"])


async def test_an_archers_own_spot_is_not_taken_away(phone: Phone, tables: Tables) -> None:
    session_id = await of_round(phone, "WA 18m Triple", "wa_40_triple_vertical")
    archer_id = await phone.create("/archer", {"name": "A"})
    spot = hung("wa_40_triple_vertical")[0]["human_identifier"]
    roster = {"archers": [{"archer_id": archer_id, "letter": "A", "shooting_order": 1, "face": spot}]}
    assert (await phone.call("PUT", f"/session/{session_id}/archers", roster))[0] == 202
    body = {"dry_run": False, "face_kind": "wa_40"}
    code, _, errors = await phone.call("POST", f"/session/{session_id}/rescore", body)
    assert (code, "take it from the archer first" in errors[0]) == (422, True)
    assert await tables.admin.fetchval("SELECT count(*) FROM targets WHERE session_id = $1", UUID(session_id)) == 1
