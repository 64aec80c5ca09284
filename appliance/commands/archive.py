"""arch-stats export, import, backup, restore: writes everything that is stored into one file, and reads it again."""

import asyncio
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, BinaryIO

from appliance.archive.backups import Backup, backups_dir, file_name, newest
from appliance.archive.file import Step, check_archive, counts
from appliance.archive.importer import ArchiveBusy, Keep, read_archive
from appliance.archive.left_out import LeftOut
from appliance.archive.lines import AT_THE_SHELL, ArchiveError, in_file
from appliance.archive.sealing import SEALED_SUFFIX, StoredPassphrase, seal
from appliance.archive.verifying import verify
from appliance.archive.writer import BackupPlace, new_scratch_file, write_archive, write_backup
from appliance.commands.sealed_file import opened
from appliance.commands.terminal import (
    STREAM,
    in_terminal_language,
    print_message,
    print_to_stderr,
    standard_output_for_result,
)
from appliance.core.message import Message, message, message_of
from appliance.database.pool import Pool, open_archive
from appliance.disk import BACKUPS_LEAVE_BYTES, require_room
from appliance.files import copy_whole
from appliance.schema.archive import TableName
from appliance.schema.backups import BackupReason
from appliance.settings import Settings, read_settings
from appliance.wiring.archive import opened_archive
from appliance.wiring.database import given_location

REPORT_EVERY = 20_000
BLOCK_BYTES = 1 << 20
PROGRESS: dict[Step, Callable[[int], Message]] = {
    "written": lambda count: message("progress_written", count=count),
    "read": lambda count: message("progress_read", count=count),
    "checked": lambda count: message("progress_checked", count=count),
    "removed": lambda count: message("progress_removed", count=count),
    "added": lambda count: message("progress_new", count=count),
}


def export(path: Path | None) -> int:
    """Export everything to `path`; `-` is standard output."""
    settings = read_settings(os.environ)
    if path == STREAM:
        rows = asyncio.run(_export_to(settings, sys.stdout.buffer))
        print_to_stderr(message("export_done", file=str(path), rows=_counted(rows)))
        return 0
    target = path or Path(file_name(datetime.now(UTC)))
    check_own_file(target)
    rows = asyncio.run(_export(settings, target))
    print_message(message("export_done", file=str(target), rows=_counted(rows)))
    return 0


def import_(path: Path) -> int:
    """Import the rows of `path` that are not stored yet; `-` is standard input."""
    settings = read_settings(os.environ)
    with named(settings, path) as file, opened(file, settings.data_dir) as content:
        rows = _counted(asyncio.run(_import(settings, content, replace=False)))
    print_message(message("import_done", file=str(path), rows=rows))
    return 0


def backup(reason: BackupReason = "asked", *, verifies: bool = False) -> int:
    """Make a backup in the data directory, and delete those it displaces; with `verifies`, verify it. Returns 1 if it
    is bad."""
    settings = read_settings(os.environ)
    kept = asyncio.run(_backup(settings, reason))
    if kept is None:
        print_message(message("backup_of_nothing"))
        return 0
    print_message(message("backup_done", file=str(kept.path), size=round(kept.path.stat().st_size / 1024)))
    if not verifies:
        return 0
    problem = asyncio.run(verify(kept, settings.data_dir / "archive", datetime.now(UTC)))
    print_message(message("backup_verified") if problem is None else problem)
    return 0 if problem is None else 1


def carry_away(folder: Path) -> int:
    """Write everything into one new file in `folder`, such as a USB stick's; encrypted where a passphrase is set.

    `-` is standard output.
    """
    settings = read_settings(os.environ)
    passphrase = StoredPassphrase(settings.data_dir).get()
    target = folder / (file_name(datetime.now(UTC)) + ("" if passphrase is None else SEALED_SUFFIX))
    if folder == STREAM:
        with standard_output_for_result() as result:
            rows = asyncio.run(_carry_away(settings, passphrase, lambda file: _copy_to(file, result)))
            print_message(message("export_done", file=str(STREAM), rows=_counted(rows)))
        return 0
    rows = asyncio.run(_carry_away(settings, passphrase, lambda file: _copy_as(file, target)))
    print_message(message("export_done", file=str(target), rows=_counted(rows)))
    return 0


def _copy_to(scratch: Path, result: BinaryIO) -> None:
    with scratch.open("rb") as file:
        shutil.copyfileobj(file, result, BLOCK_BYTES)


def _copy_as(scratch: Path, target: Path) -> None:
    """Copy a file. Raises ArchiveError."""
    try:
        copy_whole(scratch, target)
    except OSError as error:
        raise ArchiveError(message("file_not_written", file=str(target), why=message_of(error))) from error


async def _carry_away(settings: Settings, passphrase: str | None, copy: Callable[[Path], None]) -> dict[TableName, int]:
    """Write an archive on the card and then copy it: with a passphrase, nothing unencrypted may ever be on the
    stick."""
    scratch, left_out = new_scratch_file(settings.data_dir / "archive"), LeftOut()
    try:
        async with opened_archive(settings) as pool:
            rows = await write_archive(pool, scratch, _report, leaves_bytes=BACKUPS_LEAVE_BYTES, left_out=left_out)
        if passphrase is not None:
            await asyncio.to_thread(seal, scratch, passphrase)
        await asyncio.to_thread(copy, scratch)
    finally:
        scratch.unlink(missing_ok=True)
    _name(left_out)
    return rows


def restore(path: Path | None, replace: bool) -> int:
    """Import a backup, the newest by default, `-` from standard input; with `replace`, become equal to it."""
    settings = read_settings(os.environ)
    chosen = path or _newest(settings)
    with named(settings, chosen) as file, opened(file, settings.data_dir) as content:
        rows = _counted(asyncio.run(_import(settings, content, replace=replace)))
    print_message(message("restore_done", file=str(chosen), rows=rows))
    return 0


async def _export(settings: Settings, target: Path) -> dict[TableName, int]:
    half_written: Path | None = None
    left_out = LeftOut()
    try:
        # an unused name, so that nobody's file, link or pipe is overwritten
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f"{target.name}.", delete=False) as file:
            half_written = Path(file.name)
        async with opened_archive(settings) as pool:
            rows = await write_archive(pool, half_written, _report, left_out=left_out)
        half_written.replace(target)
    except OSError as error:
        raise ArchiveError(message("file_not_written", file=str(target), why=message_of(error))) from error
    finally:
        if half_written is not None:
            half_written.unlink(missing_ok=True)
    _name(left_out)
    return rows


async def _export_to(settings: Settings, stream: IO[bytes]) -> dict[TableName, int]:
    scratch, left_out = new_scratch_file(settings.data_dir / "archive"), LeftOut()
    try:
        async with opened_archive(settings) as pool:
            rows = await write_archive(pool, scratch, _report, leaves_bytes=BACKUPS_LEAVE_BYTES, left_out=left_out)
        with scratch.open("rb") as file:
            await asyncio.to_thread(shutil.copyfileobj, file, stream)
        stream.flush()
    finally:
        scratch.unlink(missing_ok=True)
    _name(left_out)
    return rows


@contextmanager
def named(settings: Settings, path: Path) -> Iterator[Path]:
    """The file with this name; for standard input a scratch copy, kept while the body runs. Raises DiskFull."""
    if path != STREAM:
        yield path
        return
    scratch = new_scratch_file(settings.data_dir / "archive")
    try:
        with scratch.open("wb") as file:
            while block := sys.stdin.buffer.read(BLOCK_BYTES):
                require_room(settings.data_dir, len(block), BACKUPS_LEAVE_BYTES)
                file.write(block)
        yield scratch
    finally:
        scratch.unlink(missing_ok=True)


def check_own_file(target: Path) -> None:
    """Raise ArchiveError if `target` exists and is not a plain file but a device, pipe, link or folder."""
    try:
        mode = target.lstat().st_mode
    except OSError:
        return
    if not stat.S_ISREG(mode):
        raise ArchiveError(message("no_plain_file", file=str(target)))


async def _import(settings: Settings, path: Path, *, replace: bool) -> dict[TableName, int]:
    archive = await asyncio.to_thread(check_archive, path, AT_THE_SHELL, _report)
    _name(archive.left_out)

    async def keep() -> None:
        async with open_archive(given_location(settings), "arch-stats backup") as pool:
            kept = await _write_backup(settings, pool, "before_replacing")
        if kept is not None:
            print_message(message("kept_before_replacing", file=str(kept.path)))

    keeping: Keep | None = keep if replace else None
    async with opened_archive(settings) as pool:
        try:
            return await read_archive(
                pool,
                archive,
                lambda needed: require_room(settings.data_dir, needed, BACKUPS_LEAVE_BYTES),
                keep=keeping,
                report=_report,
            )
        except ArchiveBusy as error:
            raise ArchiveError(in_file(path, message_of(error))) from error


async def _backup(settings: Settings, reason: BackupReason) -> Backup | None:
    async with opened_archive(settings) as pool:
        return await _write_backup(settings, pool, reason)


async def _write_backup(settings: Settings, pool: Pool, reason: BackupReason) -> Backup | None:
    folder = backups_dir(settings.data_dir)
    try:
        place = BackupPlace(settings.data_dir / "archive", folder)
        left_out = LeftOut()
        kept = await write_backup(pool, place, datetime.now(UTC), reason, _report, left_out)
        _name(left_out)
    except OSError as error:
        raise ArchiveError(message("backup_not_written", folder=str(folder), why=message_of(error))) from error
    return kept


def _newest(settings: Settings) -> Path:
    folder = backups_dir(settings.data_dir)
    found = newest(folder)
    if found is None:
        raise ArchiveError(message("no_backup", folder=str(folder)))
    return found


def _name(left_out: LeftOut) -> None:
    """Print which rows are left out."""
    for one in left_out.messages():
        print_to_stderr(one)


def _counted(rows: Mapping[TableName, int]) -> str:
    return ", ".join(map(in_terminal_language(), counts(rows)))


class _Progress:
    """Prints the progress of each step every REPORT_EVERY rows."""

    def __init__(self) -> None:
        self._reported: dict[Step, int] = {}

    def __call__(self, step: Step, count: int) -> None:
        if count - self._reported.get(step, 0) >= REPORT_EVERY:
            self._reported[step] = count
            print_to_stderr(PROGRESS[step](count))


_report = _Progress()
