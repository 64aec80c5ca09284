"""What an evening comes to by the printed rules alone: nothing in here asks the appliance.

A 40 cm face has ten rings of 20 mm, its inner ten (X) is 20 mm wide; a shaft that touches a line has the higher value
(World Archery Rulebook, Book 3, chapter 14). A round of sixty arrows is twenty ends of three, ten of them a pass.
Higher is who has the higher score, then more tens (an X is one), then more Xs; who has the same of all is tied
(14.5). In a match in sets the higher end has two set points, an equal one gives each side one, and six of them win,
five where teams meet; cumulative the score of all ends counts (Book 2, chapter 4). An arrow before the signal to shoot,
or after the one to stop, is out of time (Book 3, chapter 15).
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

ENDS = 20
ENDS_OF_A_PASS = 10
ARROWS = 3
MIDDLE = (650.0, 650.0)
RING_MM = 20.0
X_MM = 10.0
LINES_MM = (X_MM, *(RING_MM * k for k in range(1, 11)))
Place = tuple[float, float]


class Value(NamedTuple):
    """What an arrow is worth; of values the higher one sorts last."""

    points: int
    is_x: bool = False

    @property
    def mark(self) -> str:
        return "X" if self.is_x else str(self.points) if self.points else "M"


MISS = Value(0)


def edge_mm(place: Place, shaft_mm: float) -> float:
    """From the middle to the inner edge of the shaft."""
    return math.dist(place, MIDDLE) - shaft_mm / 2


def value_at(place: Place, shaft_mm: float) -> Value:
    edge = edge_mm(place, shaft_mm)
    touched = [ring for ring in range(1, 11) if edge <= RING_MM * ring]
    return Value(11 - touched[0], edge <= X_MM) if touched else MISS


@dataclass
class Card:
    """The score card of an archer: what stands in each end, as far as anything does."""

    ends: dict[int, list[Value]] = field(default_factory=lambda: defaultdict(list))

    @property
    def arrows(self) -> list[Value]:
        return [value for values in self.ends.values() for value in values]

    @property
    def score(self) -> int:
        return score_of(self.arrows)

    @property
    def tens(self) -> int:
        return sum(value.points == 10 for value in self.arrows)

    @property
    def xs(self) -> int:
        return sum(value.is_x for value in self.arrows)

    @property
    def result(self) -> tuple[int, int, int]:
        return self.score, self.tens, self.xs

    def marks(self, end: int) -> list[str]:
        """As a scorer writes them: the highest first."""
        return [value.mark for value in sorted(self.ends[end], reverse=True)]

    def of_pass(self, number: int) -> "Card":
        """What was shot of a pass, from 1."""
        return Card({end: values for end, values in self.ends.items() if (end - 1) // ENDS_OF_A_PASS == number - 1})


def score_of(values: Iterable[Value]) -> int:
    return sum(value.points for value in values)


def places(cards: dict[str, Card]) -> dict[str, tuple[int, bool]]:
    """The place of each archer, and whether somebody else has the same: who is tied shares the better place."""
    results = {name: card.result for name, card in cards.items()}
    return {
        name: (1 + sum(other > own for other in results.values()), list(results.values()).count(own) > 1)
        for name, own in results.items()
    }


def set_points(ends: Sequence[tuple[Sequence[Value], Sequence[Value]]]) -> tuple[int, int]:
    a = b = 0
    for left, right in ends:
        difference = score_of(left) - score_of(right)
        a += 2 if difference > 0 else 1 if difference == 0 else 0
        b += 2 if difference < 0 else 1 if difference == 0 else 0
    return a, b


def totals(ends: Sequence[tuple[Sequence[Value], Sequence[Value]]]) -> tuple[int, int]:
    """Of a match that is cumulative."""
    return sum(score_of(left) for left, _ in ends), sum(score_of(right) for _, right in ends)
