"""Sight marks for distances without one: a curve through the known marks, with its standard error.

At distance d the arrow must leave (fall + h) / d above the line of sight, so the pin travels R (fall + h) / d along the
scale: R from eye to pin, h from eye down to the arrow, fall as in `flight.py`. The zero of the scale and the speed of
the arrow are fitted by weighted least squares; the marks are linear in that zero and in 1 / speed squared. The drag is
known only within the range of `flight.py`: the curve is fitted for several drags in it, weighted by their likelihood (a
uniform prior), and their disagreement is part of the standard error. The scale grows downwards, as on sights that show
the distance.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from appliance.core.advice.flight import fall_at_unit_speed, slowing_per_m

LEAST_RATIO = 1.2
"""Minimum ratio of the farthest to the nearest distance: closer marks do not determine the curve."""
BEYOND = 1.15
"""Factor by which a curve through three distances or more is extended beyond the farthest and nearest of them."""
SPEEDS_M_PER_S = (25.0, 125.0)
"""Smallest and largest speed of an arrow at the bow."""
MOST_CHI2 = 9.0
"""Largest chi-squared per degree of freedom: marks that miss the curve by three standard errors are not of one bow,
sight and arrow."""
MOST_SIGMA_OF_SPEED = 1.0
"""Largest standard error of the speed, as a share of it: beyond it the speed is unknown, and no curve is given."""
DRAGS = 9
"""Number of drags for which the curve is fitted, from the smallest to the largest."""

WhyNot = Literal["one_distance", "distances_too_near", "marks_fall", "no_such_speed", "marks_disagree"]


@dataclass(frozen=True, slots=True)
class Setup:
    """Measurements of bow, sight and arrow; `mark_mm`: travel of the pin for 1 on its scale."""

    eye_to_sight_mm: float
    eye_to_arrow_mm: float
    mark_mm: float
    shaft_mm: float | None = None
    weight_g: float | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A sight setting that hit the middle at a distance, and its standard error."""

    distance_m: float
    mark: float
    sigma: float


@dataclass(frozen=True, slots=True)
class Curve:
    """The fitted curve for each drag, the probability of that drag, and the range of distances that it covers."""

    setup: Setup
    lines: tuple["_Line", ...]
    likely: tuple[float, ...]
    from_m: float
    to_m: float
    chi2_per_freedom: float | None

    @property
    def speed_m_per_s(self) -> tuple[float, float]:
        """The arrow's speed at the bow, and its standard error."""
        return self._over([(_speed(line), _speed(line) * line.sigma_of_speed) for line in self.lines])

    def mark_at(self, distance_m: float) -> tuple[float, float] | None:
        """The mark at a distance and its standard error; None outside the range of the curve."""
        if not self.from_m <= distance_m <= self.to_m:
            return None
        return self._over([line.mark_at(self.setup, distance_m) for line in self.lines])

    def _over(self, values: Sequence[tuple[float, float]]) -> tuple[float, float]:
        """Mean over all drags, and its standard error, with their disagreement included."""
        wide = max(1.0, self.chi2_per_freedom or 0.0)
        mean = math.fsum(p * value for p, (value, _) in zip(self.likely, values, strict=True))
        pairs = zip(self.likely, values, strict=True)
        return mean, math.sqrt(math.fsum(p * (wide * sigma**2 + (value - mean) ** 2) for p, (value, sigma) in pairs))


@dataclass(frozen=True, slots=True)
class _Line:
    """The fit for one drag: mark = known part + mean_mark + inverse_square * (slope(distance) - mean_slope).

    `inverse_square`: 1 / speed squared at the bow; its error and that of the mean mark are independent.
    """

    slowing: float
    mean_slope: float
    mean_mark: float
    inverse_square: float
    variance_of_mean: float
    variance_of_inverse_square: float
    chi2: float

    @property
    def sigma_of_speed(self) -> float:
        """The standard error of the speed, as a share of it."""
        return math.sqrt(self.variance_of_inverse_square) / self.inverse_square / 2

    def mark_at(self, setup: Setup, distance_m: float) -> tuple[float, float]:
        off = _slope(setup, distance_m, self.slowing) - self.mean_slope
        mark = _known(setup, distance_m) + self.mean_mark + self.inverse_square * off
        return mark, math.sqrt(self.variance_of_mean + off**2 * self.variance_of_inverse_square)


def fit(setup: Setup, marks: Sequence[Mark]) -> Curve | WhyNot:
    """The curve through marks at different distances, or why there is none."""
    ordered = sorted(marks, key=lambda one: one.distance_m)
    if len({one.distance_m for one in ordered}) < 2:
        return "one_distance"
    nearest, farthest = ordered[0].distance_m, ordered[-1].distance_m
    if farthest < LEAST_RATIO * nearest:
        return "distances_too_near"
    if any(b.mark - a.mark < -3 * math.hypot(a.sigma, b.sigma) for a, b in pairwise(ordered)):
        return "marks_fall"
    least, most = slowing_per_m(setup.shaft_mm, setup.weight_g)
    try:
        lines = [_fitted(setup, ordered, least + (most - least) * k / (DRAGS - 1)) for k in range(DRAGS)]
    except ArithmeticError:
        # drag that would stop the arrow: the exponential overflows
        return "marks_disagree"
    if not all(SPEEDS_M_PER_S[0] <= _speed(line) <= SPEEDS_M_PER_S[1] for line in lines):
        return "no_such_speed"
    if any(line.sigma_of_speed > MOST_SIGMA_OF_SPEED for line in lines):
        return "marks_disagree"
    freedom, best = len({one.distance_m for one in ordered}) - 2, min(line.chi2 for line in lines)
    if freedom and best / freedom > MOST_CHI2:
        return "marks_disagree"
    weights = [math.exp((best - line.chi2) / 2) for line in lines]
    likely = tuple(weight / math.fsum(weights) for weight in weights)
    beyond = BEYOND if freedom else 1.0
    per_freedom = best / freedom if freedom else None
    return Curve(setup, tuple(lines), likely, nearest / beyond, farthest * beyond, per_freedom)


def _speed(line: _Line) -> float:
    return line.inverse_square**-0.5 if line.inverse_square > 0 else math.inf


def _known(setup: Setup, distance_m: float) -> float:
    return setup.eye_to_sight_mm * (setup.eye_to_arrow_mm / 1000) / distance_m / setup.mark_mm


def _slope(setup: Setup, distance_m: float, slowing: float) -> float:
    return setup.eye_to_sight_mm * fall_at_unit_speed(distance_m, slowing) / distance_m / setup.mark_mm


def _fitted(setup: Setup, marks: Sequence[Mark], slowing: float) -> _Line:
    # about the means, with slopes relative to the largest, so that no digits are lost where one mark weighs far more
    # than another
    rows = [(_slope(setup, m.distance_m, slowing), m.mark - _known(setup, m.distance_m), m.sigma**-2) for m in marks]
    unit = max(slope for slope, _, _ in rows)
    total = math.fsum(weight for _, _, weight in rows)
    u = math.fsum(weight * slope / unit for slope, _, weight in rows) / total
    v = math.fsum(weight * value for _, value, weight in rows) / total
    about = [(slope / unit - u, value - v, weight) for slope, value, weight in rows]
    uu = math.fsum(weight * du * du for du, _, weight in about)
    scaled = math.fsum(weight * du * dv for du, dv, weight in about) / uu
    chi2 = math.fsum(weight * (dv - scaled * du) ** 2 for du, dv, weight in about)
    return _Line(slowing, u * unit, v, scaled / unit, 1 / total, 1 / uu / unit**2, chi2)
