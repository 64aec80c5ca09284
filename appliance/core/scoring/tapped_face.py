"""A hung face, found from two taps: one on its centre, one on its outermost line."""

import math
from dataclasses import dataclass

from appliance.core.scoring.faces import FaceKind, FaceSpec, nearest_face


@dataclass(frozen=True, slots=True)
class TappedFace:
    """A face's centre and the radius of its outermost line; `spec`: None if the catalogue has no face of this size."""

    x_mm: float
    y_mm: float
    radius_mm: float
    spec: FaceSpec | None


def tapped_face(
    centre_mm: tuple[float, float], line_mm: tuple[float, float], kind: FaceKind | None = None
) -> TappedFace:
    """Find the face of the catalogue, of `kind` where that is known, whose outermost line was tapped at `line_mm`."""
    radius_mm = math.dist(centre_mm, line_mm)
    return TappedFace(*centre_mm, radius_mm, nearest_face(radius_mm, kind))
