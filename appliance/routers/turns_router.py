"""/api/v0/session/{id}/turn, its ends and corrections"""

from aiohttp import web

from appliance.routers.callers import caller_of, is_archers, only_your_own, require_own
from appliance.routers.endpoint import API, Endpoint
from appliance.routers.keys import CORRECTIONS, TURNS
from appliance.routers.utils import deleted_response, ok_response, page_response, path_id, read_body, read_filters
from appliance.schema.turns import CorrectionFilters, CorrectionRead, SessionEndRead, TurnCreate, TurnRead

SESSION = f"{API}/session/{{id}}"


async def get(request: web.Request) -> web.Response:
    return ok_response(await request.app[TURNS].get_one(path_id(request)))


async def post(request: web.Request) -> web.Response:
    session_id = path_id(request)
    turn = await read_body(request, TurnCreate)
    if is_archers(request):
        # an archer may pass on, or end the end, only in the own turn; the stage concerns everybody
        if turn.stage is not None:
            raise only_your_own()
        require_own(request, (await request.app[TURNS].get_one(session_id)).archer_id)
    return ok_response(str(await request.app[TURNS].insert_one(session_id, turn)), 201)


async def delete(request: web.Request) -> web.Response:
    session_id, mark_id = path_id(request), path_id(request, "mark_id")
    if is_archers(request) and await request.app[TURNS].author_of(session_id, mark_id) != str(
        caller_of(request).archer_id
    ):
        raise only_your_own()
    await request.app[TURNS].delete_one(session_id, mark_id)
    return deleted_response()


async def get_ends(request: web.Request) -> web.Response:
    return ok_response(await request.app[TURNS].find_ends(path_id(request)))


async def get_corrections(request: web.Request) -> web.Response:
    session_id = path_id(request)
    filters = read_filters(request, CorrectionFilters)
    return page_response(request, await request.app[CORRECTIONS].of_session(session_id, filters))


ENDPOINTS = (
    Endpoint(
        "GET",
        f"{SESSION}/turn",
        get,
        "Whose turn it is, which end, which arrow",
        TurnRead,
        refuses=(404, 422),
        least="spectator",
    ),
    Endpoint(
        "POST",
        f"{SESSION}/turn",
        post,
        "Set whose turn it is, begin the next end, or begin scoring",
        str,
        201,
        body=TurnCreate,
        refuses=(404, 413, 415, 422),
        least="archer",
    ),
    Endpoint(
        "DELETE",
        f"{SESSION}/turn/{{mark_id}}",
        delete,
        "Undo a turn that a person set; shots since are attributed without it",
        None,
        204,
        refuses=(404, 422),
        least="archer",
    ),
    Endpoint(
        "GET",
        f"{SESSION}/ends",
        get_ends,
        "Ends of each archer, in the order in which they were opened",
        list[SessionEndRead],
        refuses=(404, 422),
        least="spectator",
    ),
    Endpoint(
        "GET",
        f"{SESSION}/corrections",
        get_corrections,
        "Corrections of a session by people, newest first",
        list[CorrectionRead],
        query=CorrectionFilters,
        refuses=(404, 422),
        least="spectator",
    ),
)
