"""An HTTP server with limits: on connections, concurrent requests, and the time that each may take."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from typing import Any, cast

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError, LineTooLong

from appliance.connections import ConcurrencyLimit, LimitReached, Limits, address_of, limits_of_this_process
from appliance.core.message import Message, refusal
from appliance.messages.catalogue import DEFAULT, is_read
from appliance.messages.translation import accepted_language, translation
from appliance.routers.endpoint import API
from appliance.routers.utils import error_response
from appliance.runtime.kernel_sockets import end_when_nothing_is_taken, queued_bytes
from appliance.runtime.log_rate import LogRate

log = logging.getLogger(__name__)

# a browser sends six at a time
REQUESTS_PER_ADDRESS = 64
ANSWER_WITHIN_S = 120.0
LINGER_S = 3.0
LEAST_TAKEN_BYTES = 8 * 1024
MOST_HEAD_BYTES = 8 * 1024
"""Upper bound of the head of our answers, which are shorter."""

RequestHandler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
Until = Callable[[], Awaitable[None]]


class Gate:
    """The state that all connections of a server share: their counts, and a rate-limited log."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.connections = ConcurrencyLimit(limits.connections, limits.per_address)
        self.requests = ConcurrencyLimit(limits.connections, min(REQUESTS_PER_ADDRESS, limits.per_address))
        self.log = LogRate(log)

    @property
    def is_crowded(self) -> bool:
        """Whether connections should close after their answer, since more than half of the limit is in use."""
        return self.connections.in_use > self.limits.connections // 2


class Connection(web.RequestHandler):
    """A connection that is closed when its client sends no request in time, or does not read its answer."""

    def __init__(self, server: web.Server, gate: Gate, **kwargs: Any) -> None:
        super().__init__(server, **kwargs)
        self._gate = gate
        self._is_counted = False
        self._taking_timer: asyncio.TimerHandle | None = None
        self.address = "unknown"

    def count(self, peer: object) -> bool:
        """Count the connection of this peer; False, with a line in the log, if a limit is reached."""
        if not self._is_counted:
            self.address = address_of(peer)
            try:
                self._gate.connections.acquire(self.address)
            except LimitReached as error:
                limit = "of one address" if error.by_address else "of all"
                self._gate.log.warning("a connection of %s was refused: limit %s", self.address, limit)
                return False
            self._is_counted = True
        return True

    def uncount(self) -> None:
        """Stop counting the connection."""
        if self._is_counted:
            self._is_counted = False
            self._gate.connections.release(self.address)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count a new connection, and close it at once if a limit is reached; called by the loop."""
        if not self.count(transport.get_extra_info("peername")):
            cast(asyncio.Transport, transport).abort()
            return
        end_when_nothing_is_taken(transport.get_extra_info("socket"), self._gate.limits.taken_within_s)
        super().connection_made(transport)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Release the connection; called by the loop."""
        self._stop_watching()
        self.uncount()
        if self._task_handler is not None and not self._request_in_progress:
            # it may be waiting for the rest of a body, which will not come
            self._task_handler.cancel()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Watch whether the client still reads, since the send buffer is full; called by the loop."""
        super().pause_writing()
        self._watch_taking(self._unsent_bytes())

    def resume_writing(self) -> None:
        """Stop watching, since the client has read; called by the loop."""
        self._stop_watching()
        super().resume_writing()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer a request that is not valid HTTP with an envelope, and one line in the log."""
        del message
        if exc is not None and not isinstance(exc, ConnectionError | HttpProcessingError | web.RequestPayloadError):
            log.error("a request from %s failed", self.address, exc_info=exc)
        elif not isinstance(exc, ConnectionError):
            self._gate.log.warning("what %s sent cannot be read as HTTP", self.address)
        if request.writer.output_size > 0:
            raise ConnectionError("an answer was begun already")
        response = error_response(status, [_text_at_once(request, _refusal(status, exc))])
        response.force_close()
        return response

    def log_exception(self, *args: Any, **kw: Any) -> None:
        """Log errors outside of handlers; called by aiohttp."""
        error = kw.get("exc_info")
        if isinstance(error, ConnectionError | HttpProcessingError | web.RequestPayloadError):
            self._gate.log.warning("what %s sent cannot be read as HTTP", self.address)
        else:
            super().log_exception(*args, **kw)

    def _unsent_bytes(self) -> int:
        """Bytes that the client has not acknowledged, in our buffer and in the kernel's."""
        return 0 if self.transport is None else self.transport.get_write_buffer_size() + queued_bytes(self.transport)

    def _watch_taking(self, unsent: int) -> None:
        self._taking_timer = self._loop.call_later(self._gate.limits.taken_within_s, self._look_at_taking, unsent)

    def _look_at_taking(self, before: int) -> None:
        self._taking_timer = None
        unsent = self._unsent_bytes()
        if unsent <= before - LEAST_TAKEN_BYTES:
            self._watch_taking(unsent)
        elif self.transport is not None:
            self._gate.log.warning("%s does not take its answer: its connection was closed", self.address)
            self.transport.abort()

    def _stop_watching(self) -> None:
        if self._taking_timer is not None:
            self._taking_timer.cancel()
            self._taking_timer = None


class _Server(web.Server):
    def __init__(self, handler: RequestHandler, gate: Gate, until: Until | None, **kwargs: Any) -> None:
        bounded = _bounded(handler, gate)
        super().__init__(bounded if until is None else _held(bounded, until), **kwargs)
        self._gate = gate

    def __call__(self) -> Connection:
        return Connection(self, self._gate, loop=self._loop, **self._kwargs)


class Runner(web.AppRunner):
    """An aiohttp AppRunner with limited connections, for any site. API requests, but not the page, wait for `until`."""

    def __init__(
        self, app: web.Application, *, limits: Limits | None = None, until: Until | None = None, **kwargs: Any
    ) -> None:
        self.gate = Gate(limits or limits_of_this_process())
        self._until = until
        super().__init__(
            app,
            access_log=None,
            # aiohttp's keep-alive timer runs until a request's head is complete, so it limits slow heads too
            keepalive_timeout=self.gate.limits.head_within_s,
            # compressed bodies are refused, so they need not be decompressed
            auto_decompress=False,
            lingering_time=LINGER_S,
            **kwargs,
        )

    def new_connection(self) -> Connection:
        """A connection for a socket that another listener accepted."""
        if not isinstance(self.server, _Server):
            raise RuntimeError("the runner is not set up")
        return self.server()

    async def _make_server(self) -> web.Server:
        plain = await super()._make_server()
        return _Server(
            plain.request_handler, self.gate, self._until, request_factory=plain.request_factory, **self._kwargs
        )


def _held(handler: RequestHandler, until: Until) -> RequestHandler:
    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        if request.path.startswith(API):
            await until()
        return await handler(request)

    return answer


def _bounded(handler: RequestHandler, gate: Gate) -> RequestHandler:
    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        if request.path.startswith(f"{API}/ws/"):
            # a WebSocket stays for hours, and has its own limit
            return await _enveloped(handler, request)
        try:
            with gate.requests.held(address_of(request.transport and request.transport.get_extra_info("peername"))):
                response = await _enveloped(handler, request)
                if gate.is_crowded and not response.prepared:
                    response.force_close()
                await _send(request, response)
        except LimitReached:
            response = error_response(503, [_text_at_once(request, refusal("server", "server_busy"))])
            response.headers["Retry-After"] = "1"
            response.force_close()
        return response

    return answer


async def _enveloped(handler: RequestHandler, request: web.BaseRequest) -> web.StreamResponse:
    """Answer in an envelope where aiohttp itself refuses a request, which middleware does not see."""
    if request.headers.get("Expect", "100-continue").lower() != "100-continue":
        return error_response(417, [_text_at_once(request, _refusal(417, None))])
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        return error_response(error.status, [_text_at_once(request, _refusal(error.status, error))])


async def _send(request: web.BaseRequest, response: web.StreamResponse) -> None:
    """Send the answer within ANSWER_WITHIN_S or drop the client; file answers have a time-out of their own."""
    if isinstance(response, web.FileResponse):
        return
    try:
        # a time-out for each answer would take a tenth of the time of a small one
        async with nullcontext() if _goes_at_once(request, response) else asyncio.timeout(ANSWER_WITHIN_S):
            await response.prepare(request)
            await response.write_eof()
    except ConnectionError:
        pass  # the client has left; the library sees to the rest
    except TimeoutError:
        if request.transport is not None:
            request.transport.abort()


def _goes_at_once(request: web.BaseRequest, response: web.StreamResponse) -> bool:
    """Whether the whole answer fits into the transport's buffer, so that sending does not wait."""
    body = response.body if isinstance(response, web.Response) else None
    if not isinstance(body, bytes) or request.transport is None or request.transport.get_write_buffer_size():
        return False
    _, pauses_above = request.transport.get_write_buffer_limits()
    return len(body) + MOST_HEAD_BYTES <= pauses_above


def _text_at_once(request: web.BaseRequest, message: Message) -> str:
    """The message in the language that the request accepts; in English if that catalogue is not in memory."""
    language = accepted_language(request.headers.get("Accept-Language"))
    return translation(language if is_read(language) else DEFAULT)(message)


def _refusal(status: int, error: BaseException | None) -> Message:
    if status == 500:
        return refusal("server", "server_failed")
    if isinstance(error, LineTooLong):
        return refusal("request", "http_line_too_long")
    if status == 417:
        return refusal("header.Expect", "only_100_continue")
    return refusal("request", "not_http")
