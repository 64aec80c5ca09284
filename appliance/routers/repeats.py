"""A POST that a phone sends again, since its answer was lost on the way, is done once: the header Idempotency-Key."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass

from aiohttp import web

from appliance.core import limits
from appliance.core.message import refusal
from appliance.routers.callers import caller_of, peer_of
from appliance.routers.endpoint import Handler
from appliance.routers.errors import BadRequest

HEADER = "Idempotency-Key"
MOST_KEPT = 500
MOST_BYTES = 4096
"""Of an answer that is kept. What a phone sends again is answered by an id or a few fields."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered, for whoever asks the same again."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...]

    def again(self) -> web.Response:
        """The answer as a response of its own."""
        return web.Response(status=self.status, body=self.body or None, headers=list(self.headers))


Asked = tuple[str, str, str]
"""Who asks, the path, and the phone's own word for this request."""


class Answers:
    """The last answers by request, in memory: a phone asks again within minutes, and a restart is seldom between."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Asked, asyncio.Future[Answer | None]] = OrderedDict()

    async def once(self, key: Asked, request: web.Request, handler: Handler) -> web.StreamResponse:
        """What was answered before, waiting for it where it is under way; else what `handler` answers now."""
        while (first := self._kept.get(key)) is not None:
            if (answer := await asyncio.shield(first)) is not None:
                return answer.again()
        mine: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()
        self._kept[key] = mine
        answer = None
        try:
            response = await handler(request)
            answer = _kept_of(response)
        finally:
            # what was refused or broke off is tried anew
            if answer is None:
                self._kept.pop(key, None)
            mine.set_result(answer)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return response


ANSWERS = web.AppKey("answers", Answers)


def done_once(handler: Handler) -> Handler:
    """The handler of a POST, which does what one caller asks by one key once."""

    async def do(request: web.Request) -> web.StreamResponse:
        word = request.headers.get(HEADER)
        if word is None:
            return await handler(request)
        if not limits.MADE_BY.holds(word):
            raise BadRequest(422, [refusal(f"header.{HEADER}", "not_a_word", letters=limits.MADE_BY.most)])
        key = (str(caller_of(request).pairing_id or peer_of(request)), request.path, word)
        return await request.app[ANSWERS].once(key, request, handler)

    return do


def _kept_of(response: web.StreamResponse) -> Answer | None:
    """What is kept of what was made; nothing of an answer that is large, or that hands out a cookie."""
    if not isinstance(response, web.Response) or response.status != 201 or response.cookies:
        return None
    body = response.body if response.body is not None else b""
    if not isinstance(body, bytes) or len(body) > MOST_BYTES:
        return None
    return Answer(response.status, body, tuple(response.headers.items()))
