"""Keeps timer and order of shooting in step: an arrow moves the timer on, and time that runs out passes the turn on.

An end is a sequence of periods, in each of which one turn (a detail, or a side that alternates) shoots its share of the
arrows. So the period determines how many arrows each turn has had, shot or not, and these numbers the period.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from appliance.core.shooting_timer import LAST_FLIGHT_S, TimerState, look, pass_to, steps, with_time
from appliance.core.timer_plans import TimerPlan, periods

FLIGHT = timedelta(seconds=LAST_FLIGHT_S)


@dataclass(frozen=True, slots=True)
class TurnArrows:
    """`had`: arrows that each turn has used, shot or not; `whole`: all its arrows of the end; in order of shooting."""

    had: tuple[int, ...]
    whole: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Follow:
    """What restores step: set the timer to `period`, or pass the turn on to it."""

    what: Literal["timer", "turn"]
    period: int


def arrows_before(plan: TimerPlan, whole: tuple[int, ...], period: int) -> tuple[int, ...]:
    """How many arrows each turn has had, shot or not, where this period begins."""
    shares = periods(plan) // plan.turns
    return tuple(arrows * ((period - k + plan.turns - 1) // plan.turns) // shares for k, arrows in enumerate(whole))


def period_of(plan: TimerPlan, arrows: TurnArrows) -> int:
    """The first period with arrows still to come; `periods(plan)` if there is none."""
    for period in range(periods(plan)):
        side = period % plan.turns
        if arrows.had[side] < arrows_before(plan, arrows.whole, period + 1)[side]:
            return period
    return periods(plan)


def follow(plan: TimerPlan, state: TimerState, arrows: TurnArrows, now: datetime) -> Follow | None:
    """The action that puts timer and turns in step; None if they are in step or the timer is held."""
    if len(arrows.had) != plan.turns:
        return None
    reached, last = period_of(plan, arrows), periods(plan)
    # a side without time left is passed over, so the timer may already be where its arrows would send it
    goal = with_time(plan, state, reached, now)
    if state.status == "stopped" and state.followed == last and goal < last and plan.alternates:
        # the last arrow of the end was taken back
        return Follow("timer", reached)
    seen = look(plan, state, now)
    if state.status != "running" or seen.step is None:
        return None
    on = seen.step.period
    if on > state.followed and now >= _follows_at(plan, state, on):
        return Follow("turn", on)
    if seen.phase == "over" or plan.passes_on != "arrows" or on > state.followed:
        return None
    # a detail that left the line is not called back by a correction
    is_back = goal < on and plan.alternates
    return Follow("timer", reached) if goal > on or is_back else None


def passed(plan: TimerPlan, state: TimerState, period: int, now: datetime) -> TimerState:
    """The state after an arrow, or an arrow taken back, moved the timer to this period."""
    after = pass_to(plan, state, period, now)
    return replace(after, followed=periods(plan) if after.status == "stopped" else period)


def follows_in_s(plan: TimerPlan, state: TimerState, now: datetime) -> float | None:
    """Seconds until time alone passes the turn on; None if it never does."""
    if state.status != "running":
        return None
    later = {step.period for step in steps(plan, state) if step.period > state.followed}
    moments = [_follows_at(plan, state, period) for period in later]
    return min(((at - now).total_seconds() for at in moments if at > now), default=None)


def _follows_at(plan: TimerPlan, state: TimerState, period: int) -> datetime:
    """When the turn passes to this period: at its beginning if a person or an arrow began it, else FLIGHT later."""
    first = next(step for step in steps(plan, state) if step.period == period)
    return first.begins_at if period == state.period else first.begins_at + FLIGHT
