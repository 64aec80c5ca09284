"""Constants of the core that are laws, standards or follow from others, derived again by other ways."""

import math
from itertools import pairwise
from statistics import NormalDist, fmean

import pytest

from appliance.core import clock_runs, coincidence, geometry, linalg, sensor_health
from appliance.core.air import filter as air_filter
from appliance.core.air import session_fit, sound, weather
from appliance.core.calibration import array_fit, taps
from appliance.core.linalg import inverse3
from appliance.core.locating import alternatives, hypotheses, onset, placing, rear_source, roots, solver, thresholds
from appliance.core.scoring import faces, grouping, verdicts
from drivers.wire import messages
from tests.benchmarks.bursts import ARRAYS, SPEED, array_of

NORMAL = NormalDist()
EPSILON = 2.0**-52
NEAREST_Z_MM = 13.0
"""How far the nearest sensor of all arrays stands in front of the plane of the arrows."""
JITTER_US = 1.0
BOARD_MM = 230.0


def at_least(count: int, of: int, share: float) -> float:
    """Probability of so many or more."""
    return math.fsum(math.comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(count, of + 1))


# --- sound ----------------------------------------------------------------------------------------------------------


def test_the_gas_constant_is_that_of_the_units_of_2019() -> None:
    boltzmann, avogadro = 1.380649e-23, 6.02214076e23
    assert pytest.approx(boltzmann * avogadro, rel=1e-9) == sound.GAS_CONSTANT_J_PER_MOL_K


def test_molar_masses_are_those_of_the_parts() -> None:
    # nitrogen, oxygen, argon, carbon dioxide: ISO 2533, table 1, kg/mol
    air = 0.78084 * 28.0134 + 0.209476 * 31.9988 + 0.00934 * 39.948 + 0.000314 * 44.00995
    assert pytest.approx(air / 1000, rel=5e-5) == sound.DRY_AIR_KG_PER_MOL
    assert pytest.approx((2 * 1.00794 + 15.9994) / 1000, rel=1e-6) == sound.WATER_KG_PER_MOL


def test_heat_capacities_are_those_of_the_molecules() -> None:
    translation, rotation_of_two_atoms, work = 1.5, 1.0, 1.0
    assert translation + rotation_of_two_atoms + work == sound.DRY_AIR_CP_OVER_R
    # three axes to turn about, and a little that vibrates: 33.59 J/(mol K) at 25 C in the steam tables
    assert pytest.approx(33.59 / sound.GAS_CONSTANT_J_PER_MOL_K, rel=5e-3) == sound.WATER_CP_OVER_R


def test_real_air_is_faster_than_the_ideal_gas_by_what_the_factor_says() -> None:
    gamma = sound.DRY_AIR_CP_OVER_R / (sound.DRY_AIR_CP_OVER_R - 1)
    ideal = math.sqrt(gamma * sound.GAS_CONSTANT_J_PER_MOL_K * sound.ZERO_C_IN_K / sound.DRY_AIR_KG_PER_MOL)
    assert sound.REAL_GAS_FACTOR * ideal == pytest.approx(331.45, abs=0.01)


# --- the air --------------------------------------------------------------------------------------------------------


def test_calm_air_changes_by_a_thousandth_of_a_degree_and_two_millimetres_a_second() -> None:
    assert weather.CALM["scale"] == pytest.approx(weather.DEGREE_SCALE / 1000, rel=0.12)
    assert weather.CALM["wind_mm_per_us"] * 1e6 == pytest.approx(2.0)
    # forgotten over a session of 1,000 arrows: no more than the doubt that it began with
    assert weather.CALM["bias_us"] * math.sqrt(1000) < weather.BIAS_US


def test_three_arrows_leave_as_many_checks() -> None:
    sensors, of_air, of_shot = 5, 3, 3
    checks = [shots * (sensors - of_shot) - of_air for shots in (session_fit.MIN_SHOTS - 1, session_fit.MIN_SHOTS)]
    assert checks == [1, of_air]


def test_steps_are_short_enough_to_be_the_last() -> None:
    assert pytest.approx(3e-5, rel=0.1) == air_filter.SETTLED_MM**2 / NEAREST_Z_MM
    assert solver.SETTLED_MM**2 / NEAREST_Z_MM < 1e-6


def test_a_step_of_the_most_damping_is_none() -> None:
    assert solver.FAR_AWAY_MM / solver.MOST_DAMPING < solver.SETTLED_MM / 10
    rounds = math.log(solver.MOST_DAMPING / solver.FIRST_DAMPING, solver.DAMPING_RAISED)
    assert rounds < solver.MAX_ROUNDS / 2


def test_a_rise_that_is_rounded_to_no_tick_took_a_quarter_of_one() -> None:
    shorter_than_half = [k / 2000 for k in range(1000)]
    assert pytest.approx(fmean(shorter_than_half), rel=0.01) == onset.LEAST_RISE_TICKS


# --- arithmetic -----------------------------------------------------------------------------------------------------


def test_rounding_is_told_from_a_small_determinant() -> None:
    a, b = (3.0, 1e-3, 2e4), (0.1, 7.0, 1e-2)
    of_two = tuple(a[i] * a[j] + b[i] * b[j] for i, j in ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)))
    assert inverse3(of_two) is None  # type: ignore[arg-type]
    assert 1000 * EPSILON < linalg.SINGULAR_SHARE
    # the root of what is left of a variance of one, of as many unknowns as an array of eight sensors has
    unknowns = 4 * geometry.MAX_SENSORS + 2
    assert 10 * math.sqrt(unknowns * EPSILON) < linalg.TINY_PIVOT
    picosecond_us = 1e-6
    assert pytest.approx(picosecond_us**2) == linalg.VARIANCE_FLOOR


def test_the_density_of_a_standard_normal() -> None:
    assert pytest.approx(-math.log(NORMAL.pdf(0.0))) == alternatives.HALF_LOG_2PI


# --- sensors --------------------------------------------------------------------------------------------------------


def test_as_many_sensors_as_place_an_arrow_and_as_a_node_has_channels() -> None:
    assert thresholds.MIN_CHANNELS == geometry.MIN_SENSORS
    assert messages.MAX_CHANNELS == geometry.MAX_SENSORS


def test_sensors_a_millimetre_apart_say_the_same() -> None:
    # of the difference of two times, in standard deviations
    assert geometry.MIN_SEPARATION_MM / SPEED / (JITTER_US * math.sqrt(2)) < 3


def test_a_burst_lasts_no_longer_than_its_array_allows() -> None:
    pairs = math.comb(geometry.MAX_SENSORS, 2)
    assert 2 * pairs * NORMAL.cdf(-placing.REACH_SIGMA / math.sqrt(2)) < 1e-10


def test_a_step_of_the_clock_is_less_than_half_of_what_a_time_may_be_off_by() -> None:
    right_within_us = 50_000.0
    assert right_within_us / 2 > clock_runs.STEP_US


def test_healthy_sensors_are_left_in_peace_and_bad_ones_are_found() -> None:
    far = 2 * NORMAL.cdf(-sensor_health.FAR_SIGMAS)
    missed = 0.01
    assert far + missed < sensor_health.INNOCENT_SHARE < sensor_health.BAD_SHARE
    assert pytest.approx(sensor_health.FEWEST_BAD) == sensor_health.BAD_SHARE * sensor_health.WINDOW
    assert at_least(sensor_health.FEWEST_BAD, sensor_health.WINDOW, missed) < 1 / 500
    assert at_least(sensor_health.FEWEST_BAD, sensor_health.WINDOW, 1 / 5) > 0.99
    # a mean of the fewest residuals there may be: five of its own standard deviations
    assert sensor_health.OFF_SIGMAS * math.sqrt(sensor_health.MIN_IMPACTS) == pytest.approx(5.2, abs=0.05)
    assert sensor_health.HISTORY >= 20 * sensor_health.WINDOW
    assert coincidence.REMEMBERED_PULSES >= sensor_health.WINDOW * geometry.MAX_SENSORS


# --- locating -------------------------------------------------------------------------------------------------------


def test_log_odds_are_those_of_a_hundred_and_a_thousand_times() -> None:
    assert [math.exp(thresholds.LOG_ODDS_MIN), math.exp(thresholds.LOG_ODDS_FAR_MIN)] == pytest.approx([100, 1000])
    # half of chi-squared is what it costs in log odds
    assert pytest.approx(thresholds.LOG_ODDS_FAR_MIN) == hypotheses.RIVAL_CHI2 / 2


def test_from_the_farthest_source_behind_the_front_is_flat() -> None:
    half_diagonal_mm = max(
        math.dist((s.x_mm, s.y_mm), array_of(name).region.centre) for name in ARRAYS for s in array_of(name).sensors
    )
    sagitta_mm = half_diagonal_mm**2 / (2 * rear_source.FARTHEST_MM)
    assert sagitta_mm == pytest.approx(25, rel=0.1)
    assert rear_source.NEAREST_MM < rear_source.USUAL_MM < rear_source.FARTHEST_MM
    # a search may pass the farthest source and the array many times over before it is lost
    assert solver.FAR_AWAY_MM > 3 * rear_source.FARTHEST_MM > 20 * half_diagonal_mm


def test_starts_lie_outside_the_butt_where_other_roots_are() -> None:
    farther = [far for far, _ in roots.RINGS]
    assert farther == sorted(farther)
    assert farther[0] > math.sqrt(2)


# --- calibration ----------------------------------------------------------------------------------------------------


def test_a_tap_has_one_check_more_than_unknowns() -> None:
    assert thresholds.MIN_CHANNELS + 1 == taps.MIN_TAP_CHANNELS


def test_weights_begin_where_a_wrong_survey_is_and_end_where_nothing_clean_is_hurt() -> None:
    moved_mm = 10.0
    scales = array_fit.WEIGHT_SCALES
    assert scales[0] == pytest.approx(moved_mm / SPEED / JITTER_US, rel=0.05)
    assert all(wide >= narrow for wide, narrow in pairwise(scales))
    assert 2 * NORMAL.cdf(-scales[-1]) < 1 / 300
    # without weights each round squares what is left of the last one's steps
    assert (scales[-1] * JITTER_US * SPEED / NEAREST_Z_MM) ** (2**array_fit.FINAL_ROUNDS) < 1e-8


def test_points_beside_the_line_tell_the_array_from_its_mirror_image() -> None:
    # the image of a point lies twice as far off as the point; on the smallest board, in times of 5 us jitter
    apart_us = 2 * taps.COLLINEAR_SHARE * BOARD_MM / SPEED
    assert apart_us > 5 * 5.0 * math.sqrt(2)


# --- scoring --------------------------------------------------------------------------------------------------------


def test_an_inch() -> None:
    yard_mm = 914.4
    assert pytest.approx(yard_mm / 36) == faces.INCH_MM


def test_sizes_alike_are_those_of_two_ways_to_measure() -> None:
    sixteen_inches = 16 * faces.INCH_MM
    assert sixteen_inches / 400 - 1 < faces.ALIKE
    # the faces that are told by two taps: an animal has no outermost circle
    circles = [spec.zones for spec in faces.FACES.values() if spec.outlines is None]
    sizes = sorted({round(2 * max(zone.radius_mm for zone in zones), 1) for zones in circles})
    alike = [b / a for a, b in pairwise(sizes) if b / a - 1 < faces.ALIKE]
    # whole faces, and their middles
    assert alike == [pytest.approx(sixteen_inches / 400, rel=1e-3)] * 2


def test_the_ellipse_has_the_share_that_it_is_named_after() -> None:
    assert round(100 * grouping.SHARE) == 95


def shots_needed(prior: float, offset: float, arrows: int = 12) -> int:
    """How many shots reach the threshold if an arrow is off by so many standard deviations (the module's formula)."""
    threshold = math.log(arrows / verdicts.RATE)
    for shots in range(1, 1000):
        grown = prior * shots
        if shots * grown / (1 + grown) * offset**2 / 2 - math.log1p(grown) >= threshold:
            return shots
    return 1000


def test_the_prior_of_an_offset_is_near_the_best_for_offsets_that_matter() -> None:
    for offset in (0.7, 1.0, 1.5):
        best = min(shots_needed(prior / 20, offset) for prior in range(1, 80))
        assert shots_needed(verdicts.PRIOR_G, offset) <= best + 2
    assert shots_needed(verdicts.PRIOR_G, 0.5) < verdicts.MAX_MORE_SHOTS
    # of the covariance of a plane, three numbers
    assert verdicts.MIN_SHOTS == 3
