"""Everything that goes wrong becomes an envelope, in one place."""

import asyncio
import logging
import uuid

from aiohttp import web

from appliance.models.errors import DBDamaged, DBException, DBNotFound, DBUnavailable
from appliance.rounds import RoundError
from appliance.routers.endpoint import Handler
from appliance.routers.errors import BadRequest
from appliance.routers.utils import MAX_BODY_BYTES, error_response
from appliance.schema.base import CursorError

log = logging.getLogger(__name__)

_SENTENCES = {
    404: "path: there is nothing at {path}",
    405: "method: {method} is not possible at {path}",
    413: f"body: is larger than {MAX_BODY_BYTES} bytes",
}


@web.middleware
async def envelope_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """404, 405, 413, 415, 422, 500 and 503 in the envelope; no trace reaches a client."""
    try:
        return await handler(request)
    except BadRequest as error:
        return error_response(error.code, error.errors)
    except DBNotFound as error:
        return error_response(404, [str(error)])
    except (DBException, CursorError, RoundError) as error:
        return error_response(500 if isinstance(error, DBDamaged) else 422, [str(error)])
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
