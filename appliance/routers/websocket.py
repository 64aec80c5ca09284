"""The two sockets: subscribe first, then read the snapshot, then stream. Nothing can fall in between."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from aiohttp import WSCloseCode, web

from appliance.live.hub import Closed, Item, Published, Resync
from appliance.models.errors import DBUnavailable
from appliance.routers.keys import FEED, HUB
from appliance.routers.utils import BadRequest
from appliance.schema.feed import FeedResync

log = logging.getLogger(__name__)

PING_S = 20.0
READ_WITHIN_S = 20.0
MAX_SEQ = 2**63 - 1


class GoingDown(Exception):
    """The appliance is being stopped."""


Talk = Callable[[web.WebSocketResponse], Awaitable[None]]


async def get_shot_socket(request: web.Request) -> web.WebSocketResponse:
    """/api/v0/ws/shot: every new shot as it is, not enveloped, in commit order."""
    if request.query:
        raise BadRequest(422, ["query: this socket takes no parameters"])

    with request.app[HUB].subscribe() as queue:

        async def talk(socket: web.WebSocketResponse) -> None:
            while True:
                item = await _next(queue)
                if isinstance(item, Published) and item.new_shot is not None:
                    await _send(socket, item.new_shot)

        return await _serve(request, talk)


async def get_feed_socket(request: web.Request) -> web.WebSocketResponse:
    """/api/v0/ws/feed: a snapshot, or with `since` what was missed; then everything as it happens."""
    since = _since(request)
    feed = request.app[FEED]

    with request.app[HUB].subscribe() as queue:

        async def begin_again(socket: web.WebSocketResponse) -> int:
            snapshot = await feed.snapshot()
            await _send(socket, snapshot.model_dump_json())
            return snapshot.seq

        async def catch_up(socket: web.WebSocketResponse, after: int) -> int:
            missed = await feed.missed(after)
            if missed is None:
                await _send(socket, FeedResync(seq=after).model_dump_json())
                return await begin_again(socket)
            for message in missed:
                await _send(socket, message.text)
            return (missed[-1].seq or after) if missed else after

        async def talk(socket: web.WebSocketResponse) -> None:
            last = await begin_again(socket) if since is None else await catch_up(socket, since)
            while True:
                item = await _next(queue)
                if isinstance(item, Resync):
                    await _send(socket, FeedResync(seq=last).model_dump_json())
                    last = await begin_again(socket)
                elif isinstance(item, Published) and (item.seq is None or item.seq > last):
                    await _send(socket, item.text)
                    last = item.seq or last

        return await _serve(request, talk)


def _since(request: web.Request) -> int | None:
    unknown = sorted(set(request.query) - {"since"})
    if unknown:
        raise BadRequest(422, [f"query.{name}: is not a parameter of the feed; use since" for name in unknown])
    text = request.query.get("since")
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or int(text[:20]) > MAX_SEQ or len(text) > 20:
        raise BadRequest(422, ["query.since: must be the seq of the last message heard, a whole number from 0"])
    return int(text)


async def _next(queue: "asyncio.Queue[Item]") -> Item:
    item = await queue.get()
    if isinstance(item, Closed):
        raise GoingDown
    return item


async def _send(socket: web.WebSocketResponse, text: str) -> None:
    async with asyncio.timeout(READ_WITHIN_S):
        await socket.send_str(text)


async def _serve(request: web.Request, talk: Talk) -> web.WebSocketResponse:
    """A socket on which `talk` writes until the client leaves, stops reading, or the appliance goes down."""
    socket = web.WebSocketResponse(heartbeat=PING_S, max_msg_size=4096)
    if not socket.can_prepare(request).ok:
        raise BadRequest(422, ["request: this is a WebSocket; connect with ws://"])
    await socket.prepare(request)
    writer = asyncio.create_task(_write(socket, talk), name="ws:write")
    try:
        # reading is what answers pings and hears the client leave; what a client says means nothing
        async for _ in socket:
            pass
    finally:
        writer.cancel()
        with suppress(asyncio.CancelledError):
            await writer
    return socket


async def _write(socket: web.WebSocketResponse, talk: Talk) -> None:
    try:
        await talk(socket)
    except GoingDown:
        await socket.close(code=WSCloseCode.GOING_AWAY, message=b"the appliance is being stopped")
    except TimeoutError:
        log.info("a client that does not read was dropped")
        await socket.close(code=WSCloseCode.TRY_AGAIN_LATER, message=b"not reading", drain=False)
    except DBUnavailable:
        await socket.close(code=WSCloseCode.TRY_AGAIN_LATER, message=b"the database is away")
    except ConnectionError:
        pass  # the reader hears it too, and ends
    except Exception:
        # nobody awaits this task for its result, so what it died of is told here
        log.exception("a socket's writer failed")
        await socket.close(code=WSCloseCode.INTERNAL_ERROR, message=b"something went wrong here")
