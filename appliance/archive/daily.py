"""Makes a backup each day, and verifies each that is not verified yet, in minutes without an arrow.

The backups themselves say whether one is due, so a box that is unplugged each evening gets its backup too. An arrow
cancels the work that is under way; it is started again in the next quiet minute.
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
"""Seconds after the start before any work."""
AGAIN_AFTER_S = 3600.0
"""Seconds until the next attempt after a failure, or when there was nothing to back up."""


class BackupMaker(Protocol):
    """Makes and verifies backups."""

    @property
    def backups(self) -> Path:
        """The folder of backups."""
        ...

    async def back_up(self, reason: BackupReason) -> int | None:
        """Make a backup; its number, or None where there is nothing to back up."""
        ...

    async def verify(self, number: int) -> tuple[Message, ...]:
        """Verify a backup; what is wrong with it."""
        ...


class DailyBackup:
    """Makes the daily backup when it is due and no arrow was heard for QUIET_S; `note_arrow` is called for every
    arrow."""

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
        """Handle a notice of the database, which may be of an arrow."""
        if isinstance(notice, Notice) and notice.table in ("detections", "shots"):
            self.note_arrow()

    def note_arrow(self) -> None:
        """Record that an arrow landed, and cancel the work under way."""
        self._heard_s = self._now_s()
        if self._work is not None:
            self._work.cancel()

    def problem(self) -> Message | None:
        """Why the last attempt at a backup failed; None after a success, or before the first failure."""
        return self._problem

    async def run(self) -> None:
        """Look each minute for work, until cancelled."""
        while True:
            await self.look()
            await self._pause(LOOK_EVERY_S)

    async def look(self) -> None:
        """Make a backup or verify one, if that is due and no arrow was heard lately."""
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
            # this task may have been cancelled while it waited
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
            # cancelled by an arrow
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
