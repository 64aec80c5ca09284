"""/api/v0/calibration: request one, follow its taps, decide on it; and propose a target from taps on a face"""

from aiohttp import web

from appliance.routers.endpoint import API, Endpoint
from appliance.routers.keys import CALIBRATIONS, NODES, SESSIONS, TARGETS
from appliance.routers.printed import page_for, printed_response
from appliance.routers.utils import HTML, ok_response, page_response, path_id, read_body, read_filters
from appliance.schema.calibrations import (
    CalibrationCreate,
    CalibrationFilters,
    CalibrationRead,
    CalibrationUpdate,
)
from appliance.schema.printing import PrintQuery
from appliance.schema.targets import TargetProposal

BASE = f"{API}/calibration"


async def get_list(request: web.Request) -> web.Response:
    filters = read_filters(request, CalibrationFilters)
    return page_response(request, await request.app[CALIBRATIONS].find(filters))


async def post(request: web.Request) -> web.Response:
    calibration = await read_body(request, CalibrationCreate)
    return ok_response(str(await request.app[CALIBRATIONS].insert_one(calibration)), 201)


async def get(request: web.Request) -> web.Response:
    return ok_response(await request.app[CALIBRATIONS].get_one_by_id(path_id(request)))


async def get_report(request: web.Request) -> web.Response:
    from appliance.printing.calibration_report import calibration_report  # noqa: PLC0415  (imports an XML library)

    calibration_id, query = path_id(request), read_filters(request, PrintQuery)
    calibration = await request.app[CALIBRATIONS].get_one_by_id(calibration_id)
    page = await page_for(request, query)
    return printed_response(request, calibration_report(calibration, await request.app[NODES].butt(), page))


async def patch(request: web.Request) -> web.Response:
    calibration_id = path_id(request)
    update = await read_body(request, CalibrationUpdate)
    await request.app[CALIBRATIONS].decide(calibration_id, update)
    return ok_response(None, 202)


async def get_target(request: web.Request) -> web.Response:
    session = await request.app[SESSIONS].get_open()
    newest = await request.app[CALIBRATIONS].get_newest_face()
    return ok_response(await request.app[TARGETS].propose(session, newest))


ENDPOINTS = (
    Endpoint(
        "GET",
        BASE,
        get_list,
        "Calibrations, newest first",
        list[CalibrationRead],
        query=CalibrationFilters,
        refuses=(422,),
        least="spectator",
    ),
    Endpoint(
        "POST",
        BASE,
        post,
        "Start a calibration: the next impacts are its taps, not shots",
        str,
        201,
        body=CalibrationCreate,
        refuses=(413, 415, 422),
        least="keeper",
    ),
    Endpoint(
        "GET",
        f"{BASE}/{{id}}",
        get,
        "A calibration with its taps so far",
        CalibrationRead,
        refuses=(404, 422),
        least="spectator",
    ),
    Endpoint(
        "GET",
        f"{BASE}/{{id}}/report",
        get_report,
        "A calibration or an acceptance test as a page to print",
        query=PrintQuery,
        refuses=(404, 422),
        media_types=(HTML,),
        least="spectator",
    ),
    Endpoint(
        "PATCH",
        f"{BASE}/{{id}}",
        patch,
        "Accept or reject a proposal, or roll an accepted one back",
        None,
        202,
        body=CalibrationUpdate,
        refuses=(404, 413, 415, 422),
        least="keeper",
    ),
    Endpoint(
        "GET",
        f"{API}/target/calibrate",
        get_target,
        "A target to create, proposed from the latest taps on a face",
        TargetProposal,
        refuses=(422,),
        least="spectator",
    ),
)
