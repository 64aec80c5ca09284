"""/api/v0/summary: trends over sessions"""

from aiohttp import web

from appliance.routers.endpoint import API, Endpoint
from appliance.routers.keys import SUMMARY
from appliance.routers.utils import page_response, read_filters
from appliance.schema.summary import TrendFilters, TrendRead

BASE = f"{API}/summary"


async def get_trend(request: web.Request) -> web.Response:
    filters = read_filters(request, TrendFilters)
    return page_response(request, await request.app[SUMMARY].trend(filters))


ENDPOINTS = (
    Endpoint(
        "GET",
        BASE,
        get_trend,
        "Score and group of sessions, newest first",
        list[TrendRead],
        query=TrendFilters,
        refuses=(422,),
    ),
)
