"""The export file: gzip, one JSON object a line, each row by its table's own model."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from appliance.archive.lines import UPLOADED, ArchiveError, ArchiveLimits, read_lines
from appliance.schema.archive import FORMAT, ArchiveEnd, ArchiveHeader, ArchiveLine, ArchiveRow, TableName
from appliance.schema.archive_rows import ROWS

Report = Callable[[str, int], None]
"""Is given how many rows of what are done."""
REPORT_EVERY = 500
SHOWN_CHARACTERS = 60


def no_report(what: str, count: int) -> None:
    """A Report that does nothing."""


@dataclass(frozen=True, slots=True)
class CheckedArchive:
    """An export file that was read once and is complete: header, rows per table, unpacked size."""

    path: Path
    limits: ArchiveLimits
    header: ArchiveHeader
    rows: Mapping[TableName, int]
    unpacked_bytes: int


class FileRow(NamedTuple):
    """A row as JSON values, the number of its line and that line's length."""

    line: int
    table: TableName
    values: dict[str, Any]
    size_bytes: int


def check_archive(path: Path, limits: ArchiveLimits = UPLOADED, report: Report = no_report) -> CheckedArchive:
    """Validate a whole file before anything is changed. Raises ArchiveError."""
    header: ArchiveHeader | None = None
    counted: Counter[TableName] = Counter()
    end: ArchiveEnd | None = None
    unpacked_bytes = 0
    for number, raw in read_lines(path, limits):
        unpacked_bytes += len(raw) + 1
        if end is not None:
            raise ArchiveError(f"{path}, line {number}: there is more after the end")
        line = _parsed(path, number, raw)
        if isinstance(line, ArchiveHeader) != (number == 1):
            raise ArchiveError(f"{path}, line {number}: is not where a header belongs; this is no {FORMAT} file")
        if isinstance(line, ArchiveHeader):
            header = line
        elif isinstance(line, ArchiveRow):
            counted[line.table] += 1
            if number > limits.rows:
                raise ArchiveError(f"{path}: has more than {limits.rows} rows")
            if number % REPORT_EVERY == 0:
                report("rows read", number)
        else:
            end = line
    if header is None:
        raise ArchiveError(f"{path}: is empty; this is no {FORMAT} file")
    _check_end(path, counted, end)
    return CheckedArchive(path, limits, header, counted, unpacked_bytes)


def _check_end(path: Path, counted: Mapping[TableName, int], end: ArchiveEnd | None) -> None:
    if end is None:
        raise ArchiveError(f"{path}: was cut off; its end is missing, so take another copy")
    if any(counted.get(table, 0) != end.rows.get(table, 0) for table in ROWS):
        raise ArchiveError(f"{path}: rows are missing: it says {counts(end.rows)} and has {counts(counted)}")


def read_rows(archive: CheckedArchive) -> Iterator[FileRow]:
    """Iterate over the rows of a checked file, with defaults for columns that it lacks."""
    for number, raw in read_lines(archive.path, archive.limits):
        line = _parsed(archive.path, number, raw)
        if isinstance(line, ArchiveRow):
            try:
                values = line.row.model_dump(mode="json", exclude_unset=True)
            except PydanticSerializationError as error:
                raise ArchiveError(f"{archive.path}, line {number}: {line.table}: a value cannot be stored") from error
            yield FileRow(number, line.table, {**_absent(line.table, values), **values}, len(raw))


def line_of(archive: CheckedArchive, table: str, column: str, value: str) -> int | None:
    """The number of the first line whose row of `table` has `value`; to say where, once something is wrong."""
    return next(
        (row.line for row in read_rows(archive) if row.table == table and str(row.values.get(column)) == value), None
    )


def counts(rows: Mapping[TableName, int]) -> str:
    """Rows per table as a text for a person."""
    said = (f"{count} {table}" for table, count in rows.items() if count and table != "session_spans")
    return ", ".join(said) or "nothing"


def _absent(table: TableName, values: Mapping[str, Any]) -> dict[str, Any]:
    """Defaults of columns that an older file does not have."""
    fields = ROWS[table].model_fields
    if len(values) == len(fields):
        return {}
    return {name: field.get_default(call_default_factory=True) for name, field in fields.items() if name not in values}


def _parsed(path: Path, number: int, raw: bytes) -> ArchiveHeader | ArchiveRow[Any, Any] | ArchiveEnd:
    try:
        return ArchiveLine.validate_json(raw)
    except ValidationError as error:
        raise ArchiveError(f"{path}, line {number}: {_sentence(error)}") from error


def _sentence(error: ValidationError) -> str:
    """A sentence about an invalid line: table, column, reason, and the value when it is short."""
    first = error.errors(include_url=False, include_context=False)[0]
    # names of models stand in it where there is a choice of them; columns begin with a small letter
    parts = [str(part) for part in first["loc"] if not str(part)[:1].isupper()]
    place = ".".join(parts[1:2] + parts[3:] if parts[:1] == ["row"] else parts)
    kind, text = first["type"], first["msg"].removeprefix("Value error, ")
    if kind == "union_tag_invalid":
        return f"{place + '.' if place else ''}{'table' if parts[:1] == ['row'] else 'kind'}: there is no such one"
    if kind == "union_tag_not_found":
        return "is no line of an export"
    if kind == "value_error" and ": " in text:
        column, text = text.split(": ", 1)
        return f"{place}.{column}: {text}"
    if kind in ("missing", "json_invalid", "value_error") or isinstance(first["input"], dict | list):
        return f"{place}: {text}".removeprefix(": ")
    return f"{place}: {text}, not {str(first['input'])[:SHOWN_CHARACTERS]!r}".removeprefix(": ")
