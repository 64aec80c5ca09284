"""A seeded plan of an evening: who shoots when, where each arrow goes, what goes wrong, and what people do about it."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

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

LETTERS = "ABCDEF"
DETAILS = ("AB", "CD", "EF")
SHAFTS_MM = dict(zip(LETTERS, (9.3, 4.0, 9.0, 5.5, 8.0, 4.3), strict=True))
FROM_LINE_MM = 1.5
"""So far from every line is the edge of a shaft: the measurement, right within half a millimetre, is in no doubt."""
APART_MM = 3.0
MOST_TRIES = 10_000
CROWDED = "no place is left on the face that can be told from the others"
CORRECTED_WITHIN_TURNS = 9
Kind = Literal["heard", "bouncer", "miss_said", "miss_passed_by", "miss_said_late", "unheard_hit"]
"""An arrow that the sensors heard, or that nobody heard: the archer says so at once, or taps that the next one shoots,
and says so later or never; or it stands in the face all the same, and is entered by hand."""
Correction = Literal["called", "called_x", "deleted_and_restored", "given_away_and_back", "sighter_and_back"]
Trouble = Literal["knock", "sighter", "swapped", "knock_noticed_late"]
"""In a turn: a knock on the butt that is deleted, an arrow more that is called a sighter, the next archer shoots before
this one's last arrow, or a knock is deleted when the next archer is through, whose arrows it has moved on by one."""
WITH_THE_NEXT: tuple[Trouble, ...] = ("swapped", "knock_noticed_late")
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
    """What an archer shoots of an end, one arrow after the other."""

    archer: str
    end: int
    arrows: list[Arrow]
    trouble: Trouble | None = None
    extra: Place | None = None
    interruption: Interruption | None = None


@dataclass
class Plan:
    """`late` begins with the end `joins_at`; `leaver` shoots no more from `leaves_at` on. `sighters` come first."""

    late: str
    joins_at: int
    leaver: str
    leaves_at: int
    sighters: list[tuple[str, Place]] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)

    def shooting(self, end: int) -> list[str]:
        """Who shoots in an end, in order: each end is begun by the next detail."""
        first = (end - 1) % len(DETAILS)
        order = [archer for detail in DETAILS[first:] + DETAILS[:first] for archer in detail]
        return [
            one
            for one in order
            if not (one == self.late and end < self.joins_at) and not (one == self.leaver and end >= self.leaves_at)
        ]

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
            return Arrow("miss_said", None, MISS)
        if roll < 0.05:
            return Arrow("miss_passed_by", None, None)
        if roll < 0.07:
            return Arrow("miss_said_late", None, MISS)
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
    late, leaver = dice.random.choice([("B", "C"), ("B", "E"), ("D", "A"), ("D", "E"), ("F", "A"), ("F", "C")])
    plan = Plan(late, dice.random.randint(3, 7), leaver, dice.random.randint(13, 17))
    for archer in plan.shooting(1):
        plan.sighters += [(archer, dice.place(SHAFTS_MM[archer])) for _ in range(ARROWS)]
    for end in range(1, ENDS + 1):
        order = plan.shooting(end)
        kinds: tuple[Trouble | None, ...] = ("knock", "sighter", *WITH_THE_NEXT, None)
        before: Trouble | None = None
        for k, archer in enumerate(order):
            (trouble,) = dice.random.choices(kinds, (1, 1, 1, 1, 8))
            is_after = before in WITH_THE_NEXT
            if is_after or (trouble in WITH_THE_NEXT and k + 1 == len(order)):
                trouble = None
            is_plain = trouble is not None or is_after
            turn = Turn(archer, end, [dice.arrow(archer, is_plain=is_plain) for _ in range(ARROWS)], trouble)
            if trouble is not None and trouble != "swapped":
                turn.extra = dice.place(SHAFTS_MM[archer])
            before = trouble
            plan.turns.append(turn)
    _interrupt(plan, dice)
    return plan


def _interrupt(plan: Plan, dice: Dice) -> None:
    """Every kind twice, in turns of which all arrows are heard."""
    whole = [turn for turn in plan.turns if turn.trouble is None and all(one.place is not None for one in turn.arrows)]
    shot_with = [after for before, after in pairwise(plan.turns) if before.trouble in WITH_THE_NEXT]
    candidates = [turn for turn in whole if turn not in shot_with]
    for turn, kind in zip(dice.random.sample(candidates, 8), INTERRUPTIONS * 2, strict=True):
        turn.interruption = kind
