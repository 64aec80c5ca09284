"""/api/v0/survey: the places of the sensors; a change takes effect at once"""

from aiohttp import web

from appliance.routers.endpoint import API, Endpoint
from appliance.routers.keys import SURVEYS
from appliance.routers.utils import ok_response, path_id, read_body
from appliance.schema.survey import SurveyCreate, SurveyInForceRead, SurveyRead

BASE = f"{API}/survey"


async def get_current(request: web.Request) -> web.Response:
    surveys = request.app[SURVEYS]
    current, history = await surveys.get_newest(), await surveys.find_revisions()
    return ok_response(SurveyInForceRead(current=current, history=history))


async def put(request: web.Request) -> web.Response:
    given = await read_body(request, SurveyCreate)
    return ok_response(str(await request.app[SURVEYS].insert_one(given.survey, given.source)))


async def get(request: web.Request) -> web.Response:
    return ok_response(await request.app[SURVEYS].get_one_by_id(path_id(request)))


ENDPOINTS = (
    Endpoint(
        "GET",
        BASE,
        get_current,
        "The survey in force, and earlier ones",
        SurveyInForceRead,
        least="spectator",
    ),
    Endpoint(
        "PUT",
        BASE,
        put,
        "Set the positions of the sensors, in force from the next arrow on; returns the survey's id",
        str,
        body=SurveyCreate,
        refuses=(413, 415, 422),
        least="keeper",
    ),
    Endpoint(
        "GET", f"{BASE}/{{id}}", get, "One survey as it was entered", SurveyRead, refuses=(404, 422), least="spectator"
    ),
)
