"""Reading what a client sends: bounded in bytes, in time and in the number of JSON values."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

from aiohttp import web

from appliance.core.message import refusal
from appliance.routers.errors import BadRequest

# a client that sends nothing for so long, or less than the rate that is asked for, is given up
GRACE_S = 10.0
# the largest thing a page sends, a butt full of faces, has some 1,400
MOST_VALUES = 4096


async def limited_chunks(
    request: web.Request, *, most_bytes: int, within_s: float, least_bytes_per_s: float = 0.0
) -> AsyncIterator[bytes]:
    """The body, piece by piece. Raises BadRequest: 408 too slow, 413 too large, 415 compressed.

    Only the time spent waiting for the client counts. With `least_bytes_per_s`, whoever stays below that rate is given
    up as soon as this is certain, and not only after `within_s`.
    """
    encoding = request.headers.get("Content-Encoding", "identity")
    if encoding.lower() != "identity":
        raise BadRequest(415, [refusal("body", "content_encoding", encoding=repr(encoding[:40]))])
    too_large = BadRequest(413, [refusal("body", "too_large", bytes=str(most_bytes))])
    if (request.content_length or 0) > most_bytes:
        raise too_large
    clock = asyncio.get_running_loop().time
    received, waited_s = 0, 0.0
    while True:
        allowed_s = within_s
        if least_bytes_per_s > 0:
            allowed_s = min(within_s, GRACE_S + received / least_bytes_per_s)
        began = clock()
        try:
            async with asyncio.timeout(allowed_s - waited_s):
                chunk = await request.content.readany()
        except TimeoutError as error:
            took_s = waited_s + clock() - began
            slow = refusal("body", "body_too_slow", bytes=received, seconds=round(took_s))
            raise BadRequest(408, [slow]) from error
        except web.RequestPayloadError as error:
            raise BadRequest(400, [refusal("body", "body_unreadable")]) from error
        waited_s += clock() - began
        if not chunk:
            return
        received += len(chunk)
        if received > most_bytes:
            raise too_large
        yield chunk


async def read_limited(request: web.Request, *, most_bytes: int, within_s: float) -> bytes:
    """The whole body. Raises BadRequest as limited_chunks does."""
    body = bytearray()
    async for chunk in limited_chunks(request, most_bytes=most_bytes, within_s=within_s):
        body += chunk
    return bytes(body)


def has_too_many_values(raw: bytes) -> bool:
    """Whether this JSON may hold more than MOST_VALUES values: it is not worth being parsed.

    Each value but the first stands behind a comma, a colon or an opening bracket. Counting those takes some
    microseconds, while a million values, and a million errors in them, would hold up everybody for seconds. Such marks
    within texts count too, so that only very long texts made of nothing else are refused for no reason.
    """
    return raw.count(b",") + raw.count(b"[") + raw.count(b"{") > MOST_VALUES


def repeated_key(raw: bytes) -> str | None:
    """The first key that one object of `raw` (valid JSON) holds twice. Takes time in proportion to its length."""
    repeated: list[str] = []

    def check(pairs: list[tuple[str, Any]]) -> None:
        if not repeated and len({key for key, _ in pairs}) != len(pairs):
            counted = Counter(key for key, _ in pairs)
            repeated.extend(key for key, times in counted.items() if times > 1)

    # numbers are not read: their digits have been judged already, and very many of them take very long
    json.loads(raw, object_pairs_hook=check, parse_int=_unread, parse_float=_unread)
    return repeated[0] if repeated else None


def _unread(digits: str) -> None:
    del digits
