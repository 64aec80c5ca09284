"""Verifies a backup by restoring it into a scratch database and comparing every restored row with the file."""

import asyncio
import hashlib
import json
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from appliance.archive.backups import Backup
from appliance.archive.file import CheckedArchive, check_archive, read_rows
from appliance.archive.imported_rows import ImportTarget, as_imported
from appliance.archive.importer import read_archive
from appliance.archive.lines import AT_THE_SHELL, ArchiveError, in_file
from appliance.archive.writer import PREFIX
from appliance.core.message import Message, message, message_of
from appliance.database.pool import Pool, open_archive
from appliance.database.scratch import scratch_database
from appliance.disk import BACKUPS_LEAVE_BYTES, free_bytes, require_room
from appliance.messages.translation import described
from appliance.models.archive_db import TABLES, export_rows
from appliance.models.base_db import one_moment
from appliance.runtime.resources import sql_dir
from appliance.schema.archive import TableName
from appliance.schema.archive_rows import ROWS

GIVEN_ANEW = ("seq",)
"""Columns to which a restored row gets new values."""
MORE_AFTERWARDS: tuple[TableName, ...] = ("session_spans",)
"""Tables to which a restore adds rows: an open session begins a span."""
DERIVED_OF_OTHERS: tuple[TableName, ...] = ("shots",)
"""Tables whose rows are derived again from others, such as an arrow, of which the file may leave some out."""
SCRATCH_BYTES = 96 * 2**20
"""Bytes that an empty scratch database takes, with its log."""
MEMORY = Path("/dev/shm")  # noqa: S108  (a folder with an unguessable name is made in it)
IN_MEMORY_BYTES = 160 * 2**20
"""Largest scratch database in memory, where it spares the card; counts towards the memory that the unit may use."""
LEFT_IN_MEMORY = 2
"""So many times the needed bytes must be free."""
DIGEST_BITS = 256


@dataclass(slots=True)
class _Content:
    """The number of rows of each table, and a digest of them that does not depend on their order."""

    rows: Counter[TableName] = field(default_factory=Counter)
    digests: Counter[TableName] = field(default_factory=Counter)

    def add(self, table: TableName, values: Mapping[str, Any]) -> None:
        """Count a row; its values are normalised by its model, so that both sources are comparable."""
        model = ROWS[table].model_validate_json(json.dumps(values))
        content = model.model_dump_json(exclude=set(GIVEN_ANEW))
        self.rows[table] += 1
        number = int.from_bytes(hashlib.sha256(content.encode()).digest())
        self.digests[table] = (self.digests[table] + number) % 2**DIGEST_BITS


async def verify(backup: Backup, scratch: Path, now: datetime) -> Message | None:
    """Restore a backup into a scratch database and record the result; what is wrong with it, or None.

    Raises DiskFull, DatabaseRefused, DatabaseUnavailable where it could not be tried: then nothing is recorded.
    """
    problem: Message | None = None
    try:
        archive = check_archive(backup.path, AT_THE_SHELL)
        needed_bytes = SCRATCH_BYTES + 3 * archive.unpacked_bytes
        await asyncio.to_thread(scratch.mkdir, parents=True, exist_ok=True)
        folder = MEMORY if _fits_in_memory(needed_bytes) else scratch
        if folder is scratch:
            require_room(scratch, needed_bytes, BACKUPS_LEAVE_BYTES)
        async with (
            scratch_database(folder, PREFIX, sql_dir()) as location,
            open_archive(location, "arch-stats verify") as pool,
        ):
            await _compare(pool, archive)
    except ArchiveError as error:
        problem = message_of(error)
    record = backup.record()
    if record is not None:
        stored = None if problem is None else described(problem)
        tried = record.model_copy(update={"verified_at": None if problem else now, "problem": stored})
        backup.put_record(tried)
    return problem


async def _compare(pool: Pool, archive: CheckedArchive) -> None:
    """Restore a backup and compare. Raises ArchiveError for the first table whose rows differ from the file's."""
    own_id: UUID = archive.header.appliance_id
    # as on the box that wrote the file: on another one, rows would be adapted
    await pool.execute("UPDATE appliance SET id = $1", own_id)
    await read_archive(pool, archive, _enough_room, keep=_nothing_to_keep)
    expected, found = _Content(), _Content()
    target = ImportTarget(is_own=True, is_restore=True, exported_at=archive.header.exported_at)
    for row in read_rows(archive):
        for values in as_imported(row, target):
            expected.add(row.table, values)
    async with one_moment(pool) as connection:
        for table in TABLES:
            async for text in export_rows(connection, table):
                found.add(table, json.loads(text))
    for table in TABLES:
        if table in DERIVED_OF_OTHERS and archive.left_out.rows:
            is_same = found.rows[table] == expected.rows[table]
        elif table in MORE_AFTERWARDS:
            is_same = found.rows[table] >= expected.rows[table]
        else:
            is_same = (found.rows[table], found.digests[table]) == (expected.rows[table], expected.digests[table])
        if not is_same:
            counts = {"said": str(expected.rows[table]), "found": str(found.rows[table])}
            raise ArchiveError(in_file(archive.path, message("restored_otherwise", table=table, **counts)))


def _fits_in_memory(needed_bytes: int) -> bool:
    free = min(_free_memory_bytes(), free_bytes(MEMORY)) if os.access(MEMORY, os.W_OK) else 0
    return needed_bytes <= IN_MEMORY_BYTES and free >= LEFT_IN_MEMORY * needed_bytes


def _free_memory_bytes() -> int:
    """Free memory by the kernel's sysinfo, bytes, which works in a unit without access to /proc."""
    return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


async def _nothing_to_keep() -> None:
    """Back up nothing: the scratch database is empty."""


def _enough_room(needed_bytes: int) -> None:
    """Check nothing: the room was checked before the scratch database was made."""
    del needed_bytes
