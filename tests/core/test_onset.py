"""Where a pulse began, by two thresholds: exact without noise, honest with it, and worth what the twin says."""

import math
import random
from statistics import fmean, stdev

import pytest

from appliance.core.air.filter import explain
from appliance.core.air.state import at_first
from appliance.core.air.weather import STILL
from appliance.core.arrival import Arrival
from appliance.core.events import Front
from appliance.core.locating import onset
from appliance.core.locating.burst import Timing
from appliance.core.locating.onset import IN_TIME, Lateness, lateness
from appliance.core.locating.placing import place_arrow
from appliance.core.locating.solver import descend
from drivers.node.thresholds import TRIED_EVERY_US
from drivers.sim.virtual_butt import DEMO_SENSORS
from tests.benchmarks.bursts import SPEED, array_of

TICK_HZ = 80e6
LOWER, UPPER = 50, 200


def heard(since_us: float) -> float:
    """What a sensor makes of a front that rises by one a microsecond."""
    return since_us - onset.POLE_US * (1 - math.exp(-since_us / onset.POLE_US))


def crossing(threshold: float, counts_per_us: float) -> float:
    low, high = 0.0, 1000.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if counts_per_us * heard(middle) < threshold else (low, middle)
    return high


def front_of(
    counts_per_us: float, noise: int = 6, lower_off: float = 0.0, upper_off: float = 0.0
) -> tuple[float, Front]:
    low, high = crossing(LOWER + lower_off, counts_per_us), crossing(UPPER + upper_off, counts_per_us)
    return low, Front(round((high - low) * TICK_HZ / 1e6), noise, LOWER, UPPER)


def lateness_of(front: Front, left_share: float = 0.0) -> Lateness:
    return lateness(front, TICK_HZ, left_share)


@pytest.mark.parametrize("counts_per_us", [2.0, 5.0, 20.0, 100.0, 500.0])
def test_a_front_of_any_strength_began_when_it_did(counts_per_us: float) -> None:
    at_us, front = front_of(counts_per_us)
    found = lateness_of(front)
    # of the rounding to a tick, and nothing else: MAX_ROUNDS of Newton's method are enough
    assert found.late_us == pytest.approx(at_us, abs=0.6 * 1e6 / TICK_HZ + 1e-3)


def test_fewer_rounds_would_not_do(monkeypatch: pytest.MonkeyPatch) -> None:
    at_us, front = front_of(100.0)
    monkeypatch.setattr(onset, "MAX_ROUNDS", 1)
    found = lateness_of(front)
    assert abs(found.late_us - at_us) > 0.02


@pytest.mark.parametrize("counts_per_us", [5.0, 20.0, 80.0])
def test_the_doubt_is_that_of_noise_at_both_crossings(counts_per_us: float) -> None:
    dice, noise = random.Random(3), 2.0
    _, front = front_of(counts_per_us, noise=0)
    off = []
    for _ in range(1500):
        at_us, noisy = front_of(counts_per_us, 0, dice.gauss(0, noise), dice.gauss(0, noise))
        off.append(at_us - lateness_of(noisy).late_us)
    of_one = lateness_of(Front(front.rise_ticks, 1, LOWER, UPPER))
    one_count = math.hypot(onset.NOISE_OVER_MEAN, onset.COUNT_SIGMA)
    assert stdev(off) == pytest.approx(of_one.sigma_us / one_count * noise, rel=0.1)
    assert fmean(off) == pytest.approx(0.0, abs=0.2 * stdev(off))


def test_noise_that_was_not_measured_is_as_much_as_the_threshold_lets_pass_and_never_none() -> None:
    unknown, quiet, noisiest = (lateness_of(front_of(80.0, noise)[1]).sigma_us for noise in (0, 1, 8))
    assert unknown > 5 * quiet
    mean = LOWER / onset.QUIET_LOWERS / onset.NOISE_OVER_MEAN
    assert unknown == pytest.approx(noisiest * mean / 8, rel=0.02)
    # by Rice's formula noise up to 20 kHz passes such a threshold once in ten seconds: more often, and a node raises it
    assert 20e3 * math.exp(-(onset.QUIET_LOWERS**2) / 2) == pytest.approx(1e6 / TRIED_EVERY_US, rel=0.1)


def test_a_weak_and_a_noisy_channel_say_so() -> None:
    strong, weak, noisy = (lateness_of(front_of(*of)[1]) for of in ((80.0, 6), (5.0, 6), (80.0, 60)))
    assert weak.sigma_us > 4 * strong.sigma_us
    assert noisy.sigma_us > 8 * strong.sigma_us


@pytest.mark.parametrize("rise_ticks", [None, round(1.01 * onset.SLOWEST_FRONT_US * TICK_HZ / 1e6)])
def test_without_an_upper_crossing_it_is_late_by_a_part_of_a_front(rise_ticks: int | None) -> None:
    found = lateness_of(Front(rise_ticks, 6, LOWER, UPPER))
    assert found.late_us == onset.FRONT_US / 2
    assert found.sigma_us == onset.FRONT_SHARE * found.late_us
    # wherever between the thresholds the peak was
    peaks = [onset.FRONT_US * LOWER / peak for peak in range(LOWER, UPPER)]
    assert fmean(peaks) == pytest.approx(found.late_us, rel=0.1)
    assert stdev(peaks) == pytest.approx(found.sigma_us, rel=0.1)


@pytest.mark.parametrize(("lower", "upper"), [(0, 0), (0, 200), (50, 50), (200, 50)])
def test_thresholds_that_are_none_tell_nothing(lower: int, upper: int) -> None:
    assert lateness(Front(10, 3, lower, upper), TICK_HZ, 0.3) == IN_TIME


@pytest.mark.parametrize("rise_ticks", [0, 1])
def test_both_thresholds_within_a_tick_is_a_steep_front(rise_ticks: int) -> None:
    found = lateness(Front(rise_ticks, 255, 1, 65535), 1e5)
    assert math.isfinite(found.late_us)
    assert math.isfinite(found.sigma_us)
    assert found.sigma_us > 0


def test_what_is_left_grows_with_the_rise() -> None:
    _, front = front_of(10.0)
    plain, later = lateness_of(front), lateness_of(front, 0.1)
    assert later.late_us - plain.late_us == pytest.approx(0.1 * plain.rise_us)


def test_where_numbers_come_from() -> None:
    assert pytest.approx(1e6 / (2 * math.pi * 20_000), rel=0.01) == onset.POLE_US
    assert fmean(abs(random.Random(k).gauss(0, 1)) for k in range(20_000)) * onset.NOISE_OVER_MEAN == pytest.approx(
        1.0, abs=0.02
    )
    assert stdev(k / 1000 - 0.5 for k in range(1000)) == pytest.approx(onset.COUNT_SIGMA, rel=0.01)


def arrivals(sigmas_us: list[float], off_us: list[float]) -> list[Arrival]:
    place = 400.0, 800.0
    return [
        Arrival(k, s, math.dist((s.x_mm, s.y_mm, s.z_mm), (*place, 0.0)) / SPEED + off, sigma_us)
        for k, (s, sigma_us, off) in enumerate(zip(DEMO_SENSORS, sigmas_us, off_us, strict=True))
    ]


def test_a_doubtful_channel_counts_less_in_both_solvers() -> None:
    off = [0.0, 0.0, 20.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    trusted, doubted = arrivals([0.0] * 8, off), arrivals([0, 0, 20.0, 0, 0, 0, 0, 0], off)
    for heard_by, least, most in ((trusted, 1.0, 10.0), (doubted, 0.0, 0.05)):
        root = descend(heard_by, SPEED, 1.0, 650.0, 650.0)
        found = explain(at_first(8, STILL), heard_by, 650.0, 650.0, speed_mm_per_us=SPEED, sigma_us=1.0)
        assert root is not None
        assert found is not None
        assert least <= math.dist((root.x_mm, root.y_mm), (400.0, 800.0)) <= most
        assert (root.x_mm, root.y_mm) == pytest.approx((found.x_mm, found.y_mm), abs=0.02)
        assert root.covariance_mm2 == pytest.approx(found.covariance_mm2, rel=0.01)
        assert root.chi2 == pytest.approx(found.chi2, rel=0.02)


def test_a_burst_without_fronts_is_placed_as_it_was() -> None:
    array, ticks = array_of("8"), [round(a.toa_us * 80 + 1e5) for a in arrivals([0.0] * 8, [0.3, 0, -1, 0, 1, 0, 0, 0])]
    plain = Timing(80e6, 32, SPEED, 1.0, (0.0,) * 8)
    plain_timing = Timing(80e6, 32, SPEED, 1.0, (0.0,) * 8, (None,) * 8, (0.3,) * 8)
    assert place_arrow(ticks, array, at_first(8, STILL), plain) == place_arrow(
        ticks, array, at_first(8, STILL), plain_timing
    )
