"""/api/v0/round, and how good a session's score on its round is"""

import asyncio
from functools import cache
from typing import get_args

from aiohttp import web

from appliance.core.message import refusal
from appliance.models.errors import DBNotFound
from appliance.rounds.catalogue import catalogue
from appliance.rounds.rating import rate
from appliance.routers.endpoint import API, Endpoint
from appliance.routers.keys import ARCHERS, SESSIONS, SUMMARY
from appliance.routers.utils import ok_response, path_id, path_word, read_filters
from appliance.schema.base import Checked, list_of
from appliance.schema.rounds import HandicapQuery, HandicapRead, RoundBowStyle, RoundRead

BASE = f"{API}/round"


@cache
def _listed() -> Checked[list[RoundRead]]:
    """All rounds, written as JSON once."""
    rounds = list(catalogue().values())
    return Checked(rounds, list_of(RoundRead).dump_json(rounds).decode())


async def get_list(request: web.Request) -> web.Response:
    del request
    # the first time beside the loop: a quarter of a thousand rounds are read
    return ok_response(await asyncio.to_thread(_listed))


async def get(request: web.Request) -> web.Response:
    codename = path_word(request, "codename")
    for known in catalogue().values():
        if known.codename == codename:
            return ok_response(known)
    raise DBNotFound(refusal("path.codename", "no_round", round=codename, address=BASE))


async def get_handicap(request: web.Request) -> web.Response:
    session_id, query = path_id(request), read_filters(request, HandicapQuery)
    session = await request.app[SESSIONS].get_one_by_id(session_id)
    arrows, score = await request.app[SUMMARY].counted(session_id, query.archer_id)
    bow_style = query.bow_style
    if bow_style is None and query.archer_id is not None:
        archer = await request.app[ARCHERS].get_one_by_id(query.archer_id)
        bow_style = next((style for style in get_args(RoundBowStyle) if style == archer.bow_style), None)
    return ok_response(await asyncio.to_thread(rate, session, arrows, score, bow_style, query))


ENDPOINTS = (
    Endpoint("GET", BASE, get_list, "The known rounds", list[RoundRead]),
    Endpoint("GET", f"{BASE}/{{codename}}", get, "One round", RoundRead, refuses=(404, 422)),
    Endpoint(
        "GET",
        f"{API}/session/{{id}}/handicap",
        get_handicap,
        "Handicap, classification, and pace to a goal on the session's round",
        HandicapRead,
        query=HandicapQuery,
        refuses=(404, 422),
    ),
)
