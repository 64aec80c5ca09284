"""The shooting timer: its plan, actions on it, and the resulting times by the appliance's clock."""

from dataclasses import asdict, fields
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator

from appliance.core import limits
from appliance.core.message import refusal
from appliance.core.shooting_timer import StepPhase, TimerAction, TimerState, TimerStatus, steps
from appliance.core.timer_plans import PassesOn, PlanKind, TimerPlan
from appliance.schema.base import Int8, Stored, Strict, UtcTime, within

Revision = Annotated[Int8, Field(description="changes with every change of the timer")]
Turns = Annotated[int, within(limits.TIMER_TURNS), Field(description="details of an end, or sides that alternate")]
PlanName = Literal[
    "ends_90", "ends_180", "ends_120", "ends_240",
    "alternating", "alternating_30", "alternating_team", "alternating_mixed_team",
    "shoot_off", "shoot_off_30", "shoot_off_team", "shoot_off_mixed_team", "shoot_off_alternating",
    "shoot_off_alternating_30",
    "make_up_30", "make_up_60", "make_up_40", "make_up_80", "make_up_120",
]  # fmt: skip


class TimerCreate(Strict):
    """A timer's plan, s: to go to the line, to shoot, and the amber warning before the end (0: none).

    `passes_on`: what begins the next turn: only a person, the end of the time, or also the last arrow of a turn.
    `shares_time`: each side has its time for all its turns of an end; it stands still while the other side shoots.
    """

    kind: PlanKind
    run_up_s: Annotated[int, within(limits.RUN_UP_S)] = 10
    shooting_s: Annotated[int, within(limits.SHOOTING_S)]
    warning_s: Annotated[int, within(limits.WARNING_S)] = 0
    turns: Turns = 1
    arrows: Annotated[int, within(limits.TIMER_ARROWS), Field(description="how often each side shoots")] = 1
    passes_on: PassesOn = "time"
    shares_time: bool = False

    @model_validator(mode="after")
    def _sides_alternate(self) -> "TimerCreate":
        if self.kind == "alternating" and self.turns < 2:
            raise ValueError(refusal("turns", "two_sides_alternate"))
        return self

    def plan(self) -> TimerPlan:
        """The plan as a TimerPlan of the core."""
        return TimerPlan(**self.model_dump())


class TimerPlanRead(TimerCreate):
    """A usual plan of the shooting timer."""

    name: PlanName


class TimerActionCreate(Strict):
    """An action on the timer, based on the state at `revision`."""

    action: TimerAction
    revision: Revision


class TimerSideRead(Strict):
    """The shooters of a turn of the timed end: archer, team, or letters of a detail."""

    name: Annotated[str, Stored(limits.ARCHER_NAME)]
    # JSON from the database, so UUIDs come as texts
    archer_ids: list[Annotated[UUID, Field(strict=False)]]


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
    """A number of sound signals: 2 to the line, 1 to shoot, 3 to the target, 5 stop at once."""

    at: UtcTime
    times: int


class TimerRead(Strict):
    """The shooting timer; `status`: after the last action, from which it runs through its steps by itself.

    Step, remaining time and light follow from its times by the appliance's clock (GET /timer/clock). `held_at`: when
    time was stopped, until somebody resumes. `sides`: who shoots in each turn, where known. `changed_by`: the author of
    the last action, from the header X-Made-By. `may_be_taken_back`: a person ended it, and it can continue from there.
    """

    revision: Revision
    plan: TimerCreate
    status: TimerStatus
    held_at: UtcTime | None
    changed_at: UtcTime | None
    changed_by: Annotated[str, Stored(limits.MADE_BY)] | None
    may_be_taken_back: bool
    sides: list[TimerSideRead]
    steps: list[TimerStepRead]
    sounds: list[TimerSoundRead]


class StoredTimer(Strict):
    """The timer's row, with the time at which it was read."""

    kind: PlanKind
    run_up_s: int
    shooting_s: int
    warning_s: int
    turns: int
    arrows: int
    passes_on: PassesOn
    shares_time: bool
    status: TimerStatus
    period: int
    began_at: UtcTime | None
    held_at: UtcTime | None
    changed_at: UtcTime | None
    was_emergency: bool
    used_s: list[float]
    followed: int
    stopped_from: TimerStatus | None
    changed_by: Annotated[str, Stored(limits.MADE_BY)] | None
    revision: int
    end_number: int | None
    sides: list[TimerSideRead]
    now: UtcTime

    @model_validator(mode="after")
    def _steps_have_moments(self) -> "StoredTimer":
        """Validate the resulting steps too, since a row written by SQL may be consistent and have impossible ones."""
        TimerCreate(**asdict(self.plan()))
        for step in steps(self.plan(), self.state()):
            TimerStepRead(**asdict(step))
        return self

    def plan(self) -> TimerPlan:
        """The timer's plan."""
        return TimerPlan(**{one.name: getattr(self, one.name) for one in fields(TimerPlan)})

    def state(self) -> TimerState:
        """The state after the last action."""
        values = {one.name: getattr(self, one.name) for one in fields(TimerState)}
        return TimerState(**{**values, "used_s": tuple(self.used_s)})


class TimerClockRead(Strict):
    """The appliance's clock, by which its timer runs."""

    now: UtcTime
