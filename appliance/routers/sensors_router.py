"""/api/v0/sensor: the surveyed place and the health of each sensor"""

from datetime import UTC, datetime

from aiohttp import web

from appliance.core.geometry import MAX_SENSORS
from appliance.routers.endpoint import API, Endpoint
from appliance.routers.keys import BUTT_WATCH
from appliance.routers.utils import ok_response, path_number, read_filters
from appliance.schema.sensors import SensorQuery, SensorRead

BASE = f"{API}/sensor"


def _now() -> datetime:
    return datetime.now(UTC).astimezone()


async def get_list(request: web.Request) -> web.Response:
    query = read_filters(request, SensorQuery)
    return ok_response(await request.app[BUTT_WATCH].sensors(query, _now()))


async def get(request: web.Request) -> web.Response:
    channel = path_number(request, "channel", MAX_SENSORS - 1)
    return ok_response(await request.app[BUTT_WATCH].sensor(channel, _now()))


ENDPOINTS = (
    Endpoint(
        "GET",
        BASE,
        get_list,
        "Sensors by channel",
        list[SensorRead],
        query=SensorQuery,
        refuses=(422,),
        least="spectator",
    ),
    Endpoint("GET", f"{BASE}/{{channel}}", get, "One sensor", SensorRead, refuses=(404, 422), least="spectator"),
)
