"""arch-stats export, import, backup, restore: everything in one file, and everything of it back."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from appliance.archive_file import ArchiveError, check_archive, counts, read_archive, write_archive
from appliance.backups import backups_dir, file_name, forget_oldest, new_backup, newest
from appliance.database.pool import Pool, open_as_owner
from appliance.schema.archive import TableName
from appliance.settings import Settings, read_settings
from appliance.wiring.database import database as running_database
from appliance.wiring.database import given_location, prepare_schema

SAY_EVERY = 20_000


def export(path: Path | None) -> int:
    """Write everything to `path`."""
    settings = read_settings(os.environ)
    target = path or Path(file_name(datetime.now(UTC)))
    rows = asyncio.run(_export(settings, target))
    print(f"{target}: {counts(rows)}")
    return 0


def import_(path: Path) -> int:
    """Add what is in `path` and not in the database yet."""
    settings = read_settings(os.environ)
    print(f"{path}: new here are {counts(asyncio.run(_import(settings, path, replace=False)))}")
    return 0


def backup() -> int:
    """Write everything into the data directory; the oldest of many go."""
    settings = read_settings(os.environ)
    path = asyncio.run(_backup(settings))
    print(f"{path}: {path.stat().st_size / 1024:.0f} kB")
    return 0


def restore(path: Path | None, replace: bool) -> int:
    """Add what a backup (the newest by default) has and the database has not; or make the database equal to it."""
    settings = read_settings(os.environ)
    chosen = path or _newest(settings)
    if replace:
        print(f"what is here now is kept in {asyncio.run(_backup(settings))}")
    print(f"{chosen}: brought back {counts(asyncio.run(_import(settings, chosen, replace=replace)))}")
    return 0


@asynccontextmanager
async def owned(settings: Settings) -> AsyncIterator[Pool]:
    """The database as its owner: the running appliance's, or else started for as long as this lasts."""
    location = given_location(settings)
    is_running = await asyncio.to_thread(os.path.exists, f"{location.host}/.s.PGSQL.{location.port}")
    if settings.uses_embedded_database and not is_running:
        async with running_database(settings), _pool(settings) as pool:
            yield pool
        return
    async with _pool(settings) as pool:
        yield pool


@asynccontextmanager
async def _pool(settings: Settings) -> AsyncIterator[Pool]:
    location = given_location(settings)
    await prepare_schema(location, settings.ws_channel)
    async with open_as_owner(location, "arch-stats archive") as pool:
        yield pool


async def _export(settings: Settings, target: Path) -> dict[TableName, int]:
    half_written = target.with_name(target.name + ".new")
    try:
        async with owned(settings) as pool:
            rows = await write_archive(pool, half_written, _say)
        half_written.replace(target)
    except OSError as error:
        raise ArchiveError(f"{target}: cannot be written: {error.strerror or error}") from error
    finally:
        half_written.unlink(missing_ok=True)
    return rows


async def _import(settings: Settings, path: Path, *, replace: bool) -> dict[TableName, int]:
    header = await asyncio.to_thread(check_archive, path)
    async with owned(settings) as pool:
        return await read_archive(pool, path, header, replace=replace, say=_say)


async def _backup(settings: Settings) -> Path:
    folder = backups_dir(settings.data_dir)
    try:
        target = new_backup(folder)
    except OSError as error:
        raise ArchiveError(f"{folder}: cannot be made: {error.strerror}; run this as the appliance's user") from error
    await _export(settings, target)
    forget_oldest(folder)
    return target


def _newest(settings: Settings) -> Path:
    folder = backups_dir(settings.data_dir)
    found = newest(folder)
    if found is None:
        raise ArchiveError(f"{folder}: there is no backup; say which file to restore")
    return found


def _say(what: str, count: int) -> None:
    if count % SAY_EVERY == 0:
        print(f"{count} {what} ...", file=sys.stderr, flush=True)
