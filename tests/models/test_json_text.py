"""What the database writes as JSON says what the model says: every value, in the model's order, row by row."""

import json
import re
import tracemalloc
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel

from appliance.models.arrows_db import ArrowsDB
from appliance.models.reading_text import CHECKED_AT_ONCE, ROW_END, check_all
from appliance.models.sessions_db import SessionsDB
from appliance.models.shots_db import ShotsDB
from appliance.models.unreadable import UNREADABLE
from appliance.schema.arrows import ArrowFilters, ArrowRead
from appliance.schema.sessions import SessionFilters, SessionRead
from appliance.schema.shots import ShotFilters, ShotRead
from tests.builders import a_face
from tests.models.helpers import Tables

TIMES = ["1970-01-01T00:00:00Z", "2026-11-23T10:00:00.5Z", "2199-12-31T23:59:59.999999Z", "2026-03-29T02:30:00+02:00"]
ODD_TEXT = 'a "quoted", \\slashed\\ note,\n[{"id": 1},\n\t\u202eabc\u2028 \U0001f3f9 +00:00'
NUMBERS = [1e-6, -1e-6, 0.1, 600.0, 1 / 3, 999_999.999_999, -999_999.0, 123_456.789_012_345]
UTC_TEXT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


async def fill(tables: Tables) -> UUID:
    """Rows with values at the edges of what columns hold, nulls beside them."""
    for at in TIMES:
        await tables.admin.execute(
            """
            INSERT INTO sessions (is_opened, start_time, end_time, location, distance, notes, round_name, distance_unit,
                                  held_back_from)
            VALUES (false, $1, $1, 'Halle "Süd" \\', 300, $2, 'WA 18m', 'yd', 1000)
            """,
            datetime.fromisoformat(at),
            ODD_TEXT,
        )
    for name, size in enumerate([1e-6, 0.1, 72.5, 999_999.0]):
        await tables.admin.execute(
            """
            INSERT INTO arrows (id, human_identifier, length, is_programmed, is_active, voided_date, weight, spine)
            VALUES (gen_random_uuid(), $1, $2, true, false, now(), $2, $2)
            """,
            f"{name}\\ö",
            size,
        )
    await tables.arrow()
    session_id = await tables.session()
    await tables.target(session_id, faces=[a_face()])
    for place in NUMBERS:
        await tables.admin.execute(
            """
            INSERT INTO shots (session_id, arrow_id, arrow_engage_time, arrow_landing_time, x, y, sigma_major,
                               sigma_angle, note, points_called, is_x_called, end_number)
            VALUES ($1, (SELECT id FROM arrows LIMIT 1), $2, $2, $3, 650, abs($3), $3, $4, 10, true, 1000000000)
            """,
            session_id,
            datetime.fromisoformat(TIMES[1]),
            place,
            ODD_TEXT,
        )
    # beside a line, so that there is a line call; and a miss
    await tables.admin.execute(
        "INSERT INTO shots (session_id, arrow_landing_time, x, y, sigma_major) VALUES ($1, now(), 674.6, 650, 1)",
        session_id,
    )
    await tables.admin.execute("INSERT INTO shots (session_id) VALUES ($1)", session_id)
    return session_id


def same(text: str, model: type[BaseModel], columns: list[dict[str, Any]]) -> int:
    """Compare a list with what the model makes of the columns themselves; how many times it holds."""
    rows = json.loads(text)
    assert [list(row) for row in rows] == [list(model.model_fields)] * len(columns)
    fields = model.model_fields
    expected = [model.model_validate({k: v for k, v in row.items() if k in fields}) for row in columns]
    assert rows == [row.model_dump(mode="json") for row in expected]
    times = [value for row in rows for name, value in row.items() if name.endswith(("_time", "_date", "_at")) and value]
    assert all(UTC_TEXT.fullmatch(time) for time in times)
    return len(times)


@pytest.mark.parametrize("timezone", ["UTC", "America/St_Johns"])
async def test_the_text_says_what_the_model_says(timezone: str, tables: Tables) -> None:
    session_id = await fill(tables)
    await tables.admin.execute(f"SET timezone = '{timezone}'")

    async def columns(query: str) -> list[dict[str, Any]]:
        return [dict(row) for row in await tables.admin.fetch(query)]

    sessions = await SessionsDB(tables.admin).find(SessionFilters())
    stored = await columns("SELECT * FROM sessions ORDER BY start_time DESC, id DESC")
    assert same(sessions.text or "", SessionRead, stored) >= 2 * len(TIMES)
    arrows = await ArrowsDB(tables.admin).find(ArrowFilters())
    assert same(arrows.text or "", ArrowRead, await columns("SELECT * FROM arrows ORDER BY human_identifier")) > 5
    shots = await ShotsDB(tables.admin).read_session(session_id)
    stored = await columns("SELECT * FROM shots ORDER BY shot_at, seq")
    assert same(shots.text or "", ShotRead, stored) > 20
    assert sum(row["line_call"] is not None for row in stored) >= 1
    # and the models that came with the text are the same rows
    for found in (sessions, arrows, shots):
        assert json.loads(found.text or "") == [row.model_dump(mode="json") for row in found.rows]
        one = found.rows[0]
        assert type(one).model_validate_json(one.model_dump_json()) == one


async def test_a_row_that_its_model_refuses_is_left_out_of_rows_and_text_alike(tables: Tables) -> None:
    session_id = await fill(tables)
    await tables.admin.execute("ALTER TABLE shots DROP CONSTRAINT shots_note_in_domain")
    before = await ShotsDB(tables.admin).read_session(session_id)
    bad = before.rows[3].id
    await tables.admin.execute("UPDATE shots SET note = E'\\x07' WHERE id = $1", bad)
    found = await ShotsDB(tables.admin).read_session(session_id)
    assert [row.id for row in found.rows] == [row.id for row in before.rows if row.id != bad]
    assert json.loads(found.text or "") == [row.model_dump(mode="json") for row in found.rows]
    assert [(row.model, row.key, row.field) for row in UNREADABLE.rows()] == [("ShotRead", str(bad), "note")]
    await tables.admin.execute("UPDATE shots SET note = 'mended' WHERE id = $1", bad)
    assert len((await ShotsDB(tables.admin).read_session(session_id)).rows) == len(before.rows)
    assert UNREADABLE.rows() == []


async def test_pages_hold_so_many_rows_and_their_text_the_same(tables: Tables) -> None:
    await fill(tables)
    seen, cursor = [], None
    while True:
        page = await ShotsDB(tables.admin).find(ShotFilters(limit=3, cursor=cursor))
        assert [row["id"] for row in json.loads(page.text or "")] == [str(row.id) for row in page.rows]
        seen += [row.id for row in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            break
        assert len(page.rows) == 3
    assert len(seen) == len(set(seen)) == len(NUMBERS) + 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", '"0d9c3a52"'), ("seq", '"5"'), ("seq", "1.5"), ("x", '"NaN"'), ("x", "1e6"), ("is_x", "1"),
        ("shot_at", '"infinity"'), ("shot_at", '"2200-01-01T00:00:00.000000Z"'), ("shot_at", '"2026-01-01T00:00:00"'),
        ("fate", '"lost"'), ("note", '"\\u0007"'), ("note", '"\\uffff"'), ("face", '"a\\nb"'), ("points", "22"),
        ("surprise", "1"), ("line_call", '{"higher": 1}'), ("end_number", "null"),
    ],
)  # fmt: skip
async def test_the_text_is_checked_strictly(name: str, value: str, tables: Tables) -> None:
    session_id = await fill(tables)
    page = await ShotsDB(tables.admin).read_session(session_id)
    rows = [row.model_dump_json() for row in page.rows]
    rows[1] = json.dumps({**json.loads(rows[1]), name: json.loads(value)})
    found = check_all(ShotRead, "[" + ",\n".join(rows) + "]")
    assert [row.id for row in found.rows] == [row.id for k, row in enumerate(page.rows) if k != 1]
    UNREADABLE.clear()


async def test_a_page_costs_the_memory_of_a_few_rows_however_long_it_is(tables: Tables) -> None:
    session_id = await fill(tables)
    row = (await ShotsDB(tables.admin).read_session(session_id)).rows[0].model_dump_json()
    text = "[" + ",\n".join([row] * 1000) + "]"
    check_all(ShotRead, text)
    tracemalloc.start()
    page = check_all(ShotRead, text)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert page.text is text
    assert most < 100_000


@pytest.mark.parametrize("count", [0, 1, 2, 3])
async def test_every_row_of_a_list_is_checked(count: int, tables: Tables) -> None:
    session_id = await fill(tables)
    rows = [row.model_dump_json() for row in (await ShotsDB(tables.admin).read_session(session_id)).rows[:count]]
    assert check_all(ShotRead, f"[{ROW_END.join(rows)}]").text == f"[{ROW_END.join(rows)}]"
    for k in range(count):
        odd = [*rows[:k], "{}", *rows[k + 1 :]]
        left = [*rows[:k], *rows[k + 1 :]]
        found = check_all(ShotRead, f"[{ROW_END.join(odd)}]")
        assert found.text == f"[{ROW_END.join(left)}]"
        assert len(found.rows) == count - 1
    UNREADABLE.clear()


async def test_every_row_of_a_long_list_is_checked_and_only_what_is_odd_left_out(tables: Tables) -> None:
    session_id = await fill(tables)
    row = (await ShotsDB(tables.admin).read_session(session_id)).rows[0].model_dump_json()
    count = 4 * CHECKED_AT_ONCE // len(row)
    whole = f"[{ROW_END.join([row] * count)}]"
    assert check_all(ShotRead, whole).text is whole
    for k in range(count):
        odd = ROW_END.join([*[row] * k, "{}", *[row] * (count - k - 1)])
        assert check_all(ShotRead, f"[{odd}]").text == f"[{ROW_END.join([row] * (count - 1))}]"
    UNREADABLE.clear()
