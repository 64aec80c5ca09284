"""/api/v0/round, and the progress and handicap of a session's round"""

import asyncio
from functools import cache
from uuid import UUID

from aiohttp import web

from appliance.core.message import refusal
from appliance.models.errors import DBNotFound
from appliance.rounds.catalogue import RoundError, catalogue
from appliance.rounds.lengths import keep_arrows
from appliance.rounds.progress import progress
from appliance.rounds.rating import rate
from appliance.rounds.walks import counted, next_pass, walk_of
from appliance.routers.endpoint import API, Endpoint
from appliance.routers.keys import ARCHERS, ROSTERS, ROUNDS, TARGETS
from appliance.routers.utils import ok_response, path_id, path_word, read_body, read_filters
from appliance.schema.base import Checked, list_of
from appliance.schema.rounds import (
    BOW_STYLES,
    HandicapQuery,
    HandicapRead,
    PassCreate,
    RoundBowStyle,
    RoundProgressRead,
    RoundRead,
)

BASE = f"{API}/round"


@cache
def _listed() -> Checked[list[RoundRead]]:
    """All rounds, serialised once."""
    rounds = list(catalogue().values())
    return Checked(rounds, list_of(RoundRead).dump_json(rounds).decode())


async def get_list(request: web.Request) -> web.Response:
    del request
    # in a thread, since the first call reads some 250 rounds
    return ok_response(await asyncio.to_thread(_listed))


async def get(request: web.Request) -> web.Response:
    codename = path_word(request, "codename")
    for known in (await asyncio.to_thread(catalogue)).values():
        if known.codename == codename:
            return ok_response(known)
    raise DBNotFound(refusal("path.codename", "no_round", round=codename, address=BASE))


async def get_progress(request: web.Request) -> web.Response:
    session_id = path_id(request)
    walk = await walk_of(request.app[ROUNDS], session_id)
    if walk is None:
        return ok_response(None)
    shots = await request.app[ROUNDS].shots_of(walk.session_ids)
    roster = await request.app[ROSTERS].get_one(session_id)
    archers = [entry.archer_id for entry in roster.archers]
    return ok_response(progress(walk, shots, archers))


async def post_pass(request: web.Request) -> web.Response:
    session_id = path_id(request)
    body = await read_body(request, PassCreate)
    walk = await walk_of(request.app[ROUNDS], session_id)
    if walk is None:
        raise RoundError(refusal("path.id", "session_without_round"))
    hung = await request.app[TARGETS].find_by_session(session_id)
    following = next_pass(walk, body, hung)
    new_id = await request.app[ROUNDS].go_on(walk.session, following)
    await keep_arrows(request.app[ROUNDS], new_id)
    return ok_response(str(new_id), 201)


async def get_handicap(request: web.Request) -> web.Response:
    session_id, query = path_id(request), read_filters(request, HandicapQuery)
    if query.archer_id is not None:
        await request.app[ARCHERS].get_one_by_id(query.archer_id)
    walk = await walk_of(request.app[ROUNDS], session_id)
    if walk is None:
        raise RoundError(refusal("path.id", "session_without_round"))
    shots = await request.app[ROUNDS].shots_of(walk.session_ids, query.archer_id)
    rated = counted(walk, shots)
    bow_style = query.bow_style or await _bow_of(request, shots[0].archer_id if shots else None)
    per_end = walk.session.arrows_per_end
    return ok_response(await asyncio.to_thread(rate, walk.known, rated, per_end, bow_style, query))


async def _bow_of(request: web.Request, archer_id: UUID | None) -> RoundBowStyle | None:
    """The bow style of an archer, if rounds know it."""
    if archer_id is None:
        return None
    archer = await request.app[ARCHERS].get_one_by_id(archer_id)
    return next((style for style in BOW_STYLES if style == archer.bow_style), None)


ENDPOINTS = (
    Endpoint("GET", BASE, get_list, "The known rounds", list[RoundRead], least="spectator"),
    Endpoint("GET", f"{BASE}/{{codename}}", get, "One round", RoundRead, refuses=(404, 422), least="spectator"),
    Endpoint(
        "GET",
        f"{API}/session/{{id}}/round",
        get_progress,
        "Progress of a session's round; null without a round",
        RoundProgressRead | None,
        refuses=(404, 422),
        least="spectator",
    ),
    Endpoint(
        "POST",
        f"{API}/session/{{id}}/pass",
        post_pass,
        "Close a session and go on with the next pass of its round, in a new one",
        str,
        201,
        body=PassCreate,
        refuses=(404, 413, 415, 422),
        least="coach",
    ),
    Endpoint(
        "GET",
        f"{API}/session/{{id}}/handicap",
        get_handicap,
        "Handicap, classification, and pace to a goal on the session's round",
        HandicapRead,
        query=HandicapQuery,
        refuses=(404, 422),
        least="spectator",
    ),
)
