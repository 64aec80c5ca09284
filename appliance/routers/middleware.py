"""Turns every error into a response with an envelope."""

import asyncio
import logging
import uuid

from aiohttp import web

from appliance.core.message import Message, message, message_of, refusal
from appliance.core.shooting_timer import TimerRefused
from appliance.errors import ArchStatsError
from appliance.models.errors import BESIDE, DBDamaged, DBException, DBNotFound, DBUnavailable, DBUnreadable, is_passing
from appliance.models.unreadable import UNREADABLE
from appliance.rounds.catalogue import RoundError
from appliance.routers.endpoint import Handler
from appliance.routers.errors import BadRequest
from appliance.routers.utils import MAX_BODY_BYTES, refused_response
from appliance.schema.base import CursorError

log = logging.getLogger(__name__)


@web.middleware
async def envelope_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer errors of the handler in the envelope; no traceback reaches a client."""
    try:
        return await handler(request)
    except BadRequest as error:
        response = await refused_response(request, error.code, error.errors)
        response.headers.update(error.headers)
        return response
    except DBNotFound as error:
        return await refused_response(request, 404, [message_of(error)])
    except (DBException, CursorError, RoundError, TimerRefused) as error:
        return await refused_response(request, _status_of(error), _refusals_of(error))
    except DBUnavailable as error:
        return await refused_response(request, 503, [_away(message_of(error))])
    except web.HTTPException as error:
        if error.status < 400:
            raise
        response = await refused_response(request, error.status, [_refusal(request, error)])
        if "Allow" in error.headers:
            response.headers["Allow"] = error.headers["Allow"]
        return response
    except (asyncio.CancelledError, ConnectionResetError):
        raise
    except Exception:  # the last net before the client: logged whole, told as a number, never as a trace
        request_id = uuid.uuid4().hex[:12]
        log.exception("request %s: %s %s", request_id, request.method, request.path)
        return await refused_response(request, 500, [refusal("server", "went_wrong_here", request=request_id)])


def _refusal(request: web.Request, error: web.HTTPException) -> Message:
    """The refusal for an error that aiohttp raised."""
    path = request.path[:200]
    match error.status:
        case 404:
            return refusal("path", "not_there", path=path)
        case 405:
            return refusal("method", "method_not_possible", method=request.method, path=path)
        case 413:
            return refusal("body", "too_large", bytes=str(MAX_BODY_BYTES))
    return refusal("request", "request_refused", reason=error.reason)


def _status_of(error: ArchStatsError) -> int:
    """A stored row that cannot be read is no fault of the request: it conflicts with what is stored."""
    match error:
        case DBDamaged():
            return 500
        case DBUnreadable():
            return 409
    return 422


def _refusals_of(error: ArchStatsError) -> list[Message]:
    """The refusal; where only a statement met a row that cannot be read, also which rows readers met."""
    why = message_of(error)
    return [why, *(one.at("database") for one in UNREADABLE.messages())] if why == BESIDE else [why]


def _away(reason: Message) -> Message:
    """Why the database is away, with the advice to try again if that may help."""
    return (message("try_again", what=reason) if is_passing(reason) else reason).at("database")
