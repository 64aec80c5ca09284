"""The two WebSockets: they subscribe first, then read the snapshot, then stream, so that no message is missed."""

import asyncio
import base64
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Literal

from aiohttp import WSCloseCode, WSMsgType, web

from appliance.connections import LimitReached, TokenBucket, address_of
from appliance.core.message import refusal
from appliance.errors import ArchStatsError
from appliance.live.feed import Feed
from appliance.live.hub import Published
from appliance.models.errors import DBUnavailable
from appliance.routers.callers import caller_of
from appliance.routers.errors import BadRequest
from appliance.routers.keys import ACCESS, FEED, SOCKET_LIMIT
from appliance.runtime.log_rate import LogRate
from appliance.schema.feed import FeedResync

log = logging.getLogger(__name__)
log_rate = LogRate(log)

PING_S = 20.0
READ_WITHIN_S = 20.0
WAITING_MESSAGES = 256
MAX_UNSENT_BYTES = 64 * 1024
MAX_SEQ = 2**63 - 1
# clients have nothing to say: up to these limits it is ignored, beyond them the connection is closed
MAX_RECEIVED_BYTES = 64 * 1024
MAX_RECEIVED_PER_S = 10.0
MAX_RECEIVED_AT_ONCE = 100.0
WEBSOCKET_KEY_BYTES = 16

Ending = Literal["going_down", "not_reading", "withdrawn"]


class Ended(ArchStatsError):
    """This socket has to be closed, with the reason."""

    def __init__(self, why: Ending) -> None:
        self.why = why


class Phone:
    """One socket. While it catches up, messages wait; after that each is written to its transport at once.

    Writing one shared frame directly to all transports lets a small computer serve hundreds of phones: no task wakes
    up, and nothing is encoded again. A phone with too many unsent bytes is disconnected, and resumes where it was.
    """

    def __init__(
        self, frame_of: Callable[[Published], bytes | None], text_of: Callable[[Published], str | None]
    ) -> None:
        self._frame_of, self._text_of = frame_of, text_of
        self._waiting: deque[Published] = deque()
        self._is_live = False
        self._must_restart = False
        self._ending: Ending | None = None
        self._something = asyncio.Event()
        self.last_seq = 0
        self.socket: web.WebSocketResponse[Literal[False]] = web.WebSocketResponse(
            heartbeat=PING_S, autoping=False, compress=False, decode_text=False, max_msg_size=MAX_RECEIVED_BYTES
        )
        self.transport: asyncio.Transport | None = None

    def deliver(self, *messages: Published) -> None:
        """Queue or write the next messages; called by the hub."""
        if self._is_live:
            self._write(messages)
            return
        for message in messages:
            self._wait(message)

    def restart(self) -> None:
        """Begin again with a snapshot; called by the hub."""
        self._waiting.clear()
        self._must_restart = True
        self._wake()

    def leave(self) -> None:
        """Close the socket, since the appliance is stopping; called by the hub."""
        self._end("going_down")

    def withdraw(self) -> None:
        """Close the socket, since its pairing has ended."""
        self._end("withdrawn")

    async def send(self, text: str) -> None:
        """Send a text at the phone's own pace. Raises TimeoutError after READ_WITHIN_S."""
        async with asyncio.timeout(READ_WITHIN_S):
            await self.socket.send_str(text)

    async def live(self) -> None:
        """Send waiting messages, then every new one at once; returns when the phone needs a snapshot. Raises Ended."""
        while self._ending is None and not self._must_restart:
            if self._waiting:
                await self._send_waiting(self._waiting.popleft())
                continue
            # no await between the check and the wait, so no message is overlooked
            self._something.clear()
            self._is_live = True
            try:
                await self._something.wait()
            finally:
                self._is_live = False
        if self._ending is not None:
            raise Ended(self._ending)
        self._must_restart = False

    async def _send_waiting(self, message: Published) -> None:
        text = self._text_of(message)
        if text is not None and (message.seq is None or message.seq > self.last_seq):
            await self.send(text)
            self.last_seq = message.seq or self.last_seq

    def _wait(self, message: Published) -> None:
        if len(self._waiting) == WAITING_MESSAGES:
            self.restart()
        elif not self._must_restart:
            self._waiting.append(message)

    def _write(self, messages: Sequence[Published]) -> None:
        transport = self.transport
        if transport is None or transport.is_closing() or self.socket.closed:
            return
        frames = b""
        for message in messages:
            if message.seq is None or message.seq > self.last_seq:
                frame = self._frame_of(message)
                if frame is not None:
                    frames += frame
                    self.last_seq = message.seq or self.last_seq
        if not frames:
            return
        transport.write(frames)
        if transport.get_write_buffer_size() > MAX_UNSENT_BYTES:
            self._end("not_reading")

    def _end(self, why: Ending) -> None:
        self._ending = self._ending or why
        self._wake()

    def _wake(self) -> None:
        self._is_live = False
        self._something.set()


async def get_shot_socket(request: web.Request) -> web.StreamResponse:
    """/api/v0/ws/shot: every new shot without an envelope, in commit order."""
    if request.query:
        raise BadRequest(422, [refusal("query", "socket_without_parameters")])
    phone = Phone(lambda message: message.shot_frame, lambda message: message.new_shot)

    async def send() -> None:
        await phone.live()
        # this socket has no resync: a client that reconnects reads the list
        raise Ended("not_reading")

    return await _serve(request, phone, send)


async def get_feed_socket(request: web.Request) -> web.StreamResponse:
    """/api/v0/ws/feed: a snapshot, or with `since` the missed messages; then every new message."""
    since = _since(request)
    feed = request.app[FEED]
    phone = Phone(lambda message: message.frame, lambda message: message.text)

    async def send() -> None:
        if since is None:
            await _begin_again(phone, feed)
        else:
            phone.last_seq = since
            await _catch_up(phone, feed)
        while True:
            await phone.live()
            await phone.send(FeedResync(seq=phone.last_seq).model_dump_json())
            await _begin_again(phone, feed)

    return await _serve(request, phone, send)


async def _begin_again(phone: Phone, feed: Feed) -> None:
    snapshot = await feed.snapshot()
    await phone.send(snapshot.text)
    phone.last_seq = snapshot.seq


async def _catch_up(phone: Phone, feed: Feed) -> None:
    missed = await feed.missed(phone.last_seq)
    if missed is None:
        await phone.send(FeedResync(seq=phone.last_seq).model_dump_json())
        await _begin_again(phone, feed)
        return
    for message in missed:
        await phone.send(message.text)
        phone.last_seq = message.seq or phone.last_seq


def _since(request: web.Request) -> int | None:
    unknown = sorted(set(request.query) - {"since"})
    if unknown:
        raise BadRequest(422, [refusal(f"query.{name}", "unknown_feed_parameter") for name in unknown])
    text = request.query.get("since")
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or int(text[:20]) > MAX_SEQ or len(text) > 20:
        raise BadRequest(422, [refusal("query.since", "since_not_a_number")])
    return int(text)


async def _serve(request: web.Request, phone: Phone, send: Callable[[], Awaitable[None]]) -> web.StreamResponse:
    """Serve a socket on which `send` writes, until the client leaves, stops reading, or the appliance stops."""
    _check_handshake(request)
    app = request.app
    try:
        with app[SOCKET_LIMIT].held(address_of(request.transport and request.transport.get_extra_info("peername"))):
            await phone.socket.prepare(request)
            phone.transport = request.transport
            pairing_id = caller_of(request).pairing_id
            with app[ACCESS].while_paired(pairing_id, phone.withdraw):
                async with app[FEED].subscribed(phone):
                    await _send_and_receive(phone, send)
    except LimitReached as error:
        full = refusal("socket", "too_many_sockets_here" if error.by_address else "too_many_sockets")
        raise BadRequest(503, [full]) from error
    return phone.socket


def _check_handshake(request: web.Request) -> None:
    """Raise BadRequest unless this is a valid request for a WebSocket."""
    headers = request.headers
    if headers.get("Upgrade", "").strip().lower() != "websocket":
        raise BadRequest(422, [refusal("request", "not_a_websocket")])
    if "Sec-WebSocket-Protocol" in headers:
        raise BadRequest(422, [refusal("header.Sec-WebSocket-Protocol", "no_other_protocol")])
    try:
        key = base64.b64decode(headers.get("Sec-WebSocket-Key", "").encode("ascii"), validate=True)
    except ValueError:
        key = b""
    if len(key) != WEBSOCKET_KEY_BYTES:
        raise BadRequest(422, [refusal("header.Sec-WebSocket-Key", "websocket_key", bytes=WEBSOCKET_KEY_BYTES)])
    if not web.WebSocketResponse().can_prepare(request).ok:
        raise BadRequest(422, [refusal("request", "no_handshake")])


async def _send_and_receive(phone: Phone, send: Callable[[], Awaitable[None]]) -> None:
    writer = asyncio.create_task(_write(phone, send), name="ws:write")
    try:
        await _listen(phone.socket)
    finally:
        writer.cancel()
        with suppress(asyncio.CancelledError):
            await writer


async def _listen(socket: web.WebSocketResponse[Literal[False]]) -> None:
    """Read until the client leaves, and answer pings; other messages are ignored, within limits."""
    clock = asyncio.get_running_loop().time
    bucket = TokenBucket(MAX_RECEIVED_PER_S, MAX_RECEIVED_AT_ONCE, clock())
    async for message in socket:
        if not bucket.spend(clock()):
            log_rate.warning("a client that says too much was sent away")
            await socket.close(code=WSCloseCode.POLICY_VIOLATION, message=b"too many messages")
        elif message.type is WSMsgType.PING:
            await socket.pong(message.data)


async def _write(phone: Phone, send: Callable[[], Awaitable[None]]) -> None:
    socket = phone.socket
    try:
        await send()
    except Ended as ended:
        if ended.why == "going_down":
            await socket.close(code=WSCloseCode.GOING_AWAY, message=b"the appliance is being stopped")
        elif ended.why == "withdrawn":
            await socket.close(code=WSCloseCode.POLICY_VIOLATION, message=b"this phone is not paired any more")
        else:
            await _drop(phone)
    except TimeoutError:
        await _drop(phone)
    except DBUnavailable:
        await socket.close(code=WSCloseCode.TRY_AGAIN_LATER, message=b"the database is away")
    except ConnectionError:
        pass  # the reader hears it too, and ends
    except Exception:  # nobody awaits this task for its result, so what it died of is told here
        log.exception("a socket's writer failed")
        await socket.close(code=WSCloseCode.INTERNAL_ERROR, message=b"something went wrong here")


async def _drop(phone: Phone) -> None:
    """Close with 1013 a socket whose client does not read, and abort it if it never does."""
    log_rate.warning("a client that does not read was dropped")
    if phone.transport is not None:
        asyncio.get_running_loop().call_later(READ_WITHIN_S, phone.transport.abort)
    await phone.socket.close(code=WSCloseCode.TRY_AGAIN_LATER, message=b"not reading", drain=False)
