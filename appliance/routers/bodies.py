"""Reads request bodies with limits on bytes, time and the number of JSON values."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

from aiohttp import web

from appliance.core.message import refusal
from appliance.routers.errors import BadRequest

# time before the least rate applies, s
GRACE_S = 10.0
# the largest body of the page, a butt full of faces, has some 1,400
MOST_VALUES = 4096


async def limited_chunks(
    request: web.Request, *, most_bytes: int, within_s: float, least_bytes_per_s: float = 0.0
) -> AsyncIterator[bytes]:
    """The body in chunks. Raises BadRequest: 400 unreadable, 408 too slow, 413 too large, 415 compressed.

    Only the time spent waiting for the client counts. With `least_bytes_per_s`, a client that stays below that rate is
    refused before `within_s`.
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
    """Whether this JSON may hold more than MOST_VALUES values, and is to be refused without being parsed.

    Each value but the first follows a comma, a colon or an opening bracket. Counting those takes microseconds, while a
    million values, and a million errors in them, would block the event loop for seconds. Such characters within strings
    are counted too, so a body with very many of them is refused needlessly.
    """
    return raw.count(b",") + raw.count(b"[") + raw.count(b"{") > MOST_VALUES


def repeated_key(raw: bytes) -> str | None:
    """The first key that an object of `raw` (valid JSON) has twice, or None. Takes time in proportion to its length."""
    repeated: list[str] = []

    def check(pairs: list[tuple[str, Any]]) -> None:
        if not repeated and len({key for key, _ in pairs}) != len(pairs):
            counted = Counter(key for key, _ in pairs)
            repeated.extend(key for key, times in counted.items() if times > 1)

    # numbers are validated already; converting very many digits would take very long
    json.loads(raw, object_pairs_hook=check, parse_int=_unread, parse_float=_unread)
    return repeated[0] if repeated else None


def _unread(digits: str) -> None:
    del digits
