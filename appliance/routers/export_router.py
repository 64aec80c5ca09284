"""A session to take away: one row per arrow for a spreadsheet, and a score sheet to print"""

import asyncio
import io
from collections.abc import Iterable

from aiohttp import web

from appliance.routers.endpoint import API, Endpoint
from appliance.routers.keys import ROSTERS, SESSIONS, SHOTS, SUMMARY, TARGETS
from appliance.routers.printed import page_for
from appliance.routers.utils import HTML, html_response, path_id, read_filters
from appliance.schema.printing import PrintQuery
from appliance.schema.sessions import SessionRead
from appliance.schema.shots import ShotExport

CSV = "text/csv"

ROWS = 500
# spreadsheets run a cell that begins like a formula
FORMULA = ("=", "+", "-", "@", "\t", "\r")
HEADINGS = (
    "session", "location", "distance", "archer", "end", "arrow", "time", "x_mm", "y_mm", "face", "points", "x",
    "called", "x_called", "sigma_major_mm", "sigma_minor_mm", "sighter", "fate", "source", "note",
)  # fmt: skip


async def get_csv(request: web.Request) -> web.StreamResponse:
    session_id = path_id(request)
    session = await request.app[SESSIONS].get_one_by_id(session_id)
    response = web.StreamResponse(headers={"Content-Disposition": f'attachment; filename="{_file_name(session)}"'})
    response.content_type, response.charset = CSV, "utf-8"
    page = await request.app[SHOTS].export(session_id, None, ROWS)
    await response.prepare(request)
    # the mark tells spreadsheets that this is UTF-8
    await response.write(b"\xef\xbb\xbf" + _lines([HEADINGS]))
    await response.write(_lines(_row(session, shot) for shot in page.rows))
    while page.next_cursor is not None:
        page = await request.app[SHOTS].export(session_id, page.next_cursor, ROWS)
        await response.write(_lines(_row(session, shot) for shot in page.rows))
    return response


async def get_score_sheet(request: web.Request) -> web.Response:
    from appliance.printing.score_sheet import score_sheet  # noqa: PLC0415  (brings an XML library)

    session_id, query = path_id(request), read_filters(request, PrintQuery)
    app = request.app
    # beside the loop: arrows may be landing
    text = await asyncio.to_thread(
        score_sheet,
        await app[SESSIONS].get_one_by_id(session_id),
        await app[SUMMARY].of_session(session_id),
        await app[ROSTERS].get_one(session_id),
        await app[TARGETS].find_by_session(session_id),
        await app[SHOTS].find_by_session(session_id),
        await page_for(request, query),
    )
    return html_response(text)


def _file_name(session: SessionRead) -> str:
    return f"arch-stats-{session.start_time:%Y-%m-%d}-{session.distance}{session.distance_unit}.csv"


def _row(session: SessionRead, shot: ShotExport) -> tuple[object, ...]:
    return (
        session.id,
        _safe(session.location),
        f"{session.distance} {session.distance_unit}",
        _safe(shot.archer),
        shot.end_number,
        _safe(shot.arrow),
        "" if shot.time is None else shot.time.isoformat(timespec="milliseconds"),
        _rounded(shot.x),
        _rounded(shot.y),
        _safe(shot.face),
        shot.points,
        "X" if shot.is_x else "",
        shot.points_called,
        {None: "", True: "X", False: "no"}[shot.is_x_called],
        _rounded(shot.sigma_major),
        _rounded(shot.sigma_minor),
        "yes" if shot.is_sighter else "",
        shot.fate,
        shot.source,
        _safe(shot.note),
    )


def _rounded(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _safe(text: str | None) -> str:
    if text is None:
        return ""
    return f"'{text}" if text.startswith(FORMULA) else text


def _lines(rows: Iterable[tuple[object, ...]]) -> bytes:
    import csv  # noqa: PLC0415  (not every start needs it)

    sheet = io.StringIO()
    csv.writer(sheet).writerows(rows)
    return sheet.getvalue().encode()


ENDPOINTS = (
    Endpoint(
        "GET",
        f"{API}/session/{{id}}/export.csv",
        get_csv,
        "A session as a spreadsheet, one row per arrow",
        refuses=(404, 422),
        media_type=CSV,
    ),
    Endpoint(
        "GET",
        f"{API}/session/{{id}}/scoresheet",
        get_score_sheet,
        "A session as a score sheet to print",
        query=PrintQuery,
        refuses=(404, 422),
        media_type=HTML,
    ),
)
