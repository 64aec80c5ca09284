"""A session as files: a spreadsheet with one row per arrow, and a score sheet to print"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import TYPE_CHECKING

from aiohttp import web

from appliance.models.rounds_db import RoundsDB
from appliance.models.shots_db import ShotsDB
from appliance.rounds.progress import progress
from appliance.rounds.stretches import Stretch
from appliance.rounds.walks import Walk, walk_of
from appliance.routers.endpoint import API, Endpoint
from appliance.routers.keys import CORRECTIONS, ROSTERS, ROUNDS, SESSIONS, SHOTS, SIGNATURES, TARGETS
from appliance.routers.printed import file_of, language_for, page_for, printed_response, zone_for
from appliance.routers.settings_router import read_device
from appliance.routers.utils import HTML, path_id, read_filters, translation_for
from appliance.schema.archers import RosterRead
from appliance.schema.base import MAX_PAGE
from appliance.schema.printing import CsvQuery, PrintQuery
from appliance.schema.rounds import RoundProgressRead
from appliance.schema.sessions import SessionRead
from appliance.schema.turns import CorrectionFilters

if TYPE_CHECKING:
    from appliance.printing.spreadsheet import Spreadsheet

CSV = "text/csv"
ROWS = 500


async def get_csv(request: web.Request) -> web.StreamResponse:
    from appliance.printing.maker_names import name_of_maker  # noqa: PLC0415  (imported only when used)
    from appliance.printing.spreadsheet import Spreadsheet, form_for  # noqa: PLC0415  (imported only when used)

    session_id, query = path_id(request), read_filters(request, CsvQuery)
    language = language_for(request, query)
    form, translate = form_for(language, query.format), await translation_for(request, language)
    session, zone = await request.app[SESSIONS].get_one_by_id(session_id), await zone_for(request)
    walk = await walk_of(request.app[ROUNDS], session_id)
    written = _written(session, walk, whole_round=query.whole_round)
    ids = [one.id for one, _ in written]
    signed, names = await request.app[SIGNATURES].find_by_sessions(ids), await request.app[ROSTERS].names_of(ids)

    def name_of(made_by: str) -> str:
        return name_of_maker(made_by, names, translate)

    sheets = [
        Spreadsheet(one, zone, form, stretch, [each for each in signed if each.session_id == one.id], name_of)
        for one, stretch in written
    ]
    chunks = _chunks(request.app[SHOTS], sheets)
    # read first, since an error after the response has begun could not be reported
    first = await anext(chunks)
    response = web.StreamResponse(headers=file_of(session, zone, "arch-stats", "csv"))
    response.content_type, response.charset = CSV, "utf-8"
    await response.prepare(request)
    await response.write(first)
    async for chunk in chunks:
        await response.write(chunk)
    return response


async def _chunks(shots: ShotsDB, sheets: Sequence["Spreadsheet"]) -> AsyncGenerator[bytes, None]:
    """The headings, and the arrows of one session after the other, a page at a time."""
    head = sheets[0].head()
    for sheet in sheets:
        page = await shots.export(sheet.session_id, None, ROWS)
        yield head + sheet.rows(page.rows)
        head = b""
        while page.next_cursor is not None:
            page = await shots.export(sheet.session_id, page.next_cursor, ROWS)
            yield sheet.rows(page.rows)


def _written(session: SessionRead, walk: Walk | None, *, whole_round: bool) -> list[tuple[SessionRead, Stretch | None]]:
    """The sessions of a spreadsheet, each with its stretch of the round."""
    if walk is None:
        return [(session, None)]
    parts = walk.parts if whole_round else [walk.here]
    return [(part.shooting.session, part.stretch) for part in parts]


async def get_score_sheet(request: web.Request) -> web.Response:
    from appliance.printing.score_sheet import Sheet, score_sheet  # noqa: PLC0415  (imports an XML library)

    session_id, query = path_id(request), read_filters(request, PrintQuery)
    app = request.app
    session = await app[SESSIONS].get_one_by_id(session_id)
    walk = await walk_of(app[ROUNDS], session_id)
    roster = await app[ROSTERS].get_one(session_id)
    sheet = Sheet(
        session=session,
        known=None if walk is None else walk.known,
        stretch=None if walk is None else walk.here.stretch,
        target_number=(await read_device(app)).target_number,
        roster=roster,
        targets=await app[TARGETS].find_by_session(session_id),
        shots=await app[SHOTS].export_whole(session_id),
        corrections=(await app[CORRECTIONS].of_session(session_id, CorrectionFilters(limit=MAX_PAGE))).rows,
        walk=await _whole_round(app[ROUNDS], walk, roster),
        signatures=await app[SIGNATURES].find_by_session(session_id),
    )
    # in a thread: arrows may be landing
    return printed_response(request, await asyncio.to_thread(score_sheet, sheet, await page_for(request, query)))


async def _whole_round(rounds: RoundsDB, walk: Walk | None, roster: RosterRead) -> RoundProgressRead | None:
    """The progress in the round over all its sessions; None if this session is the only one."""
    if walk is None or len(walk.session_ids) == 1:
        return None
    archers = [entry.archer_id for entry in roster.archers]
    return progress(walk, await rounds.shots_of(walk.session_ids), archers)


ENDPOINTS = (
    Endpoint(
        "GET",
        f"{API}/session/{{id}}/export.csv",
        get_csv,
        "A session as a spreadsheet, one row per arrow",
        query=CsvQuery,
        refuses=(404, 422),
        media_types=(CSV,),
        least="spectator",
    ),
    Endpoint(
        "GET",
        f"{API}/session/{{id}}/scoresheet",
        get_score_sheet,
        "A session as a score sheet to print",
        query=PrintQuery,
        refuses=(404, 422),
        media_types=(HTML,),
        least="spectator",
    ),
)
