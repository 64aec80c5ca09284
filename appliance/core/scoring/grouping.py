"""How arrows lie: group centre, mean radius, extreme spread, and the ellipse that holds 95 of 100 arrows."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from appliance.core.ellipse import ErrorEllipse, error_ellipse

Point = tuple[float, float]

SHARE = 0.95
MIN_FOR_ELLIPSE = 5
"""With fewer arrows the ellipse that can be promised is larger than the butt."""


@dataclass(frozen=True, slots=True)
class Group:
    """Of at least one landed arrow, millimetres; `extreme_spread_mm` is the widest distance of two centres.

    `ellipse_95` is where the next arrow lands with 95 % probability: semi-axes, not sigmas. None for few arrows.
    """

    x_mm: float
    y_mm: float
    mean_radius_mm: float
    extreme_spread_mm: float
    ellipse_95: ErrorEllipse | None = None


def group(points: Sequence[Point]) -> Group | None:
    """Group of landed arrows (x, y) in millimetres; None when there are none."""
    if not points:
        return None
    x = math.fsum(p[0] for p in points) / len(points)
    y = math.fsum(p[1] for p in points) / len(points)
    mean_radius = math.fsum(math.dist((x, y), p) for p in points) / len(points)
    spread = max((math.dist(a, b) for a, b in combinations(_hull(points), 2)), default=0.0)
    return Group(x, y, mean_radius, spread, _ellipse_95(points, x, y))


def _ellipse_95(points: Sequence[Point], x: float, y: float) -> ErrorEllipse | None:
    """Prediction ellipse of a bivariate normal (Hotelling's T squared); F with 2 and d degrees has a closed form."""
    n = len(points)
    if n < MIN_FOR_ELLIPSE:
        return None
    freedom = n - 2
    f = freedom / 2 * ((1 - SHARE) ** (-2 / freedom) - 1)
    scale = (n + 1) / n * 2 * (n - 1) / freedom * f / (n - 1)
    return error_ellipse(
        (
            scale * math.fsum((p[0] - x) ** 2 for p in points),
            scale * math.fsum((p[0] - x) * (p[1] - y) for p in points),
            scale * math.fsum((p[1] - y) ** 2 for p in points),
        )
    )


def _hull(points: Sequence[Point]) -> list[Point]:
    """Corners of the convex hull, where the two arrows farthest apart are (Andrew's monotone chain)."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return ordered
    return _chain(ordered) + _chain(ordered[::-1])


def _chain(ordered: Sequence[Point]) -> list[Point]:
    chain: list[Point] = []
    for p in ordered:
        while len(chain) > 1 and _turn(chain[-2], chain[-1], p) <= 0:
            chain.pop()
        chain.append(p)
    return chain[:-1]


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
