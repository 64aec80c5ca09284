"""Detects steps of the wall clock by the monotonic one, and has earlier dates corrected."""

import asyncio
import logging
import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from appliance.computer import kernel_is_synchronised, program_made_at, read_kernel_boot
from appliance.core.clock_runs import ClockRun, ClockStep, corrected_offset_us, is_step, never_before
from appliance.core.message import Message, message, message_of
from appliance.models.base_db import Source
from appliance.models.clocks_db import ClocksDB, RecordedStep, moment
from appliance.models.errors import DBUnavailable

log = logging.getLogger(__name__)

LOOK_S = 1.0
"""Interval at which both clocks are compared; a step is dated with this precision."""
STEP_REPORTED_S = 3600.0
"""How long a step is reported to people."""
MIN_REPORTED_STEP_US = 1e6
"""Smallest step that is reported to people; they would not notice a smaller one."""
READ_AT_ONCE_US = 1e3
"""Longest duration of one reading of both clocks: a process suspended between them would date wrongly."""
READINGS = 5
"""Largest number of attempts at such a reading, of which the shortest is used."""
BEHIND = timedelta(minutes=1)


class WallClock:
    """Converts instants of the monotonic clock to dates, and records this computer's clock runs in the database.

    `date_of` and `clock_id` call `look` first, so that neither still uses the clock run from before a step.
    """

    def __init__(
        self,
        source: Source,
        *,
        wall_us: Callable[[], float] = lambda: time.time() * 1e6,
        mono_us: Callable[[], float] = lambda: time.monotonic() * 1e6,
        kernel_boot: str | None = None,
        is_synchronised: Callable[[], bool] | None = None,
        made_at: datetime | None = None,
    ) -> None:
        self._clocks = ClocksDB(source)
        self._wall_us = wall_us
        self._mono_us = mono_us
        self._is_synchronised = kernel_is_synchronised if is_synchronised is None else is_synchronised
        self._made_at = program_made_at() if made_at is None else made_at
        self.kernel_boot = read_kernel_boot() if kernel_boot is None else kernel_boot
        self._earliest_us = -math.inf
        self._run = self._new_run()
        self._is_recorded = False
        self._recording = asyncio.Lock()
        self._unrecorded: deque[ClockStep] = deque()
        self._is_newly_trusted = False
        self._ask_again_us = 0.0
        self._past: dict[str, list[ClockRun]] = {}
        self._newest_impact_at: datetime | None = None
        self._steps: deque[tuple[float, RecordedStep]] = deque(maxlen=10)

    @property
    def clock_id(self) -> UUID | None:
        """Id of the current clock run; None until it is known whether it continues the one in the database."""
        self.look()
        return self._run.id if self._is_recorded else None

    def clock_id_of(self, kernel_boot: str) -> UUID | None:
        """Id of the clock run that dates instants of a kernel boot; None for an earlier boot, whose dates are final."""
        return self.clock_id if kernel_boot == self.kernel_boot else None

    def date_of(self, kernel_boot: str, at_us: float, stored: datetime) -> datetime:
        """Convert an instant of a kernel boot's monotonic clock to a date.

        An instant of this boot is dated by the present wall clock; one of another boot keeps its date `stored`, unless
        the clock was corrected later in that boot. Raises OverflowError for a date out of range.
        """
        if kernel_boot == self.kernel_boot:
            self.look()
            return moment(self._run.offset_us + at_us)
        offset_us = corrected_offset_us(self._past.get(kernel_boot, []), at_us)
        return stored if offset_us is None else moment(offset_us + at_us)

    def look(self) -> None:
        """Check whether the wall clock was stepped, or has been synchronised since.

        A wall clock behind the newest record of a session that was open before this boot is not believed: arrows would
        have no session, or be sorted before those that were shot earlier.
        """
        _, offset_us = self._read()
        if is_step(self._run, offset_us):
            old, self._run = self._run, self._new_run()
            if self._is_recorded:
                self._unrecorded.append(ClockStep(old, self._run))
            log.warning("the clock was set from %s to %s", *_both(ClockStep(old, self._run)))
        elif not self._run.is_trusted and self._is_synchronised_now():
            self._run = replace(self._run, is_trusted=True)
            self._is_newly_trusted = True

    def _is_synchronised_now(self) -> bool:
        """Whether the kernel's clock is synchronised; asked once a second at most, False in between."""
        mono_us = self._mono_us()
        if mono_us < self._ask_again_us:
            return False
        self._ask_again_us = mono_us + LOOK_S * 1e6
        return self._is_synchronised()

    async def run(self) -> None:
        """Check the clock each second, and record what changed, until cancelled."""
        reason: Message | None = None
        while True:
            try:
                await self.record()
                reason = None
            except DBUnavailable as error:
                if message_of(error) != reason:
                    log.info("the clock is not recorded yet: %s", error)
                reason = message_of(error)
            await asyncio.sleep(LOOK_S)

    async def record(self) -> None:
        """Record clock runs and steps that are not in the database yet. Raises DBUnavailable."""
        async with self._recording:
            await self._record()

    async def _record(self) -> None:
        self.look()
        if not self._is_recorded:
            await self._go_on()
        while self._unrecorded:
            step = await self._clocks.step(self._unrecorded[0])
            self._unrecorded.popleft()
            self._steps.append((self._mono_us(), step))
            log.warning("%d impacts were dated again", step.impacts_dated_again)
            self._newest_impact_at = await self._clocks.newest_impact_at()
        if self._is_newly_trusted:
            await self._clocks.trust(self._run)
            self._is_newly_trusted = False

    def troubles(self) -> list[Message]:
        """Messages about a clock that is wrong, or was corrected lately."""
        now_us = self._mono_us()
        messages = [
            _message(step)
            for at_us, step in self._steps
            if step.impacts_dated_again
            and abs(step.by_us) >= MIN_REPORTED_STEP_US
            and now_us - at_us < STEP_REPORTED_S * 1e6
        ]
        messages += [
            message("clock_left_rows", rows=left.rows, table=left.table, named=", ".join(left.named))
            for at_us, step in self._steps
            if now_us - at_us < STEP_REPORTED_S * 1e6
            for left in step.left
        ]
        now = moment(self._wall_us())
        newest = self._newest_impact_at
        if newest is not None and now < newest - BEHIND:
            messages.append(
                message("clock_before_arrows", now=f"{now:%Y-%m-%d %H:%M}", newest=f"{newest:%Y-%m-%d %H:%M}")
            )
        elif now < self._made_at - BEHIND:
            messages.append(message("clock_before_version", now=f"{now:%Y-%m-%d %H:%M}"))
        return messages

    async def _go_on(self) -> None:
        """Continue the stored clock run if the clock was not stepped since; else begin a new one."""
        last, past = await self._clocks.current(), await self._clocks.runs()
        await self._look_at_what_is_on()
        run = never_before(self._run, self._earliest_us)
        if last is None or last.kernel_boot != self.kernel_boot:
            await self._clocks.begin(run)
        elif is_step(last, run.wall_offset_us):
            self._steps.append((self._mono_us(), await self._clocks.step(ClockStep(last, run))))
        else:
            # no step since before this program was restarted
            run = replace(last, is_trusted=last.is_trusted or run.is_trusted)
            self._is_newly_trusted = run.is_trusted and not last.is_trusted
        self._newest_impact_at = await self._clocks.newest_impact_at()
        self._past = {}
        for one in past:
            self._past.setdefault(one.kernel_boot, []).append(one)
        if is_step(run, self._run.wall_offset_us):
            # the clock was set during the queries above
            self._unrecorded.append(ClockStep(run, self._run))
        else:
            self._run = run
        self._is_recorded = True

    async def _look_at_what_is_on(self) -> None:
        """Set the earliest time to believe: the newest record of a session or calibration that is still on from an
        earlier boot, where the wall clock is behind it."""
        newest = await self._clocks.newest_of_what_is_on(self.kernel_boot)
        newest_us = -math.inf if newest is None else newest.timestamp() * 1e6
        self._earliest_us = newest_us if newest_us > self._wall_us() else -math.inf

    def _read(self) -> tuple[float, float]:
        """Read the monotonic clock and the wall clock's offset from it, us; again where the reading was interrupted."""
        readings = []
        for _ in range(READINGS):
            before_us, wall_us, after_us = self._mono_us(), self._wall_us(), self._mono_us()
            readings.append((after_us - before_us, before_us, wall_us - (before_us + after_us) / 2))
            if readings[-1][0] <= READ_AT_ONCE_US:
                break
        _, mono_us, offset_us = min(readings)
        return mono_us, offset_us

    def _new_run(self) -> ClockRun:
        mono_us, offset_us = self._read()
        run = ClockRun(uuid4(), self.kernel_boot, mono_us, offset_us, self._is_synchronised())
        return never_before(run, self._earliest_us)


def _both(step: ClockStep) -> tuple[datetime, datetime]:
    return moment(step.from_time_us), moment(step.to_time_us)


def _message(step: RecordedStep) -> Message:
    until, duration = f"{step.to_time.astimezone():%H:%M}", _duration(abs(step.by_us) / 1e6)
    return message(
        "clock_was_behind" if step.by_us > 0 else "clock_was_ahead",
        duration=duration,
        until=until,
        arrows=step.impacts_dated_again,
    )


def _duration(seconds: float) -> str:
    """The duration in at most two units, as in "4 h 2 min"."""
    whole = round(seconds)
    units = (("d", 86400), ("h", 3600), ("min", 60), ("s", 1))
    parts: list[str] = []
    for name, size in units:
        count, whole = divmod(whole, size)
        if count or parts:
            parts.append(f"{count} {name}")
        if len(parts) == 2:
            break
    return " ".join(part for part in parts if not part.startswith("0 ")) or "1 s"
