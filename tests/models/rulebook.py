"""The line-cutter rule as the rule book says it, written a second time: what the database's points are held to.

What is inside an outline is said here by how often it goes around a point, and in the database by crossing its sides.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from appliance.core.scoring.faces import FaceSpec
from appliance.core.scoring.outline import Outline
from appliance.core.scoring.points import MAX_SHAFT_DIAMETER_MM
from appliance.core.scoring.rings import Zone


@dataclass(frozen=True, slots=True)
class HungFace:
    """A face as hung on the butt: its centre, and zones as (outer radius mm, points) in any monotonic order."""

    name: str
    x_mm: float
    y_mm: float
    zones: tuple[tuple[float, int], ...]
    x_radius_mm: float | None = None
    outlines: tuple[Outline | None, ...] | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """Points on the nearest face; 0 and no face on the butt outside every zone."""

    points: int
    is_x: bool
    face: str | None


def hung(spec: FaceSpec, x_mm: float = 0.0, y_mm: float = 0.0, name: str = "") -> HungFace:
    """A single face of the catalogue with its centre at (x, y)."""
    zones = tuple((zone.radius_mm, zone.points) for zone in spec.zones)
    return HungFace(name or spec.name, x_mm, y_mm, zones, spec.x_radius_mm, spec.outlines)


def farthest(zone: Zone) -> tuple[float, float]:
    """Which way from the middle, of length 1, a zone reaches as far as its radius says."""
    if zone.outline is None:
        return 1.0, 0.0
    x, y = max(zone.outline, key=lambda corner: math.hypot(*corner))
    return x / zone.radius_mm, y / zone.radius_mm


def is_inside(outline: Outline, x_mm: float, y_mm: float) -> bool:
    """Whether the outline goes around (x, y): the angles at which its corners are seen add up to whole turns."""
    seen = [math.atan2(y - y_mm, x - x_mm) for x, y in outline]
    turned = sum(math.remainder(b - a, math.tau) for a, b in zip(seen, seen[1:] + seen[:1], strict=True))
    return abs(turned) > math.pi


def beyond(outline: Outline, x_mm: float, y_mm: float) -> float:
    """How far (x, y) is outside the outline, less than zero inside: from the nearest of its sides."""
    distance = min(_to_side(a, b, x_mm, y_mm) for a, b in zip(outline, outline[1:] + outline[:1], strict=True))
    return -distance if is_inside(outline, x_mm, y_mm) else distance


def _to_side(a: tuple[float, float], b: tuple[float, float], x_mm: float, y_mm: float) -> float:
    """As wide as the height over the side, or as far as the nearer corner where that is beside it."""
    length = math.dist(a, b)
    along = ((x_mm - a[0]) * (b[0] - a[0]) + (y_mm - a[1]) * (b[1] - a[1])) / length
    if 0 <= along <= length:
        return abs((b[0] - a[0]) * (y_mm - a[1]) - (b[1] - a[1]) * (x_mm - a[0])) / length
    return min(math.dist(a, (x_mm, y_mm)), math.dist(b, (x_mm, y_mm)))


def score(
    x_mm: float, y_mm: float, faces: Sequence[HungFace], shaft_diameter_mm: float = MAX_SHAFT_DIAMETER_MM
) -> Score:
    """Score at (x, y) on the face whose centre is nearest; ties go to the face hung first."""
    if not faces:
        return Score(0, False, None)
    face = min(faces, key=lambda face: math.hypot(x_mm - face.x_mm, y_mm - face.y_mm))
    distance = math.hypot(x_mm - face.x_mm, y_mm - face.y_mm) - shaft_diameter_mm / 2
    outlines = face.outlines or (None,) * len(face.zones)
    for (radius, points), outline in sorted(zip(face.zones, outlines, strict=True), key=lambda zone: zone[0]):
        touches = distance <= radius
        if outline is not None:
            touches = beyond(outline, x_mm - face.x_mm, y_mm - face.y_mm) <= shaft_diameter_mm / 2
        if touches:
            is_x = face.x_radius_mm is not None and distance <= face.x_radius_mm
            return Score(points, is_x, face.name)
    return Score(0, False, None)
