"""Zones that are no circles: a closed outline of straight sides, its corners from the centre of the face, mm.

The points of an arrow there are computed by the database alone (`outline_beyond` in
sql/routines/functions/outlines.sql): by its distance from the nearest side, as on a circle.
"""

import math
from collections.abc import Sequence

from appliance.core.message import Message, message
from appliance.core.scoring.points import Point

SAME_REACH_MM = 1e-3
"""Largest difference of a zone's radius from the farthest corner of its outline: both come back through JSON."""

Outline = tuple[Point, ...]
"""Corners in order, either way round; the last is joined to the first."""


def reach_mm(outline: Sequence[Point]) -> float:
    """The distance of the farthest corner from the centre of the face, mm."""
    return max(math.hypot(x, y) for x, y in outline)


def outline_problem(outline: Sequence[Point], radius_mm: float) -> Message | None:
    """The refusal of the outline of a zone that reaches out to `radius_mm`; None when it is valid."""
    if crosses_itself(outline):
        return message("outline_crosses_itself")
    reach = reach_mm(outline)
    if abs(reach - radius_mm) > SAME_REACH_MM:
        return message("outline_reaches_otherwise", reach=f"{reach:.3f}", radius=f"{radius_mm:.3f}")
    return None


def crosses_itself(outline: Sequence[Point]) -> bool:
    """Whether two sides have more in common than the corner between neighbours, or a side has no length."""
    count = len(outline)
    sides = list(zip(outline, (*outline[1:], outline[0]), strict=True))
    if any(a == b or _folds_back(a, b, sides[(k + 1) % count][1]) for k, (a, b) in enumerate(sides)):
        return True
    # a side touches the ones before and after it, and no other
    apart = ((k, other) for k in range(count) for other in range(k + 2, min(count, k + count - 1)))
    return any(_touch(*sides[k], *sides[other]) for k, other in apart)


def _turn(a: Point, b: Point, c: Point) -> float:
    """Cross product of ab and ac: positive where c lies to the left of ab."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _folds_back(a: Point, b: Point, c: Point) -> bool:
    """Whether bc runs back along ab."""
    return _turn(a, b, c) == 0 and (a[0] - b[0]) * (c[0] - b[0]) + (a[1] - b[1]) * (c[1] - b[1]) > 0


def _touch(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether the sides ab and cd have a point in common: their boxes overlap, and each straddles the other's line."""
    for axis in (0, 1):
        if max(a[axis], b[axis]) < min(c[axis], d[axis]) or max(c[axis], d[axis]) < min(a[axis], b[axis]):
            return False
    return _turn(a, b, c) * _turn(a, b, d) <= 0 and _turn(c, d, a) * _turn(c, d, b) <= 0
