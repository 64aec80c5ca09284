"""/api/v0/wifi: the network of the box, and joining another"""

from aiohttp import web

from appliance.core.message import message_of
from appliance.routers.endpoint import API, Endpoint
from appliance.routers.errors import BadRequest
from appliance.routers.keys import WIFI
from appliance.routers.utils import ok_response, read_body
from appliance.schema.wifi import WifiRead, WifiUpdate
from appliance.wifi.port import WifiBusy

BASE = f"{API}/wifi"


async def get(request: web.Request) -> web.Response:
    return ok_response(request.app[WIFI].read())


async def put(request: web.Request) -> web.Response:
    wanted = await read_body(request, WifiUpdate)
    try:
        request.app[WIFI].join(wanted)
    except WifiBusy as error:
        raise BadRequest(409, [message_of(error).at("request")]) from error
    return ok_response(None, 202)


ENDPOINTS = (
    Endpoint("GET", BASE, get, "The Wi-Fi of this box, and the networks in range", WifiRead, least="keeper"),
    Endpoint(
        "PUT",
        BASE,
        put,
        "Join another network; if that fails, the box's own access point opens again",
        None,
        202,
        body=WifiUpdate,
        refuses=(409, 413, 415, 422),
        least="keeper",
    ),
)
