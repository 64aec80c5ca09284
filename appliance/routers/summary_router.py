"""/api/v0/summary: trends over sessions"""

from aiohttp import web

from appliance.routers.endpoint import API, Endpoint
from appliance.routers.keys import TREND, VERDICTS
from appliance.routers.utils import ok_response, page_response, read_filters
from appliance.schema.summary import TrendFilters, TrendRead, VerdictQuery, VerdictsRead

BASE = f"{API}/summary"


async def get_trend(request: web.Request) -> web.Response:
    filters = read_filters(request, TrendFilters)
    return page_response(request, await request.app[TREND].find(filters))


async def get_arrows(request: web.Request) -> web.Response:
    query = read_filters(request, VerdictQuery)
    return ok_response(await request.app[VERDICTS].of_arrows(query))


ENDPOINTS = (
    Endpoint(
        "GET",
        f"{BASE}/arrows",
        get_arrows,
        "Which arrows fly differently from the others, each with its confidence",
        VerdictsRead,
        query=VerdictQuery,
        refuses=(422,),
        least="spectator",
    ),
    Endpoint(
        "GET",
        BASE,
        get_trend,
        "Score and group of sessions, newest first",
        list[TrendRead],
        query=TrendFilters,
        refuses=(422,),
        least="spectator",
    ),
)
