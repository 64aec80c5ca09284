"""The line-cutter rule as the rule book says it, written a second time: what the database's points are held to."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from appliance.core.scoring.faces import FaceSpec
from appliance.core.scoring.points import MAX_SHAFT_DIAMETER_MM


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


def hung(spec: FaceSpec, x_mm: float = 0.0, y_mm: float = 0.0, name: str = "") -> HungFace:
    """A single face of the catalogue with its centre at (x, y)."""
    zones = tuple((zone.radius_mm, zone.points) for zone in spec.zones)
    return HungFace(name or spec.name, x_mm, y_mm, zones, spec.x_radius_mm)


def score(
    x_mm: float, y_mm: float, faces: Sequence[HungFace], shaft_diameter_mm: float = MAX_SHAFT_DIAMETER_MM
) -> Score:
    """Score at (x, y) on the face whose centre is nearest; ties go to the face hung first."""
    if not faces:
        return Score(0, False, None)
    face = min(faces, key=lambda face: math.hypot(x_mm - face.x_mm, y_mm - face.y_mm))
    distance = math.hypot(x_mm - face.x_mm, y_mm - face.y_mm) - shaft_diameter_mm / 2
    for radius, points in sorted(face.zones):
        if distance <= radius:
            is_x = face.x_radius_mm is not None and distance <= face.x_radius_mm
            return Score(points, is_x, face.name)
    return Score(0, False, None)
