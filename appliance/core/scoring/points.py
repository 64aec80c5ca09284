"""The face that an arrow belongs to, and the marks of a score sheet.

The points themselves are computed by the database alone (sql/routines/functions/scoring.sql): a shaft that touches a
line scores the higher zone, so with the hit centre at distance d from the centre of the face, a zone of outer radius R
is scored when d <= R + shaft / 2 (World Archery Rulebook, Book 3, chapter 14).
"""

import math
from collections.abc import Sequence

MAX_SHAFT_DIAMETER_MM = 9.3
"""The widest shaft that World Archery allows, used where the arrow's own diameter is not known."""

Point = tuple[float, float]
"""A place on the butt, or the centre of a face, mm."""


def nearest(faces: Sequence[Point], point: Point) -> Point:
    """The centre nearest to `point`; ties go to the face hung first. `faces` is not empty."""
    return min(faces, key=lambda face: math.dist(point, face))


def moved_onto(face: Point, faces: Sequence[Point], point: Point) -> Point:
    """The position on `face` that corresponds to `point` on the nearest of `faces`, of which there is at least one."""
    own = nearest(faces, point)
    return point[0] - own[0] + face[0], point[1] - own[1] + face[1]


def fold(faces: Sequence[Point], x_mm: float, y_mm: float) -> Point:
    """(x, y) as if it had been shot at the face hung first, so that arrows on several spots can be compared."""
    return (x_mm, y_mm) if len(faces) < 2 else moved_onto(faces[0], faces, (x_mm, y_mm))


def marks(points: Sequence[int | None], xs: int) -> list[str]:
    """The marks of an end on a score sheet, highest first: X, 10, ..., 1, M; "?" where unknown.

    `xs` of the highest are X.
    """
    ordered = sorted((p for p in points if p is not None), reverse=True)
    shown = ["X" if k < xs else "M" if p == 0 else str(p) for k, p in enumerate(ordered)]
    return shown + ["?"] * (len(points) - len(ordered))
