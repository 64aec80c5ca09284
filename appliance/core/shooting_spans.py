"""When archers may shoot, by the timer: an arrow outside of it came too early or too late."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from appliance.core.shooting_timer import LAST_FLIGHT_S, TimerState, steps
from appliance.core.timer_plans import TimerPlan

OUT_OF_TIME_S = 15.0
"""So long after shooting ended an arrow is one of it that came too late, seconds; later the timer is not followed."""


@dataclass(frozen=True, slots=True)
class ShootingSpan:
    """A span in which archers may shoot; an arrow from `called_at` on is too early, one until `late_until` too late."""

    called_at: datetime
    begins_at: datetime
    ends_at: datetime
    late_until: datetime


def spans_to_come(
    plan: TimerPlan, state: TimerState, now: datetime, since: datetime | None = None
) -> list[ShootingSpan]:
    """Spans of time in which archers may shoot, by the present state of the timer.

    `since`: when it was ended, where that is taken back: what was shot meanwhile is of the span that goes on.
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
            # where the other's time runs out before, what lands at once is theirs
            is_behind = plan.alternates and step.period > state.period
            begins_at = min(step.begins_at + flight, step.ends_at) if is_behind else step.begins_at
            called_at, begins_at = (at if at > now else since or now for at in (called_at, begins_at))
            found.append(ShootingSpan(called_at, begins_at, step.ends_at, step.ends_at + late))
    return found
