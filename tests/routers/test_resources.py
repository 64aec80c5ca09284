"""Sessions, arrows, targets, shots, faces: what a phone does with them."""

import csv
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from tests.builders import NOW_TEXT, a_face, a_session, a_target, an_arrow
from tests.english import stored
from tests.models.helpers import Tables
from tests.routers.conftest import Phone

LATER = "2026-11-23T12:00:00.000000Z"


async def test_a_session_from_opening_to_closing(phone: Phone) -> None:
    assert (await phone.call("GET", "/session/open"))[:2] == (200, None)
    session_id = await phone.create("/session", a_session(notes="windy"))
    _, opened, _ = await phone.call("GET", "/session/open")
    assert opened == {
        "id": session_id, "is_opened": True, "start_time": NOW_TEXT, "end_time": None, "location": "Hall",
        "is_indoor": False, "distance": 18, "distance_unit": "m", "arrows_per_end": 3, "round_name": None,
        "held_back_from": None, "round_id": None, "begins_with_sighters": False,
        "notes": "windy",
    }  # fmt: skip
    closing = {"is_opened": False, "end_time": LATER}
    assert (await phone.call("PATCH", f"/session/{session_id}", closing))[:2] == (202, None)
    _, closed, _ = await phone.call("GET", f"/session/{session_id}")
    assert (closed["is_opened"], closed["end_time"], closed["notes"]) == (False, LATER, "windy")
    assert (await phone.call("DELETE", f"/session/{session_id}"))[0] == 204


async def test_two_sessions_cannot_be_open(phone: Phone) -> None:
    await phone.create("/session", a_session())
    code, _, errors = await phone.call("POST", "/session", a_session())
    assert code == 422
    assert "another session is open" in errors[0]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"start_time": "2026-11-23T10:00:00"}, "body.start_time"),
        ({"is_opened": False}, "body.end_time"),
        ({"end_time": LATER}, "body.end_time"),
        ({"is_opened": False, "end_time": "2020-01-01T00:00:00Z"}, "body.end_time"),
        ({"location": ""}, "body.location"),
        ({"location": "x" * 256}, "body.location"),
        ({"location": "a\u0000b"}, "body.location"),
        ({"distance": 0}, "body.distance"),
        ({"distance": 301}, "body.distance"),
        ({"distance": 18.5}, "body.distance"),
        ({"distance": "18"}, "body.distance"),
        ({"distance_unit": "feet"}, "body.distance_unit"),
        ({"arrows_per_end": 13}, "body.arrows_per_end"),
        ({"is_indoor": "yes"}, "body.is_indoor"),
    ],
)
async def test_sessions_that_cannot_be(change: dict[str, object], place: str, phone: Phone) -> None:
    code, _, errors = await phone.call("POST", "/session", a_session(**change))
    assert code == 422
    assert any(error.startswith(place) for error in errors), errors


async def test_a_session_that_is_closed_without_a_word_of_when_ends_now(phone: Phone) -> None:
    before = datetime.now(UTC)
    session_id = await phone.create("/session", a_session())
    assert (await phone.call("PATCH", f"/session/{session_id}", {"is_opened": False}))[0] == 202
    _, closed, _ = await phone.call("GET", f"/session/{session_id}")
    assert before <= datetime.fromisoformat(closed["end_time"]) <= datetime.now(UTC)


async def test_a_session_that_a_phone_opened_with_a_clock_that_is_fast_is_closed(phone: Phone) -> None:
    fast = "2090-01-01T00:00:00.000000Z"
    for closing in ({"is_opened": False}, {"is_opened": False, "end_time": LATER}):
        session_id = await phone.create("/session", a_session(start_time=fast))
        assert (await phone.call("PATCH", f"/session/{session_id}", closing))[0] == 202
        _, closed, _ = await phone.call("GET", f"/session/{session_id}")
        assert closed["end_time"] == fast


@pytest.mark.parametrize("change", [{"end_time": LATER}, {"location": None}])
async def test_a_session_is_not_half_closed(change: dict[str, object], phone: Phone) -> None:
    session_id = await phone.create("/session", a_session())
    assert (await phone.call("PATCH", f"/session/{session_id}", change))[0] == 422


async def test_sessions_are_filtered_and_newest_first(phone: Phone) -> None:
    ids = []
    for day in (20, 22, 21):
        times = {"start_time": f"2026-11-{day}T10:00:00Z", "end_time": f"2026-11-{day}T11:00:00Z"}
        ids.append(await phone.create("/session", a_session(is_opened=False, distance=day, **times)))

    async def found(query: str) -> list[str]:
        _, rows, _ = await phone.call("GET", f"/session?{query}")
        return [row["id"] for row in rows]

    assert await found("") == [ids[1], ids[2], ids[0]]
    assert await found("distance=21") == [ids[2]]
    assert await found("is_opened=true") == []
    assert await found("start_time_from=2026-11-21T00:00:00Z&start_time_to=2026-11-21T23:00:00%2B00:00") == [ids[2]]
    response = await phone.client.get("/api/v0/session?limit=2")
    first = [row["id"] for row in (await response.json())["data"]]
    link = response.headers["Link"].split(";")[0].strip("<>")
    response = await phone.client.get(link)
    assert first + [row["id"] for row in (await response.json())["data"]] == [ids[1], ids[2], ids[0]]
    assert "Link" not in response.headers


async def test_an_arrow_is_registered_changed_and_retired(phone: Phone) -> None:
    _, new_id, _ = await phone.call("GET", "/arrow/new_arrow_uuid")
    assert await phone.create("/arrow", an_arrow(id=new_id, weight=20.5)) == new_id
    assert (await phone.call("PATCH", f"/arrow/{new_id}", {"is_active": False}))[0] == 422
    assert (await phone.call("PATCH", f"/arrow/{new_id}", {"is_active": False, "voided_date": LATER, "weight": None}))[
        0
    ] == 202
    _, arrow, _ = await phone.call("GET", f"/arrow/{new_id}")
    assert (arrow["is_active"], arrow["voided_date"], arrow["weight"]) == (False, LATER, None)
    assert (await phone.call("GET", "/arrow?is_active=false"))[1] == [arrow]
    assert (await phone.call("DELETE", f"/arrow/{new_id}"))[0] == 204


async def test_registration_date_may_be_left_out(phone: Phone) -> None:
    body = an_arrow()
    del body["registration_date"]
    arrow_id = await phone.create("/arrow", body)
    assert (await phone.call("GET", f"/arrow/{arrow_id}"))[1]["registration_date"].endswith("Z")


async def test_arrows_with_one_identifier_or_id_are_refused(phone: Phone) -> None:
    await phone.create("/arrow", an_arrow())
    code, _, errors = await phone.call("POST", "/arrow", an_arrow(id=str(uuid4())))
    assert (code, errors) == (422, ["body.human_identifier: another arrow has this identifier"])
    code, _, errors = await phone.call("POST", "/arrow", an_arrow(human_identifier="8"))
    assert (code, errors) == (422, ["body.id: this arrow is registered already"])


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"length": 0}, "body.length"),
        ({"length": -1.0}, "body.length"),
        ({"diameter": 1e400}, "body"),
        ({"human_identifier": "x" * 11}, "body.human_identifier"),
        ({"voided_date": LATER}, "body.voided_date"),
        ({"id": "x"}, "body.id"),
    ],
)
async def test_arrows_that_cannot_be(change: dict[str, object], place: str, phone: Phone) -> None:
    code, _, errors = await phone.call("POST", "/arrow", an_arrow(**change))
    assert code == 422
    assert errors[0].startswith(place)


async def test_faces_are_hung_moved_and_taken_off(phone: Phone) -> None:
    session_id = await phone.create("/session", a_session())
    target_id = await phone.create("/target", a_target(session_id))
    _, targets, _ = await phone.call("GET", f"/target/session-id/{session_id}")
    assert [t["id"] for t in targets] == [target_id]
    moved = {"faces": [a_face(x=500.0), a_face(x=800.0, human_identifier="second")]}
    assert (await phone.call("PATCH", f"/target/{target_id}", moved))[0] == 202
    assert [f["x"] for f in (await phone.call("GET", f"/target/{target_id}"))[1]["faces"]] == [500, 800]
    assert len((await phone.call("GET", "/target?human_identifier=second"))[1]) == 1
    assert (await phone.call("GET", "/target?human_identifier=third"))[1] == []
    assert (await phone.call("DELETE", f"/target/{target_id}"))[0] == 204


@pytest.mark.parametrize(
    ("face", "place"),
    [
        (a_face(x=1301.0), "body.faces.0"),
        (a_face(x=0.0), "body.faces.0.x"),
        (a_face(radii=[40.0, 40.0], points=[10, 9]), "body.faces.0.radii"),
        (a_face(radii=[40.0, 80.0, 60.0], points=[10, 9, 8]), "body.faces.0.radii"),
        (a_face(points=[10]), "body.faces.0.points"),
        (a_face(radii=[], points=[]), "body.faces.0.radii"),
        (a_face(human_identifier=""), "body.faces.0.human_identifier"),
        (a_face(kind="no face"), "body.faces.0.kind"),
        (a_face(colour="red"), "body.faces.0.colour"),
    ],
)
async def test_faces_that_cannot_be(face: dict[str, object], place: str, phone: Phone) -> None:
    session_id = await phone.create("/session", a_session())
    code, _, errors = await phone.call("POST", "/target", a_target(session_id, faces=[face]))
    assert code == 422
    assert errors[0].startswith(place), errors


async def test_a_butt_cannot_shrink_under_its_faces(phone: Phone) -> None:
    session_id = await phone.create("/session", a_session())
    target_id = await phone.create("/target", a_target(session_id))
    code, _, errors = await phone.call("PATCH", f"/target/{target_id}", {"max_x": 600.0})
    assert code == 422
    assert "outside the butt" in errors[0]


async def test_a_shot_by_hand_is_scored_amended_and_deleted(phone: Phone) -> None:
    session_id = await phone.create("/session", a_session())
    await phone.create("/target", a_target(session_id))
    landed = {"session_id": session_id, "arrow_landing_time": LATER, "x": 650.0, "y": 700.0}
    shot_id = await phone.create("/shot", landed)
    miss_id = await phone.create("/shot", {"session_id": session_id})
    _, shot, _ = await phone.call("GET", f"/shot/{shot_id}")
    assert (shot["points"], shot["source"], shot["end_number"]) == (9, "manual", 1)
    assert (await phone.call("PATCH", f"/shot/{shot_id}", {"points_called": 10, "is_sighter": True}))[0] == 202
    _, shots, _ = await phone.call("GET", f"/shot/session-id/{session_id}")
    assert [(s["id"], s["points_called"], s["points"]) for s in shots] == [(shot_id, 10, 9), (miss_id, None, 0)]
    assert [s["id"] for s in (await phone.call("GET", "/shot?landed=false"))[1]] == [miss_id]
    _, summary, _ = await phone.call("GET", f"/session/{session_id}/summary")
    assert (summary["arrows"], summary["misses"], summary["score"]) == (1, 1, 0)
    assert (await phone.call("DELETE", f"/shot/{shot_id}"))[0] == 204


@pytest.mark.parametrize(
    "body", [{"x": 1.0}, {"x": 1.0, "arrow_landing_time": LATER}, {"arrow_landing_time": LATER}, {"points_called": 22}]
)
async def test_shots_that_cannot_be(body: dict[str, object], phone: Phone) -> None:
    session_id = await phone.create("/session", a_session())
    assert (await phone.call("POST", "/shot", {"session_id": session_id, **body}))[0] == 422


async def test_a_phone_cannot_move_a_shot_on_the_face(phone: Phone) -> None:
    session_id = await phone.create("/session", a_session())
    shot_id = await phone.create("/shot", {"session_id": session_id})
    assert (await phone.call("PATCH", f"/shot/{shot_id}", {"x": 1.0}))[0] == 422


async def test_detections_are_listed(phone: Phone, tables: Tables) -> None:
    await tables.admin.execute(
        """INSERT INTO detections (node, boot, sequence, detected_at, ticks, tick_hz, tick_bits, speed_mm_per_us,
                                   sigma_us, outcome, reason)
           VALUES ('n', 1, 1, now(), '{1,NULL}', 8e6, 32, 0.34, 1, 'unplaced', $1)""",
        stored("why").model_dump(mode="json"),
    )
    _, (detection,), _ = await phone.call("GET", "/detection?outcome=unplaced&resolved=false")
    assert (detection["ticks"], detection["reason"]["text"]) == ([1, None], "why")
    assert (await phone.call("GET", f"/detection/{detection['id']}"))[1] == detection
    assert (await phone.call("GET", "/detection?outcome=lost"))[0] == 422


async def test_the_catalogue_of_faces(phone: Phone) -> None:
    _, faces, _ = await phone.call("GET", "/face")
    kinds = {face["kind"] for face in faces}
    assert {"wa_122", "wa_80", "wa_60", "wa_40", "wa_40_triple_vertical", "wa_field_80", "imperial_122"} <= kinds
    _, face, _ = await phone.call("GET", "/face/wa_80")
    assert face["zones"][0] == {"points": 10, "radius": 40.0, "colour": "gold"}
    assert (await phone.call("GET", "/face/wa_81"))[0] == 404
    assert (await phone.call("GET", "/face/" + "x" * 65))[0] == 422


async def test_health_in_words(phone: Phone, tables: Tables) -> None:
    _, health, _ = await phone.call("GET", "/health")
    # nobody has said yet that the sensors are read
    assert (health["database"], health["warnings"], health["is_listening"]) == ("ready", [], False)
    await tables.admin.execute(
        "INSERT INTO nodes (node, state, detail, updated_at) VALUES ('/dev/node', 'lost', $1, now())",
        [stored("no such port").model_dump(mode="json")],
    )
    _, health, _ = await phone.call("GET", "/health")
    assert [warning["text"] for warning in health["warnings"]] == [
        "butt not listening: the board at /dev/node is not connected. no such port"
    ]


UNPLACED = """
    INSERT INTO detections (session_id, node, boot, sequence, detected_at, ticks, tick_hz, tick_bits, speed_mm_per_us,
                            sigma_us, outcome, reason)
    VALUES ($1, 'n', 1, $2, '2026-11-23T10:01:00Z', '{1,NULL}', 8e6, 32, 0.34, 1, $3, NULL) RETURNING id::text
"""


async def test_an_inbox_item_is_placed_once(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session())
    await phone.create("/target", a_target(session_id))
    detection_id = await tables.admin.fetchval(UNPLACED, UUID(session_id), 1, "unplaced")
    placed = {"resolution": "placed", "x": 650.0, "y": 700.0}
    shot_id = await phone.create(f"/detection/{detection_id}/resolve", placed)
    _, shot, _ = await phone.call("GET", f"/shot/{shot_id}")
    assert (shot["points"], shot["source"], shot["detection_id"]) == (9, "manual", detection_id)
    assert shot["arrow_landing_time"] == "2026-11-23T10:01:00.000000Z"
    _, detection, _ = await phone.call("GET", f"/detection/{detection_id}")
    assert (detection["resolution"], detection["outcome"]) == ("placed", "unplaced")
    code, _, errors = await phone.call("POST", f"/detection/{detection_id}/resolve", placed)
    assert (code, "already" in errors[0]) == (422, True)
    assert len((await phone.call("GET", f"/shot/session-id/{session_id}"))[1]) == 1


async def test_an_inbox_item_is_dismissed(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session())
    detection_id = await tables.admin.fetchval(UNPLACED, UUID(session_id), 1, "unplaced")
    answer = await phone.create(f"/detection/{detection_id}/resolve", {"resolution": "dismissed"})
    assert answer == detection_id
    assert (await phone.call("GET", "/detection?resolved=true"))[1][0]["resolution"] == "dismissed"
    assert (await phone.call("GET", "/shot"))[1] == []


async def test_a_verdict_is_taken_back(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session())
    detection_id = await tables.admin.fetchval(UNPLACED, UUID(session_id), 1, "unplaced")
    waiting = f"/detection?session_id={session_id}&resolved=false"
    for verdict in ({"resolution": "dismissed"}, {"resolution": "placed", "x": 650.0, "y": 700.0}):
        resolved = await phone.create(f"/detection/{detection_id}/resolve", verdict)
        if resolved != detection_id:
            code, _, errors = await phone.call("POST", f"/detection/{detection_id}/reopen")
            assert (code, "still an arrow" in errors[0]) == (422, True)
            assert (await phone.call("GET", f"/detection/{detection_id}"))[1]["resolution"] == "placed"
            await phone.call("DELETE", f"/shot/{resolved}")
        assert (await phone.call("GET", waiting))[1] == []
        assert (await phone.call("POST", f"/detection/{detection_id}/reopen"))[0] == 202
        (again,) = (await phone.call("GET", waiting))[1]
        assert (again["id"], again["resolution"], again["resolved_at"]) == (detection_id, None, None)
    assert (await phone.call("POST", f"/detection/{uuid4()}/reopen"))[0] == 404


async def test_an_arrow_that_is_restored_does_not_wait_in_the_inbox_too(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session())
    detection_id = await tables.admin.fetchval(UNPLACED, UUID(session_id), 1, "unplaced")
    placed = {"resolution": "placed", "x": 650.0, "y": 700.0}
    shot_id = await phone.create(f"/detection/{detection_id}/resolve", placed)
    await phone.call("DELETE", f"/shot/{shot_id}")
    assert (await phone.call("POST", f"/detection/{detection_id}/reopen"))[0] == 202
    assert (await phone.call("POST", f"/shot/{shot_id}/restore"))[0] == 202
    assert (await phone.call("GET", f"/detection?session_id={session_id}&resolved=false"))[1] == []
    assert (await phone.call("GET", f"/detection/{detection_id}"))[1]["resolution"] == "placed"


@pytest.mark.parametrize(
    "verdict",
    [
        {"resolution": "placed"},
        {"resolution": "placed", "x": 1.0},
        {"resolution": "dismissed", "x": 1.0, "y": 1.0},
        {"resolution": "lost"},
        {"resolution": "placed", "x": 1.0, "y": 1.0, "arrow_id": str(uuid4())},
    ],
)
async def test_verdicts_that_cannot_be(verdict: dict[str, object], phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session())
    detection_id = await tables.admin.fetchval(UNPLACED, UUID(session_id), 1, "unplaced")
    assert (await phone.call("POST", f"/detection/{detection_id}/resolve", verdict))[0] == 422
    assert (await phone.call("GET", f"/detection/{detection_id}"))[1]["resolution"] is None


async def test_what_is_not_in_the_inbox_cannot_be_resolved(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session())
    for number, (owner, outcome) in enumerate([(UUID(session_id), "located"), (None, "unplaced")]):
        detection_id = await tables.admin.fetchval(UNPLACED, owner, number, outcome)
        code, _, errors = await phone.call("POST", f"/detection/{detection_id}/resolve", {"resolution": "dismissed"})
        assert (code, "not in the inbox" in errors[0]) == (422, True)


async def test_a_trend_over_sessions(phone: Phone) -> None:
    ids = []
    for day, places in ((20, (650.0, 750.0)), (21, ()), (22, (650.0,))):
        times = {"start_time": f"2026-11-{day}T10:00:00Z", "end_time": f"2026-11-{day}T11:00:00Z"}
        ids.append(await phone.create("/session", a_session(is_opened=False, **times)))
        await phone.create("/target", a_target(ids[-1]))
        for y in places:
            shot = {"session_id": ids[-1], "arrow_landing_time": LATER, "x": 650.0, "y": y}
            await phone.create("/shot", shot)
    _, trend, _ = await phone.call("GET", "/summary")
    assert [(t["session_id"], t["arrows"], t["score"], t["average"]) for t in trend] == [
        (ids[2], 1, 10, 10.0),
        (ids[1], 0, 0, None),
        (ids[0], 2, 18, 9.0),
    ]
    assert [t["mean_radius"] for t in trend] == [0, None, 50]
    _, part, _ = await phone.call("GET", "/summary?from=2026-11-21T00:00:00Z&to=2026-11-21T23:00:00Z&distance=18")
    assert [t["session_id"] for t in part] == [ids[1]]
    first = await phone.client.get("/api/v0/summary?limit=2")
    rest = await phone.client.get(first.headers["Link"].split(";")[0].strip("<>"))
    assert [t["session_id"] for t in (await rest.json())["data"]] == [ids[0]]


async def test_a_session_as_a_spreadsheet(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appliance.routers.export_router.ROWS", 2)
    session_id = await phone.create("/session", a_session(location="=cmd()|'x', \"Hall\""))
    await phone.create("/target", a_target(session_id))
    arrow_id = await phone.create("/arrow", an_arrow(human_identifier="A1"))
    landed = {"session_id": session_id, "arrow_landing_time": LATER, "x": 650.0, "y": 651.0}
    await phone.create("/shot", {**landed, "arrow_id": arrow_id, "points_called": 9})
    for _ in range(3):
        await phone.create("/shot", {"session_id": session_id})
    response = await phone.client.get(f"/api/v0/session/{session_id}/export.csv")
    assert response.content_type == "text/csv"
    assert "arch-stats-2026-11-23-18m.csv" in response.headers["Content-Disposition"]
    rows = list(csv.DictReader((await response.read()).decode("utf-8-sig").splitlines()))
    assert len(rows) == 4
    assert (rows[0]["arrow"], rows[0]["points"], rows[0]["x"]) == ("A1", "9", "0")
    assert (rows[0]["points_measured"], rows[0]["x_measured"], rows[0]["points_called"]) == ("10", "1", "9")
    assert (rows[0]["x_mm"], rows[0]["y_mm"], rows[1]["x_mm"]) == ("650.00", "651.00", "")
    # a spreadsheet must not run what a person typed
    assert rows[0]["location"].startswith("'=")
