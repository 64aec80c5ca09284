"""An end closes with the timer: a moment after the signal to stop, for arrows in that moment still belong to it. Until
then turns and time keep step: an arrow passes the time on, and time that ran out the turn.
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
    """Seconds until the timed end is to be closed; None where none is, until the timer changes."""
    if timer is None or timer.end_number is None:
        return None
    if timer.status == "ready":
        # set up anew: nobody knows any more when the end was over, only that it was
        over_at = timer.now
    elif timer.status == "stopped" and timer.held_at is not None:
        over_at = timer.held_at
    elif timer.status == "running" and ends_by_itself(timer.plan(), timer.state()):
        over_at = steps(timer.plan(), timer.state())[-1].ends_at
    else:
        return None
    return max(0.0, (over_at - timer.now).total_seconds() + OUT_OF_TIME_S)


class Due(NamedTuple):
    """In how many seconds something is to be done, None where nothing is until somebody says something; `closes`: the
    revision of the timer whose end is closed then, None where time passes a turn on.
    """

    in_s: float | None
    closes: int | None


class TimedEnds:
    """The part that does both: the moments are in the database, so one that passed while the box was off is made up."""

    def __init__(self, source: Source) -> None:
        self._timer = TimerDB(source)
        self._is_news = asyncio.Event()
        self._is_set_up = True

    def on_notice(self, notice: Notice | Resync) -> None:
        """Take a notice of the database; called by the listener, on the loop."""
        if (
            isinstance(notice, Resync)
            or notice.table == "shooting_timer"
            or (notice.table == "turns" and self._is_set_up)
        ):
            self._is_news.set()

    async def run(self) -> None:
        """Keep step, and close ends, until cancelled. Raises DBUnavailable."""
        while True:
            self._is_news.clear()
            due = await self.keep_step()
            if not await self._until_news(due.in_s):
                await self.do(due)

    async def keep_step(self) -> Due:
        """Bring turns and time in step, as they are now. Raises DBUnavailable."""
        self._is_set_up = True
        timer = await self._timer.in_step()
        # without a timer no arrow has to be looked at; that one is set up is news by itself
        self._is_set_up = timer is not None
        if timer is None:
            return Due(None, None)
        closes_s, follows_s = due_in_s(timer), follows_in_s(timer.plan(), timer.state(), timer.now)
        if follows_s is not None and (closes_s is None or follows_s < closes_s):
            return Due(follows_s, None)
        return Due(closes_s, timer.revision)

    async def do(self, due: Due) -> None:
        """Its moment has come, and nothing was said meanwhile. Raises DBUnavailable."""
        if due.closes is not None:
            await self._timer.close_end(due.closes)

    async def _until_news(self, at_most_s: float | None) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(at_most_s):
                await self._is_news.wait()
                return True
        return False
