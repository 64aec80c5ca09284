"""Group size: centre, mean radius, extreme spread, and the ellipse that holds 95 of 100 arrows to come."""

import math
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, repeat

from appliance.core.ellipse import ErrorEllipse, error_ellipse
from appliance.core.scoring.points import Point, moved_onto, nearest

SHARE = 0.95
"""Probability that the next arrow lands in the ellipse: the usual choice of shooters and textbooks."""
MIN_FOR_ELLIPSE = 5
"""Minimum number of arrows for an ellipse: with fewer it would be larger than the butt."""
ROUNDING_MM = 1e-6
"""More than a distance on a butt is off by its rounding."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of at least one landed arrow, mm; `extreme_spread_mm`: largest distance between two arrows.

    `ellipse_95` is where the next arrow lands with 95 % probability: semi-axes, not sigmas; None for few arrows.
    `offset_mm`: from the centre of the face to that of the group, None where no face hangs. `is_folded`: arrows on
    several spots were moved as if all had been shot at the face hung first.
    """

    arrows: int
    x_mm: float
    y_mm: float
    mean_radius_mm: float
    extreme_spread_mm: float
    ellipse_95: ErrorEllipse | None = None
    offset_mm: Point | None = None
    is_folded: bool = False


def group(points: Sequence[Point], faces: Sequence[Point] = ()) -> Group | None:
    """Group of landed arrows (x, y) shot at `faces`, given by their centres; None when there are no arrows."""
    if not points:
        return None
    points, is_folded = folded(faces, points)
    xs, ys = zip(*points, strict=True)
    x, y = centre = math.fsum(xs) / len(points), math.fsum(ys) / len(points)
    radii = list(map(math.dist, repeat(centre), points))
    return Group(
        arrows=len(points),
        x_mm=x,
        y_mm=y,
        mean_radius_mm=math.fsum(radii) / len(points),
        extreme_spread_mm=_spread(points, radii),
        ellipse_95=_ellipse_95([one - x for one in xs], [one - y for one in ys]),
        offset_mm=_offset(faces, centre),
        is_folded=is_folded,
    )


def folded(faces: Sequence[Point], points: Sequence[Point]) -> tuple[Sequence[Point], bool]:
    """Arrows on several spots as if all had been shot at the face hung first; on one spot they stay where they are.

    Also returns whether they were moved. The page draws them by the same rule, and the same cases test both.
    """
    if len(faces) < 2 or len({nearest(faces, point) for point in points}) < 2:
        return points, False
    return [moved_onto(faces[0], faces, point) for point in points], True


def _offset(faces: Sequence[Point], centre: Point) -> Point | None:
    if not faces:
        return None
    face = nearest(faces, centre)
    return centre[0] - face[0], centre[1] - face[1]


def _ellipse_95(dx: Sequence[float], dy: Sequence[float]) -> ErrorEllipse | None:
    """Prediction ellipse of a bivariate normal (Hotelling's T squared) by the arrows' offsets from their centre; F with
    2 and d degrees has a closed form."""
    n = len(dx)
    if n < MIN_FOR_ELLIPSE:
        return None
    freedom = n - 2
    f = freedom / 2 * ((1 - SHARE) ** (-2 / freedom) - 1)
    scale = (n + 1) / n * 2 * (n - 1) / freedom * f / (n - 1)
    return error_ellipse(
        (
            scale * math.fsum([d**2 for d in dx]),
            scale * math.fsum(map(operator.mul, dx, dy)),
            scale * math.fsum([d**2 for d in dy]),
        )
    )


def _spread(points: Sequence[Point], radii: Sequence[float]) -> float:
    """The largest distance between two arrows; `radii`: of each from the centre.

    Two arrows are no farther apart than the sum of their radii: so one that together with the outermost is closer than
    two that were found cannot be of the farthest pair, and of most groups a few are left.
    """
    outermost = max(radii)
    found = max(map(math.dist, repeat(points[radii.index(outermost)]), points))
    outer = [point for point, radius in zip(points, radii, strict=True) if radius > found - outermost - ROUNDING_MM]
    return max((math.dist(a, b) for a, b in combinations(_hull(outer), 2)), default=0.0)


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
