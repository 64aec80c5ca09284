"""Faces that count by which arrow of the target hits first, over HTTP: hung, shot at, rescored, signed, in a round."""

import csv
from typing import Any
from uuid import UUID

import pytest

from appliance.core import limits
from appliance.core.scoring.faces import FACES
from appliance.models.targets_db import face_of
from appliance.routers.endpoint import API
from tests.builders import a_session, a_target
from tests.models.helpers import Tables
from tests.routers.conftest import Phone
from tests.routers.test_rescoring import rescored
from tests.routers.test_rounds import hung, of_round, walked

KILL, WOUND = (650 + 120, 650), (650 + 300, 650)


def the_face(**changes: Any) -> dict[str, Any]:
    return face_of(FACES["animal_ifaa_100"], 650, 650).model_dump(mode="json") | changes


async def shoot(tables: Tables, session_id: str, x: float, y: float) -> None:
    """An arrow that lands now."""
    await tables.landed(UUID(session_id), await tables.admin.fetchval("SELECT clock_timestamp()"), x=x, y=y)


async def test_a_face_by_arrows_is_hung_as_it_is(phone: Phone) -> None:
    session_id = await phone.create("/session", a_session())
    target_id = await phone.create("/target", a_target(session_id, faces=[the_face()]))
    (face,) = (await phone.call("GET", f"/target/{target_id}"))[1]["faces"]
    assert face == the_face()
    assert face["later_points"] == [[16, 14], [12, 10]]
    listed = {one["kind"]: one for one in (await phone.call("GET", "/face"))[1]}
    assert listed["animal_nfaa_50"]["later_points"] == [[17, 16, 14], [13, 12, 10]]
    assert "later_points" not in listed["wa_40"]


@pytest.mark.parametrize(
    ("later", "why"),
    [
        ([], "body.faces.0.later_points: "),
        ([[16, 14]] * 12, "body.faces.0.later_points: "),
        ([[]], "body.faces.0.later_points.0: "),
        ([[16, 22]], "body.faces.0.later_points.0.1: "),
        ([[16, "14"]], "body.faces.0.later_points.0.1: "),
        ([[16]], "body.faces.0.later_points.0: must have one entry per radius, 2, not 1"),
        ([[20, 14]], "body.faces.0.later_points: must all be different"),
        ([[16, 14], [16, 10]], "body.faces.0.later_points: must all be different"),
        ([[16, 0]], "body.faces.0.later_points: must all be different"),
    ],
)
async def test_points_that_say_no_zone_are_refused(later: object, why: str, phone: Phone) -> None:
    session_id = await phone.create("/session", a_session())
    code, _, errors = await phone.call("POST", "/target", a_target(session_id, faces=[the_face(later_points=later)]))
    assert code == 422
    assert errors[0].startswith(why)


async def test_a_round_at_animals_is_over_where_it_was_hit(phone: Phone, tables: Tables) -> None:
    session_id = await of_round(phone, "IFAA Animal 14", "animal_ifaa_50", arrows_per_end=3)
    assert (await phone.call("PATCH", f"/session/{session_id}", {"distance": 20, "distance_unit": "yd"}))[0] == 202
    found = await walked(phone, session_id)
    assert (found["disagreements"], found["archers"][0]["arrows_left_in_pass"]) == ([], 3)
    await phone.create("/shot", {"session_id": session_id})
    (shown,) = (await walked(phone, session_id))["archers"]
    assert (shown["arrows"], shown["arrows_left_in_pass"], shown["pass_number"]) == (1, 2, 1)
    await shoot(tables, session_id, 650 + 60, 650)
    (shown,) = (await walked(phone, session_id))["archers"]
    assert (shown["score"], shown["arrows"], shown["arrows_left_here"], shown["pass_number"]) == (16, 3, 0, None)
    assert [(one["arrows"], one["score"]) for one in shown["passes"]] == [(3, 16)]
    assert [one["arrows"] for one in shown["counts"]] == [0, 1]
    _, rated, _ = await phone.call("GET", f"/session/{session_id}/handicap")
    assert (rated["handicap"], rated["score"], rated["arrows_shot"], rated["most_possible"]) == (None, 16, 3, 280)
    # the target is over, and so is the round here: what comes now is beyond it
    await shoot(tables, session_id, 650 + 60, 650)
    beyond = [shot["is_beyond"] for shot in (await phone.call("GET", f"/shot/session-id/{session_id}"))[1]]
    assert sorted(beyond) == [False, False, True]
    (shown,) = (await walked(phone, session_id))["archers"]
    assert (shown["score"], shown["arrows"], shown["arrows_beyond"]) == (16, 3, 1)
    following = await phone.create(f"/session/{session_id}/pass", {"pass_number": 2})
    (target,) = (await phone.call("GET", f"/target/session-id/{following}"))[1]
    assert target["faces"][0]["later_points"] == [[16, 14], [12, 10]]
    await shoot(tables, following, 650 + 60, 650)
    (shown,) = (await walked(phone, following))["archers"]
    assert (shown["score"], shown["arrows"], shown["is_complete"]) == (36, 6, False)


async def test_a_target_that_was_hit_is_signed(phone: Phone, tables: Tables) -> None:
    session_id = await of_round(phone, "IFAA Animal 14", "animal_ifaa_100", arrows_per_end=3)
    assert (await phone.call("PATCH", f"/session/{session_id}", {"distance": 20, "distance_unit": "yd"}))[0] == 202
    await phone.create("/shot", {"session_id": session_id})
    path, body = (
        f"/session/{session_id}/signature",
        {"archer_id": None, "signed_as": "archer", "end_number": 1, "arrows": 1, "score": 0},
    )
    assert (await phone.call("POST", path, body))[0] == 422
    await shoot(tables, session_id, *WOUND)
    code, _, errors = await phone.call("POST", path, {**body, "arrows": 2, "score": 14})
    assert code == 201, errors
    sheet = {"archer_id": None, "end_number": None, "signed_as": "scorer", "arrows": 2, "score": 14}
    code, _, errors = await phone.call("POST", path, sheet)
    assert code == 201, errors


async def test_the_most_that_an_arrow_may_score_is_signed(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session(arrows_per_end=3))
    await phone.create("/target", a_target(session_id, faces=hung("animal_nfaa_100")))
    await shoot(tables, session_id, 650, 650)
    (shot,) = (await phone.call("GET", f"/shot/session-id/{session_id}"))[1]
    assert shot["points"] == limits.POINTS.most
    signed = {"archer_id": None, "signed_as": "archer", "end_number": 1, "arrows": 1, "score": limits.POINTS.most}
    code, _, errors = await phone.call("POST", f"/session/{session_id}/signature", signed)
    assert code == 201, errors


async def test_a_rescoring_by_arrows_is_tried_as_it_is_done(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session(arrows_per_end=3))
    await phone.create("/target", a_target(session_id, faces=hung("animal_3d_100")))
    for place in (KILL, WOUND, KILL, (650 + 600, 650), KILL, KILL):
        await shoot(tables, session_id, *place)
    body = {"face_kind": "animal_ifaa_100"}
    before = await tables.admin.fetch("SELECT id, points, end_number FROM shots ORDER BY seq")
    tried = await rescored(phone, session_id, {**body, "dry_run": True})
    assert await tables.admin.fetch("SELECT id, points, end_number FROM shots ORDER BY seq") == before
    assert (await phone.call("GET", f"/session/{session_id}/corrections"))[1] == []
    done = await rescored(phone, session_id, {**body, "dry_run": False})
    assert done == {**tried, "is_done": True}
    (archer,) = done["archers"]
    # 8, 5, 8, M, 8, 8 as ends of three; then each hit is a target, and the miss the first arrow of one
    assert (archer["score_before"], archer["score_after"]) == (37, 20 + 18 + 20 + 16 + 20)
    back = {**body, "face_kind": "animal_3d_100"}
    tried = await rescored(phone, session_id, {**back, "dry_run": True})
    done = await rescored(phone, session_id, {**back, "dry_run": False})
    assert done == {**tried, "is_done": True}
    assert await tables.admin.fetch("SELECT id, points, end_number FROM shots ORDER BY seq") == before


async def test_the_sheet_and_the_spreadsheet_show_arrows_as_they_were_shot(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session(arrows_per_end=3))
    await phone.create("/target", a_target(session_id, faces=[the_face()]))
    await phone.create("/shot", {"session_id": session_id})
    await shoot(tables, session_id, *KILL)
    await shoot(tables, session_id, *WOUND)
    sheet = await (await phone.client.get(f"{API}/session/{session_id}/scoresheet")).text()
    first = sheet[sheet.index(">M<") :]
    assert first.index(">16<") < first.index(">18<")
    text = await (await phone.client.get(f"{API}/session/{session_id}/export.csv")).text()
    found = list(csv.DictReader(text.lstrip("\ufeff").splitlines()))
    assert [(row["end"], row["arrow_in_end"], row["points"]) for row in found] == [
        ("1", "1", "0"), ("1", "2", "16"), ("2", "1", "18")
    ]  # fmt: skip
