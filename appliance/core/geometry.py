"""The butt and the surveyed sensor array.

Frame: origin at the lower left corner of the butt, x right and y up as the archer sees it, z towards the
archer; millimetres. The face is the plane z = 0.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from appliance.core.errors import GeometryError
from appliance.core.message import message

MIN_SENSORS = 3
"""For three unknowns: x, y and time."""
MAX_SENSORS = 8
"""Channels of the nodes' protocol (`drivers/PROTOCOL.md`)."""
AT_SENSOR_MM = 1e-9
"""Distance taken for a place exactly at a sensor, where no direction is defined: avoids a division by zero."""
MIN_SEPARATION_MM = 1.0
"""Two sensors closer than this, which nobody can measure, are one sensor entered twice."""


@dataclass(frozen=True, slots=True)
class Sensor:
    """One transducer at a surveyed place."""

    id: str
    x_mm: float
    y_mm: float
    z_mm: float


class Standing(Protocol):
    """Anything with a place in the butt's frame, mm: a sensor as surveyed, fitted or stored."""

    @property
    def x_mm(self) -> float: ...

    @property
    def y_mm(self) -> float: ...

    @property
    def z_mm(self) -> float: ...


@dataclass(frozen=True, slots=True)
class RectRegion:
    """A rectangle in the plane of the face in which arrows may land."""

    x_min_mm: float
    x_max_mm: float
    y_min_mm: float
    y_max_mm: float

    def excess_mm(self, x_mm: float, y_mm: float) -> float:
        """Distance outside the region, mm, 0 within it."""
        dx = max(self.x_min_mm - x_mm, 0.0, x_mm - self.x_max_mm)
        dy = max(self.y_min_mm - y_mm, 0.0, y_mm - self.y_max_mm)
        return math.hypot(dx, dy)

    @property
    def centre(self) -> tuple[float, float]:
        return (self.x_min_mm + self.x_max_mm) / 2, (self.y_min_mm + self.y_max_mm) / 2

    @property
    def half_size_mm(self) -> float:
        return max(self.x_max_mm - self.x_min_mm, self.y_max_mm - self.y_min_mm) / 2


@dataclass(frozen=True, slots=True)
class CircleRegion:
    """A circle in the plane of the face in which arrows may land."""

    x_mm: float
    y_mm: float
    r_mm: float

    def excess_mm(self, x_mm: float, y_mm: float) -> float:
        """Distance outside the region, mm, 0 within it."""
        return max(math.hypot(x_mm - self.x_mm, y_mm - self.y_mm) - self.r_mm, 0.0)

    @property
    def centre(self) -> tuple[float, float]:
        return self.x_mm, self.y_mm

    @property
    def half_size_mm(self) -> float:
        return self.r_mm


Region = RectRegion | CircleRegion


@dataclass(frozen=True, slots=True)
class SensorArray:
    """The surveyed sensors of a butt in channel order, and the region where an arrow may land.

    Raises GeometryError for fewer than three or more than eight sensors, two at one place, or all on a line.
    """

    sensors: tuple[Sensor, ...]
    region: Region

    def __post_init__(self) -> None:
        count = len(self.sensors)
        if not MIN_SENSORS <= count <= MAX_SENSORS:
            raise GeometryError(message("sensor_count", count=count, least=MIN_SENSORS, most=MAX_SENSORS))
        for i, a in enumerate(self.sensors):
            for b in self.sensors[:i]:
                if a.id == b.id:
                    raise GeometryError(message("sensor_called_twice", sensor=repr(a.id)))
                if separation_mm(a, b) < MIN_SEPARATION_MM:
                    place = f"{a.x_mm}, {a.y_mm}, {a.z_mm}"
                    raise GeometryError(
                        message("sensors_at_one_place", first=repr(b.id), second=repr(a.id), place=place)
                    )
        if _all_on_a_line(self.sensors):
            raise GeometryError(message("sensors_on_a_line"))


def separation_mm(a: Standing, b: Standing) -> float:
    """Distance between two sensors, or between two places of one sensor, mm."""
    return math.dist((a.x_mm, a.y_mm, a.z_mm), (b.x_mm, b.y_mm, b.z_mm))


def _all_on_a_line(sensors: Sequence[Sensor]) -> bool:
    first = sensors[0]
    far = max(sensors, key=lambda s: math.hypot(s.x_mm - first.x_mm, s.y_mm - first.y_mm))
    ux, uy = far.x_mm - first.x_mm, far.y_mm - first.y_mm
    length = math.hypot(ux, uy)
    if length < MIN_SEPARATION_MM:
        return True
    return all(
        abs(ux * (s.y_mm - first.y_mm) - uy * (s.x_mm - first.x_mm)) / length < MIN_SEPARATION_MM for s in sensors
    )
