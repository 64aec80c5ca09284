"""Spans of time in which archers may shoot, by the timer: an arrow outside them came too early or too late."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from appliance.core.shooting_timer import LAST_FLIGHT_S, TimerState, steps
from appliance.core.timer_plans import TimerPlan

OUT_OF_TIME_S = 15.0
"""An arrow up to this long after shooting ended is too late; a later one belongs to shooting without the timer."""


@dataclass(frozen=True, slots=True)
class ShootingSpan:
    """A span in which archers may shoot; an arrow from `called_at` to `begins_at` is too early, one from `ends_at` to
    `late_until` too late."""

    called_at: datetime
    begins_at: datetime
    ends_at: datetime
    late_until: datetime


def spans_to_come(
    plan: TimerPlan, state: TimerState, now: datetime, since: datetime | None = None
) -> list[ShootingSpan]:
    """Spans from `now` on in which archers may shoot, by the state of the timer.

    `since`: when the timer was ended, if that is being taken back: arrows shot since then belong to the span that goes
    on.
    """
    if state.status != "running":
        return []
    all_steps = steps(plan, state)
    called = {after.begins_at: step.begins_at for step, after in pairwise(all_steps) if step.phase == "run_up"}
    late, flight = timedelta(seconds=OUT_OF_TIME_S), timedelta(seconds=LAST_FLIGHT_S)
    found = []
    for step in all_steps:
        if step.phase == "shooting" and step.ends_at > now:
            called_at = called.get(step.begins_at, step.begins_at)
            # an arrow that lands just after the other side's time ran out is still theirs
            is_behind = plan.alternates and step.period > state.period
            begins_at = min(step.begins_at + flight, step.ends_at) if is_behind else step.begins_at
            called_at, begins_at = (at if at > now else since or now for at in (called_at, begins_at))
            found.append(ShootingSpan(called_at, begins_at, step.ends_at, step.ends_at + late))
    return found
