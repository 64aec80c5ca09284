"""How much the geometry of an array multiplies timing error, and the shape of the doubt."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from appliance.core.geometry import Sensor
from appliance.core.linalg import inverse3


@dataclass(frozen=True, slots=True)
class ErrorEllipse:
    """One-sigma error ellipse; the angle runs counter-clockwise from the x axis, 0 to 180 degrees."""

    sigma_major_mm: float
    sigma_minor_mm: float
    angle_deg: float


def dilution_of_precision(sensors: Sequence[Sensor], x_mm: float, y_mm: float) -> float:
    """Rms error in the plane per mm of range error, emission time unknown; infinite when undetermined."""
    xx = xy = yy = xt = yt = 0.0
    for s in sensors:
        dx, dy = x_mm - s.x_mm, y_mm - s.y_mm
        distance = math.sqrt(dx * dx + dy * dy + s.z_mm**2) or 1e-9
        ux, uy = dx / distance, dy / distance
        xx += ux * ux
        xy += ux * uy
        yy += uy * uy
        xt += ux
        yt += uy
    inverse = inverse3((xx, xy, xt, yy, yt, float(len(sensors))))
    return math.inf if inverse is None else math.sqrt(inverse[0] + inverse[3])


def error_ellipse(covariance_mm2: tuple[float, float, float]) -> ErrorEllipse:
    """Principal axes of a covariance (xx, xy, yy) in mm2."""
    xx, xy, yy = covariance_mm2
    mean, half = (xx + yy) / 2, math.hypot((xx - yy) / 2, xy)
    angle = math.degrees(0.5 * math.atan2(2 * xy, xx - yy)) % 180.0
    return ErrorEllipse(math.sqrt(mean + half), math.sqrt(max(mean - half, 0.0)), angle)
