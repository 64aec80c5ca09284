"""Exports, imports and backups of a running appliance.

Each is done by a child process (`appliance.archive.process`), one export, one import and one backup at a time; it is
killed when its caller is cancelled or it takes too long.
"""

import asyncio
import logging
import os
import shutil
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from pydantic import ValidationError

from appliance.archive.backups import clean_records, replaced_dir
from appliance.archive.importer import ArchiveBusy
from appliance.archive.job import SEALING, ArchiveJob, ArchiveOutcome, JobKind
from appliance.archive.lines import ArchiveError
from appliance.archive.sealing import StoredPassphrase, is_sealed
from appliance.archive.writer import clean_scratch, new_scratch_file, new_scratch_folder
from appliance.connections import ConcurrencyLimit, LimitReached
from appliance.core.message import Message, message
from appliance.database.location import DatabaseLocation
from appliance.disk import UPLOADS_LEAVE_BYTES, DiskFull, require_room
from appliance.messages.translation import in_english
from appliance.models.errors import DBUnavailable, DBUnreadable
from appliance.schema.backups import BackupReason

EXPORT_WITHIN_S = 600.0
IMPORT_WITHIN_S = 3600.0
TURN_WITHIN_S = 60.0
"""Seconds that a download waits for the one before it."""
MOST_UPLOADS = 3

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")


class Archive:
    """Runs exports, imports and backups; `folder`: half-written files; `backups`: the folder of backups."""

    def __init__(self, location: DatabaseLocation, folder: Path, backups: Path) -> None:
        self._location = location
        self._folder = folder
        self.backups = backups
        self.passphrase = StoredPassphrase(backups.parent)
        self._export_turn = asyncio.Lock()
        self._is_importing = False
        self._backup_turn = asyncio.Lock()
        self.uploads = ConcurrencyLimit(MOST_UPLOADS, per_address=1)
        # a pool of its own, so that file work does not wait for other users of threads
        self._files = ThreadPoolExecutor(max_workers=2)

    def clean(self) -> None:
        """Delete half-written files of an earlier run; call it before any export or import."""
        clean_scratch(self._folder)
        for folder in (self.backups, replaced_dir(self.backups)):
            clean_records(folder)

    def new_file(self) -> Path:
        """A new temporary file, to be deleted by the caller. Raises OSError."""
        return new_scratch_file(self._folder)

    def require_room(self, needed_bytes: int) -> None:
        """Raise DiskFull when an upload of so many bytes would leave too little space."""
        require_room(self._folder, needed_bytes, UPLOADS_LEAVE_BYTES)

    async def in_thread(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run blocking file work in a thread pool of its own."""
        return await asyncio.get_running_loop().run_in_executor(self._files, lambda: work(*args, **kwargs))

    @contextmanager
    def uploading(self, address: str) -> Iterator[None]:
        """Count an upload while the body runs: one per address, MOST_UPLOADS in all, none during an import.

        Raises ArchiveBusy.
        """
        if self._is_importing:
            raise ArchiveBusy(message("import_under_way"))
        try:
            with self.uploads.held(address):
                yield
        except LimitReached as error:
            raise ArchiveBusy(message("upload_under_way")) from error

    async def write(self, path: Path) -> None:
        """Export a snapshot of everything to `path`, encrypted where a passphrase is set.

        Raises ArchiveBusy, ArchiveError, DiskFull, DBUnavailable.
        """
        try:
            async with asyncio.timeout(TURN_WITHIN_S):
                await self._export_turn.acquire()
        except TimeoutError as error:
            raise ArchiveBusy(message("download_under_way")) from error
        try:
            passphrase = await self.in_thread(self.passphrase.get)
            await self._run("export", EXPORT_WITHIN_S, path=path, passphrase=passphrase)
        finally:
            self._export_turn.release()

    async def import_file(
        self, path: Path, *, replace: bool = False, passphrase: str | None = None
    ) -> tuple[Message, ...]:
        """Import a file: add its new rows, or with `replace` become equal to it; returns how many rows are new.

        An encrypted file is decrypted with `passphrase`, by default the one set on this box.

        Before replacing, everything stored is backed up. Raises ArchiveError, ArchiveBusy, DiskFull, and nothing was
        changed; DBUnavailable if it was interrupted: importing again completes it. When cancelled, the process is
        killed.
        """
        if self._is_importing:
            raise ArchiveBusy(message("import_under_way"))
        self._is_importing = True
        try:
            if not await self.in_thread(is_sealed, path):
                passphrase = None
            elif passphrase is None:
                passphrase = await self.in_thread(self.passphrase.get)
            kind: JobKind = "replace" if replace else "import"
            return _messages_of(await self._run(kind, IMPORT_WITHIN_S, path=path, passphrase=passphrase))
        finally:
            self._is_importing = False

    @property
    def is_backing_up(self) -> bool:
        """Whether a backup is being made or verified."""
        return self._backup_turn.locked()

    async def contents(self, path: Path) -> tuple[Message, ...]:
        """How many rows of each table a file has. Raises ArchiveError, DBUnavailable."""
        return _messages_of(await self._run("contents", EXPORT_WITHIN_S, path=path))

    @asynccontextmanager
    async def as_it_leaves(self, path: Path) -> AsyncIterator[Path]:
        """The backup's file to hand out: itself, or an encrypted copy where a passphrase is set.

        Raises ArchiveError, DiskFull, DBUnavailable.
        """
        passphrase = await self.in_thread(self.passphrase.get)
        if passphrase is None:
            yield path
            return
        sealed = await self.in_thread(self.new_file)
        try:
            self.require_room(2 * (await self.in_thread(path.stat)).st_size)
            await self.in_thread(shutil.copyfile, path, sealed)
            await self._run("seal", EXPORT_WITHIN_S, path=sealed, passphrase=passphrase)
            yield sealed
        finally:
            await self.in_thread(sealed.unlink, missing_ok=True)

    async def back_up(self, reason: BackupReason) -> int | None:
        """Make a backup; its number, or None where there is nothing to keep.

        Raises ArchiveBusy, DiskFull, DBUnavailable.
        """
        async with self._backing_up() as scratch:
            outcome = await self._run("backup", EXPORT_WITHIN_S, scratch=scratch, reason=reason)
        for one in _messages_of(outcome):
            log.warning("of what a backup keeps: %s", in_english(one))
        return outcome.number

    async def verify(self, number: int) -> tuple[Message, ...]:
        """Verify a backup and record the result; what is wrong with it. Raises ArchiveBusy, DiskFull, DBUnavailable."""
        async with self._backing_up() as scratch:
            return _messages_of(await self._run("verify", EXPORT_WITHIN_S, scratch=scratch, number=number))

    @asynccontextmanager
    async def _backing_up(self) -> AsyncIterator[Path]:
        """Take the turn, and make a scratch folder and delete it afterwards: a killed process leaves its files
        behind."""
        if self._backup_turn.locked():
            raise ArchiveBusy(message("backup_under_way"))
        async with self._backup_turn:
            scratch = await self.in_thread(new_scratch_folder, self._folder)
            try:
                yield scratch
            finally:
                await self.in_thread(shutil.rmtree, scratch, ignore_errors=True)

    async def _run(
        self, kind: JobKind, within_s: float, *, scratch: Path | None = None, **about: Any
    ) -> ArchiveOutcome:
        folder = self._folder if scratch is None else scratch
        job = ArchiveJob(kind=kind, location=self._location, scratch=folder, backups=self.backups, **about)
        try:
            async with asyncio.timeout(within_s):
                answer = await _answer(job)
        except TimeoutError as error:
            raise DBUnavailable(message("job_took_too_long", job=kind, minutes=round(within_s / 60))) from error
        try:
            outcome = ArchiveOutcome.model_validate_json(answer)
        except ValidationError as error:
            # the process was killed, usually for lack of memory
            raise DBUnavailable(message("job_ended_half_way", job=kind)) from error
        messages = _messages_of(outcome)
        match outcome.kind:
            case "done":
                return outcome
            case "bad_file" | "out_of_memory":
                raise ArchiveError(*messages)
            case "busy":
                raise ArchiveBusy(*messages)
            case "disk_full":
                raise DiskFull(*messages)
            case "unreadable":
                raise DBUnreadable(*messages)
            case "database_away":
                raise DBUnavailable(*messages)


def _messages_of(outcome: ArchiveOutcome) -> tuple[Message, ...]:
    return tuple(one.message for one in outcome.messages)


async def _answer(job: ArchiveJob) -> bytes:
    """The output of a child process that does the job; the process is killed when this is cancelled."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "appliance.archive.process", str(os.getpid())),
        *(() if job.passphrase is None else (SEALING,)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        answer, _ = await process.communicate(job.model_dump_json().encode())
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return answer


async def while_client_connected(work: Awaitable[R], has_left: Callable[[], bool], look_every_s: float = 0.5) -> R:
    """Await `work`; when the client disconnects, cancel it and raise ConnectionResetError."""
    task = asyncio.ensure_future(work)
    try:
        while not (await asyncio.wait({task}, timeout=look_every_s))[0]:
            if has_left():
                raise ConnectionResetError("the client has left")
        return task.result()
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait({task})


__all__ = ["Archive", "ArchiveBusy", "ArchiveError", "DiskFull", "while_client_connected"]
