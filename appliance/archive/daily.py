"""Keeps a backup a day, and tries each that was not tried yet, in minutes in which no arrow lands.

Whether one is due is read from the backups themselves: a box that is unplugged each evening gets its backup all the
same. What was begun when an arrow lands is ended, and begun again in the next quiet minute.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from appliance.archive.backups import all_backups, backups_in
from appliance.archive.rotation import is_due
from appliance.archive.service import ArchiveBusy, DiskFull
from appliance.computer import read_kernel_boot
from appliance.core.message import Message, message, message_of
from appliance.database.channels import Notice, Resync
from appliance.models.errors import DBUnavailable
from appliance.schema.backups import BackupReason

log = logging.getLogger(__name__)

LOOK_EVERY_S = 60.0
QUIET_S = 60.0
FIRST_AFTER_S = 180.0
"""What a start is left alone."""
AGAIN_AFTER_S = 3600.0
"""After a failure, or where there was nothing to keep."""


class BackupMaker(Protocol):
    """What makes and tries backups."""

    @property
    def backups(self) -> Path:
        """The folder of backups."""
        ...

    async def back_up(self, reason: BackupReason) -> int | None:
        """Make one; its number."""
        ...

    async def verify(self, number: int) -> tuple[Message, ...]:
        """Try one; what is wrong with it."""
        ...


class DailyBackup:
    """Makes the daily backup when it is due and no arrow landed lately; `note_arrow` is called for every arrow."""

    def __init__(
        self,
        archive: BackupMaker,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        now_s: Callable[[], float] = time.monotonic,
        pause: Callable[[float], Coroutine[Any, Any, None]] = asyncio.sleep,
        kernel_boot: str | None = None,
    ) -> None:
        self._archive = archive
        self._now = now
        self._now_s = now_s
        self._pause = pause
        self._boot = read_kernel_boot() if kernel_boot is None else kernel_boot
        self._heard_s = self._made_s = now_s()
        self._not_before_s = now_s() + FIRST_AFTER_S
        self._work: asyncio.Task[None] | None = None
        self._problem: Message | None = None

    def on_notice(self, notice: Notice | Resync) -> None:
        """Something changed in the database: it may be an arrow."""
        if isinstance(notice, Notice) and notice.table in ("detections", "shots"):
            self.note_arrow()

    def note_arrow(self) -> None:
        """An arrow landed: whatever is under way gives way to it."""
        self._heard_s = self._now_s()
        if self._work is not None:
            self._work.cancel()

    def problem(self) -> Message | None:
        """Why there is no backup of today; None where there is, or nothing is wrong yet."""
        return self._problem

    async def run(self) -> None:
        """Look each minute, until cancelled."""
        while True:
            await self.look()
            await self._pause(LOOK_EVERY_S)

    async def look(self) -> None:
        """Make a backup or try one, if it is time for that."""
        now_s = self._now_s()
        if now_s < self._not_before_s or now_s - self._heard_s < QUIET_S:
            return
        step = await asyncio.to_thread(self._next_step)
        if step is None:
            return
        self._work = asyncio.create_task(step(), name="daily backup")
        try:
            await asyncio.wait([self._work])
        finally:
            work, self._work = self._work, None
            # the whole part may be told to end meanwhile
            work.cancel()
        self._learn(work)

    def _next_step(self) -> Callable[[], Coroutine[Any, Any, None]] | None:
        if self._is_due():
            return self._back_up
        untried = [backup for backup in all_backups(self._archive.backups) if backup.held().is_good is None]
        tried = max((backup.number for backup in untried if backup.record() is not None), default=None)
        return None if tried is None else lambda: self._verify(tried)

    def _is_due(self) -> bool:
        newest = max(backups_in(self._archive.backups), default=None)
        record = None if newest is None else newest.record()
        last_at = None if newest is None else newest.made_at
        last_boot = None if record is None else record.unchanged_boot or record.kernel_boot
        if record is not None:
            last_at = record.unchanged_at or last_at
        return is_due(last_at, last_boot, self._now(), self._boot, self._now_s() - self._made_s)

    async def _back_up(self) -> None:
        if await self._archive.back_up("daily") is None:
            self._not_before_s = self._now_s() + AGAIN_AFTER_S
        else:
            self._made_s = self._now_s()

    async def _verify(self, number: int) -> None:
        problems = await self._archive.verify(number)
        if problems:
            log.error("backup %d is not as it should be: %s", number, "; ".join(map(str, problems)))

    def _learn(self, work: asyncio.Task[None]) -> None:
        if work.cancelled():
            # an arrow landed
            return
        error = work.exception()
        if error is None:
            self._problem = None
            return
        if not isinstance(error, (ArchiveBusy, DiskFull, DBUnavailable, OSError)):
            raise error
        self._not_before_s = self._now_s() + AGAIN_AFTER_S
        if not isinstance(error, ArchiveBusy):
            self._problem = message("no_daily_backup", why=message_of(error))
            log.warning("no backup was made: %s", message_of(error))
