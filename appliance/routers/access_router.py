"""/api/v0/access, pairing, pairing-code: the rights of a caller, and pairing of phones"""

from aiohttp import web

from appliance.access.control import PairingRefused, TooManyAttempts
from appliance.core.message import message_of, refusal
from appliance.models.errors import DBNotFound
from appliance.routers.callers import caller_of, cookie_name, peer_of, set_cookie
from appliance.routers.endpoint import API, Endpoint
from appliance.routers.errors import BadRequest
from appliance.routers.keys import ACCESS, PAIRINGS
from appliance.routers.utils import deleted_response, ok_response, path_id, read_body
from appliance.schema.access import AccessRead, PairingCodeCreate, PairingCodeRead, PairingCreate, PairingRead

BASE = f"{API}/pairing"
FROM_COACHES = ("spectator", "archer")
"""Roles for which a coach may make a pairing code."""


async def get_access(request: web.Request) -> web.Response:
    caller, rules = caller_of(request), request.app[ACCESS].rules
    return ok_response(
        AccessRead(
            role=caller.role,
            via=caller.via,
            pairing_id=caller.pairing_id,
            archer_id=caller.archer_id,
            changing=rules.changing,
            watching=rules.watching,
            has_button=rules.has_button,
        )
    )


async def get_list(request: web.Request) -> web.Response:
    return ok_response(await request.app[PAIRINGS].find())


async def post(request: web.Request) -> web.Response:
    asked = await read_body(request, PairingCreate)
    try:
        token, caller = await request.app[ACCESS].pair(asked, peer_of(request), caller_of(request).pairing_id)
    except TooManyAttempts as error:
        raise BadRequest(429, [message_of(error)], {"Retry-After": str(error.wait_whole_s)}) from error
    except PairingRefused as error:
        raise BadRequest(403, [message_of(error)]) from error
    response = ok_response(str(caller.pairing_id), 201)
    set_cookie(request, response, token)
    return response


async def delete_mine(request: web.Request) -> web.Response:
    access, pairing_id = request.app[ACCESS], caller_of(request).pairing_id
    if pairing_id is None:
        raise DBNotFound(refusal("request", "not_paired"))
    await access.withdraw(pairing_id)
    response = deleted_response()
    for name in {cookie_name(request), access.cookie_name}:
        response.del_cookie(name, path="/", httponly=True, samesite="Strict", secure=request.secure)
    return response


async def delete(request: web.Request) -> web.Response:
    await request.app[ACCESS].withdraw(path_id(request))
    return deleted_response()


async def post_code(request: web.Request) -> web.Response:
    asked = await read_body(request, PairingCodeCreate)
    if not caller_of(request).may("keeper") and asked.role not in FROM_COACHES:
        raise BadRequest(403, [refusal("body.role", "code_for_smaller_roles")])
    code, granted = await request.app[ACCESS].make_code(asked)
    path = f"/app/pair#{code}"
    made = PairingCodeRead(
        code=code, path=path, role=granted.role, archer_id=granted.archer_id, expires_at=granted.expires_at
    )
    return ok_response(made, 201)


ENDPOINTS = (
    Endpoint("GET", f"{API}/access", get_access, "Role of the caller, and its basis", AccessRead, least=None),
    Endpoint(
        "GET",
        BASE,
        get_list,
        "Paired phones and programs, newest first",
        list[PairingRead],
        least="keeper",
    ),
    Endpoint(
        "POST",
        BASE,
        post,
        "Pair this phone by PIN, code or the box's button; its token is set as a cookie. Returns the id of the pairing",
        str,
        201,
        body=PairingCreate,
        refuses=(413, 415, 422, 429),
        least=None,
    ),
    Endpoint(
        "DELETE", f"{BASE}/mine", delete_mine, "End the pairing of this phone", None, 204, refuses=(404,), least=None
    ),
    Endpoint("DELETE", f"{BASE}/{{id}}", delete, "Withdraw a pairing", None, 204, refuses=(404, 422), least="keeper"),
    Endpoint(
        "POST",
        f"{API}/pairing-code",
        post_code,
        "Make a code that pairs one phone, once; coaches make them for archers and spectators",
        PairingCodeRead,
        201,
        body=PairingCodeCreate,
        refuses=(413, 415, 422),
        least="coach",
    ),
)
