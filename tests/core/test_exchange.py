"""Two channels with each other's cable are named, and never on an array on which none are."""

import math
import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import pytest

from appliance.core.air.chirps import ChirpRound
from appliance.core.calibration import exchange
from appliance.core.calibration.exchange import (
    EXPLAINED_MM,
    Exchange,
    What,
    exchange_message,
    exchanges_by_chirps,
    exchanges_by_taps,
)
from appliance.core.calibration.quality import calibrate
from appliance.core.calibration.taps import MIN_TAPS, CalibrationError, Priors, Tap
from appliance.core.geometry import RectRegion, Sensor, SensorArray
from drivers.sim.chirping import some_emitters
from drivers.sim.virtual_butt import BUTT_MM
from tests.benchmarks.bursts import SPEED, Butt, TrueAir, array_of
from tests.benchmarks.chirps import LATE_US, some_wind
from tests.english import english, refusing

GRID = [(x, y) for x in (150.0, 480.0, 820.0, 1150.0) for y in (150.0, 480.0, 820.0, 1150.0)]
WHATS: tuple[What, ...] = ("sensors", "microphones", "emitters")
DRAWN_MM = 5.0
REGION = RectRegion(0.0, BUTT_MM, 0.0, BUTT_MM)


def rounds_of(sensors: Sequence[Sensor], dice: random.Random, count: int = 3) -> list[ChirpRound]:
    emitters = some_emitters(sensors, [dice.uniform(0.0, LATE_US) for _ in sensors], dice)
    air = (SPEED * (1 + dice.gauss(0.0, 0.002)), *some_wind(dice))
    return [emitters.chirp(air, dice) for _ in range(count)]


def crossed(rounds: Sequence[ChirpRound], one: Exchange) -> list[ChirpRound]:
    """As a board hears it with two cables at each other's plugs."""
    found = []
    for heard in rounds:
        rows = [[*row] for row in heard.times_us]
        if one.what != "microphones":
            rows[one.first], rows[one.second] = rows[one.second], rows[one.first]
        if one.what != "emitters":
            for row in rows:
                row[one.first], row[one.second] = row[one.second], row[one.first]
        found.append(ChirpRound(rows))
    return found


def drawn_of(sensors: Sequence[Sensor], dice: random.Random, off_mm: float = DRAWN_MM) -> list[Sensor]:
    return [replace(s, x_mm=s.x_mm + dice.gauss(0, off_mm), y_mm=s.y_mm + dice.gauss(0, off_mm)) for s in sensors]


def taps_of(sensors: Sequence[Sensor], dice: random.Random, points: Sequence[tuple[float, float]] = GRID) -> list[Tap]:
    array = SensorArray(tuple(sensors), REGION)
    butt = Butt(array, 1.0, TrueAir(1 + dice.gauss(0.0, 0.002), *some_wind(dice)))
    return [Tap(tuple(butt.arrivals(dice, *point)), *point) for point in points]


def crossed_taps(taps: Sequence[Tap], one: int, other: int) -> list[Tap]:
    found = []
    for tap in taps:
        times = [*tap.times_us]
        times[one], times[other] = times[other], times[one]
        found.append(replace(tap, times_us=tuple(times)))
    return found


def random_array(dice: random.Random) -> list[Sensor]:
    """Sensors anywhere, none upon another."""
    found: list[Sensor] = []
    count = dice.randint(4, 8)
    while len(found) < count:
        x, y = dice.uniform(0.0, BUTT_MM), dice.uniform(0.0, BUTT_MM)
        if all(math.dist((x, y), (s.x_mm, s.y_mm)) > 150 for s in found):
            found.append(Sensor(f"S{len(found)}", x, y, dice.uniform(0.0, 60.0)))
    return found


@pytest.mark.parametrize("what", WHATS)
@pytest.mark.parametrize("name", ["6", "8"])
def test_chirps_name_the_pair_whichever_it_is(name: str, what: What) -> None:
    sensors, dice = array_of(name).sensors, random.Random(f"{name} {what}")
    for i, j in combinations(range(len(sensors)), 2):
        one = Exchange(i, j, what)
        found = exchanges_by_chirps(drawn_of(sensors, dice), crossed(rounds_of(sensors, dice), one), SPEED)
        assert one in found
        # six sensors are their own mirror image at the horizontal, at which two pairs change places
        is_a_side = {sensors[i].id, sensors[j].id} in ({"NW", "SW"}, {"NE", "SE"})
        is_mirrored = name == "6" and what == "sensors" and is_a_side
        assert len(found) == (2 if is_mirrored else 1)


def test_of_four_at_the_corners_of_a_square_chirps_name_one_of_two_and_never_the_mirror_image() -> None:
    sensors, dice = array_of("4").sensors, random.Random(4)
    for i, j in combinations(range(4), 2):
        rounds = crossed(rounds_of(sensors, dice), Exchange(i, j, "sensors"))
        found = exchanges_by_chirps(drawn_of(sensors, dice, 2.0), rounds, SPEED)
        others = tuple({0, 1, 2, 3} - {i, j})
        is_across = j - i == 2
        assert {one[:2] for one in found} == (set() if is_across else {(i, j), others})


def test_chirps_never_name_a_pair_where_none_is_exchanged() -> None:
    dice = random.Random(6)
    for k in range(400):
        true = random_array(dice)
        drawn = drawn_of(true, dice)
        if k % 2:
            # measured wrong, or it fell down: that is no exchange
            drawn[0] = replace(drawn[0], x_mm=drawn[0].x_mm + dice.gauss(0, 200))
        assert exchanges_by_chirps(drawn, rounds_of(true, dice, 1), SPEED) == []


def test_on_any_array_the_pair_that_is_exchanged_is_among_those_that_chirps_name() -> None:
    dice, alone = random.Random(8), 0
    for _ in range(100):
        true = random_array(dice)
        i, j = sorted(dice.sample(range(len(true)), 2))
        one = Exchange(i, j, dice.choice(WHATS))
        found = exchanges_by_chirps(drawn_of(true, dice, 2.0), crossed(rounds_of(true, dice, 1), one), SPEED)
        assert one in found
        alone += len(found) == 1
    assert alone >= 90


def test_three_cables_in_a_ring_are_no_pair() -> None:
    sensors, dice = array_of("8").sensors, random.Random(3)
    ring = crossed(crossed(rounds_of(sensors, dice), Exchange(0, 3, "sensors")), Exchange(3, 5, "sensors"))
    assert exchanges_by_chirps(sensors, ring, SPEED) == []


def test_an_echo_beside_the_exchange_hides_it_not(monkeypatch: pytest.MonkeyPatch) -> None:
    sensors, dice, one = array_of("8").sensors, random.Random(3), Exchange(1, 6, "sensors")
    rounds = crossed(rounds_of(sensors, dice), one)
    late = [ChirpRound([[t + 900 if {i, j} == {2, 4} and t else t for j, t in enumerate(row)]
                        for i, row in enumerate(heard.times_us)]) for heard in rounds]  # fmt: skip
    assert exchanges_by_chirps(sensors, late, SPEED) == [one]
    pairs = len(sensors) * (len(sensors) - 1) // 2
    monkeypatch.setattr(exchange, "SPARED_SHARE", pairs + 1)
    assert exchanges_by_chirps(sensors, late, SPEED) == []


def test_sensors_side_by_side_on_a_rough_drawing_are_not_called_exchanged(monkeypatch: pytest.MonkeyPatch) -> None:
    corners = array_of("4").sensors
    true = [*corners, replace(corners[0], id="near", x_mm=corners[0].x_mm + 30)]

    def named() -> int:
        dice = random.Random(5)
        found = [exchanges_by_chirps(drawn_of(true, dice, 10.0), rounds_of(true, dice, 1), SPEED) for _ in range(60)]
        return sum(one != [] for one in found)

    assert named() == 0
    monkeypatch.setattr(exchange, "EXPLAINED_SHARE", 1.0)
    assert named() > 0


def test_too_few_that_hear_each_other_name_nothing() -> None:
    sensors, dice = array_of("8").sensors, random.Random(3)
    heard = crossed(rounds_of(sensors, dice), Exchange(0, 2, "sensors"))
    deaf = [ChirpRound([[t if i < 3 and j < 3 else None for j, t in enumerate(row)]
                        for i, row in enumerate(one.times_us)]) for one in heard]  # fmt: skip
    assert exchanges_by_chirps(sensors, deaf, SPEED) == []
    assert exchanges_by_chirps(sensors, [], SPEED) == []


@pytest.mark.parametrize("name", ["4", "6", "8"])
def test_taps_name_the_pair_whichever_it_is(name: str) -> None:
    sensors, dice = array_of(name).sensors, random.Random(name)
    for i, j in combinations(range(len(sensors)), 2):
        taps = crossed_taps(taps_of(sensors, dice), i, j)
        assert exchanges_by_taps(drawn_of(sensors, dice), taps, SPEED) == [Exchange(i, j, "sensors")]


def test_taps_never_name_a_pair_where_none_is_exchanged() -> None:
    dice = random.Random(7)
    for k in range(400):
        true = random_array(dice)
        taps, drawn = taps_of(true, dice), drawn_of(true, dice)
        if k % 3 == 1:
            drawn[0] = replace(drawn[0], x_mm=drawn[0].x_mm + dice.gauss(0, 200))
        if k % 3 == 2:
            # tapped in another order than was asked for
            points = [(tap.x_mm, tap.y_mm) for tap in taps]
            dice.shuffle(points)
            taps = [replace(tap, x_mm=x, y_mm=y) for tap, (x, y) in zip(taps, points, strict=True)]
        assert exchanges_by_taps(drawn, taps, SPEED) == []


def test_on_any_array_taps_name_the_pair_that_is_exchanged_alone() -> None:
    dice = random.Random(8)
    for _ in range(100):
        true = random_array(dice)
        i, j = sorted(dice.sample(range(len(true)), 2))
        drawn, taps = drawn_of(true, dice, 2.0), crossed_taps(taps_of(true, dice), i, j)
        assert exchanges_by_taps(drawn, taps, SPEED) == [Exchange(i, j, "sensors")]


def test_a_few_taps_beside_their_points_hide_no_exchange() -> None:
    sensors, dice = array_of("8").sensors, random.Random(1)
    taps = crossed_taps(taps_of(sensors, dice), 2, 5)
    taps[:5] = [replace(tap, x_mm=(tap.x_mm or 0) + 120) for tap in taps[:5]]
    assert exchanges_by_taps(sensors, taps, SPEED) == [Exchange(2, 5, "sensors")]


def test_fewer_taps_at_told_points_than_a_calibration_takes_name_nothing() -> None:
    sensors, dice = array_of("8").sensors, random.Random(1)
    taps = crossed_taps(taps_of(sensors, dice, GRID[: MIN_TAPS + 2]), 2, 5)
    unknown = [replace(tap, x_mm=None, y_mm=None) for tap in taps[:3]]
    assert exchanges_by_taps(sensors, [*unknown, *taps[3:]], SPEED) == []
    assert exchanges_by_taps(sensors, taps, SPEED) != []


def test_a_calibration_by_exchanged_channels_is_refused_with_their_names() -> None:
    array, dice = array_of("8"), random.Random(2)
    taps = crossed_taps(taps_of(array.sensors, dice), 1, 4)
    sentence = r"channels 2 \(N\) and 5 \(SE\) look exchanged: swap their plugs at the board, or their places"
    with refusing(CalibrationError, sentence):
        calibrate(array, taps, speed_mm_per_us=SPEED, sigma_us=1.0, priors=Priors())


def test_what_is_said_tells_what_to_swap() -> None:
    names = [s.id for s in array_of("8").sensors]
    sentences = [english(exchange_message([Exchange(0, 7, what)], names)) for what in WHATS]
    assert sentences == [
        "channels 1 (NW) and 8 (W) look exchanged: swap their plugs at the board, or their places under Menu, Set up",
        "the microphones of channels 1 (NW) and 8 (W) look exchanged: swap their plugs at the board",
        "the emitters of channels 1 (NW) and 8 (W) look exchanged: swap their plugs at the board",
    ]
    either = exchange_message([Exchange(0, 1, "sensors"), Exchange(2, 3, "sensors")], names)
    assert "one pair of these: channels 1 (NW) and 2 (N)" in english(either)
    assert "channels 3 (NE) and 4 (E)" in english(either)
    assert exchange_message([], names) is None


def test_what_an_exchange_may_leave_is_what_a_breeze_and_a_rough_drawing_do() -> None:
    across_us = 1300 / SPEED - 1300 / (SPEED + 0.002)
    by_breeze_mm, by_drawing_mm = across_us * SPEED, math.hypot(10, 10)
    assert math.hypot(by_breeze_mm, by_drawing_mm) < EXPLAINED_MM < 2 * math.hypot(by_breeze_mm, by_drawing_mm)
