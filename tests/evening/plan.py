"""A seeded plan of an evening: who shoots when, where each arrow goes, what goes wrong, and what people do about it."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from appliance.core.timer_plans import PassesOn
from tests.evening.rules import (
    ARROWS,
    ENDS,
    LINES_MM,
    MIDDLE,
    MISS,
    Card,
    Place,
    Value,
    edge_mm,
    value_at,
)

LETTERS = "ABCDEFGH"
DETAILS = ("ABCD", "EFGH")
SHAFTS_MM = dict(zip(LETTERS, (9.3, 4.0, 9.0, 5.5, 8.0, 4.3, 6.5, 5.0), strict=True))
FROM_LINE_MM = 1.5
"""So far from every line is the edge of a shaft: the measurement, right within half a millimetre, is in no doubt."""
APART_MM = 3.0
MOST_TRIES = 10_000
CROWDED = "no place is left on the face that can be told from the others"
CORRECTED_WITHIN_TURNS = 9
Kind = Literal["heard", "bouncer", "miss_entered", "miss_passed_by", "miss_entered_late", "unheard_hit"]
"""An arrow that the sensors heard, or that nobody heard: the archer says so at once, or taps that the next one shoots,
and says so later or never; or it stands in the face all the same, and is entered by hand."""
Correction = Literal["called", "called_x", "deleted_and_restored", "given_away_and_back", "sighter_and_back"]
Trouble = Literal["knock", "sighter", "swapped", "knock_noticed_late"]
"""In a turn: a knock on the butt that is deleted, an arrow more that is called a sighter, the next archer shoots before
this one's last arrow, or a knock is deleted when the next archer is through, whose arrows it has moved on by one."""
WITH_THE_NEXT: tuple[Trouble, ...] = ("swapped", "knock_noticed_late")
OutOfTime = Literal["early", "late"]
"""The first arrow of a detail before the signal to shoot, or its last one just behind the time."""
PASSES_ON: tuple[PassesOn, ...] = ("arrows", "time", "tap")
Interruption = Literal["before_commit", "after_commit", "power_cut", "database"]
INTERRUPTIONS: tuple[Interruption, ...] = ("before_commit", "after_commit", "power_cut", "database")


@dataclass
class Arrow:
    """`place` is None where nobody heard it; `value` is what stands on the card in the end, None where nothing does."""

    kind: Kind
    place: Place | None
    value: Value | None
    correction: Correction | None = None
    corrected_after: int = 0


@dataclass
class Turn:
    """What an archer shoots of an end, one arrow after the other, the `place`th of `of` in the detail.

    `by_s`: so long an arrow is out of time, which a person says was `in_time`.
    """

    archer: str
    end: int
    arrows: list[Arrow]
    detail: int
    place: int
    of: int
    trouble: Trouble | None = None
    extra: Place | None = None
    interruption: Interruption | None = None
    out_of_time: OutOfTime | None = None
    by_s: float = 0.0
    in_time: bool = False

    @property
    def is_last(self) -> bool:
        """Of its detail."""
        return self.place == self.of

    @property
    def is_heard(self) -> bool:
        """Nothing goes wrong, and every arrow is heard."""
        return self.trouble is None and all(one.place is not None for one in self.arrows)

    @property
    def marked(self) -> Arrow | None:
        """The arrow that stays marked as out of time."""
        if self.out_of_time is None or self.in_time:
            return None
        return self.arrows[0 if self.out_of_time == "early" else -1]


@dataclass
class Plan:
    """`late` begins with the end `joins_at`; `leaver` shoots no more from `leaves_at` on. `sighters` come first."""

    late: str
    joins_at: int
    leaver: str
    leaves_at: int
    sighters: list[tuple[str, Place]] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)

    def shooting(self, end: int) -> list[list[str]]:
        """Who shoots in an end, detail by detail in order: each end is begun by the next one."""
        first = (end - 1) % len(DETAILS)
        return [
            [
                one
                for one in detail
                if not (one == self.late and end < self.joins_at) and not (one == self.leaver and end >= self.leaves_at)
            ]
            for detail in DETAILS[first:] + DETAILS[:first]
        ]

    def passes_on(self, end: int) -> PassesOn:
        """What passes the time on from one detail to the other."""
        return PASSES_ON[end % len(PASSES_ON)]

    def cards(self) -> dict[str, Card]:
        """The independent computation: what everybody's card must say when all is shot and corrected."""
        cards = {letter: Card() for letter in LETTERS}
        for turn in self.turns:
            for arrow in turn.arrows:
                if arrow.value is not None:
                    cards[turn.archer].ends[turn.end].append(arrow.value)
        return cards


class Dice:
    """Deals places far enough from every line and from each other to be told apart."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self._taken: list[Place] = []

    def place(self, shaft_mm: float, *, touches: float = 1 / 3, within_mm: float = 230.0) -> Place:
        """Somewhere on the face or beside it; with the probability `touches` so that the shaft just touches a line."""
        for _ in range(MOST_TRIES):
            from_middle = self._spread(60.0)
            if self.random.random() < touches:
                (line,) = self.random.choices(LINES_MM, LINES_MM)  # as many on each piece of line
                from_middle = line + self.random.uniform(0, shaft_mm / 2)
            here = self.at(from_middle)
            if from_middle < within_mm and self._is_clear(here, shaft_mm):
                self._taken.append(here)
                return here
        raise AssertionError(CROWDED)

    def loose(self) -> Place:
        """Anywhere in the middle of the face; to be asked for until it can be taken."""
        return self.at(self._spread(35.0))

    def _spread(self, sigma_mm: float) -> float:
        """How far from the middle an arrow of a normal spread is."""
        return math.hypot(self.random.gauss(0, sigma_mm), self.random.gauss(0, sigma_mm))

    def at(self, from_middle: float) -> Place:
        """So far from the middle."""
        angle = self.random.uniform(0, 2 * math.pi)
        return MIDDLE[0] + from_middle * math.cos(angle), MIDDLE[1] + from_middle * math.sin(angle)

    def forgets(self) -> None:
        """What was shot before is in another session."""
        self._taken = []

    def takes(self, shot: Sequence[tuple[Place, float]]) -> bool:
        """Takes all of these places, with the shafts in them, if all are clear."""
        before = list(self._taken)
        for here, shaft_mm in shot:
            if not self._is_clear(here, shaft_mm):
                self._taken = before
                return False
            self._taken.append(here)
        return True

    def _is_clear(self, here: Place, shaft_mm: float) -> bool:
        edge = edge_mm(here, shaft_mm)
        return min(abs(edge - line) for line in LINES_MM) > FROM_LINE_MM and all(
            math.dist(here, other) > APART_MM for other in self._taken
        )

    def arrow(self, archer: str, *, is_plain: bool) -> Arrow:
        shaft, roll = SHAFTS_MM[archer], 1.0 if is_plain else self.random.random()
        if roll < 0.03:
            return Arrow("miss_entered", None, MISS)
        if roll < 0.05:
            return Arrow("miss_passed_by", None, None)
        if roll < 0.07:
            return Arrow("miss_entered_late", None, MISS)
        if roll < 0.09:
            return Arrow("unheard_hit", None, Value(self.random.randint(1, 10)))
        # what is dealt to two archers in turn tells their shafts apart
        here = self.place(shaft, touches=1.0 if is_plain else 1 / 3)
        arrow = Arrow("bouncer" if roll < 0.14 else "heard", here, value_at(here, shaft))
        if roll < 0.26 and arrow.kind == "heard":
            self._correct(arrow)
        return arrow

    def _correct(self, arrow: Arrow) -> None:
        choices: list[Correction] = ["called", "called_x", "deleted_and_restored", "given_away_and_back"]
        arrow.correction = self.random.choice([*choices, "sighter_and_back"])
        arrow.corrected_after = self.random.randrange(CORRECTED_WITHIN_TURNS)
        if arrow.correction == "called":
            arrow.value = Value(self.random.randint(0, 10))
        elif arrow.correction == "called_x":
            arrow.value = Value(10, is_x=True)


def plan_of(dice: Dice) -> Plan:
    """The plan that follows from the dice, with every kind of interruption in it."""
    pairs = [("B", "C"), ("B", "E"), ("D", "A"), ("D", "H"), ("F", "A"), ("G", "C"), ("H", "F")]
    late, leaver = dice.random.choice(pairs)
    plan = Plan(late, dice.random.randint(3, 7), leaver, dice.random.randint(13, 17))
    for detail in plan.shooting(1):
        for archer in detail:
            plan.sighters += [(archer, dice.place(SHAFTS_MM[archer])) for _ in range(ARROWS)]
    for end in range(1, ENDS + 1):
        for number, detail in enumerate(plan.shooting(end), 1):
            before: Trouble | None = None
            for place, archer in enumerate(detail, 1):
                trouble = _trouble(dice, before, left=len(detail) - place)
                is_plain = trouble is not None or before in WITH_THE_NEXT
                arrows = [dice.arrow(archer, is_plain=is_plain) for _ in range(ARROWS)]
                turn = Turn(archer, end, arrows, number, place, len(detail), trouble)
                if trouble is not None and trouble != "swapped":
                    turn.extra = dice.place(SHAFTS_MM[archer])
                before = trouble
                plan.turns.append(turn)
    _interrupt(plan, dice)
    _put_out_of_time(plan, dice)
    return plan


def _trouble(dice: Dice, before: Trouble | None, *, left: int) -> Trouble | None:
    """What goes wrong in a turn behind which so many of its detail are left: with the arrows of all of them the time is
    passed on, so that one more of the last is an arrow of the next detail, and nobody's mistake."""
    kinds: list[Trouble | None] = ["knock", "sighter", "swapped", None]
    weights = [1, 1, 1, 4]
    if left > 1:
        kinds.append("knock_noticed_late")
        weights.append(1)
    (trouble,) = dice.random.choices(kinds, weights)
    return None if before in WITH_THE_NEXT or left == 0 else trouble


def _interrupt(plan: Plan, dice: Dice) -> None:
    """Every kind twice, in turns of which all arrows are heard."""
    shot_with = [after for before, after in pairwise(plan.turns) if before.trouble in WITH_THE_NEXT]
    candidates = [turn for turn in plan.turns if turn.is_heard and turn not in shot_with]
    for turn, kind in zip(dice.random.sample(candidates, 8), INTERRUPTIONS * 2, strict=True):
        turn.interruption = kind


def _put_out_of_time(plan: Plan, dice: Dice) -> None:
    """Some first arrows of a detail come early and some last ones late, as far as they are still of its turn: for two
    seconds where the other detail is called by the clock, until the end is closed where nobody is."""
    shot_with = [after for before, after in pairwise(plan.turns) if before.trouble in WITH_THE_NEXT]
    plain = [turn for turn in plan.turns if turn.is_heard and turn.interruption is None and turn not in shot_with]
    kinds: tuple[OutOfTime, ...] = ("early", "late")
    for kind in kinds:
        at_an_edge = [turn for turn in plain if (turn.place == 1 if kind == "early" else turn.is_last)]
        for turn in dice.random.sample(at_an_edge, 4):
            is_called = turn.detail == 1 and plan.passes_on(turn.end) != "tap"
            turn.out_of_time = kind
            turn.by_s = 1.0 if kind == "late" and is_called else dice.random.uniform(1.0, 6.0)
            turn.in_time = dice.random.random() < 1 / 3
