"""Advice on nocking point, shaft and centre shot from bare shafts and a walk back.

Bare shafts (Easton, Arrow Tuning and Maintenance Guide, bare shaft planing test; S. Ellison, Bow Tuning Tests, 5.1),
shot beside fletched arrows at the same spot, land high where the nocking point is too low, and low where it is too
high; for a right-handed archer they land left where the shaft is too stiff and right where it is too weak, for a
left-handed archer the other way round.

Walk back (S. Ellison, ibid., 3.1, centre shot check): arrows aimed at one spot with one sight mark from growing
distances form a line. Where it leans, the arrow leaves to that side of the line of sight, and its point is moved to
the other side: for a right-handed archer in, towards the riser, where the line leans left, and out where it leans
right. A bent line comes from the spring of the button, or the shaft, and says nothing about centre shot.
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
"""Minimum number of distances: three points cannot show both the slope and the bend of a line."""
LEAST_SPARE = 3
"""Minimum number of arrows more than distances, to know their spread."""


def nocking_point(bare: Offset) -> NockingPoint:
    """Advice on the nocking point; `bare`: offset of bare shafts from fletched arrows."""
    if not bare.is_significant_y:
        return "no_difference"
    return "too_low" if bare.dy_mm > 0 else "too_high"


def shaft(bare: Offset, hand: Hand) -> Shaft:
    """Advice on the shaft's stiffness; `bare`: offset of bare shafts from fletched arrows."""
    if not bare.is_significant_x:
        return "no_difference"
    is_left = bare.dx_mm < 0
    return "stiff" if is_left == (hand == "right") else "weak"


@dataclass(frozen=True, slots=True)
class WalkBack:
    """A line through arrows; `drift`: mm to the right per metre back, `doubt`: half width of its 95 % interval."""

    drift: float
    doubt: float
    is_bent: bool

    def centre_shot(self, hand: Hand) -> CentreShot | None:
        """Advice on the plunger button; None where the line is bent."""
        if self.is_bent:
            return None
        if abs(self.drift) <= self.doubt:
            return "no_difference"
        is_left = self.drift < 0
        return "button_in" if is_left == (hand == "right") else "button_out"


def walk_back(arrows: Sequence[tuple[float, float]]) -> WalkBack | None:
    """The line through (distance in m, place to the right in mm) of each arrow; None for too few of them.

    The spread of arrows grows with the distance, so each is weighted by the inverse square of its distance.
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


def _least_squares(rows: Sequence[Sequence[float]], values: Sequence[float], wanted: int) -> tuple[float, float]:
    """One coefficient of a linear fit, and its standard error, by orthogonalising its column against the others."""
    columns = [[row[k] for row in rows] for k in range(len(rows[0])) if k != wanted]
    basis: list[list[float]] = []
    for column in columns:
        basis.append(_orthogonal_part(column, basis))
    own, left = _orthogonal_part([row[wanted] for row in rows], basis), _orthogonal_part(values, basis)
    square = sum(a * a for a in own)
    coefficient = sum(a * b for a, b in zip(own, left, strict=True)) / square
    squares = sum((b - coefficient * a) ** 2 for a, b in zip(own, left, strict=True))
    return coefficient, math.sqrt(squares / (len(rows) - len(rows[0])) / square)


def _orthogonal_part(column: Sequence[float], basis: Sequence[Sequence[float]]) -> list[float]:
    """The part of a column that is orthogonal to the basis."""
    left = list(column)
    for other in basis:
        square = sum(a * a for a in other)
        share = sum(a * b for a, b in zip(left, other, strict=True)) / square
        left = [a - share * b for a, b in zip(left, other, strict=True)]
    return left
