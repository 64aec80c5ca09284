"""Writes a consistent snapshot of all exported tables into one file."""

import asyncio
import gzip
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from appliance import __version__
from appliance.archive.backups import Backup, backups_in, keep, replaced_dir
from appliance.archive.file import REPORT_EVERY, Report, no_report
from appliance.archive.left_out import LeftOut, Lines
from appliance.archive.rotation import BEFORE_REPLACING_ROTATION, ROTATION
from appliance.computer import read_kernel_boot
from appliance.database.pool import Pool
from appliance.disk import BACKUPS_LEAVE_BYTES, require_room
from appliance.errors import ArchStatsError
from appliance.models.archive_db import TABLES, ArchiveDB, export_rows
from appliance.models.base_db import one_moment
from appliance.schema.archive import ArchiveEnd, ArchiveHeader, TableName
from appliance.schema.backups import BackupReason, BackupRecord

PREFIX = "archive-"
OF_EVERY_START: tuple[TableName, ...] = ("sensors", "surveys")
LEVEL = 6
"""Compression level of gzip: its default of 9 takes three times as long to save a few hundredths of the size."""


class _NotWritten(ArchStatsError):
    """Wraps an OSError of the file, to tell it from one of the connection to the database."""

    def __init__(self, reason: OSError) -> None:
        super().__init__(str(reason))
        self.reason = reason


async def write_archive(
    pool: Pool,
    target: Path,
    report: Report = no_report,
    *,
    leaves_bytes: int = 0,
    digest: "hashlib._Hash | None" = None,
    left_out: LeftOut | None = None,
) -> dict[TableName, int]:
    """Write a snapshot and fsync it; returns rows per table. Raises DBUnavailable, DiskFull, OSError.

    `leaves_bytes`: how much must stay free on the card. `digest` is updated with every row but those of OF_EVERY_START.
    `left_out` counts the rows that cannot be read.
    """

    def check_room() -> None:
        require_room(target.parent, 0, leaves_bytes)

    check_room()
    try:
        with target.open("wb") as raw:
            with gzip.open(raw, "wt", encoding="utf-8", compresslevel=LEVEL) as file:
                steps = _Steps(report, check_room, digest, LeftOut() if left_out is None else left_out)
                rows = await _write_tables(pool, file, steps)
            raw.flush()
            # in a thread: a card takes long
            await asyncio.to_thread(os.fsync, raw.fileno())
    except _NotWritten as error:
        raise error.reason from None
    return rows


@dataclass(frozen=True, slots=True)
class _Steps:
    """What is done every REPORT_EVERY rows while a file is written."""

    report: Report
    check_room: Callable[[], None]
    digest: "hashlib._Hash | None"
    left_out: LeftOut

    def feed(self, table: TableName, lines: list[str]) -> None:
        """Add rows to the digest, except those that each start creates."""
        if self.digest is not None and table not in OF_EVERY_START:
            self.digest.update("".join(lines).encode())


async def _write_tables(pool: Pool, file: IO[str], steps: _Steps) -> dict[TableName, int]:
    written: dict[TableName, int] = {}
    async with one_moment(pool) as connection:
        appliance_id, schema_version = await ArchiveDB(connection).identity()
        written_as = Lines(await ArchiveDB(connection).references(), steps.left_out)
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
                line, is_readable = written_as.line(table, row)
                lines.append(line)
                written[table] += is_readable
                if len(lines) == REPORT_EVERY:
                    steps.report("written", sum(written.values()))
                    steps.feed(table, lines)
                    await _put(file, lines)
                    lines.clear()
                    steps.check_room()
            steps.feed(table, lines)
            await _put(file, lines)
        end = ArchiveEnd(rows=written, left_out=steps.left_out.rows)
        await _put(file, [end.model_dump_json(exclude=None if end.left_out else {"left_out"}) + "\n"])
    return written


async def _put(file: IO[str], lines: list[str]) -> None:
    try:
        await asyncio.to_thread(file.writelines, lines)
    except OSError as error:
        raise _NotWritten(error) from error


def content_rows(rows: Mapping[TableName, int]) -> int:
    """The number of rows without those that each start creates: a backup without any is worth nothing."""
    return sum(count for table, count in rows.items() if table not in OF_EVERY_START)


@dataclass(frozen=True, slots=True)
class BackupPlace:
    """Where backups are written: first to `scratch`, then into `folder`."""

    scratch: Path
    folder: Path


async def write_backup(
    pool: Pool,
    place: BackupPlace,
    now: datetime,
    reason: BackupReason = "asked",
    report: Report = no_report,
    left_out: LeftOut | None = None,
) -> Backup | None:
    """Write a backup; None where there is nothing to back up. Backups before a replacement have a separate folder.

    If a daily backup would equal the newest one, the newest is returned with that recorded, which spares the card a
    file. Raises DBUnavailable, DiskFull, OSError.
    """
    is_before_replacing = reason == "before_replacing"
    folder = replaced_dir(place.folder) if is_before_replacing else place.folder
    half_written = new_scratch_file(place.scratch)
    try:
        digest = hashlib.sha256()
        left_out = LeftOut() if left_out is None else left_out
        written = await write_archive(
            pool, half_written, report, leaves_bytes=BACKUPS_LEAVE_BYTES, digest=digest, left_out=left_out
        )
        # a row that cannot be read is worth keeping too
        rows = content_rows(written) + content_rows(left_out.rows) + await ArchiveDB(pool).surveys_given()
        if not rows:
            return None
        boot, content = read_kernel_boot(), digest.hexdigest()
        same = await asyncio.to_thread(_newest_with, folder, content) if reason == "daily" else None
        if same is not None:
            backup, record = same
            unchanged = record.model_copy(update={"unchanged_at": now, "unchanged_boot": boot})
            await asyncio.to_thread(backup.put_record, unchanged)
            return backup
        record = BackupRecord(reason=reason, kernel_boot=boot, digest=content)
        rotation = BEFORE_REPLACING_ROTATION if is_before_replacing else ROTATION
        return await asyncio.to_thread(keep, half_written, folder, now, rows, record, rotation)
    finally:
        half_written.unlink(missing_ok=True)


def _newest_with(folder: Path, content: str) -> tuple[Backup, BackupRecord] | None:
    """The newest backup with its record, if it has this content and is not known to be bad."""
    backup = max(backups_in(folder), default=None)
    record = None if backup is None else backup.record()
    if backup is None or record is None or record.digest != content or record.problem is not None:
        return None
    return backup, record


def new_scratch_file(scratch: Path) -> Path:
    """A new temporary file, to be deleted by the caller. Raises OSError."""
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=scratch, prefix=PREFIX, delete=False) as file:
        return Path(file.name)


def new_scratch_folder(scratch: Path) -> Path:
    """A new temporary folder, to be deleted by the caller. Raises OSError."""
    scratch.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(dir=scratch, prefix=PREFIX))


def clean_scratch(scratch: Path) -> None:
    """Delete half-written files of an earlier run; must be called before any export or import."""
    for left in scratch.glob(f"{PREFIX}*"):
        with suppress(OSError):
            if left.is_dir() and not left.is_symlink():
                shutil.rmtree(left)
            else:
                left.unlink(missing_ok=True)
