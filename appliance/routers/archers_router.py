"""/api/v0/archer, and the archers of a session"""

from aiohttp import web

from appliance.routers.endpoint import API, Endpoint
from appliance.routers.keys import ARCHERS, ROSTERS
from appliance.routers.utils import (
    deleted_response,
    ok_response,
    page_response,
    path_id,
    path_number,
    read_body,
    read_filters,
)
from appliance.schema.archers import (
    ArcherCreate,
    ArcherFilters,
    ArcherRead,
    ArcherUpdate,
    EndUpdate,
    RosterCreate,
    RosterRead,
)
from appliance.schema.shots import MAX_END

BASE = f"{API}/archer"
SESSION = f"{API}/session/{{id}}"


async def get_list(request: web.Request) -> web.Response:
    filters = read_filters(request, ArcherFilters)
    return page_response(request, await request.app[ARCHERS].find(filters))


async def post(request: web.Request) -> web.Response:
    archer = await read_body(request, ArcherCreate)
    return ok_response(str(await request.app[ARCHERS].insert_one(archer)), 201)


async def get(request: web.Request) -> web.Response:
    return ok_response(await request.app[ARCHERS].get_one_by_id(path_id(request)))


async def patch(request: web.Request) -> web.Response:
    archer_id = path_id(request)
    update = await read_body(request, ArcherUpdate)
    await request.app[ARCHERS].update_one(archer_id, update)
    return ok_response(None, 202)


async def delete(request: web.Request) -> web.Response:
    await request.app[ARCHERS].delete_one(path_id(request))
    return deleted_response()


async def get_roster(request: web.Request) -> web.Response:
    return ok_response(await request.app[ROSTERS].get_one(path_id(request)))


async def put_roster(request: web.Request) -> web.Response:
    session_id = path_id(request)
    roster = await read_body(request, RosterCreate)
    made = await request.app[ROSTERS].put(session_id, roster)
    return ok_response(None if made is None else str(made), 202)


async def delete_roster_change(request: web.Request) -> web.Response:
    await request.app[ROSTERS].take_back(path_id(request), path_id(request, "correction_id"))
    return deleted_response()


async def patch_end(request: web.Request) -> web.Response:
    session_id, end_number = path_id(request), path_number(request, "end_number", MAX_END)
    update = await read_body(request, EndUpdate)
    await request.app[ROSTERS].move_end(session_id, end_number, update)
    return ok_response(None, 202)


ENDPOINTS = (
    Endpoint(
        "GET",
        BASE,
        get_list,
        "Archers by name",
        list[ArcherRead],
        query=ArcherFilters,
        refuses=(422,),
        least="spectator",
    ),
    Endpoint(
        "POST", BASE, post, "Register an archer", str, 201, body=ArcherCreate, refuses=(413, 415, 422), least="coach"
    ),
    Endpoint("GET", f"{BASE}/{{id}}", get, "One archer", ArcherRead, refuses=(404, 422), least="spectator"),
    Endpoint(
        "PATCH",
        f"{BASE}/{{id}}",
        patch,
        "Change an archer; another shaft scores the shots again",
        None,
        202,
        body=ArcherUpdate,
        refuses=(404, 413, 415, 422),
        least="coach",
    ),
    Endpoint(
        "DELETE",
        f"{BASE}/{{id}}",
        delete,
        "Delete an archer; the shots stay",
        None,
        204,
        refuses=(404, 422),
        least="coach",
    ),
    Endpoint(
        "GET",
        f"{SESSION}/archers",
        get_roster,
        "Who shoots in a session",
        RosterRead,
        refuses=(404, 422),
        least="spectator",
    ),
    Endpoint(
        "PUT",
        f"{SESSION}/archers",
        put_roster,
        "Set the roster of a session (letters, turns, spots); returns the id of the correction, or null",
        str | None,
        202,
        body=RosterCreate,
        refuses=(404, 413, 415, 422),
        least="coach",
    ),
    Endpoint(
        "DELETE",
        f"{SESSION}/archers/{{correction_id}}",
        delete_roster_change,
        "Undo a change of the roster; shots since are attributed without it",
        None,
        204,
        refuses=(404, 422),
        least="coach",
    ),
    Endpoint(
        "PATCH",
        f"{SESSION}/end/{{end_number}}",
        patch_end,
        "Move a whole end to somebody else",
        None,
        202,
        body=EndUpdate,
        refuses=(404, 413, 415, 422),
        least="coach",
    ),
)
