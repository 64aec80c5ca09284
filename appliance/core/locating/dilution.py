"""How much the geometry of an array multiplies timing error."""

import math
from collections.abc import Iterable, Sequence

from appliance.core.geometry import AT_SENSOR_MM, Sensor
from appliance.core.linalg import Sym3, inverse3, multiply3

LEVERAGE_MAX = 1 - 1e-6
"""Largest leverage: a sensor without which the others determine no position has 1, and 1 / (1 - leverage) must be
finite."""


def sight_sums(places: Iterable[tuple[float, float, float]], x_mm: float, y_mm: float) -> Sym3:
    """Sums of the products of (ux, uy, 1), u being the unit vector from each sensor to (x, y).

    `places` are (x, y, z squared) of the sensors, mm. Times 1 / sigma^2 in mm this is the Fisher information of
    (x, y, emission time).
    """
    xx = xy = yy = xt = yt = 0.0
    count = 0
    for px, py, pzz in places:
        dx, dy = x_mm - px, y_mm - py
        distance = math.sqrt(dx * dx + dy * dy + pzz) or AT_SENSOR_MM
        ux, uy = dx / distance, dy / distance
        xx += ux * ux
        xy += ux * uy
        yy += uy * uy
        xt += ux
        yt += uy
        count += 1
    return xx, xy, xt, yy, yt, float(count)


def dilution_of_precision(sensors: Sequence[Sensor], x_mm: float, y_mm: float) -> float:
    """Rms error in the plane per mm of range error, emission time unknown; infinite when undetermined."""
    inverse = inverse3(sight_sums([(s.x_mm, s.y_mm, s.z_mm**2) for s in sensors], x_mm, y_mm))
    return math.inf if inverse is None else math.sqrt(inverse[0] + inverse[3])


def leverage_and_sensitivity(sensors: Sequence[Sensor], x_mm: float, y_mm: float) -> list[tuple[float, float]]:
    """Leverage of each sensor on a position, and movement of the position for 1 mm of error in the sensor's range, mm.

    Emission time unknown, all sensors equally accurate. Empty where the sensors determine no position.
    """
    inverse = inverse3(sight_sums([(s.x_mm, s.y_mm, s.z_mm**2) for s in sensors], x_mm, y_mm))
    if inverse is None:
        return []
    held = []
    for s in sensors:
        dx, dy = x_mm - s.x_mm, y_mm - s.y_mm
        distance = math.sqrt(dx * dx + dy * dy + s.z_mm**2) or AT_SENSOR_MM
        ux, uy = dx / distance, dy / distance
        px, py, pt = multiply3(inverse, ux, uy, 1.0)
        held.append((min(ux * px + uy * py + pt, LEVERAGE_MAX), math.hypot(px, py)))
    return held
