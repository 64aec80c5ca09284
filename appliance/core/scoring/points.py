"""Points for a position: the line-cutter rule.

A shaft that touches a line scores the higher zone, so with the hit centre at distance d from the centre of the face,
a zone of outer radius R is scored when d <= R + shaft / 2 (World Archery Rulebook, Book 3, chapter 14). The database
scores every row by the same rule (sql/routines/functions/scoring.sql); a test holds the two together.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

MAX_SHAFT_DIAMETER_MM = 9.3
"""The widest shaft World Archery allows, taken where the arrow's own diameter is not known."""


@dataclass(frozen=True, slots=True)
class HungFace:
    """A face as hung on the butt: its centre, and zones as (outer radius mm, points) in any monotonic order."""

    name: str
    x_mm: float
    y_mm: float
    zones: tuple[tuple[float, int], ...]
    x_radius_mm: float | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """Points on the nearest face; 0 and no face on the butt outside every zone."""

    points: int
    is_x: bool
    face: str | None


def nearest(faces: Sequence[HungFace], x_mm: float, y_mm: float) -> HungFace:
    """The face whose centre is nearest; ties go to the face hung first. `faces` is not empty."""
    return min(faces, key=lambda face: math.hypot(x_mm - face.x_mm, y_mm - face.y_mm))


def fold(faces: Sequence[HungFace], x_mm: float, y_mm: float) -> tuple[float, float]:
    """(x, y) as if it had been shot at the face hung first, so that arrows on several spots make one group."""
    if len(faces) < 2:
        return x_mm, y_mm
    face = nearest(faces, x_mm, y_mm)
    return x_mm - face.x_mm + faces[0].x_mm, y_mm - face.y_mm + faces[0].y_mm


def marks(points: Sequence[int | None], xs: int) -> list[str]:
    """What a score sheet shows for the points of an end, highest first: X, 10, ..., 1, M; "?" where nobody can tell.

    `xs` of the highest are X.
    """
    ordered = sorted((p for p in points if p is not None), reverse=True)
    shown = ["X" if k < xs else "M" if p == 0 else str(p) for k, p in enumerate(ordered)]
    return shown + ["?"] * (len(points) - len(ordered))


def score(
    x_mm: float, y_mm: float, faces: Sequence[HungFace], shaft_diameter_mm: float = MAX_SHAFT_DIAMETER_MM
) -> Score:
    """Score at (x, y) on the face whose centre is nearest; ties go to the face hung first."""
    if not faces:
        return Score(0, False, None)
    face = nearest(faces, x_mm, y_mm)
    distance = math.hypot(x_mm - face.x_mm, y_mm - face.y_mm) - shaft_diameter_mm / 2
    for radius, points in sorted(face.zones):
        if distance <= radius:
            is_x = face.x_radius_mm is not None and distance <= face.x_radius_mm
            return Score(points, is_x, face.name)
    return Score(0, False, None)
