"""/api/v0/clock: the time of the box, and setting it from a phone"""

from aiohttp import web

from appliance.clock_setting.errors import ClockNotTaken, ImplausibleTime, NoSuchExchange
from appliance.core.message import message_of
from appliance.routers.endpoint import API, Endpoint
from appliance.routers.errors import BadRequest
from appliance.routers.keys import CLOCK
from appliance.routers.utils import ok_response, read_body
from appliance.schema.clock import ClockRead, ClockSettingRead, ClockUpdate

BASE = f"{API}/clock"


async def get(request: web.Request) -> web.Response:
    return ok_response(request.app[CLOCK].read())


async def post_exchange(request: web.Request) -> web.Response:
    return ok_response(str(request.app[CLOCK].begin()), 201)


async def put(request: web.Request) -> web.Response:
    sent = await read_body(request, ClockUpdate)
    try:
        return ok_response(await request.app[CLOCK].take(sent.exchange_id, sent.time))
    except NoSuchExchange as error:
        raise BadRequest(404, [message_of(error).at("body.exchange_id")]) from error
    except ClockNotTaken as error:
        raise BadRequest(409, [message_of(error).at("request")]) from error
    except ImplausibleTime as error:
        raise BadRequest(422, [message_of(error).at("body.time")]) from error


ENDPOINTS = (
    Endpoint("GET", BASE, get, "The clock of this computer, and what sets it", ClockRead, least="spectator"),
    Endpoint(
        "POST",
        f"{BASE}/exchange",
        post_exchange,
        "First step of setting the clock from a phone: the time until the second is the round trip",
        str,
        201,
        least="coach",
    ),
    Endpoint(
        "PUT",
        BASE,
        put,
        "Second step: set the clock to the phone's time where no time server does; earlier arrows are dated again",
        ClockSettingRead,
        body=ClockUpdate,
        refuses=(404, 409, 413, 415, 422),
        least="coach",
    ),
)
