"""Reads requests into models, and writes models into envelopes."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel, ValidationError

from appliance.core.message import Message, refusal
from appliance.messages.catalogue import is_read
from appliance.messages.translation import Translation, accepted_language, translation
from appliance.messages.values import of_value
from appliance.routers.bodies import MOST_VALUES, has_too_many_values, read_limited, repeated_key
from appliance.routers.endpoint import JSON_TYPE
from appliance.routers.errors import BadRequest
from appliance.schema.base import Checked, CheckedPage, Page, Query, list_of

B = TypeVar("B", bound=BaseModel)
Q = TypeVar("Q", bound=Query)

MAX_BODY_BYTES = 1024 * 1024
BODY_WITHIN_S = 20.0
MAX_WORD = 64
# largest number of errors that are reported for one request
MAX_ERRORS = 20
MAX_PART = 64
HTML = "text/html"
# complete, since aiohttp takes longer to build it from type and charset
JSON_HEADERS = {"Content-Type": f"{JSON_TYPE}; charset=utf-8"}


def ok_response(
    data: BaseModel | Sequence[BaseModel] | Checked[Any] | CheckedPage[Any] | str | None, code: int = 200
) -> web.Response:
    """`data` in the envelope; JSON written by the database is sent unchanged."""
    if isinstance(data, (Checked, CheckedPage)):
        content = data.text.encode()
    elif isinstance(data, BaseModel):
        content = data.model_dump_json().encode()
    elif isinstance(data, str) or data is None:
        content = json.dumps(data).encode()
    else:
        content = list_of(type(data[0])).dump_json(list(data)) if data else b"[]"
    body = b'{"code":%d,"data":%s,"errors":[]}' % (code, content)
    return web.Response(body=body, status=code, headers=JSON_HEADERS)


def page_response(request: web.Request, page: Page[Any] | CheckedPage[Any]) -> web.Response:
    """Rows in the envelope, with a Link to the next page if there are more."""
    response = ok_response(page.rows if isinstance(page, Page) else page)
    if page.next_cursor is not None:
        query = {**request.query, "cursor": page.next_cursor}
        response.headers["Link"] = f'<{request.path}?{urlencode(query)}>; rel="next"'
    return response


def deleted_response() -> web.Response:
    """An empty 204 response, the only one without an envelope."""
    return web.Response(status=204)


async def translation_for(request: web.Request, language: str | None = None) -> Translation:
    """The translation into `language`, or into the one that this request accepts."""
    chosen = language or accepted_language(request.headers.get("Accept-Language"))
    # in a thread if its catalogue has to be read first: arrows may be landing
    return translation(chosen) if is_read(chosen) else await asyncio.to_thread(translation, chosen)


async def refused_response(request: web.Request, code: int, refusals: Iterable[Message]) -> web.Response:
    """The refusals in the language of this request, in the envelope."""
    return error_response(code, map(await translation_for(request), refusals))


def error_response(code: int, errors: Iterable[str]) -> web.Response:
    """`errors` in the envelope."""
    body = {"code": code, "data": None, "errors": list(errors)}
    return web.json_response(body, status=code)


async def read_body(request: web.Request, model: type[B]) -> B:
    """The body as `model`. Raises BadRequest 400, 408, 413, 415 or 422."""
    if request.content_type != JSON_TYPE:
        raise BadRequest(415, [refusal("body", "wrong_type", type=JSON_TYPE, other=request.content_type[:MAX_PART])])
    raw = await read_limited(request, most_bytes=MAX_BODY_BYTES, within_s=BODY_WITHIN_S)
    if not raw:
        raise BadRequest(422, [refusal("body", "empty_body")])
    if has_too_many_values(raw):
        raise BadRequest(422, [refusal("body", "too_many_values", values=MOST_VALUES)])
    try:
        body = model.model_validate_json(raw)
    except ValidationError as error:
        raise BadRequest(422, refusals_of(error, "body")) from error
    repeated = repeated_key(raw)
    if repeated is not None:
        raise BadRequest(422, [refusal(f"body.{repeated[:MAX_PART]}", "given_more_than_once")])
    if request.method == "PATCH" and not body.model_fields_set:
        raise BadRequest(422, [refusal("body", "nothing_to_change")])
    return body


def read_filters(request: web.Request, model: type[Q]) -> Q:
    """The query as `model`. Raises BadRequest 422 for an unknown or repeated parameter, or a bad value."""
    repeated = sorted(name for name, times in Counter(name for name, _ in request.query.items()).items() if times > 1)
    if repeated:
        places = [f"query.{name[:MAX_PART]}" for name in repeated[:MAX_ERRORS]]
        raise BadRequest(422, [refusal(place, "given_more_than_once") for place in places])
    try:
        return model.model_validate_strings(dict(request.query))
    except ValidationError as error:
        raise BadRequest(422, refusals_of(error, "query")) from error


def path_id(request: web.Request, name: str = "id") -> UUID:
    """The id in the path. Raises BadRequest 422 if it is not a UUID."""
    text = request.match_info[name]
    try:
        return UUID(text)
    except ValueError as error:
        raise BadRequest(422, [refusal(f"path.{name}", "not_a_uuid", text=repr(text[:64]))]) from error


def path_word(request: web.Request, name: str) -> str:
    """The word in the path. Raises BadRequest 422 if it is too long or not ASCII."""
    word = request.match_info[name]
    if len(word) > MAX_WORD or not word.isascii():
        raise BadRequest(422, [refusal(f"path.{name}", "not_a_word", letters=MAX_WORD)])
    return word


def path_number(request: web.Request, name: str, most: int) -> int:
    """The whole number from 0 to `most` in the path. Raises BadRequest 422."""
    text = request.match_info[name]
    if text.isascii() and text.isdigit() and len(text) <= len(str(most)) and int(text) <= most:
        return int(text)
    raise BadRequest(422, [refusal(f"path.{name}", "not_a_number", text=repr(text[:64]), most=str(most))])


def refusals_of(error: ValidationError, place: str) -> list[Message]:
    """The refusals for a request's validation errors, each with its place, without any details of libraries."""
    out = []
    for item in error.errors(include_url=False, include_input=False)[:MAX_ERRORS]:
        what = of_value(item)
        where = [place, *(str(part)[:MAX_PART] for part in item["loc"]), *([what.place] if what.place else [])]
        out.append(what.at(".".join(where)))
    more = error.error_count() - MAX_ERRORS
    return out if more <= 0 else [*out, refusal(place, "more_errors", errors=more)]
