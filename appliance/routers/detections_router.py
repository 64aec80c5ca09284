"""/api/v0/detection: reads detections, resolves those in the inbox, and takes a resolution back"""

from aiohttp import web

from appliance.routers.endpoint import API, Endpoint
from appliance.routers.keys import DETECTIONS
from appliance.routers.utils import ok_response, page_response, path_id, read_body, read_filters
from appliance.schema.detections import DetectionFilters, DetectionRead, DetectionResolve

BASE = f"{API}/detection"


async def get_list(request: web.Request) -> web.Response:
    filters = read_filters(request, DetectionFilters)
    return page_response(request, await request.app[DETECTIONS].find(filters))


async def get(request: web.Request) -> web.Response:
    return ok_response(await request.app[DETECTIONS].get_one_by_id(path_id(request)))


async def post_resolve(request: web.Request) -> web.Response:
    detection_id = path_id(request)
    verdict = await read_body(request, DetectionResolve)
    return ok_response(str(await request.app[DETECTIONS].resolve(detection_id, verdict)), 201)


async def post_reopen(request: web.Request) -> web.Response:
    await request.app[DETECTIONS].reopen(path_id(request))
    return ok_response(None, 202)


ENDPOINTS = (
    Endpoint(
        "GET",
        BASE,
        get_list,
        "What the sensors measured, newest first",
        list[DetectionRead],
        query=DetectionFilters,
        refuses=(422,),
        least="spectator",
    ),
    Endpoint("GET", f"{BASE}/{{id}}", get, "One detection", DetectionRead, refuses=(404, 422), least="spectator"),
    Endpoint(
        "POST",
        f"{BASE}/{{id}}/resolve",
        post_resolve,
        "Place an impact that the sensors could not, or dismiss it; returns the id of the shot or detection",
        str,
        201,
        body=DetectionResolve,
        refuses=(404, 413, 415, 422),
        least="coach",
    ),
    Endpoint(
        "POST",
        f"{BASE}/{{id}}/reopen",
        post_reopen,
        "Return a resolved detection to the inbox; refused while its shot exists",
        None,
        202,
        refuses=(404, 422),
        least="coach",
    ),
)
