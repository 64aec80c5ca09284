"""Carries out a POST only once when a phone repeats it, since its response was lost: the header Idempotency-Key."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass

from aiohttp import web

from appliance.core import limits
from appliance.core.message import refusal
from appliance.models.answers_db import MOST_KEPT, AnswersDB
from appliance.models.one_change import OneChange
from appliance.routers.callers import caller_of, peer_of
from appliance.routers.endpoint import Endpoint, Handler
from appliance.routers.errors import BadRequest
from appliance.routers.utils import JSON_HEADERS

HEADER = "Idempotency-Key"


@dataclass(frozen=True, slots=True)
class Answer:
    """A response that is kept for repeated requests."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...]

    def again(self) -> web.Response:
        """The response again, as a new object."""
        return web.Response(status=self.status, body=self.body or None, headers=list(self.headers))


Asked = tuple[str, str, str]
"""Caller, path, and the phone's key of the request."""


class Answers:
    """The last responses by request: in memory, and in the database for a restart between request and response."""

    def __init__(self, source: OneChange) -> None:
        self._source = source
        self._stored = AnswersDB(source)
        self._kept: OrderedDict[Asked, asyncio.Future[Answer | None]] = OrderedDict()

    async def made_once(self, key: Asked, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Like `once`, for a handler that inserts rows: they and the response are stored in one transaction."""
        return await self.once(key, request, lambda request: self._make(key, request, handler))

    async def _make(self, key: Asked, request: web.Request, handler: Handler) -> web.StreamResponse:
        if (body := await self._stored.find(*key)) is not None:
            return web.Response(status=201, body=body.encode(), headers=JSON_HEADERS)
        async with self._source.change() as change:
            response = await handler(request)
            answer = _kept_of(response)
            # a handler without a statement inserts nothing here, and its response may be secret, as a code to pair by
            if change.has_begun and answer is not None and (body := _storable(key, answer)) is not None:
                await self._stored.keep(*key, body)
        return response

    async def once(self, key: Asked, request: web.Request, handler: Handler) -> web.StreamResponse:
        """The kept response, waiting for it if the request is under way; else that of `handler`."""
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
            # refused and failed requests are not kept, so a repetition tries again
            if answer is None:
                self._kept.pop(key, None)
            mine.set_result(answer)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return response


ANSWERS = web.AppKey("answers", Answers)


def done_once(endpoint: Endpoint) -> Handler:
    """The handler of a POST, which runs once per caller, path and key."""
    handler, makes = endpoint.handler, endpoint.code == 201

    async def do(request: web.Request) -> web.StreamResponse:
        word = request.headers.get(HEADER)
        if word is None:
            return await handler(request)
        if not limits.MADE_BY.holds(word):
            raise BadRequest(422, [refusal(f"header.{HEADER}", "not_a_word", letters=limits.MADE_BY.most)])
        key = (str(caller_of(request).pairing_id or peer_of(request)), request.path, word)
        answers = request.app[ANSWERS]
        return await (answers.made_once if makes else answers.once)(key, request, handler)

    return do


def _kept_of(response: web.StreamResponse) -> Answer | None:
    """The response to keep; None for one that failed, is large, or sets a cookie."""
    if not isinstance(response, web.Response) or response.status != 201 or response.cookies:
        return None
    body = response.body if response.body is not None else b""
    if not isinstance(body, bytes) or len(body) > limits.ANSWER.most:
        return None
    return Answer(response.status, body, tuple(response.headers.items()))


def _storable(key: Asked, answer: Answer) -> str | None:
    """The body as text; None where it is no JSON, or outside the bounds of the table answers."""
    asker, path, _ = key
    body = answer.body.decode()
    is_plain = dict(answer.headers) == JSON_HEADERS and limits.ANSWER.holds(body)
    return body if is_plain and limits.WORD.holds(asker) and limits.PATH.holds(path) else None
