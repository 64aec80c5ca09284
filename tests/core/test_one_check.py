"""Four sensors check each other once: what that check would not show is not believed, and is learned from."""

import random

import pytest

from appliance.core.air.state import SlowState, at_first
from appliance.core.air.weather import INDOORS, OUTDOORS, STILL, Weather
from appliance.core.errors import LocateError
from appliance.core.locating.burst import Timing
from appliance.core.locating.fix import Placed, UncheckedError
from appliance.core.locating.placing import after_refusal, place_arrow
from tests.benchmarks.bursts import BOARD, KINDS, SPEED, Butt, TrueAir, array_of
from tests.benchmarks.locating import ELLIPSE_MILLIONTH, nees_of, off_mm

SIGMA_US = 1.0
FOURS = pytest.mark.parametrize("name", ["4", BOARD])


def place(name: str, times_us: list[float | None], state: SlowState) -> Placed:
    array = array_of(name)
    ticks = [None if t is None else round((t + 20_000) * 80) for t in times_us]
    return place_arrow(ticks, array, state, Timing(80e6, 32, SPEED, SIGMA_US, (0.0,) * len(array.sensors)))


def in_some_air(dice: random.Random, name: str, weather: Weather) -> Butt:
    """Air as the weather may be."""
    wind = weather.wind_mm_per_us
    air = TrueAir(1 + dice.gauss(0.0, weather.scale), dice.gauss(0.0, wind), dice.gauss(0.0, wind))
    return Butt(array_of(name), SIGMA_US, air)


@pytest.mark.sampled
@FOURS
@pytest.mark.parametrize("weather", [OUTDOORS, INDOORS, STILL], ids=["outdoors", "indoors", "known"])
def test_a_bad_channel_at_the_first_arrow_is_never_far_off_and_called_good(name: str, weather: Weather) -> None:
    dice, first = random.Random(3), at_first(4, weather)
    for _ in range(400):
        burst = KINDS["bad channel"](dice, in_some_air(dice, name, weather))
        try:
            fix = place(name, burst.times_us, first).fix
        except LocateError:
            continue
        assert off_mm(fix, burst.right) < 20 or nees_of(fix, burst.right[0]) < ELLIPSE_MILLIONTH


def test_two_arrows_at_the_first_arrow_outdoors_are_never_far_off_and_called_good() -> None:
    dice, first = random.Random(4), at_first(4, OUTDOORS)
    for _ in range(400):
        burst = KINDS["double"](dice, in_some_air(dice, "4", OUTDOORS))
        try:
            fix = place("4", burst.times_us, first).fix
        except LocateError:
            continue
        assert off_mm(fix, burst.right) < 20 or min(nees_of(fix, p) for p in burst.right) < ELLIPSE_MILLIONTH


@FOURS
def test_after_change_is_known_every_arrow_is_placed(name: str) -> None:
    dice, butt = random.Random(5), Butt(array_of(name), SIGMA_US)
    for _ in range(200):
        burst = KINDS["clean"](dice, butt)
        assert off_mm(place(name, burst.times_us, at_first(4, STILL)).fix, burst.right) < 4


def test_arrows_that_are_not_trusted_make_the_wind_known_all_the_same() -> None:
    dice, butt = random.Random(6), Butt(array_of("4"), SIGMA_US, TrueAir(1.001, 0.002, -0.0015))
    state, refused = at_first(4, OUTDOORS), []
    for number in range(20):
        target = dice.gauss(650.0, 120.0), dice.gauss(650.0, 120.0)
        try:
            found = place("4", [*butt.arrivals(dice, *target)], state)
        except UncheckedError as refusal:
            refused.append(number)
            state = after_refusal(state, refusal)
        else:
            state = found.state
            assert off_mm(found.fix, (target,)) < 8
    assert refused
    assert refused[-1] < 8
    assert state.wind_mm_per_us == pytest.approx((0.002, -0.0015), abs=0.0006)


def test_the_reason_is_reported_with_the_place() -> None:
    butt = Butt(array_of("4"), 0.0)
    with pytest.raises(UncheckedError) as refusal:
        place("4", [*butt.arrivals(random.Random(1), 1000.0, 900.0)], at_first(4, OUTDOORS))
    assert refusal.value.reason == "one_check_only"
    assert (refusal.value.x_mm, refusal.value.y_mm) == pytest.approx((1000.0, 900.0), abs=1.0)
