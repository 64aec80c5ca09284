"""Authenticates the caller of a request by cookie or token, before anything else in the request is read."""

from uuid import UUID

from aiohttp import web

from appliance.access.roles import Caller
from appliance.connections import address_of, is_own
from appliance.core.message import message, refusal
from appliance.models.errors import DBUnavailable
from appliance.models.made_by import MADE_BY, named_judge
from appliance.routers.endpoint import Handler
from appliance.routers.errors import BadRequest
from appliance.routers.keys import ACCESS
from appliance.routers.utils import path_id
from appliance.schema.access import Role

BEARER = "bearer "
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")
"""Headers of proxies: a request through a proxy on this computer does not come from this computer. Their values are not
trusted."""
CALLER = web.RequestKey("caller", Caller)
COOKIE_AGE_S = 400 * 24 * 3600
"""Lifetime of the cookie, s, the longest that browsers allow; it is extended at most once an hour of use."""


def guarded(handler: Handler, least: Role | None) -> Handler:
    """The handler, restricted to callers with at least this role."""

    async def check(request: web.Request) -> web.StreamResponse:
        access, token = request.app[ACCESS], token_of(request)
        try:
            caller = await access.caller(token, is_here(request))
        except DBUnavailable:
            caller = access.unpaired(is_here(request))
            if not caller.may(least):
                raise
        if not caller.may(least):
            raise _too_small(caller, least, is_token_known=token is None or caller.pairing_id is not None)
        request[CALLER] = caller
        if caller.role == "archer":
            MADE_BY.set(str(caller.archer_id))
        elif caller.role == "judge":
            MADE_BY.set(named_judge(caller.name or ""))
        is_noted = await access.note_use(caller)
        response = await handler(request)
        if is_noted and not response.prepared:
            _set_again(request, response)
        return response

    return check


def caller_of(request: web.Request) -> Caller:
    """The caller of a guarded request."""
    return request[CALLER]


def require_own(request: web.Request, archer_id: UUID | None) -> None:
    """Raise BadRequest 403 if an archer's phone would change another archer's data."""
    caller = caller_of(request)
    if caller.role == "archer" and (archer_id is None or archer_id != caller.archer_id):
        raise only_your_own()


def own_archer_id(request: web.Request) -> UUID:
    """The archer's id in the path. Raises BadRequest 422, and 403 for another archer's phone."""
    archer_id = path_id(request)
    require_own(request, archer_id)
    return archer_id


def only_your_own() -> BadRequest:
    """The refusal for an archer's phone that would change another archer's data."""
    return BadRequest(403, [refusal("request", "only_your_own")])


def is_archers(request: web.Request) -> bool:
    """Whether the caller is an archer's phone, which may change only that archer's own data."""
    return caller_of(request).role == "archer"


def token_of(request: web.Request) -> str | None:
    """The token that a program sends in a header, or a phone as a cookie; None without one."""
    header = request.headers.get("Authorization", "")
    if header[: len(BEARER)].lower() == BEARER:
        return header[len(BEARER) :].strip()
    plain = request.app[ACCESS].cookie_name
    return request.cookies.get(cookie_name(request)) or request.cookies.get(plain)


def cookie_name(request: web.Request) -> str:
    """The cookie's name, different over HTTPS, so that a page without HTTPS cannot replace that cookie."""
    name = request.app[ACCESS].cookie_name
    return f"__Host-{name}" if request.secure else name


def peer_of(request: web.Request) -> str:
    """The address at the other end of the connection; headers are not trusted for it."""
    return address_of(request.transport and request.transport.get_extra_info("peername"))


def is_here(request: web.Request) -> bool:
    """Whether a program on this computer sent the request, not through a proxy."""
    return is_own(peer_of(request)) and not any(name in request.headers for name in FORWARDED)


def set_cookie(request: web.Request, response: web.StreamResponse, token: str) -> None:
    """Set the cookie with the token; scripts cannot read it, and it is sent to this appliance only."""
    response.set_cookie(
        cookie_name(request),
        token,
        max_age=COOKIE_AGE_S,
        path="/",
        httponly=True,
        samesite="Strict",
        secure=request.secure,
    )


def _set_again(request: web.Request, response: web.StreamResponse) -> None:
    """Extend the lifetime of the request's cookie, unless this response sets or deletes it."""
    name = cookie_name(request)
    if name in request.cookies and name not in response.cookies and request.cookies[name] == token_of(request):
        set_cookie(request, response, request.cookies[name])


def _too_small(caller: Caller, least: Role | None, *, is_token_known: bool) -> BadRequest:
    if caller.pairing_id is None:
        why = refusal("request", "pair_first" if is_token_known else "pairing_is_gone")
        return BadRequest(401, [why], {"WWW-Authenticate": "Bearer"})
    role, needed = message("role_name", role=caller.role or ""), message("role_name", role=least or "")
    return BadRequest(403, [refusal("request", "role_too_small", role=role, least=needed)])
