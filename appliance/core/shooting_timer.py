"""The shooting timer: who shoots at a moment of a plan, the time left, the light, and the sound signals.

World Archery Rulebook, Book 3, chapter 13 (order of shooting and timing control): two sound signals call to the line,
one begins shooting 10 s later, three end it and send to the target; between two details the two signals for the next
also end the one before; five or more stop everything. The light is red until shooting begins, then green, amber for
the last 30 s of an end, and red again; where archers alternate it is never amber, and an arrow of one starts the time
of the other. A team that alternates has one time for all its turns of an end, which stands still while the other team
shoots. Archery GB, Rules of Shooting, parts 3 and 4, has the same order and signals.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from appliance.core.message import refusal
from appliance.core.timer_plans import TimerPlan, periods
from appliance.errors import InvalidValue

TimerStatus = Literal["ready", "running", "paused", "emergency", "stopped"]
TimerAction = Literal["start", "pause", "resume", "next", "stop", "take_back"]
"""`take_back`: undo that a person ended the timer."""
TimerPhase = Literal["ready", "run_up", "shooting", "over"]
StepPhase = Literal["run_up", "shooting"]
TimerLight = Literal["red", "amber", "green"]

TO_THE_LINE, SHOOT, TO_THE_TARGET, EMERGENCY = 2, 1, 3, 5
"""Number of sound signals, by the rule above."""
LAST_FLIGHT_S = 2.0
"""An arrow up to this long after a turn's time ran out still belongs to that turn: nobody else can draw and aim as
fast."""


class TimerRefused(InvalidValue):
    """A command that the timer refuses in its present state; the message says why."""


@dataclass(frozen=True, slots=True)
class TimerStep:
    """A run-up or a time of shooting. `turn`: number of the detail or side, from 1; `arrow`: number of its turn in the
    end, from 1; `warns_at`: when the light turns amber, None: never."""

    period: int
    turn: int
    arrow: int
    phase: StepPhase
    begins_at: datetime
    ends_at: datetime
    warns_at: datetime | None


@dataclass(frozen=True, slots=True)
class TimerSound:
    """A sequence of `times` sound signals that begins at `at`."""

    at: datetime
    times: int


@dataclass(frozen=True, slots=True)
class TimerState:
    """State after the last command. `period`: the period that began at `began_at`, which is moved on by each pause;
    later periods follow from the plan. `held_at`: since when time stands still. `was_emergency`: shooting goes on with
    a signal, after an emergency stop or an end taken back. `used_s`: time used by each side before `period`, where
    `shares_time`. `followed`: the last period that the order of shooting has followed to. `stopped_from`: the status
    before the timer was ended."""

    status: TimerStatus = "ready"
    period: int = 0
    began_at: datetime | None = None
    held_at: datetime | None = None
    changed_at: datetime | None = None
    was_emergency: bool = False
    used_s: tuple[float, ...] = ()
    followed: int = 0
    stopped_from: TimerStatus | None = None


@dataclass(frozen=True, slots=True)
class TimerLook:
    """The display at one moment; `step`: the step in progress, or the last one."""

    phase: TimerPhase
    light: TimerLight
    seconds_left: float
    step: TimerStep | None


def steps(plan: TimerPlan, state: TimerState) -> list[TimerStep]:
    """All steps from `state.period` to the last period, or only of `state.period` where a person begins the next; times
    are of the appliance's clock."""
    return list(_steps(plan, state))


def _steps(plan: TimerPlan, state: TimerState) -> Iterator[TimerStep]:
    at = state.began_at
    if at is None:
        return
    used_s = _used_s(plan, state)
    last = state.period + 1 if plan.passes_on == "tap" else periods(plan)
    for period in range(state.period, last):
        turn, arrow = period % plan.turns + 1, period // plan.turns + 1
        shooting_s = plan.shooting_s - used_s[turn - 1]
        if shooting_s <= 0:
            continue
        if plan.shares_time:
            used_s[turn - 1] += shooting_s
        # archers who alternate stand at the line already
        if plan.run_up_s and (period == 0 or plan.kind in ("ends", "make_up")):
            shoots_at = at + timedelta(seconds=plan.run_up_s)
            yield TimerStep(period, turn, arrow, "run_up", at, shoots_at, None)
            at = shoots_at
        ends_at = at + timedelta(seconds=shooting_s)
        warns_at = ends_at - timedelta(seconds=plan.warning_s) if 0 < plan.warning_s < shooting_s else None
        yield TimerStep(period, turn, arrow, "shooting", at, ends_at, warns_at)
        at = ends_at


def _used_s(plan: TimerPlan, state: TimerState) -> list[float]:
    """Time used by each side, s, limited to what a side can use: a row written by SQL may hold any value."""
    known = [*state.used_s, *[0.0] * plan.turns][: plan.turns]
    return [min(max(one, 0.0), float(plan.shooting_s)) for one in known]


def _used_until(plan: TimerPlan, state: TimerState, at: datetime) -> tuple[float, ...]:
    """Time used by each side until `at`, s; empty unless the plan shares time."""
    if not plan.shares_time:
        return ()
    used_s = _used_s(plan, state)
    for step in steps(plan, state):
        if step.phase == "shooting" and step.begins_at < at:
            used_s[step.turn - 1] += (min(at, step.ends_at) - step.begins_at).total_seconds()
    return tuple(used_s)


def awaits_next(plan: TimerPlan, state: TimerState, now: datetime) -> bool:
    """Whether a turn's time is over and a person must begin the next turn."""
    return state.status == "running" and not ends_by_itself(plan, state) and look(plan, state, now).phase == "over"


def ends_by_itself(plan: TimerPlan, state: TimerState) -> bool:
    """Whether the end finishes without a further command."""
    return plan.passes_on != "tap" or state.period + 1 == periods(plan)


def look(plan: TimerPlan, state: TimerState, now: datetime) -> TimerLook:
    """The display at this moment."""
    all_steps = steps(plan, state)
    if state.status == "ready" or not all_steps:
        return TimerLook("ready", "red", float(plan.shooting_s), None)
    at = now if state.held_at is None else state.held_at
    if state.status == "stopped" or at >= all_steps[-1].ends_at:
        return TimerLook("over", "red", 0.0, all_steps[-1])
    on = next(step for step in all_steps if at < step.ends_at)
    light: TimerLight = "green"
    if on.phase == "run_up" or state.held_at is not None:
        light = "red"
    elif on.warns_at is not None and at >= on.warns_at:
        light = "amber"
    return TimerLook(on.phase, light, (on.ends_at - max(at, on.begins_at)).total_seconds(), on)


def sounds(plan: TimerPlan, state: TimerState) -> list[TimerSound]:
    """All sound signals from the last command on; until the next command they follow from the plan."""
    if state.status == "emergency" and state.held_at is not None:
        return [TimerSound(state.changed_at or state.held_at, EMERGENCY)]
    if state.status == "stopped" and state.held_at is not None:
        return [TimerSound(state.held_at, TO_THE_TARGET)]
    if state.status != "running":
        return []
    all_steps = steps(plan, state)
    found = [TimerSound(step.begins_at, TO_THE_LINE if step.phase == "run_up" else SHOOT) for step in all_steps]
    # the signals to walk to the target come only after the last turn
    at_last = TO_THE_TARGET if ends_by_itself(plan, state) else TO_THE_LINE
    found += [TimerSound(step.ends_at, at_last) for step in all_steps[-1:]]
    if state.changed_at is not None:
        found = [sound for sound in found if sound.at >= state.changed_at]
        if state.was_emergency:
            # in a run-up nobody may shoot yet: call to the line again, and the signal to shoot follows at its time
            is_run_up = look(plan, state, state.changed_at).phase == "run_up"
            found.insert(0, TimerSound(state.changed_at, TO_THE_LINE if is_run_up else SHOOT))
    return found


def act(plan: TimerPlan, state: TimerState, action: TimerAction, now: datetime) -> TimerState:
    """The state after a command. Raises TimerRefused."""
    seen = look(plan, state, now)
    is_held = state.status in ("paused", "emergency")
    is_on = not is_held and seen.phase in ("run_up", "shooting")
    if action == "start":
        if is_on or is_held:
            raise TimerRefused(refusal("body.action", "timer_runs"))
        return TimerState("running", 0, now, None, now)
    if action == "resume":
        if not is_held or state.held_at is None or state.began_at is None:
            raise TimerRefused(refusal("body.action", "timer_not_held"))
        began_at = state.began_at + (now - state.held_at)
        was_emergency = state.status == "emergency"
        return replace(
            state, status="running", began_at=began_at, held_at=None, changed_at=now, was_emergency=was_emergency
        )
    if action == "take_back":
        return _taken_back(plan, state, now)
    is_awaiting = action in ("next", "stop") and awaits_next(plan, state, now)
    if not is_on and not is_awaiting and not (is_held and action == "stop"):
        why = refusal("body.action", "timer_is_held") if is_held else refusal("body.action", "timer_does_not_run")
        raise TimerRefused(why)
    here = _in_period(plan, state, seen)
    if action == "next":
        return pass_to(plan, state, here.period + 1, now)
    if action == "pause":
        return replace(here, status="paused", held_at=now, changed_at=now, was_emergency=False)
    return _ended(here, now)


def _ended(here: TimerState, now: datetime) -> TimerState:
    """The ended state. A pause is not counted as time used, for the command may be taken back."""
    began_at = here.began_at
    if began_at is not None and here.held_at is not None:
        began_at += now - here.held_at
    return replace(
        here,
        status="stopped",
        began_at=began_at,
        held_at=now,
        changed_at=now,
        was_emergency=False,
        stopped_from=here.status,
    )


def may_be_taken_back(plan: TimerPlan, state: TimerState) -> bool:
    """Whether a person ended the timer; an end that its last arrow ended would be over again at once."""
    return state.status == "stopped" and state.stopped_from is not None and state.followed < periods(plan)


def _taken_back(plan: TimerPlan, state: TimerState, now: datetime) -> TimerState:
    """The state before the timer was ended, with the same time left. Raises TimerRefused.

    It goes on with a signal, for the archers were told to stop shooting.
    """
    if not may_be_taken_back(plan, state) or state.held_at is None or state.began_at is None:
        raise TimerRefused(refusal("body.action", "timer_not_ended"))
    is_running = state.stopped_from == "running"
    return replace(
        state,
        status=state.stopped_from or "running",
        began_at=state.began_at + (now - state.held_at),
        held_at=None if is_running else now,
        changed_at=now,
        was_emergency=is_running,
        stopped_from=None,
    )


def pass_to(plan: TimerPlan, state: TimerState, period: int, now: datetime) -> TimerState:
    """The state in which this period begins now, or the next one whose side has time left; ended if there is none."""
    here = _in_period(plan, state, look(plan, state, now))
    period = with_time(plan, state, period, now)
    used_s = _used_until(plan, state, now if state.held_at is None else state.held_at)
    if period >= periods(plan):
        return _ended(here, now)
    return TimerState("running", period, now, None, now, used_s=used_s, followed=state.followed)


def with_time(plan: TimerPlan, state: TimerState, period: int, now: datetime) -> int:
    """This period, or the next one whose side has time left; `periods(plan)` if there is none."""
    used_s = _used_until(plan, state, now if state.held_at is None else state.held_at)
    while plan.shares_time and period < periods(plan) and used_s[period % plan.turns] >= plan.shooting_s:
        period += 1
    return period


def emergency_stop(plan: TimerPlan, state: TimerState, now: datetime) -> TimerState:
    """The state after an emergency stop; unchanged if there is nothing to stop."""
    seen = look(plan, state, now)
    if state.status == "emergency" or seen.phase not in ("run_up", "shooting"):
        return state
    here = _in_period(plan, state, seen)
    return replace(here, status="emergency", held_at=state.held_at or now, changed_at=now, was_emergency=False)


def _in_period(plan: TimerPlan, state: TimerState, seen: TimerLook) -> TimerState:
    """The same state, with the period in progress as its `period`."""
    if seen.step is None:
        return state
    first = next(step for step in steps(plan, state) if step.period == seen.step.period)
    used_s = _used_until(plan, state, first.begins_at)
    return replace(state, period=first.period, began_at=first.begins_at, used_s=used_s)
