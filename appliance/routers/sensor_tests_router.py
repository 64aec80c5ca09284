"""/api/v0/sensor-test: a test of the sensors, during which impacts do not score"""

from aiohttp import web

from appliance.routers.endpoint import API, Endpoint
from appliance.routers.keys import SENSOR_TESTS
from appliance.routers.utils import ok_response, path_id, read_body
from appliance.schema.sensor_tests import SensorTestRead, SensorTestUpdate

BASE = f"{API}/sensor-test"


async def get_on(request: web.Request) -> web.Response:
    return ok_response(await request.app[SENSOR_TESTS].get_on())


async def post(request: web.Request) -> web.Response:
    return ok_response(str(await request.app[SENSOR_TESTS].begin()), 201)


async def get(request: web.Request) -> web.Response:
    return ok_response(await request.app[SENSOR_TESTS].get_one_by_id(path_id(request)))


async def patch(request: web.Request) -> web.Response:
    test_id = path_id(request)
    update = await read_body(request, SensorTestUpdate)
    await request.app[SENSOR_TESTS].update_one(test_id, update)
    return ok_response(None, 202)


ENDPOINTS = (
    Endpoint("GET", f"{BASE}/on", get_on, "The active test, or null", SensorTestRead | None, least="spectator"),
    Endpoint("POST", BASE, post, "Begin a test of the sensors, or extend the active one", str, 201, least="keeper"),
    Endpoint(
        "GET", f"{BASE}/{{id}}", get, "One test of the sensors", SensorTestRead, refuses=(404, 422), least="spectator"
    ),
    Endpoint(
        "PATCH",
        f"{BASE}/{{id}}",
        patch,
        "Extend or end a test of the sensors; one that nobody extends ends after two minutes",
        None,
        202,
        body=SensorTestUpdate,
        refuses=(404, 413, 415, 422),
        least="keeper",
    ),
)
