"""What all models share: strictness, the types of the contract, filters with paging."""

import base64
import json
import re
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, StringConstraints

MAX_PAGE = 1000
DEFAULT_PAGE = 200
MAX_CURSOR = 512


class Strict(BaseModel):
    """Refuses unknown keys, wrong types, NaN and infinity."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        allow_inf_nan=False,
        defer_build=True,
        json_schema_serialization_defaults_required=True,
    )


def _utc_text(value: datetime) -> str:
    utc = value if value.tzinfo is UTC else value.astimezone(UTC)
    return utc.isoformat(timespec="microseconds")[: -len("+00:00")] + "Z"


_ISO = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:")


def _from_iso_text(value: object) -> object:
    # the library would also read "0.5" as a number of seconds since 1970
    if not isinstance(value, str):
        return value
    try:
        if _ISO.match(value):
            return datetime.fromisoformat(value)
    except ValueError:
        pass
    raise ValueError("must be a date and time in ISO 8601 with an offset, such as 2026-11-23T10:00:00Z")


UtcTime = Annotated[
    AwareDatetime, BeforeValidator(_from_iso_text), PlainSerializer(_utc_text, return_type=str, when_used="json")
]
"""An instant: with an offset when it comes, UTC ending in Z when it goes."""

Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]
Identifier = Annotated[Text, StringConstraints(min_length=1, max_length=255)]
Positive = Annotated[float, Field(gt=0, lt=1e6)]
Coordinate = Annotated[float, Field(gt=-1e6, lt=1e6)]


def unset() -> Any:
    """Default of a field of an Update that may be absent but not null."""
    return None


class Update(Strict):
    """PATCH: an absent key keeps, null clears where the field allows it."""

    def changes(self) -> dict[str, Any]:
        """The keys that were sent, as JSON values."""
        return self.model_dump(mode="json", exclude_unset=True)


class Query(Strict):
    """What a query string may say."""


class Filters(Query):
    """Query of a list. `cursor` comes from the Link header of the page before."""

    limit: int = Field(default=DEFAULT_PAGE, ge=1, le=MAX_PAGE, description="rows of a page")
    cursor: Annotated[str, StringConstraints(max_length=MAX_CURSOR)] | None = Field(
        default=None, description="from the Link header of the page before"
    )


T = TypeVar("T")


class Page(BaseModel, Generic[T]):
    """Rows of a list, and the cursor of the next page where there is one."""

    rows: list[T]
    next_cursor: str | None


class CursorError(ValueError):
    """A cursor that no page of this list has given."""


def encode_cursor(*key: str | int) -> str:
    """An opaque cursor for the keyset `key`."""
    return base64.urlsafe_b64encode(json.dumps(key, separators=(",", ":")).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, *kinds: type[int] | type[str] | type[UUID] | type[datetime]) -> list[Any]:
    """The keyset in `cursor`, each part of its kind. Raises CursorError when it is none of this list's."""
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)))
        if not isinstance(key, list):
            raise CursorError(_FOREIGN_CURSOR)
        return [_part(kind, part) for kind, part in zip(kinds, key, strict=True)]
    except (ValueError, RecursionError) as error:
        raise CursorError(_FOREIGN_CURSOR) from error


_FOREIGN_CURSOR = "query.cursor: not a cursor of this list; take it from the Link header"


def _part(kind: type[int] | type[str] | type[UUID] | type[datetime], part: Any) -> Any:
    if kind is int:
        if type(part) is int and abs(part) < 2**63:
            return part
    elif isinstance(part, str) and "\0" not in part:
        if kind is UUID:
            return UUID(part)
        if kind is not datetime:
            return part
        instant = datetime.fromisoformat(part)
        if instant.tzinfo is not None:
            return instant
    raise CursorError(_FOREIGN_CURSOR)
