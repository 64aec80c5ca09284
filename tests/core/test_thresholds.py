"""Every threshold that is a quantile or follows from others, derived again by other formulas."""

import math
from statistics import NormalDist

import pytest

from appliance.core.air.smoother import SAME_AIR
from appliance.core.air.weather import DEGREE_SCALE, MAX_UNEXPLAINED_SHOTS
from appliance.core.calibration.acceptance import GOOD_RMS_MM, GOOD_WORST_MM, UNSURE_CALLS
from appliance.core.calibration.array_fit import REJECT_SIGMA
from appliance.core.locating import thresholds
from appliance.core.locating.burst import UNIFORM_SIGMA

NORMAL = NormalDist()


def exceeds(chi2: float, dof: int) -> float:
    """Probability of more than that, of `dof` degrees of freedom (Abramowitz, Stegun, 26.4.4 and 26.4.5)."""
    half = chi2 / 2
    if dof % 2 == 0:
        return math.exp(-half) * math.fsum(half**k / math.factorial(k) for k in range(dof // 2))
    tail = math.erfc(math.sqrt(half))
    terms = (half ** (k + 0.5) / math.gamma(k + 1.5) for k in range(dof // 2))
    return tail + math.exp(-half) * math.fsum(terms)


@pytest.mark.parametrize(
    ("chi2", "dof", "share"), [(3.841, 1, 0.05), (5.991, 2, 0.05), (7.815, 3, 0.05), (20.515, 5, 1e-3)]
)
def test_the_derivation_itself_agrees_with_the_printed_tables(chi2: float, dof: int, share: float) -> None:
    assert exceeds(chi2, dof) == pytest.approx(share, rel=2e-3)


@pytest.mark.parametrize(
    ("gate", "shares"),
    [
        (thresholds.GATE, {1: 1e-4, 2: 1e-6, 3: 1e-6, 4: 1e-6, 5: 1e-6}),
        ({1: thresholds.UNLIKELY_CHI2}, {1: 1 / 22}),
        ({3: SAME_AIR}, {3: 1e-3}),
        ({1: REJECT_SIGMA**2}, {1: 5.7e-7}),
    ],
)
def test_gates_are_quantiles_of_chi_squared(gate: dict[int, float], shares: dict[int, float]) -> None:
    assert gate.keys() == shares.keys()
    for dof, chi2 in gate.items():
        assert exceeds(chi2, dof) == pytest.approx(shares[dof], rel=0.03)


def test_pairs_are_impossible_only_when_chance_makes_none() -> None:
    assert 2 * NORMAL.cdf(-thresholds.PAIR_MAX_SIGMA) == pytest.approx(2e-9, rel=0.02)


def test_an_unseen_error_has_the_gate_and_what_chance_may_take_off_it() -> None:
    beyond_the_gate = thresholds.UNSEEN_SIGMA - math.sqrt(thresholds.GATE[1])
    assert NORMAL.cdf(-beyond_the_gate) == pytest.approx(1 / 50, rel=0.15)


def test_what_chance_adds_in_the_plane() -> None:
    # sigma in the plane is the root of two equal variances
    for dof, sigmas in thresholds.CHANCE_SIGMA.items():
        assert exceeds(2 * sigmas**2, 2) == pytest.approx(1 / 50 if dof == thresholds.FEW_CHECKS else 1 / 10, rel=0.1)


def test_an_open_place_is_one_that_is_wrong_by_chance() -> None:
    assert thresholds.FAR_OFF_MM / thresholds.SIGMA_MAX_MM == 5
    assert thresholds.FAR_OFF_MM / 2 == thresholds.ELSEWHERE_MM


def test_channels_that_place_and_time_take_up() -> None:
    place_and_time = 3
    assert place_and_time == thresholds.MIN_CHANNELS
    # one to leave out, one check to say that it was wrong, and one to say which
    assert place_and_time + 3 == thresholds.MIN_CHANNELS_TO_REPAIR


def test_a_uniform_tick() -> None:
    steps = [(k + 0.5) / 10_000 - 0.5 for k in range(10_000)]
    assert math.sqrt(math.fsum(s * s for s in steps) / len(steps)) == pytest.approx(UNIFORM_SIGMA, rel=1e-6)


def test_a_degree_of_the_thermometer() -> None:
    assert pytest.approx(math.sqrt(274.15 / 273.15) - 1, rel=0.02) == DEGREE_SCALE


def test_so_many_bad_channels_in_a_row_are_no_chance() -> None:
    assert thresholds.BAD_CHANNEL_SHARE**MAX_UNEXPLAINED_SHOTS < 1e-8 < thresholds.BAD_CHANNEL_SHARE**2


@pytest.mark.parametrize(("face", "zone_mm"), [("wide", 61.0), ("narrow", 20.0)])
def test_what_passing_an_acceptance_test_means_for_line_calls(face: str, zone_mm: float) -> None:
    across_mm = GOOD_RMS_MM / math.sqrt(2)
    unsure_mm = 2 * NORMAL.inv_cdf(0.99) * across_mm
    assert 100 * unsure_mm / zone_mm == pytest.approx(UNSURE_CALLS[face], abs=0.5)


def test_what_ten_marks_exceed_by_chance() -> None:
    once = math.exp(-((GOOD_WORST_MM / GOOD_RMS_MM) ** 2))
    assert 1 - (1 - once) ** 10 == pytest.approx(1 / 50, rel=0.1)
