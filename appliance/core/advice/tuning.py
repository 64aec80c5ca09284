"""What bare shafts and a walk back say of nocking point, shaft and centre shot.

Bare shafts (Easton, Arrow Tuning and Maintenance Guide, bare shaft planing test; S. Ellison, Bow Tuning Tests, 5.1):
shot beside fletched arrows at the same spot, they land high where the nocking point is too low, and low where it is too
high; for an archer who draws with the right hand to the left where the shaft is too stiff, to the right where it is too
weak; the other way round for the left hand.

Walk back (S. Ellison there, 3.1, centre shot check): arrows aimed at one spot with one mark of the sight from farther
and farther away draw a line. One that leans tells that the arrow leaves to that side of the line of sight; the point of
the arrow is moved to the other side, which is in, towards the riser, where an archer's line leans to the left who draws
with the right hand, and out where it leans to the right. A bent line is the spring of the button, or the shaft, and
says nothing of centre shot.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from appliance.core.advice.offset import Offset
from appliance.core.scoring.interval import student

NockingPoint = Literal["too_high", "too_low", "no_difference"]
Shaft = Literal["stiff", "weak", "no_difference"]
CentreShot = Literal["button_in", "button_out", "no_difference"]
Hand = Literal["right", "left"]
LEAST_DISTANCES = 4
"""Through three points the bend and the lean of a line cannot both be judged."""
LEAST_SPARE = 3
"""Arrows more than there are distances, to know their spread."""


def nocking_point(bare: Offset) -> NockingPoint:
    """The advice on the nocking point, by how much higher or lower the bare shafts are."""
    if not bare.is_significant_y:
        return "no_difference"
    return "too_low" if bare.dy_mm > 0 else "too_high"


def shaft(bare: Offset, hand: Hand) -> Shaft:
    """The advice on the shaft's stiffness, by how far to the side the bare shafts are."""
    if not bare.is_significant_x:
        return "no_difference"
    is_left = bare.dx_mm < 0
    return "stiff" if is_left == (hand == "right") else "weak"


@dataclass(frozen=True, slots=True)
class WalkBack:
    """A line through arrows: mm to the right for each metre back, half of its 95 % interval, and whether it is bent."""

    drift: float
    doubt: float
    is_bent: bool

    def centre_shot(self, hand: Hand) -> CentreShot | None:
        """What to do with the plunger button; no advice where the line is bent."""
        if self.is_bent:
            return None
        if abs(self.drift) <= self.doubt:
            return "no_difference"
        is_left = self.drift < 0
        return "button_in" if is_left == (hand == "right") else "button_out"


def walk_back(arrows: Sequence[tuple[float, float]]) -> WalkBack | None:
    """The line through (distance in m, place to the right in mm) of each arrow; None for too few of them.

    The arrow's own spread grows with the distance, so each counts by the inverse square of it.
    """
    distances = len({distance for distance, _ in arrows})
    if distances < LEAST_DISTANCES or len(arrows) < distances + LEAST_SPARE:
        return None
    # in angles every arrow has the same spread: x / d = drift + x0 / d + bend * d
    rows = [(1.0, 1 / d, d) for d, _ in arrows]
    values = [x / d for d, x in arrows]
    line, line_sigma = _least_squares([row[:2] for row in rows], values, 0)
    bend, bend_sigma = _least_squares(rows, values, 2)
    freedom = len(arrows) - 2
    return WalkBack(line, student(freedom) * line_sigma, abs(bend) > student(freedom - 1) * bend_sigma)


def _least_squares(rows: Sequence[Sequence[float]], values: Sequence[float], which: int) -> tuple[float, float]:
    """One coefficient of a linear fit, and its standard error, by orthogonalising its column against the others."""
    columns = [[row[k] for row in rows] for k in range(len(rows[0])) if k != which]
    basis: list[list[float]] = []
    for column in columns:
        basis.append(_rest(column, basis))
    own, left = _rest([row[which] for row in rows], basis), _rest(values, basis)
    square = sum(a * a for a in own)
    coefficient = sum(a * b for a, b in zip(own, left, strict=True)) / square
    squares = sum((b - coefficient * a) ** 2 for a, b in zip(own, left, strict=True))
    return coefficient, math.sqrt(squares / (len(rows) - len(rows[0])) / square)


def _rest(column: Sequence[float], basis: Sequence[Sequence[float]]) -> list[float]:
    """What of a column no column of the basis has."""
    left = list(column)
    for other in basis:
        square = sum(a * a for a in other)
        share = sum(a * b for a, b in zip(left, other, strict=True)) / square
        left = [a - share * b for a, b in zip(left, other, strict=True)]
    return left
