"""arch-stats export, import, backup, restore: everything in one file, and everything of it back."""

import asyncio
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from appliance.archive.backups import KEPT, KEPT_BEFORE_REPLACING, backups_dir, file_name, newest, replaced_dir
from appliance.archive.file import check_archive, counts
from appliance.archive.importer import ArchiveBusy, Keep, read_archive
from appliance.archive.lines import AT_THE_SHELL, ArchiveError, in_file
from appliance.archive.writer import write_archive, write_backup
from appliance.core.message import message_of
from appliance.database.pool import Pool, open_as_owner
from appliance.messages.translation import in_english
from appliance.runtime.disk import BACKUPS_LEAVE_BYTES, require_room
from appliance.schema.archive import TableName
from appliance.settings import Settings, read_settings
from appliance.wiring.database import given_location
from appliance.wiring.owner import opened_as_owner

REPORT_EVERY = 20_000


def export(path: Path | None) -> int:
    """Export everything to `path`."""
    settings = read_settings(os.environ)
    target = path or Path(file_name(datetime.now(UTC)))
    rows = asyncio.run(_export(settings, target))
    print(f"{target}: {_counted(rows)}")
    return 0


def import_(path: Path) -> int:
    """Import the rows of `path` that are not stored yet."""
    settings = read_settings(os.environ)
    print(f"{path}: new here are {_counted(asyncio.run(_import(settings, path, replace=False)))}")
    return 0


def backup() -> int:
    """Export into the data directory, and delete the oldest of many backups."""
    settings = read_settings(os.environ)
    path = asyncio.run(_backup(settings))
    print("there is nothing to keep yet" if path is None else f"{path}: {path.stat().st_size / 1024:.0f} kB")
    return 0


def restore(path: Path | None, replace: bool) -> int:
    """Import a backup, the newest by default; with `replace`, become equal to it."""
    settings = read_settings(os.environ)
    chosen = path or _newest(settings)
    print(f"{chosen}: brought back {_counted(asyncio.run(_import(settings, chosen, replace=replace)))}")
    return 0


async def _export(settings: Settings, target: Path) -> dict[TableName, int]:
    half_written = target.with_name(target.name + ".new")
    try:
        async with opened_as_owner(settings) as pool:
            rows = await write_archive(pool, half_written, _report)
        half_written.replace(target)
    except OSError as error:
        raise ArchiveError(f"{target}: cannot be written: {error.strerror or error}") from error
    finally:
        half_written.unlink(missing_ok=True)
    return rows


async def _import(settings: Settings, path: Path, *, replace: bool) -> dict[TableName, int]:
    archive = await asyncio.to_thread(check_archive, path, AT_THE_SHELL, _report)

    async def keep() -> None:
        async with open_as_owner(given_location(settings), "arch-stats backup") as pool:
            kept = await _write_backup(
                settings, pool, replaced_dir(backups_dir(settings.data_dir)), KEPT_BEFORE_REPLACING
            )
        if kept is not None:
            print(f"what is here now is kept in {kept}")

    keeping: Keep | None = keep if replace else None
    async with opened_as_owner(settings) as pool:
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


async def _backup(settings: Settings) -> Path | None:
    async with opened_as_owner(settings) as pool:
        return await _write_backup(settings, pool, backups_dir(settings.data_dir), KEPT)


async def _write_backup(settings: Settings, pool: Pool, folder: Path, kept: int) -> Path | None:
    try:
        return await write_backup(pool, settings.data_dir / "archive", folder, datetime.now(UTC), kept, _report)
    except OSError as error:
        raise ArchiveError(
            f"{folder}: cannot be written: {error.strerror or error}; run this as the appliance's user"
        ) from error


def _newest(settings: Settings) -> Path:
    folder = backups_dir(settings.data_dir)
    found = newest(folder)
    if found is None:
        raise ArchiveError(f"{folder}: there is no backup; say which file to restore")
    return found


def _counted(rows: Mapping[TableName, int]) -> str:
    return ", ".join(map(in_english, counts(rows)))


class _Progress:
    """Prints progress now and then."""

    def __init__(self) -> None:
        self._said: dict[str, int] = {}

    def __call__(self, what: str, count: int) -> None:
        if count - self._said.get(what, 0) >= REPORT_EVERY:
            self._said[what] = count
            print(f"{count} {what} ...", file=sys.stderr, flush=True)


_report = _Progress()
