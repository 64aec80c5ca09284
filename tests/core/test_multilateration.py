import math
import random

import pytest

from appliance.core.air.state import at_first
from appliance.core.air.weather import STILL
from appliance.core.arrival import Arrival
from appliance.core.errors import LocateError
from appliance.core.geometry import RectRegion, Sensor, SensorArray
from appliance.core.locating.burst import Timing
from appliance.core.locating.fix import Fix
from appliance.core.locating.placing import in_still_air, place_arrivals, place_arrow
from drivers.sim.virtual_butt import DEMO_SENSORS

SPEED = 0.343
BUTT = RectRegion(0.0, 1300.0, 0.0, 1300.0)
EIGHT = SensorArray(DEMO_SENSORS, BUTT)
FOUR = SensorArray(tuple(s for s in DEMO_SENSORS if len(s.id) == 2), BUTT)
SIX = SensorArray(tuple(s for s in DEMO_SENSORS if s.id not in ("N", "S")), BUTT)


def arrivals(
    array: SensorArray, x: float, y: float, z: float = 0.0, sigma_us: float = 0.0, seed: int = 1
) -> list[Arrival]:
    dice = random.Random(seed)
    return [
        Arrival(k, s, math.dist((s.x_mm, s.y_mm, s.z_mm), (x, y, z)) / SPEED + dice.gauss(0, sigma_us))
        for k, s in enumerate(array.sensors)
    ]


def locate(heard: list[Arrival], array: SensorArray, speed: float, sigma_us: float) -> Fix:
    return place_arrivals(heard, in_still_air(array, speed, sigma_us)).fix


def fix(array: SensorArray, x: float, y: float, z: float = 0.0, sigma_us: float = 0.0, seed: int = 1) -> Fix:
    return locate(arrivals(array, x, y, z, sigma_us, seed), array, SPEED, max(sigma_us, 0.05))


@pytest.mark.parametrize("array", [FOUR, SIX, EIGHT])
@pytest.mark.parametrize("place", [(650, 650), (1, 1), (1299, 20), (650, 1299), (123, 987)])
def test_exact_without_noise(array: SensorArray, place: tuple[int, int]) -> None:
    found = fix(array, *place)
    assert (found.x_mm, found.y_mm) == pytest.approx(place, abs=1e-3)


def test_sensors_at_different_heights() -> None:
    array = SensorArray(tuple(Sensor(s.id, s.x_mm, s.y_mm, 10.0 + 20 * k) for k, s in enumerate(DEMO_SENSORS)), BUTT)
    found = fix(array, 400, 900)
    assert (found.x_mm, found.y_mm) == pytest.approx((400, 900), abs=1e-3)


def test_error_follows_the_covariance() -> None:
    errors = [fix(EIGHT, 500, 700, sigma_us=1.0, seed=k) for k in range(400)]
    rms = math.sqrt(sum((f.x_mm - 500) ** 2 + (f.y_mm - 700) ** 2 for f in errors) / len(errors))
    xx, _, yy = errors[0].covariance_mm2
    assert rms == pytest.approx(math.sqrt(xx + yy), rel=0.12)


def test_three_channels_are_not_confirmed_by_anything() -> None:
    with pytest.raises(LocateError, match="no_redundancy") as refusal:
        locate(arrivals(EIGHT, 600, 600)[:3], EIGHT, SPEED, 1.0)
    assert refusal.value.reason == "no_redundancy"


def test_two_channels_are_noise() -> None:
    with pytest.raises(LocateError) as refusal:
        locate(arrivals(EIGHT, 600, 600)[:2], EIGHT, SPEED, 1.0)
    assert refusal.value.reason == "too_few_channels"


def test_a_bad_channel_of_four_is_noticed_and_not_named() -> None:
    late = arrivals(FOUR, 600, 500)
    late[2] = Arrival(2, late[2].sensor, late[2].toa_us + 120)
    with pytest.raises(LocateError) as refusal:
        locate(late, FOUR, SPEED, 1.0)
    assert refusal.value.reason == "contradictory"


@pytest.mark.parametrize("array", [SIX, EIGHT])
def test_a_bad_channel_of_more_is_named_and_left_out(array: SensorArray) -> None:
    late = arrivals(array, 600, 500)
    late[3] = Arrival(3, late[3].sensor, late[3].toa_us + 120)
    found = locate(late, array, SPEED, 1.0)
    assert found.left_out == (3,)
    assert (found.x_mm, found.y_mm) == pytest.approx((600, 500), abs=0.1)


def test_a_sound_beside_the_butt_is_outside() -> None:
    with pytest.raises(LocateError) as refusal:
        fix(EIGHT, 1700, 600)
    assert refusal.value.reason == "outside"


def test_a_sound_from_behind_is_never_located() -> None:
    for k in range(50):
        with pytest.raises(LocateError):
            fix(SIX, 100 + 22 * k, 650, z=-2500, sigma_us=1.0, seed=k)


def test_permuted_channels_are_never_located() -> None:
    right = arrivals(EIGHT, 300, 950)
    swapped = [Arrival(a.channel, a.sensor, b.toa_us) for a, b in zip(right, right[::-1], strict=True)]
    with pytest.raises(LocateError):
        locate(swapped, EIGHT, SPEED, 1.0)


@pytest.mark.parametrize("bits", [16, 24, 32])
def test_counters_that_wrap_between_channels(bits: int) -> None:
    modulus = 1 << bits
    for epoch in range(0, modulus, modulus // 7):
        ticks = [(epoch + round(a.toa_us * 8)) % modulus for a in arrivals(EIGHT, 200, 1100)]
        found = place_arrow(ticks, EIGHT, at_first(8, STILL), Timing(8e6, bits, SPEED, 0.5, (0.0,) * 8)).fix
        assert (found.x_mm, found.y_mm) == pytest.approx((200, 1100), abs=0.2)


def test_silent_channels_are_left_out() -> None:
    ticks: list[int | None] = [round(a.toa_us * 8) for a in arrivals(EIGHT, 200, 300)]
    ticks[0] = ticks[5] = None
    found = place_arrow(ticks, EIGHT, at_first(8, STILL), Timing(8e6, 32, SPEED, 0.5, (0.0,) * 8)).fix
    assert found.channels == (1, 2, 3, 4, 6, 7)
    assert (found.x_mm, found.y_mm) == pytest.approx((200, 300), abs=0.2)
