"""Maximum-likelihood position from times of arrival.

Model: t_i = t0 + |p_i - s| / v + e_i with s = (x, y, 0), the emission time t0 unknown, and e_i normal with the variance
that all times have and what its own pulse adds. The sum of squared, weighted residuals is minimised over (x, y, t0) by
Levenberg-Marquardt, from a linear closed-form start (spherical intersection: Smith and Abel, IEEE Trans. ASSP 35(12),
1661, 1987).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from appliance.core.arrival import Arrival
from appliance.core.geometry import AT_SENSOR_MM
from appliance.core.linalg import inverse3, multiply3

MAX_ROUNDS = 60
"""Levenberg-Marquardt needs 4 to 6 from the closed form; a start that needs this many leads nowhere."""
SETTLED_MM = 2e-3
"""A step as short as this leaves an error of its square over the distance to a sensor: under a nanometre."""
FAR_AWAY_MM = 50_000.0
"""A search that wanders off farther than this finds no impact: many times the reach of an array."""
FIRST_DAMPING = 1e-3
"""Of the curvature, once a step has raised the cost (Marquardt, SIAM J. Appl. Math. 11, 431, 1963)."""
DAMPING_RAISED = 32.0
"""How much more is damped where a step still raises the cost."""
DAMPING_LOWERED = 8.0
"""How much less after a step that lowers it."""
LEAST_DAMPING = 1e-4
"""Less than this is none: the last steps are Newton's, and settle at once."""
MOST_DAMPING = 1e9
"""A step that is damped by more is shorter than `SETTLED_MM`, however far away it begins."""
OWN_TIME_RIDGE = 1e-6
"""Share of the plane's own weight that the time of emission is given in the closed form, which may not show it."""
COST_ROUNDING_MM2 = 1e-12
"""A sum of squares that grew by less, mm2, did not grow: rounding of doubles at the size of a butt."""
LEAST_CURVATURE = 1e-12
"""Of the sum of squares along an axis that no sensor sees: keeps the step finite; a sensor adds up to 1."""
DAMPED = 0.1
"""A step that is short because it is damped by this share or more says nothing of the distance to the minimum."""


@dataclass(frozen=True, slots=True)
class Solution:
    """A stationary point of the likelihood, whether or not it is to be believed."""

    x_mm: float
    y_mm: float
    chi2: float
    covariance_mm2: tuple[float, float, float]
    channels: tuple[int, ...]
    residuals_mm: tuple[float, ...]

    @property
    def dof(self) -> int:
        return len(self.channels) - 3


def closed_form_start(arrivals: Sequence[Arrival], speed: float) -> tuple[float, float] | None:
    """Least squares of the differenced sphere equations, linear in (x, y, t0); None when they are degenerate."""
    first = arrivals[0]
    p0 = first.sensor
    r0 = speed * first.toa_us
    k0 = p0.x_mm**2 + p0.y_mm**2 + p0.z_mm**2 - r0 * r0
    a = b = c = d = e = f = gx = gy = gr = 0.0
    for arrival in arrivals[1:]:
        p = arrival.sensor
        r = speed * arrival.toa_us
        u = 2 * (p.x_mm - p0.x_mm)
        w = 2 * (p.y_mm - p0.y_mm)
        q = -2 * (r - r0)
        k = p.x_mm**2 + p.y_mm**2 + p.z_mm**2 - r * r - k0
        a += u * u
        b += u * w
        c += u * q
        d += w * w
        e += w * q
        f += q * q
        gx += u * k
        gy += w * k
        gr += q * k
    # a sound from the very middle of a symmetric array says nothing about its own time: damp that direction only
    inverse = inverse3((a, b, c, d, e, f + OWN_TIME_RIDGE * (a + d)))
    if inverse is None:
        return None
    x, y, _ = multiply3(inverse, gx, gy, gr)
    return x, y


def descend(arrivals: Sequence[Arrival], speed: float, sigma_us: float, x: float, y: float) -> Solution | None:
    """The minimum reached from (x, y), millimetres; None when none is reached."""
    points = [_point(a, speed, sigma_us) for a in arrivals]
    n = sum([point[4] for point in points])
    sqrt = math.sqrt
    damping = 0.0
    best = math.inf
    at_x, at_y = x, y
    hxx = hxy = hyy = gx = gy = step_x = step_y = 0.0
    for _ in range(MAX_ROUNDS):
        # t0 enters linearly, so it is eliminated: rows and residuals about their means
        sux = suy = suxx = suxy = suyy = sr = srr = sr_x = sr_y = 0.0
        for px, py, pzz, r, w in points:
            dx, dy = x - px, y - py
            distance = sqrt(dx * dx + dy * dy + pzz) or AT_SENSOR_MM
            ux, uy = dx / distance, dy / distance
            residual = r - distance
            wx, wy, wr = w * ux, w * uy, w * residual
            sux += wx
            suy += wy
            suxx += wx * ux
            suxy += wx * uy
            suyy += wy * uy
            sr += wr
            srr += wr * residual
            sr_x += wx * residual
            sr_y += wy * residual
        cost = srr - sr * sr / n
        if cost <= best + COST_ROUNDING_MM2:
            best, at_x, at_y = cost, x, y
            hxx, hxy, hyy = suxx - sux * sux / n, suxy - sux * suy / n, suyy - suy * suy / n
            gx, gy = sr_x - sux * sr / n, sr_y - suy * sr / n
            damping = damping / DAMPING_LOWERED if damping > LEAST_DAMPING else 0.0
        else:
            damping = max(damping * DAMPING_RAISED, FIRST_DAMPING)
            if damping > MOST_DAMPING:
                return _solution(arrivals, points, at_x, at_y, speed, sigma_us)
        axx, ayy = hxx * (1 + damping) + LEAST_CURVATURE, hyy * (1 + damping) + LEAST_CURVATURE
        det = axx * ayy - hxy * hxy
        if det <= 0:
            return None
        step_x, step_y = (ayy * gx - hxy * gy) / det, (axx * gy - hxy * gx) / det
        x, y = at_x + step_x, at_y + step_y
        if abs(x) + abs(y) > FAR_AWAY_MM:
            return None
        # a step that is short because it is damped says nothing
        if abs(step_x) + abs(step_y) < (SETTLED_MM if damping < DAMPED else SETTLED_MM / 1000):
            return _solution(arrivals, points, x, y, speed, sigma_us)
    return None


_Point = tuple[float, float, float, float, float]
"""(x, y, z squared, pseudorange, weight): the weight is one where a pulse adds no doubt of its own."""


def _point(arrival: Arrival, speed: float, sigma_us: float) -> _Point:
    sensor = arrival.sensor
    return sensor.x_mm, sensor.y_mm, sensor.z_mm**2, speed * arrival.toa_us, arrival.weight(sigma_us)


def _solution(
    arrivals: Sequence[Arrival],
    points: Sequence[_Point],
    x: float,
    y: float,
    speed: float,
    sigma_us: float,
) -> Solution | None:
    sqrt = math.sqrt
    # dilution.sight_sums, weighted, and the residuals in one pass: this runs for every fix
    xx = xy = yy = xt = yt = n = total = 0.0
    ranges = []
    for px, py, pzz, r, w in points:
        dx, dy = x - px, y - py
        distance = sqrt(dx * dx + dy * dy + pzz) or AT_SENSOR_MM
        ux, uy = dx / distance, dy / distance
        wx, wy = w * ux, w * uy
        xx += wx * ux
        xy += wx * uy
        yy += wy * uy
        xt += wx
        yt += wy
        n += w
        ranges.append(r - distance)
        total += w * (r - distance)
    inverse = inverse3((xx, xy, xt, yy, yt, n))
    if inverse is None:
        return None
    variance = (speed * sigma_us) ** 2
    mean = total / n
    residuals = tuple([value - mean for value in ranges])
    return Solution(
        x_mm=x,
        y_mm=y,
        chi2=sum([point[4] * value * value for point, value in zip(points, residuals, strict=True)]) / variance,
        covariance_mm2=(inverse[0] * variance, inverse[1] * variance, inverse[3] * variance),
        channels=tuple([a.channel for a in arrivals]),
        residuals_mm=residuals,
    )
