"""From rows that the database wrote as JSON to models and back out: the text that was checked is the text that is sent.

A statement joins the rows of a page by ROW_END, which no JSON text holds. The whole page is checked in one call; only
when that fails is it looked at row by row, and a row that its model refuses is left out and noted, as everywhere.
"""

import json
from contextlib import suppress
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from appliance.models.errors import DBUnreadable
from appliance.models.reading import Row, cursor_of, forget, refuse
from appliance.models.unreadable import UNREADABLE
from appliance.schema.base import Checked, Page, list_of

M = TypeVar("M", bound=BaseModel)
ROW_END = ",\n"


def check(model: type[M], text: str) -> Checked[M]:
    """One row with its text. Raises DBUnreadable when the model refuses it, and notes it."""
    try:
        row = model.model_validate_json(text)
    except ValidationError as error:
        raise refuse(model, _fields(text), error) from error
    forget(model, row)
    return Checked(row, text)


def check_or_none(model: type[M], text: str | None) -> Checked[M] | None:
    """One row with its text; None where there is no row, or the model refuses it, which is noted."""
    with suppress(DBUnreadable):
        return None if text is None else check(model, text)
    return None


def check_all(model: type[M], text: str) -> Page[M]:
    """All rows of a JSON list with their text. Those that the model refuses are left out of both, and noted."""
    try:
        rows = list_of(model).validate_json(text)
    except ValidationError:
        return _readable(model, text)
    if UNREADABLE:
        for row in rows:
            forget(model, row)
    return Page(rows, text=text)


def check_page(model: type[M], found: Row, limit: int, *columns: str) -> Page[M]:
    """The first `limit` rows of `found`, and a cursor by these columns of the last of them where there are more.

    `found` has `rows` (a JSON list of up to one more), `found` (how many), and the columns of row number `limit`.
    """
    text: str = found["rows"]
    if found["found"] <= limit:
        return check_all(model, text)
    page = check_all(model, text[: text.rindex(ROW_END)] + "]")
    return Page(page.rows, cursor_of(found, *columns), page.text)


def _readable(model: type[M], text: str) -> Page[M]:
    found: list[Checked[M]] = []
    for one in text[1:-1].split(ROW_END):
        with suppress(DBUnreadable):
            found.append(check(model, one))
    return Page([checked.row for checked in found], text=f"[{ROW_END.join(checked.text for checked in found)}]")


def _fields(text: str) -> dict[str, Any]:
    """What can be told of a row that is refused."""
    with suppress(ValueError, RecursionError):
        fields = json.loads(text)
        if isinstance(fields, dict):
            return fields
    return {}
