"""Everything that goes wrong becomes an envelope, in one place."""

import asyncio
import ipaddress
import logging
import uuid
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Middleware

from appliance.models.errors import DBException, DBNotFound, DBUnavailable
from appliance.rounds import RoundError
from appliance.routers.endpoint import API, Handler
from appliance.routers.errors import BadRequest
from appliance.routers.utils import MAX_BODY_BYTES, error_response
from appliance.schema.base import CursorError

log = logging.getLogger(__name__)

_SENTENCES = {
    404: "path: there is nothing at {path}",
    405: "method: {method} is not possible at {path}",
    413: f"body: is larger than {MAX_BODY_BYTES} bytes",
}


def refuse_strangers(name: str) -> Middleware:
    """Refuses writes and sockets that a foreign page asks for.

    A page on the internet can make a phone's browser call the butt (DNS rebinding, cross-site requests). So the Host
    must be an address, localhost or a name of the local network, and an Origin must be the page that this host serves.
    """

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.method not in ("GET", "HEAD", "OPTIONS") or request.path.startswith(f"{API}/ws/"):
            if not _is_local(request.host, name):
                return error_response(403, [f"header.Host: {request.host[:100]!r} is not a name of this appliance"])
            origin = request.headers.get("Origin")
            if origin is not None and urlsplit(origin).netloc.lower() != request.host.lower():
                return error_response(403, [f"header.Origin: {origin[:100]!r} is not a page of this appliance"])
        return await handler(request)

    return guard


def _is_local(host: str, name: str) -> bool:
    try:
        bare = urlsplit(f"//{host}").hostname or ""
        ipaddress.ip_address(bare)
    except ValueError:
        bare = host.rsplit(":", 1)[0].lower()
        return bare in ("localhost", name.lower()) or bare.rstrip(".").endswith(".local")
    return True


@web.middleware
async def envelope_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """404, 405, 413, 415, 422, 500 and 503 in the envelope; no trace and no driver text reaches a client."""
    try:
        return await handler(request)
    except BadRequest as error:
        return error_response(error.code, error.errors)
    except DBNotFound as error:
        return error_response(404, [str(error)])
    except (DBException, CursorError, RoundError) as error:
        return error_response(422, [str(error)])
    except DBUnavailable as error:
        return error_response(503, [f"database: {error}"])
    except web.HTTPException as error:
        if error.status < 400:
            raise
        sentence = _SENTENCES.get(error.status, "request: {reason}")
        text = sentence.format(path=request.path[:200], method=request.method, reason=error.reason)
        response = error_response(error.status, [text])
        if "Allow" in error.headers:
            response.headers["Allow"] = error.headers["Allow"]
        return response
    except (asyncio.CancelledError, ConnectionResetError):
        raise
    except Exception:  # the last net before the client: logged whole, told as a number, never as a trace
        request_id = uuid.uuid4().hex[:12]
        log.exception("request %s: %s %s", request_id, request.method, request.path)
        return error_response(500, [f"server: something went wrong here; tell request {request_id} to your club"])
