"""/api/v0/match/{id}/butt and /result: matches of a bracket that are shot at other butts"""

from aiohttp import web

from appliance.core.makers import is_reserved
from appliance.models.made_by import MADE_BY
from appliance.rounds.bracketing import bracket_read, to_enter
from appliance.routers.callers import caller_of
from appliance.routers.endpoint import API, Endpoint
from appliance.routers.keys import BRACKETS, MATCH_RESULTS
from appliance.routers.utils import deleted_response, ok_response, path_id, read_body
from appliance.schema.brackets import MatchButt, MatchResult

BASE = f"{API}/match/{{id}}"


async def put_butt(request: web.Request) -> web.Response:
    match_id = path_id(request)
    await request.app[MATCH_RESULTS].put_butt(match_id, (await read_body(request, MatchButt)).butt)
    return ok_response(None, 202)


async def put_result(request: web.Request) -> web.Response:
    match_id = path_id(request)
    result = await read_body(request, MatchResult)
    brackets = request.app[BRACKETS]
    bracket = bracket_read(await brackets.get_one(await brackets.bracket_of(match_id)))
    await request.app[MATCH_RESULTS].enter(match_id, to_enter(bracket, match_id, result, _scorer(request)))
    return ok_response(None, 202)


async def delete_result(request: web.Request) -> web.Response:
    await request.app[MATCH_RESULTS].take_back(path_id(request), is_result=True)
    return deleted_response()


def _scorer(request: web.Request) -> str | None:
    """The name of the phone's pairing; else that of the header X-Made-By, if any."""
    caller = caller_of(request)
    if caller.role == "judge" or caller.name is None or is_reserved(caller.name):
        return MADE_BY.get()
    return caller.name


ENDPOINTS = (
    Endpoint(
        "PUT",
        f"{BASE}/butt",
        put_butt,
        "Set the butt at which a match is shot",
        None,
        202,
        body=MatchButt,
        refuses=(404, 413, 415, 422),
        least="coach",
    ),
    Endpoint(
        "PUT",
        f"{BASE}/result",
        put_result,
        "Enter the result of a match that was shot at another butt",
        None,
        202,
        body=MatchResult,
        refuses=(404, 413, 415, 422),
        least="coach",
    ),
    Endpoint(
        "DELETE",
        f"{BASE}/result",
        delete_result,
        "Remove the entered result of a match",
        None,
        204,
        refuses=(404, 422),
        least="coach",
    ),
)
