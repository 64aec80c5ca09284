"""How arrows lie: group centre, mean radius, extreme spread."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations


@dataclass(frozen=True, slots=True)
class Group:
    """Of at least one landed arrow, millimetres; `extreme_spread_mm` is the widest distance of two centres."""

    x_mm: float
    y_mm: float
    mean_radius_mm: float
    extreme_spread_mm: float


def group(points: Sequence[tuple[float, float]]) -> Group | None:
    """Group of landed arrows (x, y) in millimetres; None when there are none."""
    if not points:
        return None
    x = math.fsum(p[0] for p in points) / len(points)
    y = math.fsum(p[1] for p in points) / len(points)
    mean_radius = math.fsum(math.dist((x, y), p) for p in points) / len(points)
    spread = max((math.dist(a, b) for a, b in combinations(points, 2)), default=0.0)
    return Group(x, y, mean_radius, spread)
