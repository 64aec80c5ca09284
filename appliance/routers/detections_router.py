"""/api/v0/detection: read only"""

from aiohttp import web

from appliance.routers.endpoint import API, Endpoint
from appliance.routers.keys import DETECTIONS
from appliance.routers.utils import ok_response, page_response, path_id, read_filters
from appliance.schema.detections import DetectionFilters, DetectionRead

BASE = f"{API}/detection"


async def get_list(request: web.Request) -> web.Response:
    filters = read_filters(request, DetectionFilters)
    return page_response(request, await request.app[DETECTIONS].find(filters))


async def get(request: web.Request) -> web.Response:
    return ok_response(await request.app[DETECTIONS].get_one_by_id(path_id(request)))


ENDPOINTS = (
    Endpoint(
        "GET",
        BASE,
        get_list,
        "What the sensors measured, newest first",
        list[DetectionRead],
        query=DetectionFilters,
        refuses=(422,),
    ),
    Endpoint("GET", f"{BASE}/{{id}}", get, "One detection", DetectionRead, refuses=(404, 422)),
)
