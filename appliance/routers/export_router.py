"""A session to take away: one row per arrow for a spreadsheet, and a score sheet to print"""

import asyncio
from datetime import tzinfo

from aiohttp import web

from appliance.rounds.walks import walk_of
from appliance.routers.endpoint import API, Endpoint
from appliance.routers.keys import ROSTERS, ROUNDS, SESSIONS, SHOTS, TARGETS, TURNS
from appliance.routers.printed import language_for, page_for, zone_for
from appliance.routers.settings_router import read_device
from appliance.routers.utils import HTML, html_response, path_id, read_filters
from appliance.schema.base import MAX_PAGE
from appliance.schema.printing import CsvQuery, PrintQuery
from appliance.schema.sessions import SessionRead
from appliance.schema.turns import CorrectionFilters

CSV = "text/csv"
ROWS = 500


async def get_csv(request: web.Request) -> web.StreamResponse:
    from appliance.printing.spreadsheet import Spreadsheet, form_for  # noqa: PLC0415  (not every start needs it)

    session_id, query = path_id(request), read_filters(request, CsvQuery)
    form = form_for(language_for(request, query), query.format)
    session, zone = await request.app[SESSIONS].get_one_by_id(session_id), await zone_for(request)
    name = f'attachment; filename="{_file_name(session, zone)}"'
    response = web.StreamResponse(headers={"Content-Disposition": name})
    response.content_type, response.charset = CSV, "utf-8"
    sheet = Spreadsheet(session, zone, form)
    page = await request.app[SHOTS].export(session_id, None, ROWS)
    await response.prepare(request)
    await response.write(sheet.head())
    await response.write(sheet.rows(page.rows))
    while page.next_cursor is not None:
        page = await request.app[SHOTS].export(session_id, page.next_cursor, ROWS)
        await response.write(sheet.rows(page.rows))
    return response


async def get_score_sheet(request: web.Request) -> web.Response:
    from appliance.printing.score_sheet import Sheet, score_sheet  # noqa: PLC0415  (brings an XML library)

    session_id, query = path_id(request), read_filters(request, PrintQuery)
    app = request.app
    session = await app[SESSIONS].get_one_by_id(session_id)
    walk = await walk_of(app[ROUNDS], session_id)
    sheet = Sheet(
        session=session,
        known=None if walk is None else walk.known,
        stretch=None if walk is None else walk.here.stretch,
        target_number=(await read_device(app)).target_number,
        roster=await app[ROSTERS].get_one(session_id),
        targets=await app[TARGETS].find_by_session(session_id),
        shots=await app[SHOTS].export_whole(session_id),
        corrections=(await app[TURNS].find_corrections(session_id, CorrectionFilters(limit=MAX_PAGE))).rows,
    )
    # beside the loop: arrows may be landing
    return html_response(await asyncio.to_thread(score_sheet, sheet, await page_for(request, query)))


def _file_name(session: SessionRead, zone: tzinfo) -> str:
    day = session.start_time.astimezone(zone)
    return f"arch-stats-{day:%Y-%m-%d}-{session.distance}{session.distance_unit}.csv"


ENDPOINTS = (
    Endpoint(
        "GET",
        f"{API}/session/{{id}}/export.csv",
        get_csv,
        "A session as a spreadsheet, one row per arrow",
        query=CsvQuery,
        refuses=(404, 422),
        media_type=CSV,
        least="spectator",
    ),
    Endpoint(
        "GET",
        f"{API}/session/{{id}}/scoresheet",
        get_score_sheet,
        "A session as a score sheet to print",
        query=PrintQuery,
        refuses=(404, 422),
        media_type=HTML,
        least="spectator",
    ),
)
