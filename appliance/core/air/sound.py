"""Speed of sound in humid air.

Ideal gas with the heat ratio and molar mass of humid air. Saturation pressure of water: Buck (1981), J. Appl.
Meteorol. 20, 1527, eq. 8 (over water). Molar masses and the gas constant: CODATA and ISO 2533. Within 0.3 m/s of
Cramer (1993), J. Acoust. Soc. Am. 93(5), 2510, from -10 to 40 C.
"""

import math

GAS_CONSTANT_J_PER_MOL_K = 8.314462618
"""Boltzmann's constant times Avogadro's (SI, 2019)."""
DRY_AIR_KG_PER_MOL = 0.0289647
"""Molar mass of dry air (ISO 2533, with the carbon dioxide of today)."""
WATER_KG_PER_MOL = 0.01801528
"""Molar mass of water."""
ZERO_C_IN_K = 273.15
"""The zero of the Celsius scale, by definition."""
STANDARD_PRESSURE_PA = 101325.0
"""The standard atmosphere, by definition: taken where no barometer says otherwise."""
DRY_AIR_CP_OVER_R = 3.5
"""Heat capacity at constant pressure over the gas constant: molecules of two atoms, which do not vibrate."""
WATER_CP_OVER_R = 4.05
"""The same of water vapour at room temperature (steam tables)."""
REAL_GAS_FACTOR = 331.45 / 331.315
"""Real air at 0 C carries sound 331.45 m/s (Cramer's table), the ideal gas of two atoms 331.32."""


def saturation_pressure_pa(temp_c: float) -> float:
    """Pressure of saturated water vapour."""
    return 611.21 * math.exp(17.502 * temp_c / (240.97 + temp_c))


def speed_mm_per_us(temp_c: float, rh_pct: float = 50.0, pressure_pa: float = STANDARD_PRESSURE_PA) -> float:
    """Propagation speed in air; 0.3434 mm/us is 343.4 m/s."""
    water = min(max(rh_pct, 0.0), 100.0) / 100.0 * saturation_pressure_pa(temp_c) / pressure_pa
    cp_over_r = (1 - water) * DRY_AIR_CP_OVER_R + water * WATER_CP_OVER_R
    gamma = cp_over_r / (cp_over_r - 1)
    molar_mass = (1 - water) * DRY_AIR_KG_PER_MOL + water * WATER_KG_PER_MOL
    metres_per_second = REAL_GAS_FACTOR * math.sqrt(
        gamma * GAS_CONSTANT_J_PER_MOL_K * (temp_c + ZERO_C_IN_K) / molar_mass
    )
    return metres_per_second / 1000.0
