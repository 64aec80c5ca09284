"""How far an arrow falls on its way, and how much it is slowed.

Drag that grows with the square of the speed, and a flat path (R. L. McCoy, Modern Exterior Ballistics, 1999, chapter
5): the speed falls by e to the -c x over x metres, c = air density * Cd * A / (2 m), A the cross-section of the shaft.
Cd is between 1.5, where the air flows smoothly along the shaft, and 2.6, where it is turbulent (T. Miyazaki et al.,
Aerodynamic properties of an archery arrow, Sports Engineering 16, 2013; 1.56 and 2.05 for small and large vanes in
J. Ortiz et al., Proceedings 49, 2020, doi 10.3390/proceedings2020049056). Which of them holds for an arrow is not known
here: what is computed is computed for both, and their distance is doubt.
"""

import math

GRAVITY = 9.80665
"""m/s2: the standard acceleration (CGPM 1901)."""
AIR_KG_PER_M3 = 1.2
"""Of dry air at 20 degrees and a little below sea level's pressure."""
CD_SMOOTH = 1.5
"""With air that flows smoothly along the shaft."""
CD_TURBULENT = 2.6
"""With air that does not."""
ANY_ARROW_PER_M = (0.0004, 0.0036)
"""c of a thin heavy arrow in smooth air, and of a thick light one in turbulent: where nothing of it is known."""
SHORT = 1e-3
"""Below this 2 c x the closed form loses digits, and its series is taken."""


def slowing_per_m(diameter_mm: float | None, weight_g: float | None) -> tuple[float, float]:
    """The least and the most that an arrow can be slowed, c of both."""
    if diameter_mm is None or weight_g is None:
        return ANY_ARROW_PER_M
    area = math.pi * (diameter_mm / 2000) ** 2
    per_cd = AIR_KG_PER_M3 * area / (2 * weight_g / 1000)
    return per_cd * CD_SMOOTH, per_cd * CD_TURBULENT


def fall_at_unit_speed(distance_m: float, slowing: float) -> float:
    """Metres that an arrow falls over a distance, times the square of its speed at the bow in m/s."""
    k = 2 * slowing * distance_m
    if k < SHORT:
        return GRAVITY * distance_m**2 / 2 * (1 + k / 3 + k**2 / 12)
    return GRAVITY / (4 * slowing**2) * (math.expm1(k) - k)
