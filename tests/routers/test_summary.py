"""What shots add up to: ends, arrows, archers, trends, verdicts, score sheets."""

import random
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.builders import NOW, a_face, a_session, a_target, an_arrow
from tests.models.helpers import Tables
from tests.routers.conftest import Phone


async def summary(phone: Phone, session_id: str) -> dict[str, Any]:
    code, data, errors = await phone.call("GET", f"/session/{session_id}/summary")
    assert code == 200, errors
    assert isinstance(data, dict)
    return data


async def test_a_session_adds_up(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session())
    await phone.create("/target", a_target(session_id))
    arrow_id = await phone.create("/arrow", an_arrow())
    for k, (x, y) in enumerate([(650, 650), (650, 690), (700, 650), (650, 640), (650, 660), (1290, 650)]):
        await tables.shot(session_id, x, y, **({"arrow_id": arrow_id} if k < 2 else {}))
    await phone.create("/shot", {"session_id": session_id, "end_number": 3})
    await phone.create("/shot", {"session_id": session_id, "end_number": 3, "is_sighter": True})
    found = await summary(phone, session_id)
    counted = ("arrows", "landed", "misses", "score", "tens", "xs")
    assert [found[name] for name in counted] == [7, 6, 2, 49, 4, 3]
    assert [end["marks"] for end in found["ends"]] == [["X", "10", "9"], ["X", "X", "M"], ["M"]]
    assert [end["score"] for end in found["ends"]] == [29, 20, 0]
    assert found["hold_ms"] == 3000
    assert found["release_to_impact_ms"] == 250
    assert found["group"]["extreme_spread"] == pytest.approx(640, abs=2)
    assert found["group"]["ellipse_95"]["major"] > found["group"]["ellipse_95"]["minor"] > 0
    by_arrow = {arrow["human_identifier"]: arrow for arrow in found["by_arrow"]}
    assert [by_arrow["7"][name] for name in counted] == [2, 2, 0, 20, 2, 1]
    assert [by_arrow[None][name] for name in counted] == [5, 4, 2, 29, 2, 2]
    assert by_arrow["7"]["group"]["mean_radius"] == 20
    assert [archer["name"] for archer in found["by_archer"]] == [None]


async def test_a_miss_is_what_touched_no_zone_wherever_it_landed(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session())
    # without a face nothing can be touched, and nobody knows what a landed arrow is worth
    await tables.shot(session_id, 650, 650)
    await phone.create("/shot", {"session_id": session_id})
    assert [(await summary(phone, session_id))[name] for name in ("arrows", "landed", "misses")] == [2, 1, 1]
    await phone.create("/target", a_target(session_id))
    # unheard, and called by who saw it; called a miss, though it landed
    await phone.create("/shot", {"session_id": session_id, "points_called": 7})
    (landed,) = (await phone.call("GET", "/shot?landed=true"))[1]
    assert (await phone.call("PATCH", f"/shot/{landed['id']}", {"points_called": 0}))[0] == 202
    found = await summary(phone, session_id)
    assert [found[name] for name in ("arrows", "landed", "misses", "score")] == [3, 1, 2, 7]
    assert sorted(mark for end in found["ends"] for mark in end["marks"]) == ["7", "M", "M"]


async def test_the_rhythm_is_from_release_to_release_within_an_end(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session(arrows_per_end=3))
    for k, second in enumerate((0, 20, 50, 500, 540)):
        await tables.admin.execute(
            """
            INSERT INTO shots (session_id, arrow_engage_time, arrow_disengage_time, arrow_landing_time, x, y, shot_at)
            VALUES ($1, $2, $2::timestamptz + interval '2 s', CASE WHEN $3 THEN $2 + interval '2.4 s' END,
                    CASE WHEN $3 THEN 650 END, CASE WHEN $3 THEN 650 END, $2)
            """,
            UUID(session_id), NOW + timedelta(seconds=second), k != 1,
        )  # fmt: skip
    found = await summary(phone, session_id)
    # 20 s and 30 s in the first end, of which the second arrow missed; 40 s in the second
    assert [end["rhythm_ms"] for end in found["ends"]] == [25_000, 40_000]
    assert (found["rhythm_ms"], found["hold_ms"]) == (30_000, 2000)
    assert found["release_to_impact_ms"] == pytest.approx(400)


async def test_an_arrow_of_more_than_its_end_has_divides_nothing(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session())
    await phone.create("/target", a_target(session_id))
    arrow_id = await phone.create("/arrow", an_arrow())
    for y in (660, 700, 700):
        await tables.shot(session_id, 650, y)
    await tables.shot(session_id, 650, 650, arrow_id=arrow_id)
    fourth = await tables.admin.fetchval("SELECT id FROM shots ORDER BY seq DESC LIMIT 1")
    assert (await phone.call("PATCH", f"/shot/{fourth}", {"end_number": 1}))[0] == 202
    found = await summary(phone, session_id)
    # the X is the highest of the four, and counts for nothing
    (end,), (archer,) = found["ends"], found["by_archer"]
    for totals in (found, end, archer):
        assert (totals["arrows"], totals["landed"], totals["misses"], totals["score"]) == (3, 3, 0, 28)
        assert totals["average"] == pytest.approx(28 / 3)
    assert end["marks"] == ["X", "9", "9"]
    assert [(one["arrow_id"], one["arrows"]) for one in found["by_arrow"]] == [(None, 3)]
    assert found["group"]["arrows"] == 4
    _, (row,), _ = await phone.call("GET", "/summary")
    assert (row["arrows"], row["score"], row["average"]) == (3, 28, pytest.approx(28 / 3))


async def test_an_empty_session_adds_up_to_nothing(phone: Phone) -> None:
    found = await summary(phone, await phone.create("/session", a_session()))
    assert (found["arrows"], found["score"], found["average"], found["group"], found["ends"]) == (0, 0, None, None, [])


async def test_a_line_call_counts_and_is_no_x(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session())
    await phone.create("/target", a_target(session_id))
    await tables.shot(session_id, 650, 650)
    shot_id = (await phone.call("GET", "/shot"))[1][0]["id"]
    assert (await phone.call("PATCH", f"/shot/{shot_id}", {"points_called": 9}))[0] == 202
    found = await summary(phone, session_id)
    assert (found["score"], found["xs"], found["ends"][0]["marks"]) == (9, 0, ["9"])


async def test_an_x_is_called_beside_its_points(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session())
    await phone.create("/target", a_target(session_id))
    await tables.shot(session_id, 650, 650)
    await tables.shot(session_id, 650, 685)
    ten, x = [shot["id"] for shot in (await phone.call("GET", "/shot"))[1]]

    async def after(shot_id: str, body: dict[str, Any]) -> tuple[int, int, list[str]]:
        code, _, errors = await phone.call("PATCH", f"/shot/{shot_id}", body)
        assert code == 202, errors
        found = await summary(phone, session_id)
        assert found["xs"] == sum(end["xs"] for end in found["ends"])
        return found["score"], found["xs"], found["ends"][0]["marks"]

    assert await after(ten, {"note": None}) == (20, 1, ["X", "10"])
    assert await after(ten, {"points_called": 10, "is_x_called": True}) == (20, 2, ["X", "X"])
    assert await after(x, {"points_called": 10, "is_x_called": False}) == (20, 1, ["X", "10"])
    # called again, or not at all: what was said of the X before is gone with the points
    assert await after(ten, {"points_called": 9}) == (19, 0, ["10", "9"])
    assert await after(x, {"points_called": None}) == (19, 1, ["X", "9"])
    code, _, errors = await phone.call("PATCH", f"/shot/{ten}", {"is_x_called": True})
    assert (code, errors) == (422, ["body.is_x_called: give points_called too, the points that go with it"])


async def test_several_spots_make_one_group(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session())
    faces = [a_face(y=900.0, human_identifier="top"), a_face(y=300.0, human_identifier="bottom")]
    await phone.create("/target", a_target(session_id, faces=faces))
    await tables.shot(session_id, 650, 910)
    await tables.shot(session_id, 650, 290)
    group = (await summary(phone, session_id))["group"]
    assert (group["x"], group["y"], group["extreme_spread"]) == (650, 900, 20)
    _, (row,), _ = await phone.call("GET", "/summary")
    assert row["mean_radius"] == group["mean_radius"] == 10


async def test_one_arrow_is_grouped_over_sessions_and_faces(phone: Phone, tables: Tables) -> None:
    arrow_id = await phone.create("/arrow", an_arrow())
    assert (await phone.call("GET", f"/arrow/{arrow_id}/group"))[1] == {"arrow_id": arrow_id, "group": None}
    without = await phone.create("/session", a_session())
    await tables.shot(without, 100, 200, arrow_id=arrow_id)
    _, alone, _ = await phone.call("GET", f"/arrow/{arrow_id}/group")
    assert (alone["group"]["x"], alone["group"]["y"], alone["group"]["dx"]) == (100, 200, None)
    closed = {"is_opened": False, "end_time": "2026-11-23T12:00:00Z"}
    assert (await phone.call("PATCH", f"/session/{without}", closed))[0] == 202
    first = await phone.create("/session", a_session())
    await phone.create("/target", a_target(first, faces=[a_face(x=400.0, y=400.0)]))
    await tables.shot(first, 410, 390, arrow_id=arrow_id)
    assert (await phone.call("PATCH", f"/session/{first}", closed))[0] == 202
    second = await phone.create("/session", a_session())
    faces = [a_face(y=900.0, human_identifier="top"), a_face(y=300.0, human_identifier="bottom")]
    await phone.create("/target", a_target(second, faces=faces))
    await tables.shot(second, 670, 320, arrow_id=arrow_id)
    await tables.shot(second, 650, 660)
    _, found, _ = await phone.call("GET", f"/arrow/{arrow_id}/group")
    group = found["group"]
    # the one without a face says nothing beside those that have one; the other two are 10, -10 and 20, 20 off
    assert (group["arrows"], group["dx"], group["dy"], group["is_folded"]) == (2, 15, 5, False)
    assert group["extreme_spread"] == pytest.approx(1000**0.5)
    assert (await phone.call("GET", f"/arrow/{uuid4()}/group"))[0] == 404


async def test_every_archer_adds_up_alone(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session())
    await phone.create("/target", a_target(session_id))
    first, second = [await phone.create("/archer", {"name": name}) for name in "AB"]
    await tables.shot(session_id, 650, 650, archer_id=first)
    await tables.shot(session_id, 650, 700, archer_id=second)
    found = await summary(phone, session_id)
    assert [(a["name"], a["score"]) for a in found["by_archer"]] == [("A", 10), ("B", 9)]
    assert sorted((e["archer_id"], e["score"]) for e in found["ends"]) == sorted([(first, 10), (second, 9)])
    _, trend, _ = await phone.call("GET", f"/summary?archer_id={second}")
    assert [(row["arrows"], row["score"]) for row in trend] == [(1, 9)]


async def test_verdicts_over_arrows(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session())
    await phone.create("/target", a_target(session_id))
    dice = random.Random(4)
    ids = [await phone.create("/arrow", an_arrow(id=str(uuid4()), human_identifier=str(k))) for k in range(4)]
    for _ in range(30):
        for k, arrow_id in enumerate(ids):
            await tables.shot(
                session_id, dice.gauss(650, 15), dice.gauss(610 if k == 2 else 650, 15), arrow_id=arrow_id
            )
    _, found, _ = await phone.call("GET", f"/summary/arrows?session_id={session_id}&distance=18")
    assert (found["rate"], found["shots"]) == (0.05, 120)
    assert [(a["human_identifier"], a["verdict"] == "off") for a in found["arrows"]] == [
        ("0", False), ("1", False), ("2", True), ("3", False)
    ]  # fmt: skip
    off = found["arrows"][2]
    assert off["message"]["text"].startswith("arrow 2: ")
    assert "low, 30 shots, 99 % sure" in off["message"]["text"]
    assert (await phone.call("GET", "/summary/arrows?distance=70"))[1]["arrows"] == []
    # where an arrow goes tells its points: nothing of what a coach holds back
    assert (await phone.call("PATCH", f"/session/{session_id}", {"held_back_from": 1}))[0] == 202
    assert (await phone.call("GET", "/summary/arrows"))[1]["shots"] == 0


async def test_sensors_and_what_they_heard(phone: Phone, tables: Tables) -> None:
    await tables.admin.execute(
        "INSERT INTO sensors (channel, name, x_mm, y_mm, z_mm) VALUES (0, 'NW', 0, 1300, 20), (1, 'NE', 1300, 1300, 20)"
    )
    for sequence, ticks in enumerate(("{1,2}", "{1,NULL}", "{NULL,NULL}")):
        await tables.admin.execute(
            """INSERT INTO detections (node, boot, sequence, detected_at, ticks, amplitudes, left_out, tick_hz,
                                       tick_bits, speed_mm_per_us, sigma_us, outcome, fix_source)
               VALUES ('n', 1, $1, now(), $2::text::bigint[], '{100,NULL}', '{1}', 8e6, 32, 0.34, 1, 'located',
                       'appliance')""",
            sequence, ticks,
        )  # fmt: skip
    _, sensors, _ = await phone.call("GET", "/sensor")
    assert [(s["name"], s["impacts"], s["heard"], s["left_out"], s["mean_amplitude"]) for s in sensors] == [
        ("NW", 3, 2, 0, 100), ("NE", 3, 1, 3, None)
    ]  # fmt: skip
    assert (await phone.call("GET", "/sensor/1"))[1] == sensors[1]
    assert (await phone.call("GET", "/sensor?name=NE"))[1] == [sensors[1]]
    assert (await phone.call("GET", "/sensor/7"))[0] == 404
    for wrong in ("8", "x", "-1"):
        assert (await phone.call("GET", f"/sensor/{wrong}"))[0] == 422
