"""A row that got in all the same, past every constraint, hides only itself: everything else is answered as ever."""

import json
from typing import Any
from uuid import UUID

import pytest

from appliance.models.calibrations_db import CalibrationsDB
from appliance.models.sessions_db import SessionsDB
from appliance.models.unreadable import UNREADABLE, UnreadableRow, UnreadableRows
from appliance.routers import ENDPOINTS
from appliance.routers.endpoint import API
from tests.builders import NOW_TEXT, a_face, a_session, a_target, an_arrow
from tests.english import all_english
from tests.models.helpers import Tables
from tests.routers.conftest import Phone

BAD = [UUID(int=k) for k in range(1, 9)]
TIMES = [
    "infinity",
    "-infinity",
    "294000-01-01",
    "4000-01-01 BC",
    "9999-12-31",
    "0001-01-01",
    "2200-01-01",
    "1969-12-31",
]

NOT_HERE = ("/target/calibrate", "/backup/recovery-sheet", "/certificate")
"""There is nothing to show yet, for other reasons than odd rows."""


async def unbind(tables: Tables) -> None:
    """What only the database's owner can do."""
    rows = await tables.admin.fetch(
        "SELECT conrelid::regclass::text AS name, conname FROM pg_constraint "
        "WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
    )
    for row in rows:
        await tables.admin.execute(f'ALTER TABLE {row["name"]} DROP CONSTRAINT "{row["conname"]}"')


async def put_bad_sessions(tables: Tables) -> None:
    await unbind(tables)
    for key, time in zip(BAD, TIMES, strict=True):
        await tables.admin.execute(
            f"""
            INSERT INTO sessions (id, is_opened, start_time, end_time, location, distance)
            VALUES ($1, false, '{time}', '{time}', 'x', 18)
            """,  # noqa: S608  (our own times)
            key,
        )


async def all_pages(phone: Phone, path: str, limit: int) -> list[Any]:
    found: list[Any] = []
    url = f"{API}{path}?limit={limit}"
    for _ in range(100):
        response = await phone.client.get(url)
        code, rows, errors = await phone.envelope(response)
        assert code == 200, errors
        found += rows
        if "next" not in response.links:
            return found
        url = str(response.links["next"]["url"]).removeprefix(str(phone.client.make_url("/"))[:-1])
    raise AssertionError(f"{path} has no last page")


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
async def test_lists_go_on_past_rows_that_cannot_be_read(limit: int, phone: Phone, tables: Tables) -> None:
    good = [
        await phone.create("/session", a_session(is_opened=False, start_time=f"{year}-01-01T00:00:00Z",
                                                 end_time=f"{year}-01-02T00:00:00Z"))
        for year in (2100, 2026, 1980)
    ]  # fmt: skip
    await put_bad_sessions(tables)
    assert [row["id"] for row in await all_pages(phone, "/session", limit)] == good
    assert [row["session_id"] for row in await all_pages(phone, "/summary", limit)] == good
    named = {row.key for row in UNREADABLE.rows() if row.model == "SessionRead"}
    assert {str(key) for key in BAD} - named <= {str(BAD[k]) for k in range(4)}  # beyond all others: one stands for all
    assert len(named) >= 5


async def test_one_that_cannot_be_read_is_refused_with_what_to_do(phone: Phone, tables: Tables) -> None:
    await put_bad_sessions(tables)
    for key in BAD:
        code, _, errors = await phone.call("GET", f"/session/{key}")
        assert code == 409
        assert errors == [f"database: 1 of sessions cannot be read: correct or delete {key} (start_time)"]
    assert (await phone.call("PATCH", f"/session/{BAD[0]}", {"start_time": NOW_TEXT, "end_time": NOW_TEXT}))[0] == 202
    assert (await phone.call("GET", f"/session/{BAD[0]}"))[0] == 200
    assert (await phone.call("DELETE", f"/session/{BAD[1]}"))[0] == 204
    assert str(BAD[0]) not in {row.key for row in UNREADABLE.rows()}


async def test_an_open_session_that_cannot_be_read_is_none(phone: Phone, tables: Tables) -> None:
    await unbind(tables)
    key = await phone.create("/session", a_session())
    await tables.admin.execute("UPDATE sessions SET start_time = 'infinity'")
    assert await SessionsDB(tables.admin).get_open() is None
    assert (await phone.call("GET", "/session/open"))[0] in (200, 404)
    (row,) = UNREADABLE.rows()
    assert (row.kind, row.key, row.field) == ("sessions", key, "start_time")
    assert all_english(UNREADABLE.messages()) == [
        f"1 of sessions cannot be read and is left out: correct or delete {key} (start_time)"
    ]
    async with phone.client.ws_connect(f"{API}/ws/feed") as socket:
        assert (await socket.receive_json())["data"]["session"] is None


async def put_bad_rows(phone: Phone, tables: Tables) -> dict[str, str]:
    """A session full of good rows, with a bad one beside each; the ids that paths need."""
    session = await phone.create("/session", a_session())
    await phone.create("/target", a_target(session))
    await phone.create("/arrow", an_arrow())
    archer = await phone.create("/archer", {"name": "Robin"})
    for good_x in (640.0, 650.0, 660.0):
        await tables.shot(session, good_x, 650.0)
    await unbind(tables)
    run = tables.admin.execute
    await run("SET session_replication_role = replica")  # nothing derives or refuses
    of_shots = [("'NaN'", "now()"), ("'infinity'", "now()"), ("1e200", "now()"), ("650", "'infinity'")]
    for key, (x, time) in zip(BAD, of_shots, strict=False):
        # not by replication: what is derived of a shot is derived
        await run("SET session_replication_role = DEFAULT")
        await run("INSERT INTO shots (id, session_id) VALUES ($1, $2)", key, UUID(session))
        await run("SET session_replication_role = replica")
        change = f"UPDATE shots SET x = {x}, y = 650, arrow_landing_time = {time} WHERE id = $1"  # noqa: S608
        await run(change, key)
    await run(
        "INSERT INTO targets (id, session_id, max_x, max_y, faces) VALUES ($1, $2, 'NaN', 5, '[{\"x\": 1e999}]'), "
        "(gen_random_uuid(), $2, 5, 5, $3)",
        BAD[0], UUID(session), [a_face(kind="unknown")],
    )  # fmt: skip
    await run(
        "INSERT INTO arrows (id, human_identifier, length, is_programmed, registration_date) "
        "VALUES ($1, E'\\x01', 'infinity', false, '-infinity')",
        BAD[0],
    )
    await run("INSERT INTO archers (id, name, shaft_diameter) VALUES ($1, E'a\\x02', 'NaN')", BAD[0])
    await run(
        "INSERT INTO session_archers (session_id, archer_id, letter, shooting_order) "
        "VALUES ($1, $2, 'A', 1), ($1, $3, 'B', 99)",
        UUID(session), UUID(archer), BAD[0],
    )  # fmt: skip
    deep = "[" * 3000 + "]" * 3000
    await run(
        "INSERT INTO calibrations (id, request, result, status) VALUES ($1, $2::text::jsonb, NULL, 'rejected'), "
        "($3, '{\"kind\": \"array\", \"points\": []}', '{\"odd\": 1e999}', 'accepted')",
        BAD[0], deep, BAD[1],
    )  # fmt: skip
    for k, time in enumerate(TIMES):
        await run(
            f"""
            INSERT INTO detections (id, node, boot, sequence, session_id, detected_at, ticks, tick_hz, tick_bits,
                                    temp_c, speed_mm_per_us, sigma_us, outcome)
            VALUES ($1, 'n', 1, {k}, $2, '{time}', '{{1,2}}', 'infinity', 32, 'NaN', 1, 1, 'unplaced')
            """,  # noqa: S608  (our own times)
            BAD[k],
            UUID(session),
        )
    await run("INSERT INTO nodes (node, state, updated_at, temp_c) VALUES ('n', 'listening', 'infinity', 'NaN')")
    await run("INSERT INTO sensors (channel, name, x_mm, y_mm, z_mm) VALUES (0, 'NE', 'NaN', 0, 0), (1, 'NW', 0, 0, 0)")
    await run("INSERT INTO tags_held (code, arrow_id, held_at) VALUES (E'\\x01', $1, 'infinity')", BAD[0])
    await run("UPDATE appliance SET butt_width_mm = 'NaN', butt_height_mm = 'infinity'")
    await run("SET session_replication_role = DEFAULT")
    return {"session": session, "archer": archer}


async def test_nothing_that_can_be_asked_fails_beside_bad_rows(phone: Phone, tables: Tables) -> None:
    ids = await put_bad_rows(phone, tables)
    for endpoint in ENDPOINTS:
        path = endpoint.path.removeprefix(API)
        if endpoint.method != "GET" or path in ("/export", "/log"):
            continue
        for key in (ids["session"], ids["archer"], str(BAD[0]), str(BAD[1]), an_arrow()["id"]):
            filled = path.replace("{id}", key).replace("{session_id}", key).replace("{end_number}", "1")
            filled = filled.replace("{channel}", "0").replace("{codename}", "wa18").replace("{kind}", "wa_80")
            response = await phone.client.get(API + filled)
            text = await response.text()
            assert response.status in (200, 404, 409, 422), (filled, response.status, text[:300])
            assert response.status == 200 or "{" in path or path in NOT_HERE, (filled, text[:300])
            if "{" not in path:
                break


async def test_good_rows_are_answered_beside_bad_ones(phone: Phone, tables: Tables) -> None:
    ids = await put_bad_rows(phone, tables)
    session = ids["session"]
    for limit in (1, 100):
        assert len(await all_pages(phone, "/shot", limit)) == 3
        assert [row["id"] for row in await all_pages(phone, "/target", limit)] != []
        assert len(await all_pages(phone, "/arrow", limit)) == 1
        assert len(await all_pages(phone, "/archer", limit)) == 1
        assert await all_pages(phone, "/detection", limit) == []
        assert await all_pages(phone, "/calibration", limit) == []
    assert len((await phone.call("GET", f"/shot/session-id/{session}"))[1]) == 3
    assert [one["name"] for one in (await phone.call("GET", f"/session/{session}/archers"))[1]["archers"]] == ["Robin"]
    code, summary, errors = await phone.call("GET", f"/session/{session}/summary")
    assert code == 200, errors
    assert summary["group"]["x"] == pytest.approx(650.0)
    sheet = await (await phone.client.get(f"{API}/session/{session}/export.csv")).text()
    assert sheet.count("\n") == 4
    assert (await phone.client.get(f"{API}/session/{session}/scoresheet")).status == 200
    assert [row["name"] for row in (await phone.call("GET", "/sensor"))[1]] == ["NW"]
    async with phone.client.ws_connect(f"{API}/ws/feed") as socket:
        snapshot = json.loads((await socket.receive()).data)["data"]
    assert (snapshot["session"]["id"], len(snapshot["shots"]), len(snapshot["targets"])) == (session, 3, 1)
    assert (snapshot["inbox"], snapshot["nodes"]) == ([], [])
    assert await CalibrationsDB(tables.admin).get_in_force() is None
    kinds = {row.kind for row in UNREADABLE.rows()}
    assert {"shots", "targets", "arrows", "archers", "detections", "calibrations", "nodes", "sensors"} <= kinds
    assert all(" left out: correct or delete " in sentence for sentence in all_english(UNREADABLE.messages()))
    assert (await phone.call("GET", "/health"))[0] == 200


async def test_a_phone_hears_of_good_rows_beside_bad_ones(phone: Phone, tables: Tables) -> None:
    session = await phone.create("/session", a_session())
    await unbind(tables)
    async with phone.client.ws_connect(f"{API}/ws/feed") as socket:
        await socket.receive_json()
        bad = await tables.admin.fetchval(
            "INSERT INTO shots (session_id, note) VALUES ($1, E'\\x07') RETURNING id", UUID(session)
        )
        good = await phone.create("/shot", {"session_id": session})
        heard = {}
        while good not in heard:
            message = await socket.receive_json(timeout=20)
            if message["type"].startswith("shot"):
                heard[message["data"]["id"]] = message["type"]
    assert heard[good] == "shot"
    assert heard.get(str(bad), "shot_deleted") == "shot_deleted"


@pytest.mark.parametrize("odd", ["start_time = 'infinity'", "distance = 0", "distance_unit = ''"])
async def test_a_session_that_cannot_be_read_leaves_friends_those_that_can(
    odd: str, phone: Phone, tables: Tables
) -> None:
    robin, marian = await tables.archer("Robin"), await tables.archer("Marian")
    sessions = []
    for _ in range(2):
        sessions.append(await phone.create("/session", a_session()))
        await phone.create("/target", a_target(sessions[-1]))
        for archer in (robin, marian):
            await tables.shot(sessions[-1], 650.0, 650.0, archer_id=str(archer))
        await phone.call("PATCH", f"/session/{sessions[-1]}", {"is_opened": False})
    await unbind(tables)
    await tables.admin.execute(f"UPDATE sessions SET {odd} WHERE id = $1", UUID(sessions[0]))  # noqa: S608  (our own)
    _, (friend,), _ = await phone.call("GET", f"/archer/{robin}/friends")
    assert [one["session_id"] for one in friend["sessions"]] == sessions[1:]
    assert (await phone.client.get(f"{API}/archer/{robin}/numbers.csv")).status == 200
    assert sessions[0] in {row.key for row in UNREADABLE.rows()}


@pytest.mark.parametrize("shift_us", ["'NaN'", "'infinity'", "1e18", "-1e18"])
async def test_a_clock_that_is_ahead_by_more_than_there_is_stops_nobody(
    shift_us: str, phone: Phone, tables: Tables
) -> None:
    await unbind(tables)
    await tables.admin.execute(f"UPDATE appliance SET clock_shift_us = {shift_us}")  # noqa: S608  (our own)
    await phone.create("/session", a_session())
    async with phone.client.ws_connect(f"{API}/ws/feed") as socket:
        assert (await socket.receive_json())["type"] == "snapshot"


@pytest.mark.parametrize("shift_us", ["1e18", "7e15", "6e15"])
async def test_nor_does_one_by_which_it_would_be_later_than_can_be_stored(
    shift_us: str, phone: Phone, tables: Tables
) -> None:
    """The database takes such a value from anybody."""
    session = await phone.create("/session", a_session())
    await tables.admin.execute(f"UPDATE appliance SET clock_shift_us = {shift_us}")  # noqa: S608  (our own)
    await tables.shot(session, 650.0, 650.0)
    _, (shot,), _ = await phone.call("GET", f"/shot/session-id/{session}")
    assert shot["x"] == 650.0


def test_the_registry_is_bounded_and_forgets() -> None:
    now = [0.0]
    rows = UnreadableRows(lambda: now[0])
    for k in range(1000):
        assert rows.note(UnreadableRow("ShotRead", "shots", str(k), "x", "why"))
    assert len(rows.rows()) == 200
    assert not rows.note(UnreadableRow("ShotRead", "shots", "999", "x", "why"))
    assert all_english(rows.messages()) == [
        "200 of shots cannot be read and are left out: correct or delete 800 (x), 801 (x), 802 (x) and 197 more"
    ]
    now[0] = 1800.0
    rows.note(UnreadableRow("ShotRead", "shots", "999", "x", "why"))
    now[0] = 3700.0
    assert [row.key for row in rows.rows()] == ["999"]
    rows.forget("ShotRead", "999")
    assert not rows


def test_many_rows_of_one_table_leave_room_to_name_one_of_another() -> None:
    rows = UnreadableRows(lambda: 0.0)
    rows.note(UnreadableRow("SessionRead", "sessions", "s", "x", "why"))
    for k in range(1000):
        rows.note(UnreadableRow("ShotRead", "shots", str(k), "x", "why"))
    assert {row.kind for row in rows.rows()} == {"sessions", "shots"}
