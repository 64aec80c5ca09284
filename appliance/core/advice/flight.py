"""Drop of an arrow over its flight, and its deceleration by drag.

Drag grows with the square of the speed, and the path is flat (R. L. McCoy, Modern Exterior Ballistics, 1999, chapter
5): over x metres the speed falls by the factor e to the -c x, c = air density * Cd * A / (2 m), with A the
cross-section of the shaft and m the mass of the arrow. Cd is between 1.5, where the flow along the shaft is laminar,
and 2.6, where it is turbulent (T. Miyazaki et al., Aerodynamic properties of an archery arrow, Sports Engineering 16,
2013; 1.56 and 2.05 for small and large vanes in J. Ortiz et al., Proceedings 49, 2020,
doi 10.3390/proceedings2020049056). Which of them holds for an arrow is unknown: everything is computed for both, and
the difference is part of the uncertainty.
"""

import math

GRAVITY = 9.80665
"""m/s2: the standard acceleration (CGPM 1901)."""
AIR_KG_PER_M3 = 1.2
"""Density of dry air at 20 degrees and a little below the pressure at sea level."""
CD_SMOOTH = 1.5
"""Drag coefficient with laminar flow along the shaft."""
CD_TURBULENT = 2.6
"""Drag coefficient with turbulent flow."""
ANY_ARROW_PER_M = (0.0004, 0.0036)
"""c of a thin heavy arrow in laminar flow, and of a thick light one in turbulent flow: taken for an unknown arrow."""
SHORT = 1e-3
"""Below this value of 2 c x the closed form loses digits, and its series is used."""


def slowing_per_m(diameter_mm: float | None, weight_g: float | None) -> tuple[float, float]:
    """Smallest and largest c of an arrow, 1/m; of any arrow if its diameter or weight is unknown."""
    if diameter_mm is None or weight_g is None:
        return ANY_ARROW_PER_M
    area = math.pi * (diameter_mm / 2000) ** 2
    per_cd = AIR_KG_PER_M3 * area / (2 * weight_g / 1000)
    return per_cd * CD_SMOOTH, per_cd * CD_TURBULENT


def fall_at_unit_speed(distance_m: float, slowing: float) -> float:
    """Drop over a distance, m, times the square of the speed at the bow, m/s; `slowing`: c, 1/m."""
    k = 2 * slowing * distance_m
    if k < SHORT:
        return GRAVITY * distance_m**2 / 2 * (1 + k / 3 + k**2 / 12)
    return GRAVITY / (4 * slowing**2) * (math.expm1(k) - k)
