"""Builds models from rows. Whatever may be written can be read; any other row is left out alone, and noted."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, TypeVar

import asyncpg
from pydantic import BaseModel, ValidationError

from appliance.core.message import refusal
from appliance.models.errors import DBUnreadable
from appliance.models.unreadable import UNREADABLE, UnreadableRow, row_key, unreadable_row
from appliance.schema.base import Page, encode_cursor

log = logging.getLogger(__name__)

Row = asyncpg.Record
M = TypeVar("M", bound=BaseModel)
_KINDS = {
    "ShotExport": "shots",
    "TrendRead": "sessions",
    "RecentImpact": "detections",
    "CalibrationTap": "detections",
    "RosterEntryRead": "archers of a session",
    "ButtRead": "appliance",
    "TagHeldRead": "tags",
    "LandedShot": "shots",
    "EndRead": "ends",
    "ArrowSummaryRead": "arrows",
    "ArcherSummaryRead": "archers",
    "Beside": "sessions",
    "Loss": "losses",
    "ClockRunRead": "runs of the clock",
    "ArrowVerdictRead": "arrows",
    "StoredTimer": "timer",
    "StoredMatch": "matches",
    "MatchOfBracket": "matches",
    "BracketSummaryRead": "brackets",
    "BracketEntryRead": "archers of a bracket",
    "OpenReleaseRead": "releases",
    "ImpactTimeRead": "detections",
    "AdvisedShotRead": "shots",
    "SurveyRevision": "surveys",
    "ProgrammingRead": "tags",
    "SensorTestRead": "tests of the sensors",
}


def read(model: type[M], row: Row) -> M:
    """The model of a row whose columns are the model's fields. Raises DBUnreadable, and notes the row."""
    return read_as(model, row, model.model_validate)


def read_or_none(model: type[M], row: Row | None) -> M | None:
    """The model of a row; None where there is no row, or the model refuses it, which is noted."""
    return None if row is None else next(iter(read_all(model, [row])), None)


def read_all(model: type[M], rows: Sequence[Row]) -> list[M]:
    """The models of many rows. A row that the model refuses is left out and noted."""
    return read_all_as(model, rows, model.model_validate)


def read_all_or_none(model: type[M], rows: Sequence[Row]) -> list[M] | None:
    """The models of rows of which each stands for many others: by the columns that are the model's fields.

    None where those others must be read one by one: the model refuses a row, which is not noted; or some row is noted,
    for it is forgotten once it is read.
    """
    if UNREADABLE:
        return None
    with suppress(ValidationError):
        return [model.model_validate({name: row[name] for name in model.model_fields}) for row in rows]
    return None


def read_as(model: type[M], row: Row, build: Callable[[dict[str, Any]], M]) -> M:
    """The model that `build` makes of a row. Raises DBUnreadable when it fails, and notes the row."""
    fields = dict(row)
    try:
        found = build(fields)
    except ValidationError as error:
        raise refuse(model, fields, error) from error
    if UNREADABLE:
        UNREADABLE.forget(model.__name__, row_key(kind_of(model), fields))
    return found


def refuse(model: type[BaseModel], fields: Mapping[str, Any], error: ValidationError) -> DBUnreadable:
    """Note a row that its model refuses; returns the error to raise for it."""
    unreadable = unreadable_row(model.__name__, kind_of(model), fields, error)
    is_logged = not UNREADABLE.is_full
    if UNREADABLE.note(unreadable) and is_logged:
        log.warning("left out, since it cannot be read: %s", unreadable)
    return unreadable_error(unreadable)


def unreadable_error(row: UnreadableRow) -> DBUnreadable:
    """The error to raise for a row that cannot be read."""
    return DBUnreadable(
        refusal("database", "row_unreadable", table=row.kind.replace(" ", "_"), key=row.key, field=row.field)
    )


def error_of_left_out(model: type[BaseModel], key: object) -> DBUnreadable | None:
    """The error to raise for a row that is not among those just read because it was left out; None: it was not."""
    row = UNREADABLE.get(model.__name__, str(key))
    return None if row is None else unreadable_error(row)


def forget_all(model: type[BaseModel], rows: Iterable[BaseModel]) -> None:
    """Forget earlier failures to read these rows."""
    if not UNREADABLE:
        return
    for row in rows:
        UNREADABLE.forget(model.__name__, row_key(kind_of(model), vars(row)))


def read_all_as(model: type[M], rows: Sequence[Row], build: Callable[[dict[str, Any]], M]) -> list[M]:
    """The models that `build` makes of many rows. A row for which it fails is left out and noted."""
    if not UNREADABLE:
        with suppress(ValidationError):
            return [build(dict(row)) for row in rows]
    found = []
    for row in rows:
        with suppress(DBUnreadable):
            found.append(read_as(model, row, build))
    return found


def page(model: type[M], rows: Sequence[Row], limit: int, *columns: str) -> Page[M]:
    """The first `limit` of `rows`; where there are more, a cursor by these columns of the last row, readable or not."""
    return Page(rows=read_all(model, rows[:limit]), next_cursor=next_cursor(rows, limit, *columns))


def next_cursor(rows: Sequence[Row], limit: int, *columns: str) -> str | None:
    """A cursor by these columns of the last of `limit` rows; None where there are no more."""
    if len(rows) <= limit:
        return None
    return cursor_of(rows[limit - 1], *columns)


def cursor_of(row: Row, *columns: str) -> str:
    """A cursor by these columns of a row."""
    return encode_cursor(*(_cursor_part(row[column]) for column in columns))


def _cursor_part(value: Any) -> str | int:
    if isinstance(value, int):
        return value
    return value.isoformat() if isinstance(value, datetime) else str(value)


def kind_of(model: type[BaseModel]) -> str:
    """The name of the kind of rows that this model reads."""
    return _KINDS.get(model.__name__, model.__name__.removesuffix("Read").lower() + "s")
