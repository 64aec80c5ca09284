"""An endpoint as data: routes, the OpenAPI document and the tests of the envelope all use one list."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import web
from pydantic import BaseModel

from appliance.schema.access import Role
from appliance.schema.base import Query

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
API = "/api/v0"
JSON_TYPE = "application/json"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one path. `answer` is the type of `data`; `code` the status of success.

    `refuses`: statuses that this endpoint can answer besides those that all can. Responses of `media_types` other than
    JSON have no envelope; `sends`: the media type of a body that is not JSON. `least`: the lowest role of its callers;
    None: anybody, even where watching is closed.
    """

    method: Method
    path: str
    handler: Handler
    summary: str
    least: Role | None = field(kw_only=True)
    answer: Any = None
    code: int = 200
    body: type[BaseModel] | None = None
    query: type[Query] | None = None
    refuses: tuple[int, ...] = ()
    media_types: tuple[str, ...] = (JSON_TYPE,)
    sends: str | None = None

    @property
    def refusals(self) -> tuple[int, ...]:
        """All statuses but that of success that this endpoint can answer."""
        late = () if self.body is None else (400, 408)
        unpaired = () if self.least is None else (401,)
        # lists leave out a row that cannot be read
        unreadable = (409,) if "{" in self.path or self.method != "GET" else ()
        return tuple(dict.fromkeys((*unpaired, 403, *late, *self.refuses, *unreadable, 500, 503)))

    @property
    def tag(self) -> str:
        """The name of the resource, for the OpenAPI document."""
        return self.path.removeprefix(API).split("/")[1]
