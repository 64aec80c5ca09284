"""python -m appliance.archive.process: one job with an export file, in a process that may be killed at any time.

A file that somebody sent is met here and not where the sensors are: with limits to memory and processor time, at a low
priority. The job comes as JSON on standard input, its outcome goes to standard output.
"""

import asyncio
import ctypes
import os
import resource
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from appliance.archive.backups import KEPT_BEFORE_REPLACING, replaced_dir
from appliance.archive.file import check_archive, counts
from appliance.archive.importer import ArchiveBusy, read_archive
from appliance.archive.job import ArchiveJob, ArchiveOutcome, OutcomeKind
from appliance.archive.lines import ArchiveError
from appliance.archive.writer import write_archive, write_backup
from appliance.core.message import Message, message, message_of
from appliance.database.pool import open_as_owner
from appliance.database.transient import away, is_worth_waiting
from appliance.messages.translation import described
from appliance.models.errors import DBUnavailable
from appliance.runtime.disk import UPLOADS_LEAVE_BYTES, DiskFull, require_room

MEMORY_BYTES = 512 * 2**20
PROCESSOR_S = 3600
NICENESS = 10
PR_SET_PDEATHSIG = 1


def main() -> int:
    """Run the job given on standard input."""
    job = ArchiveJob.model_validate_json(sys.stdin.buffer.read())
    print(asyncio.run(_outcome(job)).model_dump_json(), flush=True)  # noqa: T201  (to the appliance, not to a person)
    return 0


def limit_this_process(parent: int) -> None:
    """Limit this process in memory, CPU and priority, and end it with its parent."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        # it ended before this process could ask to be told
        raise SystemExit(1)
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_S, PROCESSOR_S))


async def _outcome(job: ArchiveJob) -> ArchiveOutcome:
    try:
        return _said("done", *await _done(job))
    except ArchiveError as error:
        return _said("bad_file", message_of(error))
    except ArchiveBusy as error:
        return _said("busy", message_of(error))
    except DiskFull as error:
        return _said("disk_full", message_of(error))
    except MemoryError:
        return _said("out_of_memory", message("out_of_memory"))
    except DBUnavailable as error:
        return _said("database_away", message_of(error))
    except Exception as error:  # what is worth waiting for is known by its SQLSTATE, not by its class
        if not is_worth_waiting(error):
            raise
        return _said("database_away", away(error))


def _said(kind: OutcomeKind, *said: Message) -> ArchiveOutcome:
    return ArchiveOutcome(kind=kind, said=list(map(described, said)))


async def _done(job: ArchiveJob) -> tuple[Message, ...]:
    if job.kind == "export":
        async with open_as_owner(job.location, "arch-stats export") as pool:
            return counts(await write_archive(pool, job.path, leaves_bytes=UPLOADS_LEAVE_BYTES))
    archive = check_archive(job.path)

    async def keep() -> None:
        await keep_replaced(job)

    async with open_as_owner(job.location, "arch-stats import") as pool:
        new = await read_archive(
            pool,
            archive,
            lambda needed: require_room(job.scratch, needed, UPLOADS_LEAVE_BYTES),
            keep=keep if job.kind == "replace" else None,
        )
    return counts(new)


async def keep_replaced(job: ArchiveJob) -> None:
    """Back up what is about to be replaced. Raises ArchiveError, and then nothing is replaced."""
    folder: Path = replaced_dir(job.backups)
    try:
        async with open_as_owner(job.location, "arch-stats backup") as pool:
            await write_backup(pool, job.scratch, folder, datetime.now(UTC), KEPT_BEFORE_REPLACING)
    except (OSError, DiskFull) as error:
        why = message("as_said", text=str(error.strerror)) if isinstance(error, OSError) else message_of(error)
        raise ArchiveError(message("cannot_keep_backup", why=why)) from error


if __name__ == "__main__":
    limit_this_process(int(sys.argv[1]))
    sys.exit(main())
