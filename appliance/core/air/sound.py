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
"""The standard atmosphere, by definition: used where there is no barometer."""
DRY_AIR_CP_OVER_R = 3.5
"""Heat capacity at constant pressure over the gas constant: diatomic molecules without vibration."""
WATER_CP_OVER_R = 4.05
"""The same for water vapour at room temperature (steam tables)."""
REAL_GAS_FACTOR = 331.45 / 331.315
"""Speed of sound at 0 C in real air, 331.45 m/s (Cramer's table), over that in the ideal diatomic gas."""


def saturation_pressure_pa(temp_c: float) -> float:
    """Pressure of saturated water vapour, Pa."""
    return 611.21 * math.exp(17.502 * temp_c / (240.97 + temp_c))


def speed_mm_per_us(temp_c: float, rh_pct: float = 50.0, pressure_pa: float = STANDARD_PRESSURE_PA) -> float:
    """Speed of sound in humid air; 0.3434 mm/us is 343.4 m/s."""
    water = min(max(rh_pct, 0.0), 100.0) / 100.0 * saturation_pressure_pa(temp_c) / pressure_pa
    cp_over_r = (1 - water) * DRY_AIR_CP_OVER_R + water * WATER_CP_OVER_R
    gamma = cp_over_r / (cp_over_r - 1)
    molar_mass = (1 - water) * DRY_AIR_KG_PER_MOL + water * WATER_KG_PER_MOL
    metres_per_second = REAL_GAS_FACTOR * math.sqrt(
        gamma * GAS_CONSTANT_J_PER_MOL_K * (temp_c + ZERO_C_IN_K) / molar_mass
    )
    return metres_per_second / 1000.0
