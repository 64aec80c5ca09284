"""Whose turn it is, by HTTP: said, taken back, corrected, with who did it."""

from uuid import uuid4

from tests.builders import a_session
from tests.models.helpers import Tables
from tests.routers.conftest import Phone


async def test_a_turn_is_said_and_taken_back(phone: Phone) -> None:
    session_id = await phone.create("/session", a_session())
    path = f"/session/{session_id}/turn"
    mark_id = await phone.create(path, {"end_number": 2})
    _, turn, _ = await phone.call("GET", path)
    assert turn == {
        "session_id": session_id, "stage": "scoring", "end_number": 2, "archer_id": None, "arrow": 1,
        "arrows_per_end": 3, "arrows_per_turn": 3, "mark_id": mark_id, "order": [],
        "short_ends": [],
    }  # fmt: skip
    assert (await phone.call("DELETE", f"{path}/{mark_id}"))[0] == 204
    assert (await phone.call("DELETE", f"{path}/{mark_id}"))[0] == 404
    assert (await phone.call("GET", path))[1]["end_number"] == 1
    assert (await phone.call("POST", path, {"archer_id": str(uuid4())}))[0] == 422
    _, ends, _ = await phone.call("GET", f"/session/{session_id}/ends")
    assert ends == []


async def test_who_made_a_correction_is_a_short_word(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session())
    shot_id = await phone.create("/shot", {"session_id": session_id, "x": 1.0, "y": 2.0})
    for made_by, code in (("Judge", 204), ("x" * 61, 422)):
        response = await phone.client.delete(f"/api/v0/shot/{shot_id}", headers={"X-Made-By": made_by})
        assert response.status == code
    assert (await phone.call("POST", f"/shot/{shot_id}/restore"))[0] == 202
    assert (await phone.call("POST", f"/shot/{shot_id}/restore"))[0] == 404
    _, made, _ = await phone.call("GET", f"/session/{session_id}/corrections?shot_id={shot_id}&limit=2")
    assert [(one["kind"], one["made_by"]) for one in made] == [("restored", None), ("deleted", "Judge")]
