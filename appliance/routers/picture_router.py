"""One archer's result as a picture to share"""

import asyncio
from uuid import UUID

from aiohttp import web

from appliance.core.message import refusal
from appliance.rounds.walks import Walk, walk_of
from appliance.routers.endpoint import API, Endpoint
from appliance.routers.errors import BadRequest
from appliance.routers.keys import ARCHERS, ROUNDS, SESSIONS, SHOTS, TARGETS
from appliance.routers.printed import page_for
from appliance.routers.utils import path_id, read_filters
from appliance.schema.printing import PictureQuery
from appliance.schema.sessions import SessionRead
from appliance.schema.shots import ShotExport

SVG = "image/svg+xml"


async def get_picture(request: web.Request) -> web.Response:
    from appliance.printing.share_picture import Result, share_picture  # noqa: PLC0415  (imports an XML library)

    session_id, query = path_id(request), read_filters(request, PictureQuery)
    app = request.app
    session = await app[SESSIONS].get_one_by_id(session_id)
    archer = None if query.archer_id is None else await app[ARCHERS].get_one_by_id(query.archer_id)
    shots = await app[SHOTS].export_whole(session_id)
    if archer is not None and all(shot.archer_id != archer.id for shot in shots):
        raise BadRequest(422, [refusal("query.archer_id", "archer_shot_nothing", name=archer.name)])
    result = Result(
        session=session,
        targets=await app[TARGETS].find_by_session(session_id),
        shots=_of_one_archer(shots, session, query.archer_id),
        name=archer.name if archer is not None and query.shows_name else None,
        shows_arrows=query.shows_arrows,
        passes=_passes(await walk_of(app[ROUNDS], session_id)),
    )
    # in a thread: arrows may be landing
    svg = await asyncio.to_thread(share_picture, result, await page_for(request, query))
    return web.Response(text=svg, content_type=SVG, charset="utf-8")


def _passes(walk: Walk | None) -> range:
    """The numbers of the passes that are shot here; empty if they are the whole round, or count for none."""
    stretch = None if walk is None else walk.here.stretch
    if walk is None or stretch is None or len(stretch.passes) == len(walk.known.passes):
        return range(0)
    return range(stretch.first, stretch.first + len(stretch.passes))


def _of_one_archer(shots: list[ShotExport], session: SessionRead, archer_id: UUID | None) -> list[ShotExport]:
    """Shots that count and may be shown. Raises BadRequest 422 if they are of several archers."""
    counted = [shot for shot in shots if shot.counts and not session.holds_back(shot.end_number)]
    if archer_id is not None:
        return [shot for shot in counted if shot.archer_id == archer_id]
    if len({shot.archer_id for shot in counted}) > 1:
        raise BadRequest(422, [refusal("query.archer_id", "say_whose_score")])
    return counted


ENDPOINTS = (
    Endpoint(
        "GET",
        f"{API}/session/{{id}}/picture.svg",
        get_picture,
        "One archer's result as a picture to share; name and arrows by choice",
        query=PictureQuery,
        refuses=(404, 422),
        media_types=(SVG,),
        least="spectator",
    ),
)
