"""/api/v0/shot"""

from uuid import UUID

from aiohttp import web

from appliance.routers.callers import caller_of, is_archers, require_own
from appliance.routers.endpoint import API, Endpoint
from appliance.routers.keys import ARROWS, SHOTS
from appliance.routers.utils import deleted_response, ok_response, page_response, path_id, read_body, read_filters
from appliance.schema.shots import ShotCreate, ShotFilters, ShotRead, ShotUpdate

BASE = f"{API}/shot"


async def get_list(request: web.Request) -> web.Response:
    filters = read_filters(request, ShotFilters)
    return page_response(request, await request.app[SHOTS].find(filters))


async def get_by_session(request: web.Request) -> web.Response:
    return ok_response(await request.app[SHOTS].read_session(path_id(request, "session_id")))


async def post(request: web.Request) -> web.Response:
    shot = await read_body(request, ShotCreate)
    require_own(request, shot.archer_id)
    await _require_own_arrow(request, shot.arrow_id)
    return ok_response(str(await request.app[SHOTS].insert_one(shot)), 201)


async def get(request: web.Request) -> web.Response:
    return ok_response(await request.app[SHOTS].read_one(path_id(request)))


async def patch(request: web.Request) -> web.Response:
    shot_id = path_id(request)
    update = await read_body(request, ShotUpdate)
    if is_archers(request):
        require_own(request, await request.app[SHOTS].archer_of(shot_id))
        if "archer_id" in update.model_fields_set:
            require_own(request, update.archer_id)
        await _require_own_arrow(request, update.arrow_id)
    await request.app[SHOTS].update_one(shot_id, update)
    return ok_response(None, 202)


async def delete(request: web.Request) -> web.Response:
    shot_id = path_id(request)
    if is_archers(request):
        require_own(request, await request.app[SHOTS].archer_of(shot_id))
    await request.app[SHOTS].delete_one(shot_id)
    return deleted_response()


async def restore(request: web.Request) -> web.Response:
    shot_id = path_id(request)
    if is_archers(request):
        require_own(request, await request.app[SHOTS].archer_of_deleted(shot_id))
    await request.app[SHOTS].restore_one(shot_id)
    return ok_response(None, 202)


async def _require_own_arrow(request: web.Request, arrow_id: UUID | None) -> None:
    """Raise BadRequest 403 if an archer's phone names another archer's arrow, whose shot would be that archer's."""
    if arrow_id is not None and is_archers(request):
        owner = await request.app[ARROWS].owner_of(arrow_id)
        require_own(request, caller_of(request).archer_id if owner is None else owner)


ENDPOINTS = (
    Endpoint(
        "GET",
        BASE,
        get_list,
        "Shots, newest first",
        list[ShotRead],
        query=ShotFilters,
        refuses=(422,),
        least="spectator",
    ),
    Endpoint(
        "POST",
        BASE,
        post,
        "Enter a miss, or an arrow the sensors did not place",
        str,
        201,
        body=ShotCreate,
        refuses=(413, 415, 422),
        least="archer",
    ),
    Endpoint(
        "GET",
        f"{BASE}/session-id/{{session_id}}",
        get_by_session,
        "Shots of a session in the order they were shot, at most the last 1000",
        list[ShotRead],
        refuses=(422,),
        least="spectator",
    ),
    Endpoint("GET", f"{BASE}/{{id}}", get, "One shot", ShotRead, refuses=(404, 422), least="spectator"),
    Endpoint(
        "PATCH",
        f"{BASE}/{{id}}",
        patch,
        "Correct a shot: line call, arrow, sighter, fate, end",
        None,
        202,
        body=ShotUpdate,
        refuses=(404, 413, 415, 422),
        least="archer",
    ),
    Endpoint("DELETE", f"{BASE}/{{id}}", delete, "Delete a shot", None, 204, refuses=(404, 422), least="archer"),
    Endpoint(
        "POST",
        f"{BASE}/{{id}}/restore",
        restore,
        "Put a deleted shot back as it was",
        None,
        202,
        refuses=(404, 422),
        least="archer",
    ),
)
