"""/api/v0/device: the settings of the box that people choose"""

from aiohttp import web

from appliance.routers.endpoint import API, Endpoint
from appliance.routers.keys import DEVICE, TIME_ZONE
from appliance.routers.utils import ok_response, read_body
from appliance.schema.device import DeviceRead, DeviceUpdate

BASE = f"{API}/device"


async def read_device(app: web.Application) -> DeviceRead:
    """The device's settings, with the computer's time zone where none was chosen."""
    time_zone, target_number = await app[DEVICE].get()
    return DeviceRead(
        time_zone=time_zone or app[TIME_ZONE], is_time_zone_chosen=time_zone is not None, target_number=target_number
    )


async def get(request: web.Request) -> web.Response:
    return ok_response(await read_device(request.app))


async def patch(request: web.Request) -> web.Response:
    await request.app[DEVICE].update(await read_body(request, DeviceUpdate))
    return ok_response(None, 202)


ENDPOINTS = (
    Endpoint("GET", BASE, get, "Time zone and target number of the box", DeviceRead, least="spectator"),
    Endpoint(
        "PATCH",
        BASE,
        patch,
        "Set the box's time zone or target number",
        None,
        202,
        body=DeviceUpdate,
        refuses=(413, 415, 422),
        least="keeper",
    ),
)
