"""Imports a checked export file in small steps, so that recording goes on meanwhile.

The whole file is first staged, and checked against itself and against what is stored: a bad file changes nothing. It is
then merged in statements of some milliseconds, with pauses as long between them, so that the feed's lock is often free
for the sensors. If this is interrupted (power, a client that disconnects), the rows merged so far stay, and importing
the same file again completes it.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from functools import partial
from typing import TypeVar

from appliance.archive.file import CheckedArchive, FileRow, Report, in_column, line_of, no_report, read_rows
from appliance.archive.imported_rows import ImportTarget, as_imported
from appliance.archive.lines import ArchiveError, at_line, in_file
from appliance.core.message import message, message_of
from appliance.database.transient import is_rolled_back
from appliance.errors import Unavailable
from appliance.models.archive_db import MERGED, REPLACED, TABLES, ArchiveDB
from appliance.models.base_db import Source, translated
from appliance.models.errors import DBException, DBUnavailable
from appliance.schema.archive import TableName

STATEMENT_S = 0.01
"""Intended duration of one statement of a merge, s: it holds the feed's lock for so long."""
MOST_PAGES = 256
TRIES = 5
BATCH_ROWS = 500
BATCH_BYTES = 2**20
ROOM = 3
"""Bytes needed on the card for a byte of the unpacked file: staged, stored, and in the database's log."""


T = TypeVar("T")


class ArchiveBusy(Unavailable):
    """The archive is busy: another import, export or backup is under way."""


Keep = Callable[[], Awaitable[None]]
Room = Callable[[int], None]
"""A function that raises DiskFull when there is no room for so many more bytes."""


async def read_archive(
    source: Source, archive: CheckedArchive, room: Room, *, keep: Keep | None = None, report: Report = no_report
) -> dict[TableName, int]:
    """Add the file's rows that are not stored; with `keep`, become equal to the file. Returns new rows per table.

    `keep` makes a backup of what is stored; it is called before anything is deleted, and if it raises, nothing is.
    Raises ArchiveError, ArchiveBusy, DiskFull, and nothing was changed; DBUnavailable.

    An open session is closed if it is another appliance's, or another session is open here. An accepted calibration
    becomes a proposal, since it may be of another butt: a person here has to accept it again. Only where this appliance
    becomes equal to its own backup does it stay accepted. A calibration that waited for taps has failed. A survey of
    the file is in force where none was given here, or where the file replaces everything.
    """
    async with AsyncExitStack() as stack:
        async with translated():
            connection = await stack.enter_async_context(source.acquire())
        table = ArchiveDB(connection)
        appliance_id, schema_version = await table.identity()
        if archive.header.schema_version > schema_version:
            newer = message("from_newer_version", version=archive.header.version)
            raise ArchiveError(in_file(archive.path, newer))
        room(ROOM * archive.unpacked_bytes)
        if not await table.begin():
            raise ArchiveBusy(message("import_under_way"))
        is_replacing = keep is not None
        is_own = archive.header.appliance_id == appliance_id
        target = ImportTarget(is_own, is_own and is_replacing, archive.header.exported_at)
        await _stage(table, archive, target, report)
        await _check(table, archive, is_replacing=is_replacing)
        if keep is not None:
            await table.remember()
            await keep()
            await _clear(table, report)
        await table.close_sessions(archive.header.exported_at)
        new = await _merge(table, room, report, is_replacing=is_replacing)
        await table.finish()
        return new


async def _stage(table: ArchiveDB, archive: CheckedArchive, target: ImportTarget, report: Report) -> None:
    done = 0
    for batch in _batches(archive):
        try:
            await table.stage(batch[0].table, [values for row in batch for values in as_imported(row, target)])
        except DBException:
            await _stage_singly(table, archive, batch, target)
        done += len(batch)
        report("checked", done)


async def _stage_singly(table: ArchiveDB, archive: CheckedArchive, batch: list[FileRow], target: ImportTarget) -> None:
    """Stage rows one at a time to find the one that the database refuses. Raises ArchiveError."""
    for row in batch:
        try:
            await table.stage(row.table, as_imported(row, target))
        except DBException as error:
            reason = message_of(error)
            column = in_column(reason.place.removeprefix("body").removeprefix("."), reason.at(""))
            what = in_column(row.table, message("nothing_was_changed", what=column))
            raise ArchiveError(at_line(archive.path, row.line, what)) from error


def _batches(archive: CheckedArchive) -> Iterator[list[FileRow]]:
    """Batches of rows of one table, up to BATCH_ROWS rows or about BATCH_BYTES; the file may mix tables."""
    waiting: dict[TableName, list[FileRow]] = {}
    waiting_bytes: Counter[TableName] = Counter()
    for row in read_rows(archive):
        waiting.setdefault(row.table, []).append(row)
        waiting_bytes[row.table] += row.size_bytes
        if len(waiting[row.table]) == BATCH_ROWS or waiting_bytes[row.table] > BATCH_BYTES:
            yield waiting.pop(row.table)
            waiting_bytes[row.table] = 0
    yield from waiting.values()


async def _check(table: ArchiveDB, archive: CheckedArchive, *, is_replacing: bool) -> None:
    missing = await table.missing(is_replacing=is_replacing)
    if missing is not None:
        where = await _where(archive, missing.table, missing.column, missing.value)
        absent = message("reference_missing", value=str(missing.value), parent=missing.parent)
        raise ArchiveError(at_line(archive.path, where, in_column(f"{missing.table}.{missing.column}", absent)))
    other = None if is_replacing else await table.contradiction()
    if other is not None:
        where = await _where(archive, other.table, other.column, other.value)
        taken = message("taken_by_another", value=repr(other.value))
        raise ArchiveError(at_line(archive.path, where, in_column(f"{other.table}.{other.column}", taken)))


async def _where(archive: CheckedArchive, table: str, column: str, value: str) -> int | None:
    return await asyncio.to_thread(line_of, archive, table, column, value)


async def _clear(table: ArchiveDB, report: Report) -> None:
    done = 0
    for name in REPLACED:
        async for pages in _paced(await table.doomed_pages(name)):
            done += await _done(partial(table.clear, name, pages.start, len(pages)))
            report("removed", done)


async def _merge(table: ArchiveDB, room: Room, report: Report, *, is_replacing: bool) -> dict[TableName, int]:
    new: dict[TableName, int] = dict.fromkeys(TABLES, 0)
    done = 0
    for name in MERGED:
        async for pages in _paced(await table.staged_pages(name)):
            await asyncio.to_thread(room, 0)
            merge = partial(table.merge, name, pages.start, len(pages), keeps_versions=is_replacing)
            more, places = await _merged(name, merge)
            new[name] += more
            new["session_archers"] += places
            done += more + places
            report("added", done)
    new["surveys"] = await _merged("surveys", partial(table.merge_surveys, is_replacing=is_replacing))
    return new


async def _merged(name: TableName, merge: Callable[[], Awaitable[T]]) -> T:
    try:
        return await _done(merge)
    except DBException as error:
        why = message("changed_meanwhile", why=message_of(error))
        raise ArchiveError(in_column(name, why)) from error


async def _done(act: Callable[[], Awaitable[T]]) -> T:
    """The result of `act`, repeated up to TRIES times while concurrent transactions roll it back."""
    for _ in range(TRIES - 1):
        try:
            return await act()
        except DBUnavailable as error:
            if error.__cause__ is None or not is_rolled_back(error.__cause__):
                raise
    return await act()


async def _paced(total: int) -> AsyncIterator[range]:
    """Ranges that cover all pages, each sized to take STATEMENT_S, with a pause as long as the work after each."""
    loop = asyncio.get_running_loop()
    first, count = 0, 1
    while first < total:
        began = loop.time()
        yield range(first, first + count)
        took = loop.time() - began
        first += count
        count = max(1, min(MOST_PAGES, 2 * count, int(count * STATEMENT_S / max(took, 1e-6))))
        await asyncio.sleep(took)
