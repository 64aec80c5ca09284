"""/api/v0/timer: the shooting timer, and the clock by which it runs

A coach starts and continues it. Everybody who may watch may make an emergency stop: whoever sees a person in front of
the line should not have to pair a phone first; after a misuse a coach just continues.
"""

from dataclasses import asdict

from aiohttp import web

from appliance.core.message import message_of
from appliance.core.timer_plans import PLANS
from appliance.models.timer_db import TimerChanged
from appliance.routers.endpoint import API, Endpoint
from appliance.routers.errors import BadRequest
from appliance.routers.keys import TIMER
from appliance.routers.utils import deleted_response, ok_response, read_body
from appliance.schema.timer import TimerActionCreate, TimerClockRead, TimerCreate, TimerPlanRead, TimerRead

BASE = f"{API}/timer"


async def get_clock(request: web.Request) -> web.Response:
    return ok_response(await request.app[TIMER].get_clock())


async def get(request: web.Request) -> web.Response:
    return ok_response(await request.app[TIMER].get_one())


async def get_plans(_: web.Request) -> web.Response:
    plans = [{"name": name, **asdict(plan)} for name, plan in PLANS.items()]
    return ok_response([TimerPlanRead.model_validate(plan) for plan in plans])


async def put(request: web.Request) -> web.Response:
    created = await read_body(request, TimerCreate)
    try:
        await request.app[TIMER].set_up(created)
    except TimerChanged as error:
        raise _conflict(error) from error
    return await get(request)


async def post_action(request: web.Request) -> web.Response:
    action = await read_body(request, TimerActionCreate)
    try:
        await request.app[TIMER].act(action)
    except TimerChanged as error:
        raise _conflict(error) from error
    return await get(request)


async def emergency_stop(request: web.Request) -> web.Response:
    try:
        await request.app[TIMER].stop_at_once()
    except TimerChanged as error:
        raise _conflict(error) from error
    return await get(request)


async def delete(request: web.Request) -> web.Response:
    try:
        await request.app[TIMER].remove()
    except TimerChanged as error:
        raise _conflict(error) from error
    return deleted_response()


def _conflict(error: TimerChanged) -> BadRequest:
    return BadRequest(409, [message_of(error)])


ENDPOINTS = (
    Endpoint("GET", f"{BASE}/clock", get_clock, "The appliance's clock", TimerClockRead, least="spectator"),
    Endpoint("GET", BASE, get, "The shooting timer, or null where none is set up", TimerRead | None, least="spectator"),
    Endpoint("GET", f"{BASE}/plan", get_plans, "The usual plans of times", list[TimerPlanRead], least="spectator"),
    Endpoint(
        "PUT",
        BASE,
        put,
        "Set the timer up; not while it runs",
        TimerRead,
        body=TimerCreate,
        refuses=(409, 413, 415, 422),
        least="coach",
    ),
    Endpoint(
        "POST",
        f"{BASE}/action",
        post_action,
        "Start, hold, resume or end the timer, pass on to the next turn, or undo that; 409: somebody else was quicker",
        TimerRead,
        body=TimerActionCreate,
        refuses=(404, 409, 413, 415, 422),
        least="coach",
    ),
    Endpoint(
        "POST",
        f"{BASE}/emergency-stop",
        emergency_stop,
        "Stop shooting at once, open to every spectator; a coach resumes",
        TimerRead,
        refuses=(404, 409),
        least="spectator",
    ),
    Endpoint(
        "DELETE",
        BASE,
        delete,
        "Remove the timer; not while it runs",
        None,
        204,
        refuses=(404, 409, 422),
        least="coach",
    ),
)
