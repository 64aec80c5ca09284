"""The shooting timer: its plan, what people say of it, and what follows as moments of the appliance's clock."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from appliance.core import limits
from appliance.core.message import refusal
from appliance.core.shooting_timer import PlanKind, StepPhase, TimerAction, TimerPlan, TimerState, TimerStatus
from appliance.schema.base import Int8, Strict, UtcTime, within

Revision = Annotated[Int8, Field(description="changes with everything that is said of the timer")]
Turns = Annotated[int, within(limits.TIMER_TURNS), Field(description="details of an end, or sides that alternate")]
PlanName = Literal[
    "ends_90", "ends_180", "ends_120", "ends_240", "alternating", "shoot_off", "shoot_off_alternating",
    "make_up_40", "make_up_80", "make_up_120",
]  # fmt: skip


class TimerCreate(Strict):
    """How time is given: seconds to go to the line, to shoot, and before the end under an amber light (0: none)."""

    kind: PlanKind
    run_up_s: Annotated[int, within(limits.RUN_UP_S)] = 10
    shooting_s: Annotated[int, within(limits.SHOOTING_S)]
    warning_s: Annotated[int, within(limits.WARNING_S)] = 0
    turns: Turns = 1
    arrows: Annotated[int, within(limits.TIMER_ARROWS), Field(description="of each side that alternates")] = 1

    @model_validator(mode="after")
    def _sides_alternate(self) -> "TimerCreate":
        if self.kind == "alternating" and self.turns < 2:
            raise ValueError(refusal("turns", "two_sides_alternate"))
        return self

    def plan(self) -> TimerPlan:
        """The same for the core."""
        return TimerPlan(**self.model_dump())


class TimerPlanRead(TimerCreate):
    """A usual plan."""

    name: PlanName


class TimerActionCreate(Strict):
    """What a person says, having seen the timer as it was at `revision`."""

    action: TimerAction
    revision: Revision


class TimerStepRead(Strict):
    """A run-up or a time of shooting, of a detail or side (`turn`) and, where they alternate, its `arrow`."""

    period: int
    turn: int
    arrow: int
    phase: StepPhase
    begins_at: UtcTime
    ends_at: UtcTime
    warns_at: UtcTime | None


class TimerSoundRead(Strict):
    """So many sound signals: 2 to the line, 1 to shoot, 3 to the target, 5 stop at once."""

    at: UtcTime
    times: int


class TimerRead(Strict):
    """The timer. `status`: what was said last; it runs to the end of its steps without another word.

    All follows from moments of the appliance's clock (GET /timer/clock): which step is on, how long, under which
    light. `held_at`: the moment at which time stands still, until somebody resumes.
    """

    revision: Revision
    plan: TimerCreate
    status: TimerStatus
    held_at: UtcTime | None
    changed_at: UtcTime | None
    steps: list[TimerStepRead]
    sounds: list[TimerSoundRead]


class StoredTimer(Strict):
    """The row of the table, with the moment at which it was read."""

    kind: PlanKind
    run_up_s: int
    shooting_s: int
    warning_s: int
    turns: int
    arrows: int
    status: TimerStatus
    period: int
    began_at: UtcTime | None
    held_at: UtcTime | None
    changed_at: UtcTime | None
    was_emergency: bool
    revision: int
    end_number: int | None
    now: UtcTime

    def plan(self) -> TimerPlan:
        """How time is given."""
        return TimerPlan(self.kind, self.run_up_s, self.shooting_s, self.warning_s, self.turns, self.arrows)

    def state(self) -> TimerState:
        """What was said last."""
        return TimerState(self.status, self.period, self.began_at, self.held_at, self.changed_at, self.was_emergency)


class TimerClockRead(Strict):
    """What time the appliance has, by which its timer runs."""

    now: UtcTime
