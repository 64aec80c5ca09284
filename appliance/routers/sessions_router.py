"""/api/v0/session"""

from aiohttp import web

from appliance.rounds.catalogue import check_round_name
from appliance.rounds.lengths import keep_arrows
from appliance.rounds.rescoring import OF_SESSION
from appliance.routers.endpoint import API, Endpoint
from appliance.routers.keys import ROUNDS, SESSIONS, SUMMARY
from appliance.routers.utils import deleted_response, ok_response, page_response, path_id, read_body, read_filters
from appliance.schema.sessions import SessionCreate, SessionFilters, SessionRead, SessionUpdate
from appliance.schema.summary import SessionSummaryRead

BASE = f"{API}/session"


async def get_open(request: web.Request) -> web.Response:
    return ok_response(await request.app[SESSIONS].read_open())


async def get_list(request: web.Request) -> web.Response:
    filters = read_filters(request, SessionFilters)
    return page_response(request, await request.app[SESSIONS].find(filters))


async def post(request: web.Request) -> web.Response:
    session = await read_body(request, SessionCreate)
    await check_round_name(session.round_name)
    return ok_response(str(await request.app[SESSIONS].insert_one(session)), 201)


async def get(request: web.Request) -> web.Response:
    return ok_response(await request.app[SESSIONS].read_one(path_id(request)))


async def patch(request: web.Request) -> web.Response:
    session_id = path_id(request)
    update = await read_body(request, SessionUpdate)
    await check_round_name(update.round_name)
    await request.app[SESSIONS].update_one(session_id, update)
    if update.model_fields_set.intersection(OF_SESSION):
        await keep_arrows(request.app[ROUNDS], session_id)
    return ok_response(None, 202)


async def delete(request: web.Request) -> web.Response:
    await request.app[SESSIONS].delete_one(path_id(request))
    return deleted_response()


async def get_summary(request: web.Request) -> web.Response:
    return ok_response(await request.app[SUMMARY].of_session(path_id(request)))


ENDPOINTS = (
    Endpoint("GET", f"{BASE}/open", get_open, "The open session, or null", SessionRead | None, least="spectator"),
    Endpoint(
        "GET",
        BASE,
        get_list,
        "Sessions, newest first",
        list[SessionRead],
        query=SessionFilters,
        refuses=(422,),
        least="spectator",
    ),
    Endpoint(
        "POST", BASE, post, "Open a session", str, 201, body=SessionCreate, refuses=(413, 415, 422), least="coach"
    ),
    Endpoint("GET", f"{BASE}/{{id}}", get, "One session", SessionRead, refuses=(404, 422), least="spectator"),
    Endpoint(
        "PATCH",
        f"{BASE}/{{id}}",
        patch,
        "Change or close a session",
        None,
        202,
        body=SessionUpdate,
        refuses=(404, 413, 415, 422),
        least="coach",
    ),
    Endpoint(
        "DELETE",
        f"{BASE}/{{id}}",
        delete,
        "Delete a session and all its shots",
        None,
        204,
        refuses=(404, 422),
        least="coach",
    ),
    Endpoint(
        "GET",
        f"{BASE}/{{id}}/summary",
        get_summary,
        "Score and group of a session and its ends",
        SessionSummaryRead,
        refuses=(404, 422),
        least="spectator",
    ),
)
