"""What is taken away says one thing: spreadsheet, score sheet and summary add up to the same, archer by archer."""

import csv
import io
import random
import re
from typing import Any
from uuid import UUID

import pytest

from tests.builders import a_session, a_target
from tests.models.helpers import Tables
from tests.routers.conftest import API, Phone
from tests.routers.test_printed import Texts
from tests.routers.test_rounds import call_points, of_round


async def spreadsheet(phone: Phone, session_id: str, query: str = "", separator: str = ",") -> list[dict[str, str]]:
    response = await phone.client.get(f"{API}/session/{session_id}/export.csv{query}")
    assert response.status == 200
    text = (await response.read()).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=separator))


async def a_shot_session(phone: Phone, tables: Tables) -> tuple[str, dict[str, str]]:
    """Two archers, calls, sighters, misses, by chance."""
    dice = random.Random(7)
    session_id = await phone.create("/session", a_session(round_name="WA 18m"))
    await phone.create("/target", a_target(session_id))
    archers = {name: await phone.create("/archer", {"name": name, "bow_style": "recurve"}) for name in ("Ann", "Bob")}
    for k in range(60):
        archer_id = list(archers.values())[k // 3 % 2]
        await tables.shot(session_id, dice.gauss(650, 120), dice.gauss(650, 120), archer_id=archer_id)
    for shot in (await phone.call("GET", f"/shot/session-id/{session_id}"))[1]:
        match dice.randrange(8):
            case 0:
                change: dict[str, Any] = {"points_called": dice.randrange(11)}
            case 1:
                change = {"points_called": 10, "is_x_called": True}
            case 2:
                change = {"is_sighter": True}
            case 3:
                change = {"fate": "bouncer"}
            case _:
                continue
        assert (await phone.call("PATCH", f"/shot/{shot['id']}", change))[0] == 202
    for archer_id in archers.values():
        await phone.create("/shot", {"session_id": session_id, "archer_id": archer_id, "end_number": 20})
    return session_id, archers


async def test_spreadsheet_sheet_and_summary_add_up_to_the_same(phone: Phone, tables: Tables) -> None:
    session_id, archers = await a_shot_session(phone, tables)
    summary = (await phone.call("GET", f"/session/{session_id}/summary"))[1]
    rows = await spreadsheet(phone, session_id)
    assert len(rows) == 62
    page = await (await phone.client.get(f"{API}/session/{session_id}/scoresheet")).text()
    totals = Texts(page.replace('class="total"', "")).texts
    for one in summary["by_archer"]:
        own = [row for row in rows if row["archer"] == one["name"]]
        counted = [row for row in own if row["points"]]
        assert sum(int(row["points"]) for row in counted) == one["score"]
        assert len(counted) == one["arrows"]
        assert sum(int(row["x"]) for row in counted) == one["xs"]
        assert sum(row["points"] == "10" for row in counted) == one["tens"]
        at = totals.index(one["name"])
        last = [k for k, text in enumerate(totals) if text == "Total" and k > at][1]
        figures = [text for text in totals[last + 1 :] if text][:4]
        assert figures == [str(one[name]) for name in ("score", "score", "tens", "xs")]
        assert {row["bow"] for row in own} == {"recurve"}
    assert {one["name"] for one in summary["by_archer"]} == set(archers)


@pytest.mark.parametrize(
    ("query", "language", "separator", "x_mm"),
    [
        ("", None, ",", "650.25"),
        ("", "es-MX,es;q=0.9", ";", "650,25"),
        ("?language=fr", None, ";", "650,25"),
        ("?language=en", "es", ",", "650.25"),
        ("?language=es&format=point", None, ",", "650.25"),
        ("?format=comma", None, ";", "650,25"),
    ],
)
async def test_the_form_of_a_spreadsheet(
    query: str, language: str | None, separator: str, x_mm: str, phone: Phone, tables: Tables
) -> None:
    session_id = await phone.create("/session", a_session())
    await tables.shot(session_id, 650.25, 650)
    headers = {} if language is None else {"Accept-Language": language}
    response = await phone.client.get(f"{API}/session/{session_id}/export.csv{query}", headers=headers)
    raw = await response.read()
    assert raw.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(raw.decode("utf-8-sig")), delimiter=separator)
    assert row["x_mm"] == x_mm


@pytest.mark.parametrize("query", ["format=xlsx", "format=", "language=xx", "language=e"])
async def test_a_form_that_is_none(query: str, phone: Phone) -> None:
    session_id = await phone.create("/session", a_session())
    code, _, errors = await phone.call("GET", f"/session/{session_id}/export.csv?{query}")
    assert (code, errors[0].startswith(f"query.{query.partition('=')[0]}: ")) == (422, True)


async def test_the_day_of_a_session_is_that_of_the_place(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session(start_time="2026-11-21T04:00:00Z"))
    await tables.landed(UUID(session_id), (await started(tables, session_id)))
    assert (await phone.call("PATCH", "/device", {"time_zone": "America/Los_Angeles", "target_number": "7"}))[0] == 202
    response = await phone.client.get(f"{API}/session/{session_id}/export.csv")
    assert 'filename="arch-stats-2026-11-20-18m.csv"' in response.headers["Content-Disposition"]
    (row,) = csv.DictReader(io.StringIO((await response.read()).decode("utf-8-sig")))
    assert row["time"] == "2026-11-20T20:00:00.000-08:00"
    for language, day in (("en", "November 20, 2026"), ("es", "20 de noviembre de 2026"), ("fr", "20 novembre 2026")):
        page = await (await phone.client.get(f"{API}/session/{session_id}/scoresheet?language={language}")).text()
        assert f"{day} 20:00 UTC-08:00 (America/Los_Angeles)" in page
        assert "<h1>7 " in page


async def started(tables: Tables, session_id: str) -> Any:
    return await tables.admin.fetchval("SELECT start_time FROM sessions WHERE id = $1", UUID(session_id))


async def test_what_is_held_back_is_in_nothing_that_is_taken_away(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session(arrows_per_end=3))
    await phone.create("/target", a_target(session_id))
    for x in (650, 690, 730, 650, 650):
        await tables.shot(session_id, x, 650)
    assert (await phone.call("PATCH", f"/session/{session_id}", {"held_back_from": 2}))[0] == 202
    rows = await spreadsheet(phone, session_id)
    assert [row["points"] for row in rows] == ["10", "10", "9", "", ""]
    assert [row["x_mm"] for row in rows[3:]] == ["", ""]
    page = await (await phone.client.get(f"{API}/session/{session_id}/scoresheet")).text()
    assert "held back by the coach" in page
    assert page.count('fill="#fff"') == 3


async def test_a_sheet_has_the_corrections_with_who_made_them(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session())
    await phone.create("/target", a_target(session_id))
    await tables.shot(session_id, 650, 650)
    ((shot,),) = [(await phone.call("GET", f"/shot/session-id/{session_id}"))[1]]
    change = {"points_called": 9}
    assert (await phone.call("PATCH", f"/shot/{shot['id']}", change, headers={"X-Made-By": "judge"}))[0] == 202
    page = Texts(await (await phone.client.get(f"{API}/session/{session_id}/scoresheet")).text())
    assert {"end 1 · Called: - \N{RIGHTWARDS ARROW} 9", "judge", "Initials"} <= set(page.texts)


async def test_a_rescoring_is_on_the_sheet_of_every_archer(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session())
    await phone.create("/target", a_target(session_id))
    for name in ("A", "B"):
        await tables.shot(session_id, 650, 650, archer_id=await phone.create("/archer", {"name": name}))
    body = {"dry_run": False, "round_name": "WA 18m"}
    assert (await phone.call("POST", f"/session/{session_id}/rescore", body, headers={"X-Made-By": "judge"}))[0] == 200
    page = Texts(await (await phone.client.get(f"{API}/session/{session_id}/scoresheet")).text())
    assert (page.texts.count("scored again"), page.texts.count("judge")) == (2, 2)


async def test_an_arrow_over_the_number_adds_nothing_on_paper(phone: Phone, tables: Tables) -> None:
    session_id = await phone.create("/session", a_session(arrows_per_end=3))
    for points in (10, 9, 8, 7):
        await phone.create("/shot", {"session_id": session_id, "end_number": 1, "points_called": points})
    rows = await spreadsheet(phone, session_id)
    assert sorted((row["points"], row["surplus"]) for row in rows) == [("", "1"), ("7", "0"), ("8", "0"), ("9", "0")]
    (one,) = (await phone.call("GET", f"/session/{session_id}/summary"))[1]["by_archer"]
    assert one["score"] == sum(int(row["points"] or 0) for row in rows) == 24
    assert "<s>10</s>" in await (await phone.client.get(f"{API}/session/{session_id}/scoresheet")).text()


def rounds_on(page: str) -> list[list[list[str]]]:
    """The table of the whole round on each archer's sheets, row by row."""
    tables = re.findall(r'<table class="round">.*?</table>', page, re.DOTALL)
    rows = [re.findall(r"<tr.*?</tr>", table, re.DOTALL) for table in tables]
    return [[re.findall(r"<t[hd][^>]*?(?:/>|>(.*?)</t[hd]>)", row) for row in table] for table in rows]


async def test_a_round_over_sessions_is_added_up_on_paper_and_in_the_spreadsheet(phone: Phone, tables: Tables) -> None:
    session_id = await of_round(phone, "Western", "imperial_122")
    archers = [await phone.create("/archer", {"name": name}) for name in ("Ann", "Bob")]
    listed = [{"archer_id": one, "letter": "AB"[k], "shooting_order": k + 1} for k, one in enumerate(archers)]
    assert (await phone.call("PUT", f"/session/{session_id}/archers", {"archers": listed}))[0] == 202
    await call_points(tables, session_id, [7] * 48, archer_id=archers[0])
    sheet = f"{API}/session/{session_id}/scoresheet"
    # a session that is the whole round so far says nothing twice
    assert rounds_on(await (await phone.client.get(sheet)).text()) == []
    _, following, _ = await phone.call("POST", f"/session/{session_id}/pass", {"pass_number": 2})
    await call_points(tables, following, [9] * 12 + [0], archer_id=archers[0])
    await call_points(tables, following, [5] * 6, archer_id=archers[1])
    heads = ["Western", "Distance", "Arrows", "Sum", "Hits", "Golds"]
    for either in (session_id, following):
        page = await (await phone.client.get(f"{API}/session/{either}/scoresheet")).text()
        assert rounds_on(page) == [
            [
                heads,
                ["Pass 1", "60 yd", "48", "336", "48", "0"],
                ["Pass 2", "50 yd", "13", "108", "12", "12"],
                ["Round total", "", "61", "444", "60", "12"],
            ],
            [
                heads,
                ["Pass 1", "60 yd", "0", "0", "0", "0"],
                ["Pass 2", "50 yd", "6", "30", "6", "0"],
                ["Round total", "", "6", "30", "6", "0"],
            ],
        ]
    rows = await spreadsheet(phone, following, "?whole_round=true")
    assert {(row["session"], row["pass"]) for row in rows} == {(session_id, "1"), (following, "2")}
    assert sum(int(row["points"]) for row in rows if row["archer"] == "Ann") == 444
    assert {row["session"] for row in await spreadsheet(phone, following)} == {following}
