"""/api/v0/target"""

from aiohttp import web

from appliance.rounds.lengths import keep_arrows
from appliance.routers.endpoint import API, Endpoint
from appliance.routers.keys import ROUNDS, TARGETS
from appliance.routers.utils import deleted_response, ok_response, page_response, path_id, read_body, read_filters
from appliance.schema.targets import TargetCreate, TargetFilters, TargetRead, TargetUpdate

BASE = f"{API}/target"


async def get_list(request: web.Request) -> web.Response:
    filters = read_filters(request, TargetFilters)
    return page_response(request, await request.app[TARGETS].find(filters))


async def get_by_session(request: web.Request) -> web.Response:
    return ok_response(await request.app[TARGETS].find_by_session(path_id(request, "session_id")))


async def post(request: web.Request) -> web.Response:
    target = await read_body(request, TargetCreate)
    target_id = await request.app[TARGETS].insert_one(target)
    await keep_arrows(request.app[ROUNDS], target.session_id)
    return ok_response(str(target_id), 201)


async def get(request: web.Request) -> web.Response:
    return ok_response(await request.app[TARGETS].get_one_by_id(path_id(request)))


async def patch(request: web.Request) -> web.Response:
    target_id = path_id(request)
    update = await read_body(request, TargetUpdate)
    for session_id in await request.app[TARGETS].update_one(target_id, update):
        await keep_arrows(request.app[ROUNDS], session_id)
    return ok_response(None, 202)


async def delete(request: web.Request) -> web.Response:
    session_id = await request.app[TARGETS].delete_one(path_id(request))
    if session_id is not None:
        await keep_arrows(request.app[ROUNDS], session_id)
    return deleted_response()


ENDPOINTS = (
    Endpoint(
        "GET", BASE, get_list, "Targets", list[TargetRead], query=TargetFilters, refuses=(422,), least="spectator"
    ),
    Endpoint("POST", BASE, post, "Hang faces", str, 201, body=TargetCreate, refuses=(413, 415, 422), least="coach"),
    Endpoint(
        "GET",
        f"{BASE}/session-id/{{session_id}}",
        get_by_session,
        "Targets of a session",
        list[TargetRead],
        refuses=(422,),
        least="spectator",
    ),
    Endpoint("GET", f"{BASE}/{{id}}", get, "One target", TargetRead, refuses=(404, 422), least="spectator"),
    Endpoint(
        "PATCH",
        f"{BASE}/{{id}}",
        patch,
        "Move or change faces; shots are scored again",
        None,
        202,
        body=TargetUpdate,
        refuses=(404, 413, 415, 422),
        least="coach",
    ),
    Endpoint("DELETE", f"{BASE}/{{id}}", delete, "Take faces off", None, 204, refuses=(404, 422), least="coach"),
)
