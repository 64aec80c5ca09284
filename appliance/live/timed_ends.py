"""Closes ends by the timer, and keeps turns and timer in step.

An end closes OUT_OF_TIME_S after the signal to stop, for arrows until then belong to it. Before that, an arrow advances
the timer, and expired time advances the turn.
"""

import asyncio
from contextlib import suppress
from typing import NamedTuple

from appliance.core.shooting_spans import OUT_OF_TIME_S
from appliance.core.shooting_timer import ends_by_itself, steps
from appliance.core.timed_turns import follows_in_s
from appliance.database.channels import Notice, Resync
from appliance.models.base_db import Source
from appliance.models.timer_db import TimerDB
from appliance.schema.timer import StoredTimer


def due_in_s(timer: StoredTimer | None) -> float | None:
    """Seconds until the timed end has to be closed; None if no end will be, unless the timer changes."""
    if timer is None or timer.end_number is None:
        return None
    if timer.status == "ready":
        # the timer was set up again: the end is over, but since when is no longer known
        over_at = timer.now
    elif timer.status == "stopped" and timer.held_at is not None:
        over_at = timer.held_at
    elif timer.status == "running" and ends_by_itself(timer.plan(), timer.state()):
        over_at = steps(timer.plan(), timer.state())[-1].ends_at
    else:
        return None
    return max(0.0, (over_at - timer.now).total_seconds() + OUT_OF_TIME_S)


class Due(NamedTuple):
    """The next action: in `in_s` seconds, None without one until the timer or a turn changes; `closes`: the revision of
    the timer whose end is closed then; None where the turn advances."""

    in_s: float | None
    closes: int | None


class TimedEnds:
    """Closes ends and advances turns in time; since their times are in the database, those missed while off are made
    up."""

    def __init__(self, source: Source) -> None:
        self._timer = TimerDB(source)
        self._is_news = asyncio.Event()
        self._is_set_up = True

    def on_notice(self, notice: Notice | Resync) -> None:
        """Handle a notice of the database; called by the listener on the event loop."""
        if (
            isinstance(notice, Resync)
            or notice.table == "shooting_timer"
            or (notice.table in ("turns", "shots") and self._is_set_up)
        ):
            self._is_news.set()

    async def run(self) -> None:
        """Keep turns and timer in step, and close ends, until cancelled. Raises DBUnavailable."""
        while True:
            self._is_news.clear()
            due = await self.keep_step()
            if not await self._until_news(due.in_s):
                await self.do(due)

    async def keep_step(self) -> Due:
        """Bring turns and timer in step; returns the next action. Raises DBUnavailable."""
        self._is_set_up = True
        timer = await self._timer.in_step()
        # without a timer, arrows need not be checked; setting one up sends a notice
        self._is_set_up = timer is not None
        if timer is None:
            return Due(None, None)
        closes_s, follows_s = due_in_s(timer), follows_in_s(timer.plan(), timer.state(), timer.now)
        if follows_s is not None and (closes_s is None or follows_s < closes_s):
            return Due(follows_s, None)
        return Due(closes_s, timer.revision)

    async def do(self, due: Due) -> None:
        """Do an action whose time has come without news in between. Raises DBUnavailable."""
        if due.closes is not None:
            await self._timer.close_end(due.closes)

    async def _until_news(self, at_most_s: float | None) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(at_most_s):
                await self._is_news.wait()
                return True
        return False
