"""Maximum-likelihood position from times of arrival.

Model: t_i = t0 + |p_i - s| / v + e_i with s = (x, y, 0), the emission time t0 unknown, and e_i normal with the variance
common to all times plus that of its own pulse. The sum of squared, weighted residuals is minimised over (x, y, t0) by
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
"""Most iterations of Levenberg-Marquardt, which needs 4 to 6 from the closed form; a start that needs more finds
nothing."""
SETTLED_MM = 2e-3
"""Step below which the search ends: the remaining error is its square over the distance to a sensor, under a
nanometre."""
FAR_AWAY_MM = 50_000.0
"""Distance beyond which a search is given up: many times the reach of an array."""
FIRST_DAMPING = 1e-3
"""Damping after the first step that raises the cost, relative to the curvature (Marquardt, SIAM J. Appl. Math. 11, 431,
1963)."""
DAMPING_RAISED = 32.0
"""Factor of the damping after each further step that raises the cost."""
DAMPING_LOWERED = 8.0
"""Divisor of the damping after each step that lowers the cost."""
LEAST_DAMPING = 1e-4
"""Smallest damping; below it there is none, so the last steps are Newton's and settle at once."""
MOST_DAMPING = 1e9
"""Largest damping: with more a step is shorter than `SETTLED_MM`, however far away it begins."""
OWN_TIME_RIDGE = 1e-6
"""Weight added to the emission time in the closed form, as a share of the weight of x and y: it may be undetermined."""
COST_ROUNDING_MM2 = 1e-12
"""Largest growth of the sum of squares that counts as none: rounding of doubles at the size of a butt."""
LEAST_CURVATURE = 1e-12
"""Added to the curvature of the sum of squares: keeps the step finite along an axis that no sensor determines; a sensor
adds up to 1."""
DAMPED = 0.1
"""Damping from which on a short step does not mean that the minimum is near."""


@dataclass(frozen=True, slots=True)
class Solution:
    """A minimum of chi-squared, accepted or not."""

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
    # a sound from the middle of a symmetric array leaves the emission time undetermined: damp that direction only
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
        # a step that is short because it is damped does not mean that the minimum is near
        if abs(step_x) + abs(step_y) < (SETTLED_MM if damping < DAMPED else SETTLED_MM / 1000):
            return _solution(arrivals, points, x, y, speed, sigma_us)
    return None


_Point = tuple[float, float, float, float, float]
"""(x, y, z squared, pseudorange, weight), mm: the weight is one where a pulse adds no uncertainty of its own."""


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
