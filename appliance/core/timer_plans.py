"""Plans of the shooting timer: how much time each detail or side has, and how often.

World Archery Rulebook, Book 3, chapter 13 (order of shooting and timing control); Archery GB, Rules of Shooting, parts
3 and 4. The time for an arrow differs by edition (40 s or 30 s), so every time of a plan can be set; `PLANS` are the
usual ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

PlanKind = Literal["ends", "alternating", "shoot_off", "make_up"]
PassesOn = Literal["tap", "time", "arrows"]
"""What begins the next turn: only a person; also the end of the time; also the last arrow of this turn."""


@dataclass(frozen=True, slots=True)
class TimerPlan:
    """The times of an end. `turns`: number of details, or of sides that alternate; `arrows`: turns of each side;
    `warning_s`: how long before the end of the time the light turns amber, 0: never; `shares_time`: a side has one time
    for all its turns of an end."""

    kind: PlanKind
    run_up_s: int
    shooting_s: int
    warning_s: int = 0
    turns: int = 1
    arrows: int = 1
    passes_on: PassesOn = "time"
    shares_time: bool = False

    @property
    def alternates(self) -> bool:
        """Whether sides shoot alternately within the end."""
        return self.turns > 1 and self.kind in ("alternating", "shoot_off")


PLANS: Mapping[str, TimerPlan] = {
    # times of an end: World Archery, Book 3, chapter 13, with 30 s an arrow
    "ends_90": TimerPlan("ends", 10, 90, 30),
    "ends_180": TimerPlan("ends", 10, 180, 30),
    # Archery GB, part 3, and World Archery's editions with 40 s an arrow
    "ends_120": TimerPlan("ends", 10, 120, 30),
    "ends_240": TimerPlan("ends", 10, 240, 30),
    # alternate shooting, chapter 13: one arrow each in turn, 20 s for it, or 30 s by earlier editions; a set of three
    "alternating": TimerPlan("alternating", 10, 20, 0, turns=2, arrows=3, passes_on="arrows"),
    "alternating_30": TimerPlan("alternating", 10, 30, 0, turns=2, arrows=3, passes_on="arrows"),
    # an arrow of each archer in turn, twice; 20 s an arrow, of the team's time
    "alternating_team": TimerPlan("alternating", 10, 120, 0, 2, 2, "arrows", shares_time=True),
    "alternating_mixed_team": TimerPlan("alternating", 10, 80, 0, 2, 2, "arrows", shares_time=True),
    # shoot-off, chapter 13: one arrow of each archer; a team of three has a minute for its three, a mixed team 40 s for
    # its two; an edition with 30 s an arrow gives one archer that
    "shoot_off": TimerPlan("shoot_off", 10, 40, 30),
    "shoot_off_30": TimerPlan("shoot_off", 10, 30, 0),
    "shoot_off_team": TimerPlan("shoot_off", 10, 60, 30),
    "shoot_off_mixed_team": TimerPlan("shoot_off", 10, 40, 30),
    "shoot_off_alternating": TimerPlan("shoot_off", 10, 20, 0, turns=2, passes_on="arrows"),
    "shoot_off_alternating_30": TimerPlan("shoot_off", 10, 30, 0, turns=2, passes_on="arrows"),
    # after a failure of equipment, chapter 13: as long for each arrow as an end gives it, 40 s or 30 s
    "make_up_30": TimerPlan("make_up", 10, 30, 0),
    "make_up_60": TimerPlan("make_up", 10, 60, 30),
    "make_up_40": TimerPlan("make_up", 10, 40, 30),
    "make_up_80": TimerPlan("make_up", 10, 80, 30),
    "make_up_120": TimerPlan("make_up", 10, 120, 30),
}
"""The usual plans, by name."""


def periods(plan: TimerPlan) -> int:
    """Number of periods of an end: one for each detail, or for each turn of each side where sides alternate."""
    return plan.turns if plan.kind in ("ends", "make_up") else plan.turns * plan.arrows
