"""The export file: gzip, one JSON object a line. Written as of one moment; read all or nothing."""

import asyncio
import gzip
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from appliance import __version__
from appliance.database.pool import Pool
from appliance.errors import StartError
from appliance.models.archive_db import TABLES, ArchiveDB, export_rows
from appliance.models.base_db import one_moment, transaction
from appliance.models.errors import DBException
from appliance.schema.archive import FORMAT, ArchiveEnd, ArchiveHeader, ArchiveLine, ArchiveRow, TableName

BATCH = 500

Say = Callable[[str, int], None]
"""Told of how many rows of what are done."""


def quiet(what: str, count: int) -> None:
    """For whom nobody waits."""


class ArchiveError(StartError):
    """A file that is no whole export of ours, or contradicts what is stored; nothing was changed."""


async def write_archive(pool: Pool, target: Path, say: Say = quiet) -> dict[TableName, int]:
    """Everything as of one moment, fsynced."""
    counted: dict[TableName, int] = {}
    with target.open("wb") as raw:
        with gzip.open(raw, "wt", encoding="utf-8") as file:
            async with one_moment(pool) as connection:
                appliance_id, schema_version = await ArchiveDB(connection).identity()
                header = ArchiveHeader(
                    appliance_id=appliance_id,
                    version=__version__,
                    schema_version=schema_version,
                    exported_at=datetime.now(UTC),
                )
                file.write(header.model_dump_json() + "\n")
                for table in TABLES:
                    counted[table] = 0
                    lines: list[str] = []
                    async for row in export_rows(connection, table):
                        lines.append(f'{{"kind":"row","table":"{table}","row":{row}}}\n')
                        counted[table] += 1
                        say(table, counted[table])
                        if len(lines) == BATCH:
                            await asyncio.to_thread(file.writelines, lines)
                            lines.clear()
                    await asyncio.to_thread(file.writelines, lines)
                file.write(ArchiveEnd(rows=counted).model_dump_json() + "\n")
        raw.flush()
        # a card takes its time, and arrows are landing
        await asyncio.to_thread(os.fsync, raw.fileno())
    return counted


def check_archive(path: Path) -> ArchiveHeader:
    """Read a file through once, so that a bad one is refused before anything is changed. Raises ArchiveError."""
    header: ArchiveHeader | None = None
    counted: Counter[TableName] = Counter()
    end: ArchiveEnd | None = None
    for number, line in _lines(path):
        if end is not None:
            raise ArchiveError(f"{path}, line {number}: there is more after the end")
        if isinstance(line, ArchiveHeader) != (number == 1):
            raise ArchiveError(f"{path}, line {number}: is not where a header belongs; this is no {FORMAT} file")
        if isinstance(line, ArchiveHeader):
            header = line
        elif isinstance(line, ArchiveRow):
            counted[line.table] += 1
        else:
            end = line
    if header is None:
        raise ArchiveError(f"{path}: is empty; this is no {FORMAT} file")
    if end is None:
        raise ArchiveError(f"{path}: was cut off; its end is missing, so take another copy")
    if any(counted[table] != count for table, count in end.rows.items()):
        raise ArchiveError(f"{path}: rows are missing: it says {counts(end.rows)} and has {counts(counted)}")
    return header


async def read_archive(
    pool: Pool, path: Path, header: ArchiveHeader, *, replace: bool = False, say: Say = quiet
) -> dict[TableName, int]:
    """Insert what is not there yet, all or nothing; how many rows were new. Raises ArchiveError."""
    new: dict[TableName, int] = dict.fromkeys(TABLES, 0)
    async with transaction(pool) as connection:
        archive = ArchiveDB(connection)
        _, schema_version = await archive.identity()
        if header.schema_version > schema_version:
            raise ArchiveError(
                f"{path}: is from a newer version ({header.version}): update this appliance first; nothing was changed"
            )
        columns = await archive.columns()
        if replace:
            await archive.clear()
        is_open = await archive.open_session()
        done = 0
        batches = _batches(path)
        while (batch := await asyncio.to_thread(next, batches, None)) is not None:
            table, number, rows = batch
            unknown = sorted(set().union(*rows) - columns[table])
            if unknown:
                raise ArchiveError(f"{path}, before line {number}: {table} has no {', '.join(unknown)[:200]}")
            fitting = [_closed(row, header, str(is_open)) for row in rows] if table == "sessions" and is_open else rows
            try:
                new[table] += await archive.insert(table, fitting)
            except DBException as error:
                raise ArchiveError(
                    f"{path}, before line {number}: {table} contradict what is stored here ({error}): "
                    "nothing was changed"
                ) from error
            done += len(rows)
            say("rows", done)
    return new


def _closed(row: dict[str, Any], header: ArchiveHeader, open_id: str) -> dict[str, Any]:
    """Only one session can be open, and here one is: the file's ends when the file was written."""
    if not row.get("is_opened") or row.get("id") == open_id:
        return row
    ended = max(str(row.get("start_time")), header.exported_at.isoformat())
    return {**row, "is_opened": False, "end_time": ended}


def _batches(path: Path) -> Iterator[tuple[TableName, int, list[dict[str, Any]]]]:
    """Rows of one table, up to BATCH of them, with the number of the line behind them."""
    table: TableName | None = None
    rows: list[dict[str, Any]] = []
    number = 0
    for number, line in _lines(path):
        belongs = isinstance(line, ArchiveRow) and line.table == table
        if table is not None and rows and (not belongs or len(rows) == BATCH):
            yield table, number, rows
            rows = []
        if isinstance(line, ArchiveRow):
            table = line.table
            rows.append(line.row)


def _lines(path: Path) -> Iterator[tuple[int, ArchiveHeader | ArchiveRow | ArchiveEnd]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for number, text in enumerate(file, 1):
                try:
                    yield number, ArchiveLine.validate_json(text)
                except ValidationError as error:
                    first = error.errors(include_url=False, include_context=False)[0]
                    place = ".".join(str(part) for part in first["loc"])
                    raise ArchiveError(f"{path}, line {number}: {place}: {first['msg']}") from error
    except (gzip.BadGzipFile, EOFError, UnicodeDecodeError) as error:
        raise ArchiveError(f"{path}: is no whole export file ({error}): take another copy") from error
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror or error}") from error


def counts(rows: Mapping[TableName, int]) -> str:
    """How many rows of which tables, for a person."""
    return ", ".join(f"{count} {table}" for table, count in rows.items() if count) or "nothing"
