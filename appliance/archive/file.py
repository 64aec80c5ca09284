"""The export file: gzip with one JSON object a line, each row validated by its table's own model."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from appliance.archive.left_out import LeftOut
from appliance.archive.lines import UPLOADED, ArchiveError, ArchiveLimits, at_line, in_file, read_lines
from appliance.core.message import Message, message
from appliance.database.migrate import newest_migration
from appliance.messages.values import of_value
from appliance.models.archive_db import SCHEMAS_BEFORE_RELEASE
from appliance.runtime.resources import sql_dir
from appliance.schema.archive import (
    FORMAT,
    ArchiveEnd,
    ArchiveHeader,
    ArchiveLeftOut,
    ArchiveRow,
    TableName,
    archive_line,
)
from appliance.schema.archive_rows import ROWS

Step = Literal["written", "read", "checked", "removed", "added"]
"""A step of an import or export, for its progress."""
Report = Callable[[Step, int], None]
"""A progress callback: the step, and how many rows it has done."""
REPORT_EVERY = 500
SHOWN_CHARACTERS = 60
FIRST_BYTES = 1000
_NEWER_FORMAT = re.compile(rb'"format": ?"(?P<version>arch-stats-export/[2-9][0-9]{0,3})"')


def no_report(step: Step, count: int) -> None:
    """A Report that ignores the progress."""


@dataclass(frozen=True, slots=True)
class CheckedArchive:
    """An export file that was read once and is complete: its header, rows per table, and unpacked size."""

    path: Path
    limits: ArchiveLimits
    header: ArchiveHeader
    rows: Mapping[TableName, int]
    unpacked_bytes: int
    left_out: LeftOut

    def messages(self) -> tuple[Message, ...]:
        """What the file has, and what it leaves out, for a person."""
        return (*counts(self.rows), *self.left_out.messages())


class FileRow(NamedTuple):
    """A row of a file as JSON values, with its line number and the length of that line, bytes."""

    line: int
    table: TableName
    values: dict[str, Any]
    size_bytes: int


def check_archive(path: Path, limits: ArchiveLimits = UPLOADED, report: Report = no_report) -> CheckedArchive:
    """Read and validate a whole file, before anything is changed. Raises ArchiveError."""
    header: ArchiveHeader | None = None
    counted: Counter[TableName] = Counter()
    left_out = LeftOut()
    end: ArchiveEnd | None = None
    unpacked_bytes = 0
    for number, raw in read_lines(path, limits):
        unpacked_bytes += len(raw) + 1
        if end is not None:
            raise ArchiveError(at_line(path, number, message("more_after_end")))
        line = _parsed(path, number, raw)
        if isinstance(line, ArchiveHeader) != (number == 1):
            raise ArchiveError(at_line(path, number, message("no_header_here", format=FORMAT)))
        if isinstance(line, ArchiveHeader):
            header = line
            # before the rows, which may have columns unknown to this version
            require_known_schema(path, header)
        elif isinstance(line, ArchiveRow):
            counted[line.table] += 1
            if number > limits.rows:
                raise ArchiveError(in_file(path, message("too_many_rows", rows=limits.rows)))
            if number % REPORT_EVERY == 0:
                report("read", number)
        elif isinstance(line, ArchiveLeftOut):
            left_out.add(line)
        else:
            end = line
    if header is None:
        raise ArchiveError(in_file(path, message("empty_file", format=FORMAT)))
    _check_end(path, counted, left_out, end)
    return CheckedArchive(path, limits, header, counted, unpacked_bytes, left_out)


def require_known_schema(path: Path, header: ArchiveHeader) -> None:
    """Raise ArchiveError for a file written by a newer version than this one."""
    if header.schema_version > SCHEMAS_BEFORE_RELEASE + newest_migration(sql_dir() / "migrations"):
        raise ArchiveError(in_file(path, message("from_newer_version", version=header.version)))


def _check_end(path: Path, counted: Mapping[TableName, int], left_out: LeftOut, end: ArchiveEnd | None) -> None:
    if end is None:
        raise ArchiveError(in_file(path, message("file_cut_off")))
    if any(counted.get(table, 0) != end.rows.get(table, 0) for table in ROWS):
        raise ArchiveError(in_file(path, message("rows_missing", said=counts(end.rows), found=counts(counted))))
    if left_out.rows != end.left_out:
        missing = message("rows_missing", said=counts(end.left_out), found=counts(left_out.rows))
        raise ArchiveError(in_file(path, missing))


def read_rows(archive: CheckedArchive) -> Iterator[FileRow]:
    """Iterate over the rows of a checked file, with defaults for columns that it lacks. Raises ArchiveError."""
    for number, raw in read_lines(archive.path, archive.limits):
        line = _parsed(archive.path, number, raw)
        if isinstance(line, ArchiveRow):
            try:
                values = line.row.model_dump(mode="json", exclude_unset=True)
            except PydanticSerializationError as error:
                raise ArchiveError(
                    at_line(archive.path, number, in_column(line.table, message("value_not_storable")))
                ) from error
            yield FileRow(number, line.table, {**_absent(line.table, values), **values}, len(raw))


def line_of(archive: CheckedArchive, table: str, column: str, value: str) -> int | None:
    """The number of the first line with `value` in `column` of `table`, to locate an error; None: there is none."""
    return next(
        (row.line for row in read_rows(archive) if row.table == table and str(row.values.get(column)) == value), None
    )


NOT_REPORTED = ("session_spans", "turn_marks")
"""Tables that are left out of what a person is told."""


def counts(rows: Mapping[TableName, int]) -> tuple[Message, ...]:
    """The rows of each table as texts for a person."""
    counted = [(table, count) for table, count in rows.items() if count and table not in NOT_REPORTED]
    return tuple(message("counted", rows=count, table=table) for table, count in counted) or (
        message("counted_nothing"),
    )


def _absent(table: TableName, values: Mapping[str, Any]) -> dict[str, Any]:
    """Defaults of the columns that a row of an older file lacks."""
    fields = ROWS[table].model_fields
    if len(values) == len(fields):
        return {}
    return {name: field.get_default(call_default_factory=True) for name, field in fields.items() if name not in values}


def _parsed(path: Path, number: int, raw: bytes) -> ArchiveHeader | ArchiveRow[Any, Any] | ArchiveLeftOut | ArchiveEnd:
    try:
        return archive_line().validate_json(raw)
    except ValidationError as error:
        if number == 1 and (newer := _NEWER_FORMAT.search(raw[:FIRST_BYTES])) is not None:
            version = newer["version"].decode("ascii")
            raise ArchiveError(in_file(path, message("from_newer_version", version=version))) from error
        raise ArchiveError(at_line(path, number, _problem(error))) from error


def in_column(column: str, what: Message) -> Message:
    """The message `what` with its column; without a column, unchanged."""
    return message("in_column", column=column, what=what) if column else what


def _problem(error: ValidationError) -> Message:
    """What is wrong with a line: the table, the column, the reason, and the start of the value."""
    first = error.errors(include_url=False)[0]
    # where models are alternatives, the location has their names; columns begin with a small letter
    parts = [str(part) for part in first["loc"] if not str(part)[:1].isupper()]
    place = ".".join(parts[1:2] + parts[3:] if parts[:1] == ["row"] else parts)
    kind, what = first["type"], of_value(first)
    if kind == "union_tag_invalid":
        column = "table" if parts[:1] == ["row"] else "kind"
        return in_column(f"{place}.{column}".removeprefix("."), message("no_such_table"))
    if kind == "union_tag_not_found":
        return message("no_line_of_an_export")
    if what.place:
        return in_column(f"{place}.{what.place}", what.at(""))
    if kind in ("missing", "json_invalid", "value_error") or isinstance(first["input"], dict | list):
        return in_column(place, what)
    value = repr(str(first["input"])[:SHOWN_CHARACTERS])
    return in_column(place, message("value_not", what=what, value=value))
