"""Faces with zones that are no circles: hung as they are, refused where they are none."""

import json

import pytest

from tests.builders import a_face, a_session, a_target
from tests.routers.conftest import Phone


def an_outline(*outlines: object) -> dict[str, object]:
    """A face with one zone that reaches 10 mm."""
    return a_face(radii=[10.0], points=[5], outlines=list(outlines))


async def test_a_face_with_an_outline_is_hung_as_it_is(phone: Phone) -> None:
    session_id = await phone.create("/session", a_session())
    face = a_face(
        radii=[4.0, 10.0], points=[8, 5], kind=None, outlines=[None, [[0.0, 10.0], [-9.0, -4.0], [9.0, -4.0]]]
    )
    target_id = await phone.create("/target", a_target(session_id, faces=[face, a_face(human_identifier="ours")]))
    drawn, circles = (await phone.call("GET", f"/target/{target_id}"))[1]["faces"]
    assert drawn == face | {"x_radius": 20.0}
    # what has no outlines is as it was
    assert circles == a_face(human_identifier="ours")


async def test_numbers_that_are_none_are_no_corner(phone: Phone) -> None:
    session_id = await phone.create("/session", a_session())
    for word in ("NaN", "Infinity", "-Infinity", "1e999"):
        raw = json.dumps(a_target(session_id, faces=[an_outline([[0, 10], [-9, -5], [9, -5]])]))
        code, _, errors = await phone.call(
            "POST",
            "/target",
            data=raw.replace("[9, -5]", f"[{word}, -5]").encode(),
            headers={"Content-Type": "application/json"},
        )
        assert code == 422, word
        assert errors


@pytest.mark.parametrize(
    ("face", "place"),
    [
        (an_outline([[0, 10], [-9, -5]]), "body.faces.0.outlines.0: "),
        (an_outline([[0, 10], [-9, -5], [9]]), "body.faces.0.outlines.0.2: "),
        (an_outline([[0, 10], [-9, -5], [9, -5, 1]]), "body.faces.0.outlines.0.2: "),
        (an_outline([[0, 10], [-9, -5], ["9", -5]]), "body.faces.0.outlines.0.2.0: "),
        (an_outline([[0, 10], [-9, -5], [9, None]]), "body.faces.0.outlines.0.2.1: "),
        (an_outline([[0, 10], [-9, -5], [1e6, -5]]), "body.faces.0.outlines.0.2.0: "),
        (an_outline([[k, k * k] for k in range(65)]), "body.faces.0.outlines.0: "),
        (an_outline([[-9, -9], [9, 9], [9, -9], [-9, 9]]), "body.faces.0.outlines.0: the outline touches or crosses"),
        (an_outline([[0, 0], [9, 0], [9, 0], [0, 9]]), "body.faces.0.outlines.0: the outline touches or crosses"),
        (an_outline([[0, 11], [-9, -5], [9, -5]]), "body.faces.0.outlines.0: the outline reaches 11.000 mm"),
        (
            an_outline([[0, 10], [-9, -5], [9, -5]], None),
            "body.faces.0.outlines: must have one entry per radius, 1, not 2",
        ),
    ],
)
async def test_what_is_no_outline_is_refused(face: dict[str, object], place: str, phone: Phone) -> None:
    session_id = await phone.create("/session", a_session())
    code, _, errors = await phone.call("POST", "/target", a_target(session_id, faces=[face]))
    assert code == 422
    assert errors[0].startswith(place), errors
    target_id = await phone.create("/target", a_target(session_id))
    code, _, errors = await phone.call("PATCH", f"/target/{target_id}", {"faces": [face]})
    assert code == 422
    assert errors[0].startswith(place), errors


async def test_the_catalogue_has_outlines_where_zones_are_no_circles(phone: Phone) -> None:
    _, face, _ = await phone.call("GET", "/face/animal_3d_50")
    assert [zone["points"] for zone in face["zones"]] == [11, 10, 8, 5]
    assert ["outline" in zone for zone in face["zones"]] == [False, False, True, True]
    assert face["zones"][3]["outline"][0] == [-220.0, 100.0]


async def test_another_face_in_its_place_and_back(phone: Phone) -> None:
    """Shots are scored by what hangs, tried first and done afterwards alike."""
    session_id = await phone.create("/session", a_session())
    await phone.create("/target", a_target(session_id))
    at = {"session_id": session_id, "arrow_landing_time": "2026-11-23T10:00:00Z", "y": 650.0}
    for x in (650.0, 950.0, 1250.0):
        await phone.create("/shot", at | {"x": x})
    for kind, score in (("animal_3d_100", 16), ("wa_122", 17), ("animal_3d_100", 16)):
        body = {"face_kind": kind}
        _, tried, _ = await phone.call("POST", f"/session/{session_id}/rescore", body | {"dry_run": True})
        _, done, _ = await phone.call("POST", f"/session/{session_id}/rescore", body | {"dry_run": False})
        assert tried["archers"][0]["score_after"] == done["archers"][0]["score_after"] == score
