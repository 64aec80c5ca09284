"""Offset of a group from the point aimed at, and whether it is significant.

The interval is Hotelling's T squared (H. Hotelling, Annals of Mathematical Statistics 2, 1931): with 95 % probability
both coordinates of the true centre lie within `doubt` of the measured one. F with 2 and d degrees of freedom has a
closed form. An offset smaller than its `doubt` is no reason to move a sight.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from appliance.core.scoring.interval import mean_and_sigma
from appliance.core.scoring.points import Point

CONFIDENCE = 0.95
"""Probability of every interval that is reported."""
LEAST_ARROWS = 6
"""Minimum number of arrows: with fewer the interval is larger than any offset that an archer would correct."""


@dataclass(frozen=True, slots=True)
class Offset:
    """Centre of a group from the point aimed at, mm, right and up, with standard errors and degrees of freedom."""

    arrows: int
    dx_mm: float
    dy_mm: float
    sigma_x_mm: float
    sigma_y_mm: float
    freedom: int

    @property
    def doubt_x_mm(self) -> float:
        """Half width of the 95 % interval along x, mm."""
        return _factor(self.freedom) * self.sigma_x_mm

    @property
    def doubt_y_mm(self) -> float:
        """Half width of the 95 % interval along y, mm."""
        return _factor(self.freedom) * self.sigma_y_mm

    @property
    def is_significant_x(self) -> bool:
        """Whether the group is to the left or right by more than chance."""
        return abs(self.dx_mm) > self.doubt_x_mm

    @property
    def is_significant_y(self) -> bool:
        """Whether the group is high or low by more than chance."""
        return abs(self.dy_mm) > self.doubt_y_mm


def offset_of(points: Sequence[Point]) -> Offset | None:
    """The offset of arrows, each given relative to the point aimed at, mm; None for fewer than LEAST_ARROWS."""
    n = len(points)
    if n < LEAST_ARROWS:
        return None
    x, sigma_x = mean_and_sigma([point[0] for point in points])
    y, sigma_y = mean_and_sigma([point[1] for point in points])
    return Offset(n, x, y, sigma_x, sigma_y, n - 1)


def offset_between(one: Sequence[Point], other: Sequence[Point]) -> Offset | None:
    """Offset of the centre of `one` from that of `other`, two groups of equal spread; None for too few arrows.

    Its `arrows` counts both groups.
    """
    n, m = len(one), len(other)
    if n + m < LEAST_ARROWS or n < 1 or m < 2:
        return None
    x, sigma_x = _between([p[0] for p in one], [p[0] for p in other])
    y, sigma_y = _between([p[1] for p in one], [p[1] for p in other])
    return Offset(n + m, x, y, sigma_x, sigma_y, n + m - 2)


def _between(one: Sequence[float], other: Sequence[float]) -> tuple[float, float]:
    n, m = len(one), len(other)
    mean, usual = math.fsum(one) / n, math.fsum(other) / m
    squares = math.fsum((v - mean) ** 2 for v in one) + math.fsum((v - usual) ** 2 for v in other)
    variance = squares / (n + m - 2)
    return mean - usual, math.sqrt(variance * (1 / n + 1 / m))


def _factor(freedom: int) -> float:
    """Half width of a simultaneous interval of two coordinates, in standard errors."""
    d = freedom - 1
    f = d / 2 * ((1 - CONFIDENCE) ** (-2 / d) - 1)
    return math.sqrt(2 * freedom / d * f)
