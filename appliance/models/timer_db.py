"""The shooting timer: one row with its plan and state."""

import json
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from typing import NamedTuple

from appliance.core.message import refusal
from appliance.core.shooting_spans import spans_to_come
from appliance.core.shooting_timer import (
    TimerAction,
    TimerRefused,
    TimerState,
    act,
    emergency_stop,
    look,
    may_be_taken_back,
    sounds,
    steps,
)
from appliance.core.timed_turns import TurnArrows, arrows_before, follow, passed
from appliance.core.timer_plans import PLANS, TimerPlan
from appliance.errors import ArchStatsError
from appliance.models.base_db import DBBase, read
from appliance.models.errors import DBNotFound, DBUnreadable
from appliance.models.made_by import MADE_BY
from appliance.models.reading import kind_of, unreadable_error
from appliance.models.unreadable import UNREADABLE, UnreadableRow, row_key
from appliance.schema.timer import (
    StoredTimer,
    TimerActionCreate,
    TimerClockRead,
    TimerCreate,
    TimerRead,
    TimerSoundRead,
    TimerStepRead,
)

STOPS_TRIED = 20
"""Largest number of attempts at an emergency stop, where others change the timer at the same time."""

USUAL_PLAN = "ends_120"
"""Name of the plan that replaces one that cannot be read."""


class TimerChanged(ArchStatsError):
    """The timer was changed since the revision that the request is based on."""


class ShownTimer(NamedTuple):
    """The timer as phones see it; None: none is set up, or it is one that cannot be read."""

    timer: TimerRead | None
    is_unreadable: bool


class TimerDB(DBBase):
    """The tables shooting_timer and shooting_spans."""

    async def get_clock(self) -> TimerClockRead:
        """The appliance's present time."""
        return read(TimerClockRead, await self._one("clock", "SELECT appliance_now() AS now"))

    async def get_stored(self) -> StoredTimer | None:
        """The stored timer with the present time; None: none is set up, or it cannot be read, which is noted."""
        with suppress(DBUnreadable):
            return await self._read_stored()
        return None

    async def _read_stored(self) -> StoredTimer | None:
        """The stored timer with the present time, if one is set up. Raises DBUnreadable, and notes the row."""
        try:
            row = await self._fetchrow(
                """
                SELECT kind, run_up_s, shooting_s, warning_s, turns, arrows, passes_on, shares_time, status, period,
                       began_at, held_at, changed_at, was_emergency, used_s, followed, stopped_from, changed_by,
                       revision, end_number,
                       CASE WHEN are_shooters(shooters) THEN sides_of_timer(session_id, shooters) END AS sides,
                       appliance_now() AS now
                  FROM shooting_timer
                """
            )
        except DBUnreadable as error:
            # the statement failed at what it works out of an odd row
            kind = kind_of(StoredTimer)
            unreadable = UnreadableRow(StoredTimer.__name__, kind, row_key(kind, {}), "sides", "no names of shooters")
            UNREADABLE.note(unreadable)
            raise unreadable_error(unreadable) from error
        if row is None:
            UNREADABLE.forget_all_of(StoredTimer.__name__)
            return None
        return read(StoredTimer, row)

    async def get_one(self) -> TimerRead | None:
        """The timer as phones see it; None: none is set up, or it cannot be read."""
        return (await self.get_shown()).timer

    async def get_shown(self) -> ShownTimer:
        """The timer as phones see it, and whether there is one that cannot be read."""
        try:
            stored = await self._read_stored()
        except DBUnreadable:
            return ShownTimer(None, is_unreadable=True)
        return ShownTimer(None if stored is None else timer_read(stored), is_unreadable=False)

    async def set_up(self, created: TimerCreate) -> None:
        """Set the timer up, in place of an earlier one. Raises TimerRefused while that runs, TimerChanged."""
        stored = await self.get_stored()
        if stored is not None:
            _refuse_while_on(stored, "body")
        now = (await self.get_clock()).now if stored is None else stored.now
        # a timer that cannot be read is replaced too
        revision = await self._fetchval("SELECT revision FROM shooting_timer") if stored is None else stored.revision
        if await self._change(revision, now, created.plan(), TimerState()) is None:
            raise TimerChanged(refusal("request", "timer_changed"))

    async def act(self, action: TimerActionCreate) -> None:
        """Act on the timer, based on this revision. Raises DBNotFound, DBUnreadable, TimerChanged,
        TimerRefused."""
        stored = await self._stored()
        if stored.revision != action.revision or not await self._try_action(stored, action.action):
            raise TimerChanged(refusal("request", "timer_changed"))

    async def stop_at_once(self) -> None:
        """Stop everything, whatever the timer's revision; a timer that cannot be read is replaced by one of usual times
        that stands still. Raises DBNotFound, TimerChanged."""
        for _ in range(STOPS_TRIED):
            stored = await self._readable()
            if stored is None:
                now = (await self.get_clock()).now
                state = TimerState("emergency", began_at=now, held_at=now, changed_at=now)
                if await self._replace(now, state) is not None:
                    return
                continue
            stopped = emergency_stop(stored.plan(), stored.state(), stored.now)
            if stopped == stored.state():
                return
            if await self._change(stored.revision, stored.now, stored.plan(), stopped) is not None:
                return
        raise TimerChanged(refusal("request", "timer_changed"))

    async def in_step(self) -> StoredTimer | None:
        """Synchronise the timer and the order of shooting; returns the timer as it is then, if one is set up."""
        while True:
            stored = await self.get_stored()
            if stored is None or not await self._follow(stored):
                return stored

    async def _follow(self, stored: StoredTimer) -> bool:
        """Advance the timer or the order of shooting, whichever is behind; whether one of them was."""
        arrows = await self._turn_arrows()
        if arrows is None:
            return False
        plan, state = stored.plan(), stored.state()
        following = follow(plan, state, arrows, stored.now)
        if following is None:
            return False
        if following.what == "timer":
            await self._change(stored.revision, stored.now, plan, passed(plan, state, following.period, stored.now))
        else:
            had = list(arrows_before(plan, arrows.whole, following.period))
            await self._fetchval("SELECT pass_turn($1, $2, $3)", stored.revision, following.period, had)
        return True

    async def _turn_arrows(self) -> TurnArrows | None:
        row = await self._fetchrow("SELECT had, whole FROM turn_arrows()")
        return None if row is None else TurnArrows(tuple(row["had"]), tuple(row["whole"]))

    async def close_end(self, revision: int) -> bool:
        """Close the end that this revision timed, as its time is over; whether that closed it."""
        return bool(await self._fetchval("SELECT close_timed_end($1)", revision))

    async def remove(self) -> None:
        """Remove the timer, which closes its end; one that cannot be read goes without that, whether it runs or not.
        Raises DBNotFound, TimerRefused while it runs, TimerChanged."""
        stored = await self._readable()
        if stored is None:
            revision = await self._replace((await self.get_clock()).now, TimerState())
        else:
            _refuse_while_on(stored, "request")
            revision = stored.revision
        if revision is None or not await self._fetchval("SELECT remove_timer($1)", revision):
            raise TimerChanged(refusal("request", "timer_changed"))

    async def _readable(self) -> StoredTimer | None:
        """The stored timer; None where there is one that cannot be read. Raises DBNotFound where none is set up."""
        try:
            return await self._stored()
        except DBUnreadable:
            return None

    async def _replace(self, now: datetime, state: TimerState) -> int | None:
        """Store a timer of usual times in place of the one that cannot be read; the new revision, None where it has
        changed meanwhile. Nothing of the old one stays, for any part of it may be the one at fault."""
        revision = await self._fetchval("SELECT revision FROM shooting_timer")
        return await self._change(revision, now, PLANS[USUAL_PLAN], state, replaces=True)

    async def _stored(self) -> StoredTimer:
        """The stored timer. Raises DBNotFound where none is set up, DBUnreadable."""
        stored = await self._read_stored()
        if stored is None:
            raise _no_timer()
        return stored

    async def _try_action(self, stored: StoredTimer, action: TimerAction) -> bool:
        state = act(stored.plan(), stored.state(), action, stored.now)
        ended_at = stored.held_at if action == "take_back" else None
        changed = await self._change(
            stored.revision, stored.now, stored.plan(), state, begins_end=action == "start", ended_at=ended_at
        )
        return changed is not None

    async def _change(
        self,
        revision: int | None,
        now: datetime,
        plan: TimerPlan,
        state: TimerState,
        *,
        begins_end: bool = False,
        replaces: bool = False,
        ended_at: datetime | None = None,
    ) -> int | None:
        """Store a new plan and state, and return the new revision; None where `revision` has changed. `replaces`: in
        place of a timer of which nothing stays; `ended_at`: when the timer was ended, where that is taken back."""
        spans = [asdict(span) for span in spans_to_come(plan, state, now, ended_at)]
        change = {"begins_end": begins_end, "replaces": replaces, "ended_at": ended_at, "changed_by": MADE_BY.get()}
        changed: int | None = await self._fetchval(
            "SELECT change_timer($1, $2, $3::text::jsonb, $4::text::jsonb)",
            revision,
            now,
            json.dumps(asdict(plan) | asdict(state) | change, default=datetime.isoformat),
            json.dumps(spans, default=datetime.isoformat),
        )
        return changed


def timer_read(stored: StoredTimer) -> TimerRead:
    """The timer as phones see it, with its steps and sounds."""
    plan, state = stored.plan(), stored.state()
    return TimerRead(
        revision=stored.revision,
        plan=TimerCreate(**asdict(plan)),
        status=stored.status,
        held_at=stored.held_at,
        changed_at=stored.changed_at,
        changed_by=stored.changed_by,
        may_be_taken_back=may_be_taken_back(plan, state),
        sides=stored.sides,
        steps=[TimerStepRead(**asdict(step)) for step in steps(plan, state)],
        sounds=[TimerSoundRead(**asdict(sound)) for sound in sounds(plan, state)],
    )


def _refuse_while_on(stored: StoredTimer, place: str) -> None:
    if look(stored.plan(), stored.state(), stored.now).phase in ("run_up", "shooting"):
        raise TimerRefused(refusal(place, "timer_runs"))


def _no_timer() -> DBNotFound:
    return DBNotFound(refusal("request", "no_timer"))
