"""Several people on one butt: whose arrow was it?"""

from typing import Any
from uuid import UUID, uuid4

import pytest

from appliance.models.shots_db import ShotsDB
from tests.builders import a_face, a_session, a_target, an_arrow
from tests.models.helpers import Tables
from tests.routers.conftest import Phone

LATER = "2026-11-23T12:00:00.000000Z"
TOP, BOTTOM = a_face(y=900.0, human_identifier="top"), a_face(y=400.0, human_identifier="bottom")


async def archers(phone: Phone, *names: str, **fields: Any) -> list[str]:
    return [await phone.create("/archer", {"name": name, **fields}) for name in names]


def places(ids: list[str], *faces: str | None) -> list[dict[str, Any]]:
    return [
        {"archer_id": one, "letter": "ABCD"[k], "shooting_order": k + 1, "face": faces[k] if faces else None}
        for k, one in enumerate(ids)
    ]


async def roster(phone: Phone, session_id: str, listed: list[dict[str, Any]], **fields: Any) -> None:
    assert (await phone.call("PUT", f"/session/{session_id}/archers", {"archers": listed, **fields}))[0] == 202


async def shoot(tables: Tables, session_id: str, y: float = 650.0, arrow_id: str | None = None) -> dict[str, Any]:
    new = await tables.admin.fetchval(
        """
        INSERT INTO shots (session_id, arrow_id, arrow_landing_time, x, y) VALUES ($1, $2, now(), 650, $3) RETURNING id
        """,
        UUID(session_id),
        arrow_id,
        y,
    )
    return (await ShotsDB(tables.admin).get_one_by_id(new)).model_dump(mode="json")


async def test_an_archer_is_registered_changed_and_deleted(phone: Phone) -> None:
    arrow_id = await phone.create("/arrow", an_arrow())
    body = {"name": "Robin", "bow_style": "longbow", "shaft_diameter": 8.0, "arrow_ids": [arrow_id], "notes": "left"}
    archer_id = await phone.create("/archer", body)
    _, archer, _ = await phone.call("GET", f"/archer/{archer_id}")
    assert archer == {"id": archer_id, **body}
    change = {"name": "Robin Hood", "notes": None}
    assert (await phone.call("PATCH", f"/archer/{archer_id}", change))[0] == 202
    _, archer, _ = await phone.call("GET", f"/archer/{archer_id}")
    assert archer == {"id": archer_id, **body, **change}
    assert (await phone.call("PATCH", f"/archer/{archer_id}", {"arrow_ids": []}))[0] == 202
    assert (await phone.call("GET", "/archer?name=Robin%20Hood"))[1] == [{**archer, "arrow_ids": []}]
    assert (await phone.call("GET", "/archer?bow_style=recurve"))[1] == []
    assert (await phone.call("DELETE", f"/archer/{archer_id}"))[0] == 204


async def test_archers_are_paged_by_name(phone: Phone) -> None:
    await archers(phone, "C", "A", "B", "B")
    response = await phone.client.get("/api/v0/archer?limit=3")
    names = [row["name"] for row in (await response.json())["data"]]
    rest = await phone.client.get(response.headers["Link"].split(";")[0].strip("<>"))
    assert names + [row["name"] for row in (await rest.json())["data"]] == ["A", "B", "B", "C"]


async def test_an_arrow_has_one_owner(phone: Phone) -> None:
    arrow_id = await phone.create("/arrow", an_arrow())
    first, second = await archers(phone, "A", "B", arrow_ids=[arrow_id])
    assert (await phone.call("GET", f"/archer/{first}"))[1]["arrow_ids"] == []
    assert (await phone.call("GET", f"/archer/{second}"))[1]["arrow_ids"] == [arrow_id]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"name": ""}, "body.name"),
        ({"name": "x" * 61}, "body.name"),
        ({"shaft_diameter": 0}, "body.shaft_diameter"),
        ({"bow_style": ""}, "body.bow_style"),
        ({"arrow_ids": ["x"]}, "body.arrow_ids"),
        ({"arrow_ids": [str(uuid4())]}, "body.arrow_ids"),
        ({"notes": "x" * 2001}, "body.notes"),
    ],
)
async def test_archers_that_cannot_be(change: dict[str, Any], place: str, phone: Phone) -> None:
    code, _, errors = await phone.call("POST", "/archer", {"name": "Robin", **change})
    assert code == 422
    assert errors[0].startswith(place)
    assert (await phone.call("GET", "/archer"))[1] == []


async def test_without_a_roster_a_shot_is_nobodys(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session())
    _, listed, _ = await phone.call("GET", f"/session/{session_id}/archers")
    nobody: dict[str, object] = {"arrows_per_turn": None, "rotates": False, "archers": [], "others": []}
    assert listed == {"session_id": session_id, **nobody}
    shot = await shoot(tables, session_id)
    assert (shot["archer_id"], shot["attribution"]) == (None, None)


async def test_shots_go_round_by_whole_ends(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session(arrows_per_end=2))
    ids = await archers(phone, "A", "B")
    await roster(phone, session_id, places(ids))
    shots = [await shoot(tables, session_id) for _ in range(6)]
    assert [(ids.index(s["archer_id"]), s["end_number"]) for s in shots] == [
        (0, 1), (0, 1), (1, 1), (1, 1), (0, 2), (0, 2)
    ]  # fmt: skip
    assert {s["attribution"] for s in shots} == {"order"}


async def test_shots_go_round_arrow_by_arrow(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session(arrows_per_end=2))
    ids = await archers(phone, "A", "B", "C")
    await roster(phone, session_id, places(ids), arrows_per_turn=1)
    shots = [await shoot(tables, session_id) for _ in range(7)]
    assert [(ids.index(s["archer_id"]), s["end_number"]) for s in shots] == [
        (0, 1), (1, 1), (2, 1), (0, 1), (1, 1), (2, 1), (0, 2)
    ]  # fmt: skip


async def test_a_spot_of_ones_own_and_an_arrow_of_ones_own(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session())
    await phone.create("/target", a_target(session_id, faces=[TOP, BOTTOM]))
    arrow_id = await phone.create("/arrow", an_arrow())
    (first,) = await archers(phone, "A")
    (second,) = await archers(phone, "B", arrow_ids=[arrow_id])
    await roster(phone, session_id, places([first, second], "top", "bottom"))
    by_spot = await shoot(tables, session_id, 410.0)
    assert (by_spot["archer_id"], by_spot["attribution"]) == (second, "spot")
    # the arrow itself knows better than the place
    by_arrow = await shoot(tables, session_id, 910.0, arrow_id)
    assert (by_arrow["archer_id"], by_arrow["attribution"]) == (second, "arrow")
    other = await shoot(tables, session_id, 910.0)
    assert other["archer_id"] == first
    # being told which arrow it was tells whose it was
    assert (await phone.call("PATCH", f"/shot/{other['id']}", {"arrow_id": arrow_id}))[0] == 202
    _, shown, _ = await phone.call("GET", f"/shot/{other['id']}")
    assert (shown["archer_id"], shown["attribution"]) == (second, "arrow")


async def test_a_person_moves_a_shot_and_a_whole_end(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session(arrows_per_end=2))
    first, second = await archers(phone, "A", "B")
    await roster(phone, session_id, places([first, second]))
    shots = [await shoot(tables, session_id) for _ in range(4)]
    assert (await phone.call("PATCH", f"/shot/{shots[0]['id']}", {"archer_id": second, "note": "wrong bow"}))[0] == 202
    _, moved, _ = await phone.call("GET", f"/shot/{shots[0]['id']}")
    assert (moved["archer_id"], moved["attribution"], moved["note"]) == (second, "person", "wrong bow")
    end = f"/session/{session_id}/end/1"
    assert (await phone.call("PATCH", end, {"archer_id": first, "from_archer_id": second}))[0] == 202
    assert {s["archer_id"] for s in (await phone.call("GET", f"/shot/session-id/{session_id}"))[1]} == {first}
    assert (await phone.call("PATCH", end, {"archer_id": None, "end_number": 3}))[0] == 202
    _, shown, _ = await phone.call("GET", f"/shot?session_id={session_id}&end_number=3")
    assert [(s["archer_id"], s["attribution"]) for s in shown] == [(None, None)] * 4
    assert (await phone.call("PATCH", end, {"archer_id": first}))[0] == 404
    code, _, errors = await phone.call("PATCH", f"/session/{session_id}/end/3", {"archer_id": str(uuid4())})
    assert (code, errors) == (422, ["body.archer_id: there is no such archer"])


@pytest.mark.parametrize("number", ["x", "-1", "1001", "1.5", "٣"])
async def test_an_end_that_cannot_be(number: str, phone: Phone) -> None:
    code, _, errors = await phone.call("PATCH", f"/session/{uuid4()}/end/{number}", {"archer_id": None})
    assert code == 422
    assert errors[0].startswith("path.end_number")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"letter": "I"}, "body.archers.1.letter"),
        ({"letter": "A"}, "body.archers: letter"),
        ({"shooting_order": 1}, "body.archers: shooting_order"),
        ({"shooting_order": 9}, "body.archers.1.shooting_order"),
        ({"detail": 4}, "body.archers.1.detail"),
        ({"archer_id": str(uuid4())}, "body.archers: one of these archers"),
        ({"face": ""}, "body.archers.1.face"),
    ],
)
async def test_rosters_that_cannot_be(change: dict[str, Any], place: str, phone: Phone) -> None:
    session_id = await phone.create("/session", a_session())
    listed = places(await archers(phone, "A", "B"))
    await roster(phone, session_id, listed)
    path = f"/session/{session_id}/archers"
    code, _, errors = await phone.call("PUT", path, {"archers": [listed[0], {**listed[1], **change}]})
    assert code == 422
    assert errors[0].startswith(place)
    # a refused roster leaves the old one whole
    assert len((await phone.call("GET", path))[1]["archers"]) == 2


async def test_a_roster_is_replaced_and_ended(phone: Phone) -> None:
    session_id = await phone.create("/session", a_session())
    first, second = await archers(phone, "A", "B")
    path = f"/session/{session_id}/archers"
    await roster(phone, session_id, places([first, second]), arrows_per_turn=1)
    await roster(phone, session_id, places([second, first]))
    _, listed, _ = await phone.call("GET", path)
    assert listed["arrows_per_turn"] == 3
    assert [(e["letter"], e["name"]) for e in listed["archers"]] == [("A", "B"), ("B", "A")]
    await roster(phone, session_id, [])
    assert (await phone.call("GET", path))[1]["archers"] == []


async def test_an_archers_shaft_scores(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session())
    await phone.create("/target", a_target(session_id))
    (archer_id,) = await archers(phone, "A", shaft_diameter=5.0)
    await roster(phone, session_id, places([archer_id]))
    shot = await shoot(tables, session_id, 650 + 80 + 4.0)
    assert shot["points"] == 8
    assert (await phone.call("PATCH", f"/archer/{archer_id}", {"shaft_diameter": 9.0}))[0] == 202
    assert (await phone.call("GET", f"/shot/{shot['id']}"))[1]["points"] == 9


async def test_deleting_an_archer_or_an_arrow_keeps_the_shots(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session())
    arrow_id = await phone.create("/arrow", an_arrow())
    (archer_id,) = await archers(phone, "A", arrow_ids=[arrow_id])
    await roster(phone, session_id, places([archer_id]))
    shot = await shoot(tables, session_id, arrow_id=arrow_id)
    assert (await phone.call("DELETE", f"/archer/{archer_id}"))[0] == 204
    assert (await phone.call("DELETE", f"/arrow/{arrow_id}"))[0] == 204
    _, kept, _ = await phone.call("GET", f"/shot/{shot['id']}")
    assert (kept["archer_id"], kept["attribution"], kept["arrow_id"]) == (None, None, None)


async def test_a_miss_is_entered_for_an_archer(phone: Phone) -> None:
    session_id = await phone.create("/session", a_session())
    (archer_id,) = await archers(phone, "A")
    shot_id = await phone.create("/shot", {"session_id": session_id, "archer_id": archer_id, "note": "over the top"})
    _, shot, _ = await phone.call("GET", f"/shot/{shot_id}")
    assert (shot["archer_id"], shot["attribution"], shot["note"]) == (archer_id, "person", "over the top")
    assert [s["id"] for s in (await phone.call("GET", f"/shot?archer_id={archer_id}"))[1]] == [shot_id]
