"""Checks rows that the database wrote as JSON against their models: the text that was checked is the text that is sent.

A statement joins the rows of a page by ROW_END, which no JSON text contains. They are checked a few at a time: as
quickly as in one call, without all of them in memory. A row that its model refuses is left out and noted.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from appliance.models.errors import DBUnreadable
from appliance.models.reading import Row, cursor_of, forget_all, refuse
from appliance.schema.base import Checked, CheckedPage, list_of

M = TypeVar("M", bound=BaseModel)
ROW_END = ",\n"
CHECKED_AT_ONCE = 6_000
"""Characters of rows that are checked in one call. A call for each row doubles the time of small rows, and a thousand
shots in one call take 4 MB."""


def check(model: type[M], text: str) -> Checked[M]:
    """One row with its text. Raises DBUnreadable when the model refuses it, and notes it."""
    try:
        row = model.model_validate_json(text)
    except ValidationError as error:
        raise refuse(model, _fields(text), error) from error
    forget_all(model, (row,))
    return Checked(row, text)


def check_or_none(model: type[M], text: str | None) -> Checked[M] | None:
    """One row with its text; None where there is no row, or the model refuses it, which is noted."""
    with suppress(DBUnreadable):
        return None if text is None else check(model, text)
    return None


def check_all(model: type[M], text: str) -> CheckedPage[M]:
    """All rows of a JSON list. Those that the model refuses are left out, and noted."""
    check_rows = list_of(model).validate_json
    try:
        for rows in map(check_rows, _parts_of(text)):
            forget_all(model, rows)
    except ValidationError:
        return CheckedPage(model, _readable(model, text))
    return CheckedPage(model, text)


def check_page(model: type[M], found: Row, limit: int, *columns: str) -> CheckedPage[M]:
    """The first `limit` rows of `found`, and a cursor by these columns of the last of them where there are more.

    `found` has `rows` (a JSON list of up to one more), `found` (how many), and the columns of row number `limit`.
    """
    text: str = found["rows"]
    if found["found"] <= limit:
        return check_all(model, text)
    page = check_all(model, text[: text.rindex(ROW_END)] + "]")
    return replace(page, next_cursor=cursor_of(found, *columns))


def _parts_of(text: str) -> Iterator[str]:
    """Split a JSON list into shorter ones of whole rows."""
    start = 1
    while (end := text.find(ROW_END, start + CHECKED_AT_ONCE)) >= 0:
        yield f"[{text[start:end]}]"
        start = end + len(ROW_END)
    yield text if start == 1 else "[" + text[start:]


def _rows_of(text: str) -> Iterator[str]:
    """The rows of a JSON list, one after the other."""
    start, end = 1, len(text) - 1
    while start < end:
        until = text.find(ROW_END, start)
        until = end if until < 0 else until
        yield text[start:until]
        start = until + len(ROW_END)


def _readable(model: type[M], text: str) -> str:
    """The list without the rows that the model refuses."""
    found: list[str] = []
    for one in _rows_of(text):
        with suppress(DBUnreadable):
            found.append(check(model, one).text)
    return f"[{ROW_END.join(found)}]"


def _fields(text: str) -> dict[str, Any]:
    """The fields of a refused row, as far as it is a JSON object."""
    with suppress(ValueError, RecursionError):
        fields = json.loads(text)
        if isinstance(fields, dict):
            return fields
    return {}
