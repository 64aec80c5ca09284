"""/api/v0/health: the condition of the appliance, for phones, systemd and people"""

from aiohttp import web

from appliance.routers.endpoint import API, Endpoint
from appliance.routers.keys import HEALTH
from appliance.routers.utils import ok_response
from appliance.schema.health import HealthRead

BASE = f"{API}/health"


async def get(request: web.Request) -> web.Response:
    return ok_response(await request.app[HEALTH].read())


ENDPOINTS = (Endpoint("GET", BASE, get, "State of the appliance", HealthRead, least="spectator"),)
