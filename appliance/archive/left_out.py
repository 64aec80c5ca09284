"""Rows that an export leaves out: whoever reads the file would refuse them, and with them the whole file.

Such a row is in the file as text, for somebody who mends it by hand. Rows that belong to it are left out too, as if it
had been deleted; where deleting it would only clear a reference, that is cleared.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from appliance.archive.lines import UPLOADED
from appliance.core.message import Message
from appliance.models.archive_db import Reference
from appliance.models.unreadable import MAX_NAMED, row_key, unreadable_message
from appliance.schema.archive import ArchiveLeftOut, TableName, archive_line

MOST_CHARACTERS = 100_000
"""Of a row that is left out so many are kept."""
WITH_ARCHER = ("attribution",)
"""Columns that say nothing of a shot without its archer."""


class LeftOut:
    """How many rows of each table a file leaves out, and which the first of them are."""

    def __init__(self) -> None:
        self.rows: Counter[TableName] = Counter()
        self._named: dict[TableName, list[str]] = {}

    def add(self, line: ArchiveLeftOut) -> None:
        """Count a row that is left out."""
        self.rows[line.table] += 1
        named = self._named.setdefault(line.table, [])
        if len(named) < MAX_NAMED:
            named.append(f"{line.key} ({line.field})")

    def messages(self) -> list[Message]:
        """Messages for people, one for each table."""
        return [unreadable_message(table, count, self._named[table]) for table, count in self.rows.items()]


class Lines:
    """Writes rows as lines of an export file, those that cannot be read as ones that are left out."""

    def __init__(self, references: Iterable[Reference], left_out: LeftOut) -> None:
        self._left_out = left_out
        self._of_child: dict[str, list[Reference]] = {}
        self._of_parent: dict[str, set[str]] = {}
        for one in references:
            self._of_child.setdefault(one.table, []).append(one)
            self._of_parent.setdefault(one.parent, set()).add(one.parent_column)
        self._gone: dict[tuple[str, str], set[str]] = {}

    def line(self, table: TableName, row: str) -> tuple[str, bool]:
        """The line of a row, and whether the row can be read."""
        if self._gone:
            row, field = self._without_gone(table, row)
            if field is not None:
                return self._leave_out(table, row, field), False
        line = f'{{"kind":"row","table":"{table}","row":{row}}}\n'
        field = _field_at_fault(line)
        return (line, True) if field is None else (self._leave_out(table, row, field), False)

    def _without_gone(self, table: str, row: str) -> tuple[str, str | None]:
        """A row without its references to rows that are left out; the column, where it cannot be without one."""
        gone = [one for one in self._of_child.get(table, ()) if (one.parent, one.parent_column) in self._gone]
        if not gone or (values := _parsed(row)) is None:
            return row, None
        changed = False
        for one in gone:
            if values.get(one.column) not in self._gone[one.parent, one.parent_column]:
                continue
            if not one.is_cleared:
                return row, one.column
            values |= dict.fromkeys((one.column, *(WITH_ARCHER if one.column == "archer_id" else ())) & values.keys())
            changed = True
        return (json.dumps(values, ensure_ascii=False) if changed else row), None

    def _leave_out(self, table: TableName, row: str, field: str) -> str:
        values = _parsed(row) or _texts_in(row)
        for column in self._of_parent.get(table, ()):
            if isinstance(key := values.get(column), str):
                self._gone.setdefault((table, column), set()).add(key)
        key = row_key(table.replace("_", " "), values)
        left_out = ArchiveLeftOut(table=table, key=key, field=field[:60], row=row[:MOST_CHARACTERS])
        self._left_out.add(left_out)
        return left_out.model_dump_json() + "\n"


_TEXT = re.compile(r'"(\w+)": "([^"\\]*)"')


def _field_at_fault(line: str) -> str | None:
    """The column by which readers of the file would refuse this line; None: they would not."""
    if len(line) > UPLOADED.line_bytes // 4 and len(line.encode()) > UPLOADED.line_bytes:
        return "row"
    try:
        archive_line().validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        # where models are alternatives, the location has their names; columns begin with a small letter
        columns = [str(part) for part in first["loc"] if not str(part)[:1].isupper()][3:]
        return ".".join(columns) or "row"
    return None


def _parsed(row: str) -> dict[str, Any] | None:
    """The values of a row; None for one that is nested too deep."""
    try:
        values: dict[str, Any] = json.loads(row)
    except RecursionError:
        return None
    return values


def _texts_in(row: str) -> dict[str, Any]:
    """Texts of a row that is nested too deep to be parsed; of each column the first, as PostgreSQL writes them."""
    found: dict[str, Any] = {}
    for name, text in _TEXT.findall(row[:MOST_CHARACTERS]):
        found.setdefault(name, text)
    return found
