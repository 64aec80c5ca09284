"""Writes a consistent snapshot of all exported tables into one file."""

import asyncio
import gzip
import os
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from appliance import __version__
from appliance.archive.backups import KEPT, keep
from appliance.archive.file import REPORT_EVERY, Report, no_report
from appliance.database.pool import Pool
from appliance.errors import ArchStatsError
from appliance.models.archive_db import TABLES, ArchiveDB, export_rows
from appliance.models.base_db import one_moment
from appliance.runtime.disk import BACKUPS_LEAVE_BYTES, require_room
from appliance.schema.archive import ArchiveEnd, ArchiveHeader, TableName

PREFIX = "archive-"
LEVEL = 6
"""Of gzip: its default of 9 takes three times as long for a few hundredths of the size."""


class _NotWritten(ArchStatsError):
    """Wraps an OSError of the file, to tell it from one of the database's link."""

    def __init__(self, reason: OSError) -> None:
        super().__init__(str(reason))
        self.reason = reason


async def write_archive(
    pool: Pool, target: Path, report: Report = no_report, *, leaves_bytes: int = 0
) -> dict[TableName, int]:
    """Write a snapshot and fsync it; returns rows per table. Raises DBUnavailable, DiskFull, OSError.

    `leaves_bytes`: how much must stay free on the card.
    """
    require_room(target.parent, 0, leaves_bytes)
    try:
        with target.open("wb") as raw:
            with gzip.open(raw, "wt", encoding="utf-8", compresslevel=LEVEL) as file:
                rows = await _write_tables(pool, file, report, lambda: require_room(target.parent, 0, leaves_bytes))
            raw.flush()
            # a card takes its time
            await asyncio.to_thread(os.fsync, raw.fileno())
    except _NotWritten as error:
        raise error.reason from None
    return rows


async def _write_tables(
    pool: Pool, file: IO[str], report: Report, check_room: Callable[[], None]
) -> dict[TableName, int]:
    written: dict[TableName, int] = {}
    async with one_moment(pool) as connection:
        appliance_id, schema_version = await ArchiveDB(connection).identity()
        header = ArchiveHeader(
            appliance_id=appliance_id,
            version=__version__,
            schema_version=schema_version,
            exported_at=datetime.now(UTC),
        )
        await _put(file, [header.model_dump_json() + "\n"])
        for table in TABLES:
            written[table] = 0
            lines: list[str] = []
            async for row in export_rows(connection, table):
                lines.append(f'{{"kind":"row","table":"{table}","row":{row}}}\n')
                written[table] += 1
                if len(lines) == REPORT_EVERY:
                    report("written", sum(written.values()))
                    await _put(file, lines)
                    lines.clear()
                    check_room()
            await _put(file, lines)
        await _put(file, [ArchiveEnd(rows=written).model_dump_json() + "\n"])
    return written


async def _put(file: IO[str], lines: list[str]) -> None:
    try:
        await asyncio.to_thread(file.writelines, lines)
    except OSError as error:
        raise _NotWritten(error) from error


def content_rows(rows: Mapping[TableName, int]) -> int:
    """The number of rows without those that every start makes: what a backup is worth."""
    return sum(count for table, count in rows.items() if table not in ("sensors", "surveys"))


async def write_backup(
    pool: Pool, scratch: Path, folder: Path, now: datetime, kept: int = KEPT, report: Report = no_report
) -> Path | None:
    """Write a backup to `folder` by way of `scratch`; None where there is nothing to keep.

    Raises DBUnavailable, DiskFull, OSError.
    """
    half_written = new_scratch_file(scratch)
    try:
        rows = content_rows(await write_archive(pool, half_written, report, leaves_bytes=BACKUPS_LEAVE_BYTES))
        rows += await ArchiveDB(pool).surveys_given()
        return await asyncio.to_thread(keep, half_written, folder, now, rows, kept) if rows else None
    finally:
        half_written.unlink(missing_ok=True)


def new_scratch_file(scratch: Path) -> Path:
    """A new temporary file, to be deleted by the caller. Raises OSError."""
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=scratch, prefix=PREFIX, delete=False) as file:
        return Path(file.name)


def clean_scratch(scratch: Path) -> None:
    """Delete half-written files of an earlier run; call it before any export or import."""
    for left in scratch.glob(f"{PREFIX}*"):
        with suppress(OSError):
            left.unlink(missing_ok=True)
