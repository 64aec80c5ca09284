"""Common parts of all models: strictness, types of the API, filters with paging."""

import base64
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from types import GenericAlias
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    StringConstraints,
    TypeAdapter,
)
from pydantic_core import CoreSchema, core_schema

from appliance.core import limits
from appliance.core.limits import Integers, Numbers, Texts
from appliance.core.message import message, refusal
from appliance.errors import InvalidValue

M = TypeVar("M", bound=BaseModel)

MAX_PAGE = 1000
DEFAULT_PAGE = 200
MAX_CURSOR = 512


class Strict(BaseModel):
    """Base of all models: refuses unknown keys, wrong types, NaN and infinity."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        allow_inf_nan=False,
        defer_build=True,
        json_schema_serialization_defaults_required=True,
    )


def require_both_or_none(model: Strict, first: str, second: str) -> None:
    """Raise ValueError if only one of two fields that belong together is given."""
    if (getattr(model, first) is None) != (getattr(model, second) is None):
        raise ValueError(refusal(second, "given_with_other", other=first))


def _utc_text(value: datetime) -> str:
    utc = value if value.tzinfo is UTC else value.astimezone(UTC)
    return utc.isoformat(timespec="microseconds")[: -len("+00:00")] + "Z"


_ISO = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:")


def _from_iso_text(value: object) -> object:
    # pydantic would also read "0.5" as seconds since 1970
    if not isinstance(value, str):
        return value
    try:
        if not _ISO.match(value):
            raise ValueError
        instant = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(message("not_iso_time")) from None
    if instant.tzinfo is not None and not limits.EARLIEST <= instant < limits.BEFORE:
        first, last = str(limits.EARLIEST.year), str(limits.BEFORE.year - 1)
        raise ValueError(message("year_outside", value=value[:40], first=first, last=last))
    return instant


UtcTime = Annotated[
    AwareDatetime,
    Field(ge=limits.EARLIEST, lt=limits.BEFORE),
    BeforeValidator(_from_iso_text),
    PlainSerializer(_utc_text, return_type=str, when_used="json"),
]
"""An instant: accepted with any offset, written in UTC with Z."""

StoredTime = Annotated[
    AwareDatetime,
    Field(ge=limits.EARLIEST, lt=limits.BEFORE),
    PlainSerializer(_utc_text, return_type=str, when_used="json"),
]
"""An instant from the database: with the same bounds, but validated without Python code, since rows come by the
hundred."""


@dataclass(frozen=True, slots=True)
class Plain:
    """Annotation of `str`: a text within `limit`; line ends are converted to those of Unix."""

    limit: Texts

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        text: CoreSchema = core_schema.str_schema(min_length=self.limit.least or None, max_length=self.limit.most)
        if self.limit.is_multiline:
            text = core_schema.no_info_before_validator_function(_with_unix_line_ends, text)
        return core_schema.no_info_after_validator_function(self._check, text)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "pattern": _text_pattern(self.limit)}

    def _check(self, text: str) -> str:
        problem = self.limit.problem(text)
        if problem is not None:
            raise ValueError(problem)
        return text


@dataclass(frozen=True, slots=True)
class Stored:
    """Annotation of `str`: a text from the database within `limit`, validated without Python code."""

    limit: Texts

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        # lone surrogates need no check, since a database in UTF-8 cannot contain them
        return core_schema.str_schema(
            min_length=self.limit.least or None,
            max_length=self.limit.most,
            pattern=_text_pattern(self.limit, also_refused=limits.NONCHARACTERS),
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "pattern": _text_pattern(self.limit)}


def _text_pattern(limit: Texts, also_refused: str = "") -> str:
    refused = limits.CONTROLS if limit.is_multiline else limits.CONTROLS + limits.LINE_CONTROLS
    return f"^[^{refused}{also_refused}]*$"


def _with_unix_line_ends(value: object) -> object:
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) and "\r" in value else value


def within(limit: Numbers | Integers) -> Any:
    """Annotation of a number: its bounds."""
    if isinstance(limit, Integers):
        return Field(ge=limit.least, le=limit.most)
    return Field(gt=limit.above, ge=limit.least, lt=limit.below)


Text = Annotated[str, Plain(limits.SOUGHT)]
"""A search term in the filters of a list."""
Identifier = Annotated[str, Plain(limits.LOCATION)]
Sentence = Annotated[str, Plain(limits.SENTENCE)]
Positive = Annotated[float, within(limits.POSITIVE)]
Coordinate = Annotated[float, within(limits.COORDINATE), AfterValidator(limits.COORDINATE.rounded)]
Finite = Annotated[float, within(limits.FINITE)]
NotNegative = Annotated[float, within(limits.NOT_NEGATIVE)]
FinitePositive = Annotated[float, within(limits.FINITE_POSITIVE)]
MadeBy = Annotated[str, Plain(limits.MADE_BY)]
"""The author of a change: a name chosen on a phone, an archer's id, or a judge's name."""
Int4 = Annotated[int, within(limits.INT4)]
Int8 = Annotated[int, within(limits.INT8)]


def unset() -> Any:
    """Default of a field of an Update that may be absent but not null."""
    return None


class Update(Strict):
    """Base of PATCH bodies: an absent key keeps the value, null clears it where the field allows it."""

    def changes(self) -> dict[str, Any]:
        """The keys that the request contained, as JSON values."""
        return self.model_dump(mode="json", exclude_unset=True)


class Query(Strict):
    """Base of query strings."""


class Filters(Query):
    """Base of the queries of lists; `cursor` comes from the Link header of the previous page."""

    limit: int = Field(default=DEFAULT_PAGE, ge=1, le=MAX_PAGE, description="rows of a page")
    cursor: Annotated[str, StringConstraints(max_length=MAX_CURSOR)] | None = Field(
        default=None, description="from the Link header of the page before"
    )


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows of a list, and the cursor of the next page, if any."""

    rows: list[T]
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Checked(Generic[T]):
    """A validated row with its original JSON text."""

    row: T
    text: str


@dataclass(frozen=True, slots=True)
class CheckedPage(Generic[M]):
    """A page of validated rows as their JSON text."""

    model: type[M]
    text: str
    next_cursor: str | None = None

    @property
    def rows(self) -> list[M]:
        """The rows as models, built anew on each access (a thousand shots are 4 MB)."""
        return list_of(self.model).validate_json(self.text)


@cache
def list_of(model: type[M]) -> TypeAdapter[list[M]]:
    """A validator and serialiser of a whole list, several times faster than one row at a time."""
    rows: Any = GenericAlias(list, (model,))
    return TypeAdapter(rows)


class CursorError(InvalidValue):
    """A cursor that no page of this list has returned."""


def encode_cursor(*key: str | int) -> str:
    """An opaque cursor for the keyset `key`."""
    return base64.urlsafe_b64encode(json.dumps(key, separators=(",", ":")).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, *kinds: type[int] | type[str] | type[UUID] | type[datetime]) -> list[Any]:
    """The keyset in `cursor`, each part converted to its type. Raises CursorError for an invalid cursor."""
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)))
        if not isinstance(key, list):
            raise CursorError(_FOREIGN_CURSOR)
        return [_part(kind, part) for kind, part in zip(kinds, key, strict=True)]
    except (ValueError, RecursionError) as error:
        raise CursorError(_FOREIGN_CURSOR) from error


_STORABLE = re.compile(r"[^\0\ud800-\udfff]*")
_FOREIGN_CURSOR = refusal("query.cursor", "foreign_cursor")


def _part(kind: type[int] | type[str] | type[UUID] | type[datetime], part: Any) -> Any:
    if kind is int:
        if type(part) is int and abs(part) < 2**63:
            return part
    elif isinstance(part, str) and _STORABLE.fullmatch(part):
        if kind is UUID:
            return UUID(part)
        if kind is not datetime:
            return part
        instant = datetime.fromisoformat(part)
        if instant.tzinfo is not None:
            return instant
    raise CursorError(_FOREIGN_CURSOR)
