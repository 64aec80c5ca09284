"""python -m appliance.archive.process: one job on an export file, in a process that may be killed at any time.

Uploaded files are parsed here, apart from the sensors' process, with limits on memory and CPU time. The job comes as
JSON on standard input, its outcome goes to standard output.
"""

import asyncio
import ctypes
import os
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from appliance.archive.backups import Backup, numbered
from appliance.archive.file import check_archive, counts
from appliance.archive.importer import ArchiveBusy, read_archive
from appliance.archive.job import SEALING, ArchiveJob, ArchiveOutcome, OutcomeKind
from appliance.archive.left_out import LeftOut
from appliance.archive.lines import ArchiveError
from appliance.archive.sealing import is_sealed, open_sealed, seal
from appliance.archive.verifying import verify
from appliance.archive.writer import BackupPlace, new_scratch_file, write_archive, write_backup
from appliance.core.message import Message, message, message_of
from appliance.database.errors import DatabaseRefused, DatabaseUnavailable
from appliance.database.pool import open_archive
from appliance.database.transient import DATABASE_ERRORS, away, is_worth_waiting
from appliance.disk import UPLOADS_LEAVE_BYTES, DiskFull, require_room
from appliance.messages.translation import described
from appliance.models.errors import DBUnavailable, DBUnreadable
from appliance.schema.backups import BackupReason

MEMORY_BYTES = 512 * 2**20
SEALING_MEMORY_BYTES = 1024 * 2**20
"""Scrypt needs much memory on purpose: 128 MB for our files, up to eight times as much for those of other programs."""
PROCESSOR_S = 3600
PR_SET_PDEATHSIG = 1


def main() -> int:
    """Run the job given on standard input."""
    job = ArchiveJob.model_validate_json(sys.stdin.buffer.read())
    print(asyncio.run(_outcome(job)).model_dump_json(), flush=True)  # noqa: T201  (to the appliance, not to a person)
    return 0


def limit_this_process(parent: int, memory_bytes: int = MEMORY_BYTES) -> None:
    """Limit this process in memory and CPU time, and have the kernel kill it when its parent ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        # the parent ended before the call of prctl
        raise SystemExit(1)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_S, PROCESSOR_S))


async def _outcome(job: ArchiveJob) -> ArchiveOutcome:
    try:
        return await _done(job)
    except ArchiveError as error:
        return _outcome_of("bad_file", message_of(error))
    except ArchiveBusy as error:
        return _outcome_of("busy", message_of(error))
    except DiskFull as error:
        return _outcome_of("disk_full", message_of(error))
    except MemoryError:
        return _outcome_of("out_of_memory", message("out_of_memory"))
    except DBUnreadable as error:
        return _outcome_of("unreadable", message_of(error))
    except (DBUnavailable, DatabaseUnavailable, DatabaseRefused) as error:
        return _outcome_of("database_away", message_of(error))
    except DATABASE_ERRORS as error:
        if not is_worth_waiting(error):
            raise
        return _outcome_of("database_away", away(error))


def _outcome_of(kind: OutcomeKind, *messages: Message, number: int | None = None) -> ArchiveOutcome:
    return ArchiveOutcome(kind=kind, messages=list(map(described, messages)), number=number)


async def _done(job: ArchiveJob) -> ArchiveOutcome:
    match job.kind:
        case "export":
            return _outcome_of("done", *await _export(job))
        case "contents":
            with _opened(job) as path:
                return _outcome_of("done", *check_archive(path).messages())
        case "backup":
            left_out = LeftOut()
            kept = await _keep(job, job.reason, left_out)
            return _outcome_of("done", *left_out.messages(), number=None if kept is None else kept.number)
        case "seal":
            assert job.path is not None and job.passphrase is not None  # noqa: S101, PT018  (what is sealed has both)
            seal(job.path, job.passphrase)
            return _outcome_of("done")
        case "verify":
            return _outcome_of("done", *await _verify(job))
        case "import" | "replace":
            return _outcome_of("done", *await _import(job))


async def _export(job: ArchiveJob) -> tuple[Message, ...]:
    assert job.path is not None  # noqa: S101  (an export has one)
    async with open_archive(job.location, "arch-stats export") as pool:
        left_out = LeftOut()
        rows = await write_archive(pool, job.path, leaves_bytes=UPLOADS_LEAVE_BYTES, left_out=left_out)
    if job.passphrase is not None:
        seal(job.path, job.passphrase)
    return (*counts(rows), *left_out.messages())


async def _import(job: ArchiveJob) -> tuple[Message, ...]:
    async def keep() -> None:
        try:
            await _keep(job, "before_replacing")
        except (OSError, DiskFull) as error:
            why = message("as_said", text=str(error.strerror)) if isinstance(error, OSError) else message_of(error)
            raise ArchiveError(message("cannot_keep_backup", why=why)) from error

    with _opened(job) as path:
        archive = check_archive(path)
        async with open_archive(job.location, "arch-stats import") as pool:
            new = await read_archive(
                pool,
                archive,
                lambda needed: require_room(job.scratch, needed, UPLOADS_LEAVE_BYTES),
                keep=keep if job.kind == "replace" else None,
            )
    return (*counts(new), *archive.left_out.messages())


@contextmanager
def _opened(job: ArchiveJob) -> Iterator[Path]:
    """The file to read, decrypted where it is encrypted. Raises ArchiveError for a wrong passphrase; DiskFull."""
    assert job.path is not None  # noqa: S101  (what reads has one)
    if not is_sealed(job.path):
        yield job.path
        return
    require_room(job.scratch, job.path.stat().st_size, UPLOADS_LEAVE_BYTES)
    opened = new_scratch_file(job.scratch)
    try:
        open_sealed(job.path, job.passphrase, opened)
        yield opened
    finally:
        opened.unlink(missing_ok=True)


async def _keep(job: ArchiveJob, reason: BackupReason, left_out: LeftOut | None = None) -> Backup | None:
    """Back up what is stored; None where there is nothing to back up. Raises OSError, DiskFull, DBUnavailable."""
    async with open_archive(job.location, "arch-stats backup") as pool:
        place = BackupPlace(job.scratch, job.backups)
        return await write_backup(pool, place, datetime.now(UTC), reason, left_out=left_out)


async def _verify(job: ArchiveJob) -> tuple[Message, ...]:
    """What is wrong with the backup of this number; empty where it is good, or was deleted meanwhile."""
    backup = None if job.number is None else numbered(job.backups, job.number)
    problem = None if backup is None else await verify(backup, job.scratch, datetime.now(UTC))
    return () if problem is None else (problem,)


if __name__ == "__main__":
    limit_this_process(int(sys.argv[1]), SEALING_MEMORY_BYTES if SEALING in sys.argv[2:] else MEMORY_BYTES)
    sys.exit(main())
