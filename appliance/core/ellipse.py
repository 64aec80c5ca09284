"""Error ellipse of a covariance in the plane."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ErrorEllipse:
    """One-sigma error ellipse; the angle runs counter-clockwise from the x axis, 0 to 180 degrees."""

    sigma_major_mm: float
    sigma_minor_mm: float
    angle_deg: float


def error_ellipse(covariance_mm2: tuple[float, float, float]) -> ErrorEllipse:
    """Principal axes of a covariance (xx, xy, yy) in mm2."""
    xx, xy, yy = covariance_mm2
    mean, half = (xx + yy) / 2, math.hypot((xx - yy) / 2, xy)
    angle = math.degrees(0.5 * math.atan2(2 * xy, xx - yy)) % 180.0
    return ErrorEllipse(math.sqrt(mean + half), math.sqrt(max(mean - half, 0.0)), angle)
