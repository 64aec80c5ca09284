"""What chirps say of the air and of the array, whoever is late, and what they cannot say."""

import math
import random
from dataclasses import replace
from pathlib import Path
from statistics import fmean

import numpy as np
import pytest

from appliance.core.air import chirp_biases, chirps
from appliance.core.air.chirp_biases import UnknownIndices, has_chirp_biases, with_chirp_biases
from appliance.core.air.chirps import ChirpRound, after_chirps
from appliance.core.air.filter import CERTAIN, MODE_PERSISTENCE
from appliance.core.air.state import SlowState, at_first
from appliance.core.air.weather import BIAS_US, OUTDOORS
from appliance.core.calibration import self_survey
from appliance.core.calibration.self_survey import SelfSurvey, TapedDistance, survey_by_chirps
from appliance.core.errors import LocateError
from appliance.core.geometry import Sensor, separation_mm
from drivers.sim import chirping
from drivers.sim.chirping import Emitters, some_emitters
from drivers.sim.virtual_butt import BUTT_MM
from tests.benchmarks.bursts import SPEED, Butt, TrueAir, array_of, bad_channel
from tests.benchmarks.chirps import aligned_rms_mm, an_array, ratio, session, survey_error_mm
from tests.benchmarks.locating import placed

PROTOCOL = Path(chirping.__file__).parents[1] / "PROTOCOL.md"
SENSORS = array_of("8").sensors
MIDDLE = BUTT_MM / 2, BUTT_MM / 2
LATE = (3.0, 40.0, 12.0, 0.0, 27.0, 33.0, 8.0, 19.0)
EXACT = Emitters(SENSORS, LATE, (0.0,) * 8, sigma_us=0.0)
EXACT_1US = replace(EXACT, sigma_us=1.0)
WIND = (0.002, -0.0015)
SCALE = 1.0015
FIRST = at_first(8, OUTDOORS)


def updated(state: SlowState, heard: ChirpRound, sigma_us: float = 1.0, survey_mm: float = 0.3) -> SlowState:
    return after_chirps(state, SENSORS, heard, speed_mm_per_us=SPEED, sigma_us=sigma_us, survey_mm=survey_mm)


def rounds_of(emitters: Emitters, count: int, seed: int = 1) -> list[ChirpRound]:
    dice = random.Random(seed)
    return [emitters.chirp((SPEED * SCALE, *WIND), dice) for _ in range(count)]


def learned(emitters: Emitters, count: int, seed: int = 1) -> SlowState:
    state = FIRST
    for heard in rounds_of(emitters, count, seed):
        state = updated(state, heard)
    return state


def test_wind_and_speed_are_reported_without_an_arrow_and_without_a_thermometer() -> None:
    state = updated(FIRST, rounds_of(EXACT, 1)[0], sigma_us=0.01, survey_mm=0.001)
    assert state.wind_mm_per_us == pytest.approx(WIND, abs=1e-5)
    assert state.scale == pytest.approx(SCALE, abs=1e-5)


def test_how_late_an_emitter_is_does_not_matter() -> None:
    later = replace(EXACT, late_us=tuple(late * 7 + 100 for late in LATE))
    one, other = updated(FIRST, rounds_of(EXACT, 1)[0]), updated(FIRST, rounds_of(later, 1)[0])
    assert one.values == pytest.approx(other.values, abs=1e-9)


def test_the_doubt_is_honest() -> None:
    nees = []
    for seed in range(25):
        dice = random.Random(seed)
        built = some_emitters(SENSORS, LATE, dice)
        biased = replace(built, bias_us=[us + dice.gauss(0, BIAS_US) for us in built.bias_us])
        state = learned(biased, 2, seed)
        (a, b), (_, c) = (state.covariance[k][1:3] for k in (1, 2))
        dx, dy = (now - true for now, true in zip(state.wind_mm_per_us, WIND, strict=True))
        nees.append((c * dx * dx - 2 * b * dx * dy + a * dy * dy) / (a * c - b * b))
    assert 1.2 < fmean(nees) < 3.2


def wind_found_mm_per_us(bias_us: float) -> float:
    """What so much doubt in each of eight biases is: they pull at a line's slope by their places."""
    slope2 = sum((s.x_mm - MIDDLE[0]) ** 2 for s in SENSORS)
    return bias_us * (SPEED * SCALE) ** 2 / math.sqrt(slope2)


def test_wind_is_known_no_better_than_biases_are() -> None:
    state = learned(EXACT_1US, 30)
    of_channels_us = math.hypot(BIAS_US, chirp_biases.CHANNEL_US)
    of_both_us = math.hypot(of_channels_us, chirp_biases.EMITTER_US / 2)
    # how late emitters are is told in part, by the sums
    assert wind_found_mm_per_us(of_channels_us) < state.wind_sigma_mm_per_us < wind_found_mm_per_us(of_both_us)
    # as the derivation says
    assert wind_found_mm_per_us(0.1) == pytest.approx(7e-6, rel=0.1)


def test_what_chirps_feign_of_wind_is_constant_and_taught_by_arrows() -> None:
    array, dice, sigma_us = array_of("8"), random.Random(4), 0.3
    feigned = 3 * chirp_biases.CHANNEL_US
    bias_us = [feigned * (s.x_mm - MIDDLE[0]) / MIDDLE[0] for s in SENSORS]
    slanted = replace(EXACT, sigma_us=sigma_us, bias_us=bias_us)
    state, off_mm_per_us = FIRST, []
    for k in range(60):
        for heard in rounds_of(slanted, 2, seed=k):
            state = updated(state, heard, sigma_us)
        off_mm_per_us.append(state.wind_mm_per_us[0] - WIND[0])
        butt = Butt(array, sigma_us, TrueAir(SCALE, *WIND))
        state = placed([*butt.arrivals(dice, *butt.on_the_butt(dice))], array, state, sigma_us).state
    assert off_mm_per_us[0] == pytest.approx(-feigned * (SPEED * SCALE) ** 2 / MIDDLE[0], rel=0.3)
    assert abs(off_mm_per_us[-1]) < abs(off_mm_per_us[0]) / 3
    # another session of the same array begins with what was learnt of it
    again, anew = (updated(one, rounds_of(slanted, 1)[0]) for one in (with_chirp_biases(FIRST, 8, state), FIRST))
    assert abs(again.wind_mm_per_us[0] - WIND[0]) < abs(anew.wind_mm_per_us[0] - WIND[0]) / 2
    assert again.wind_sigma_mm_per_us < anew.wind_sigma_mm_per_us


def test_an_emitter_that_others_hear_late_changes_neither_wind_nor_speed_in_the_end() -> None:
    late = replace(EXACT_1US, to_others_us=tuple(chirp_biases.EMITTER_US * (-1) ** k for k in range(8)))
    state = FIRST
    for heard in rounds_of(late, 60):
        state = updated(state, heard, survey_mm=0.02)
    places = UnknownIndices(8)
    delays_us = [state.values[places.emitter(k)] for k in range(8)]
    about_us = fmean(delays_us)
    assert [us - about_us for us in delays_us] == pytest.approx(late.to_others_us, abs=0.4)
    assert state.scale == pytest.approx(SCALE, abs=2e-4)
    assert state.wind_mm_per_us == pytest.approx(WIND, abs=5e-5)


def test_what_is_common_to_all_emitters_is_no_speed() -> None:
    late = replace(EXACT_1US, to_others_us=(2 * chirp_biases.EVERY_EMITTER_US,) * 8)
    assert learned(late, 20).scale == pytest.approx(SCALE, abs=3e-4)


def test_air_that_has_hardly_changed_is_as_good_linearised_once(monkeypatch: pytest.MonkeyPatch) -> None:
    state, near = learned(EXACT, 3), chirps.SETTLED_MM_PER_US * 0.9
    moved = EXACT.chirp((SPEED * SCALE, WIND[0] + near, WIND[1]), random.Random(1))
    once = updated(state, moved)
    monkeypatch.setattr(chirps, "SETTLED_MM_PER_US", 0.0)
    twice = updated(state, moved)
    assert once != twice
    # in time across the largest butt
    off_us = 1840 / SPEED**2 * math.dist(once.wind_mm_per_us, twice.wind_mm_per_us)
    assert off_us < 0.01


def test_where_nothing_chirps_no_state_knows_of_chirps() -> None:
    array, dice = array_of("8"), random.Random(1)
    butt = Butt(array, 1.0, TrueAir(1.0, *WIND))
    state = placed([*butt.arrivals(dice, *MIDDLE)], array, FIRST, 1.0).state
    assert len(state.values) == len(FIRST.values)
    assert not has_chirp_biases(state, 8)
    assert has_chirp_biases(learned(EXACT_1US, 1), 8)


def test_an_emitter_that_its_own_channel_does_not_hear_tells_less() -> None:
    deaf = replace(EXACT, sigma_us=1.0, deaf=frozenset((k, k) for k in range(8)))
    state, whole = (updated(FIRST, rounds_of(one, 1)[0], survey_mm=3.0) for one in (deaf, replace(EXACT, sigma_us=1.0)))
    assert state.wind_sigma_mm_per_us > 2 * whole.wind_sigma_mm_per_us
    for now, true in zip(state.wind_mm_per_us, WIND, strict=True):
        assert abs(now - true) < 4 * state.wind_sigma_mm_per_us
    # not known at all how late it is: tens of periods of 40 kHz, and no less
    assert chirps.LATE_US > 10 * 1e6 / 40e3


def test_an_echo_is_left_out() -> None:
    clean, echo = replace(EXACT, sigma_us=0.5), replace(EXACT, sigma_us=0.5, echoes=((2, 6, 900.0),))
    assert learned(echo, 3).wind_mm_per_us == pytest.approx(learned(clean, 3).wind_mm_per_us, abs=5e-5)
    assert math.erfc(chirps.FAR_OFF_SIGMA / math.sqrt(2)) == pytest.approx(6e-7, rel=0.1)


def test_a_round_in_which_too_many_disagree_is_not_believed() -> None:
    known = learned(replace(EXACT, sigma_us=0.5), 3)
    swapped = [[*row] for row in rounds_of(EXACT, 1)[0].times_us]
    for row in swapped:
        row[0], row[4] = row[4], row[0]
    assert updated(known, ChirpRound(swapped)) is known
    agreeing = math.comb(6, 2) / math.comb(8, 2)
    assert agreeing < chirps.LEAST_SHARE < math.comb(7, 2) / math.comb(8, 2)


@pytest.mark.parametrize("hearing", [0, 2, 3])
def test_too_few_pairs_tell_nothing(hearing: int) -> None:
    deaf = frozenset((i, j) for i in range(8) for j in range(8) if i >= hearing or j >= hearing)
    (heard,) = rounds_of(replace(EXACT, deaf=deaf), 1)
    is_enough = math.comb(hearing, 2) >= chirps.MIN_PAIRS
    assert (updated(FIRST, heard) is not FIRST) is is_enough


def test_the_first_arrow_outdoors_with_a_bad_channel_of_six_is_placed() -> None:
    array, dice = array_of("6"), random.Random(3)
    emitters = Emitters(array.sensors, LATE[:6], (0.0,) * 6)
    state = at_first(6, OUTDOORS)
    for _ in range(5):
        state = after_chirps(
            state, array.sensors, emitters.chirp((SPEED, *WIND), dice),
            speed_mm_per_us=SPEED, sigma_us=1.0, survey_mm=0.3,
        )  # fmt: skip
    by_air = {"chirps": 0, "nothing": 0}
    for _ in range(30):
        burst = bad_channel(dice, Butt(array, 1.0, TrueAir(1.0, *WIND)))
        for name, air in (("chirps", state), ("nothing", at_first(6, OUTDOORS))):
            try:
                fix = placed(burst.times_us, array, air, 1.0).fix
            except LocateError:
                continue
            assert math.dist((fix.x_mm, fix.y_mm), burst.right[0]) < 5
            by_air[name] += 1
    assert by_air["chirps"] >= 25
    assert by_air["nothing"] == 0


@pytest.mark.sampled
def test_with_chirps_arrows_are_placed_as_in_still_air_from_the_first_on() -> None:
    # of so few evenings one in some is a tenth over it: `tests.benchmarks.chirps` has two thousand arrows
    dice = random.Random(3)
    evenings = [session("8", dice, heard_by=an_array("8", dice))[0] for _ in range(7)]
    found = [one for evening in evenings for one in evening]
    assert all(error is not None for error, _ in found)
    assert ratio(found) <= 1.15
    assert ratio([evening[0] for evening in evenings]) <= 1.15


def surveyed(
    drawn: tuple[Sensor, ...], emitters: Emitters, count: int = 30, taped: TapedDistance | None = None
) -> SelfSurvey | None:
    return survey_by_chirps(
        drawn, rounds_of(emitters, count),
        speed_mm_per_us=SPEED * SCALE, sigma_us=1.0, drawn_mm=2.0, scale_sigma=0.001, taped=taped,
    )  # fmt: skip


def test_a_minute_of_chirps_surveys_the_array() -> None:
    before, after, shape, _ = survey_error_mm("8", random.Random(5))
    assert before > 1.5
    assert after < 0.5
    assert shape < 0.2


def test_one_taped_distance_gives_the_survey_its_size() -> None:
    dice = random.Random(1)
    errors = [survey_error_mm("8", dice) for _ in range(100)]
    by_thermometer, by_tape = (math.sqrt(fmean(one[k] ** 2 for one in errors)) for k in (1, 3))
    assert by_tape < 0.45
    assert by_tape < 0.8 * by_thermometer
    # a tape that is worth nothing changes nothing, and a good one makes it as large as it says
    loose, tight = (surveyed(SENSORS, EXACT_1US, taped=TapedDistance(0, 4, 1840.0, mm)) for mm in (1e3, 0.01))
    plain = surveyed(SENSORS, EXACT_1US)
    assert plain is not None
    assert loose is not None
    assert tight is not None
    assert [s.x_mm for s in loose.sensors] == pytest.approx([s.x_mm for s in plain.sensors], abs=0.01)
    assert separation_mm(tight.sensors[0], tight.sensors[4]) == pytest.approx(1840.0, abs=0.02)
    assert {loose.tape_off_mm, tight.tape_off_mm} == {None}


def test_a_taped_distance_that_chirps_contradict_is_left_out_and_reported() -> None:
    plain, wrong = (surveyed(SENSORS, EXACT_1US, taped=one) for one in (None, TapedDistance(0, 4, 1880.0, 1.0)))
    assert plain is not None
    assert wrong is not None
    assert wrong.tape_off_mm == pytest.approx(1880 - separation_mm(SENSORS[0], SENSORS[4]), abs=3)
    assert wrong.sensors == plain.sensors


def test_a_sensor_that_was_moved_is_found() -> None:
    moved = tuple(replace(s, x_mm=s.x_mm + 9.0) if s.id == "N" else s for s in SENSORS)
    found = surveyed(SENSORS, replace(EXACT, sensors=moved, sigma_us=1.0))
    assert found is not None
    assert max(range(8), key=found.moved_mm.__getitem__) == [s.id for s in SENSORS].index("N")
    assert aligned_rms_mm(found.sensors, moved) < 0.4


def test_an_echo_is_no_distance() -> None:
    found = surveyed(SENSORS, replace(EXACT, sigma_us=1.0, echoes=((2, 6, 700.0),)))
    assert found is not None
    assert found.left_out == ((2, 6),)
    assert max(found.moved_mm) < 0.8


def test_two_rounds_settle_what_is_millimetres_off(monkeypatch: pytest.MonkeyPatch) -> None:
    moved = tuple(replace(s, y_mm=s.y_mm - 6.0) if s.id == "E" else s for s in SENSORS)
    emitters = replace(EXACT, sensors=moved)
    whole = surveyed(SENSORS, emitters)
    monkeypatch.setattr(self_survey, "ROUNDS", self_survey.ROUNDS - 2)
    less = surveyed(SENSORS, emitters)
    assert whole is not None
    assert less is not None
    assert [s.y_mm for s in less.sensors] == pytest.approx([s.y_mm for s in whole.sensors], abs=0.01)


@pytest.mark.parametrize(("one", "other"), [(0, 4), (2, 5)])
def test_channels_that_are_swapped_across_the_butt_survey_nothing_rather_than_that_all_is_well(
    one: int, other: int
) -> None:
    crossed = list(SENSORS)
    crossed[one], crossed[other] = SENSORS[other], SENSORS[one]
    assert surveyed(SENSORS, replace(EXACT, sensors=tuple(crossed), sigma_us=1.0)) is None


def test_fewer_distances_than_four_sensors_have_survey_nothing() -> None:
    assert math.comb(4, 2) == self_survey.MIN_DISTANCES
    deaf = frozenset((i, j) for i in range(8) for j in range(8) if i >= 3 or j >= 3)
    assert surveyed(SENSORS, replace(EXACT, deaf=deaf)) is None


def test_emitters_farther_from_their_sensors_than_the_protocol_says_make_the_array_no_smaller(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert f"{chirps.OWN_MM:g} mm beside the sensor of its channel" in PROTOCOL.read_text(encoding="utf-8")
    reach_mm = []
    for farther_mm in (0.0, 5.0):
        monkeypatch.setattr(chirping, "OWN_MM", chirps.OWN_MM + farther_mm)
        found = surveyed(SENSORS, replace(EXACT, sigma_us=1.0))
        assert found is not None
        reach_mm.append(fmean(math.dist((s.x_mm, s.y_mm), MIDDLE) for s in found.sensors))
    drawn_mm = fmean(math.dist((s.x_mm, s.y_mm), MIDDLE) for s in SENSORS)
    # as late to all is known from distances that differ
    assert reach_mm == pytest.approx([drawn_mm] * 2, abs=0.3)


def test_before_any_chirp_biases_are_nought_and_as_doubtful_as_is_said() -> None:
    channels = 2
    plain = at_first(channels, OUTDOORS)
    state = with_chirp_biases(plain, channels)
    places = UnknownIndices(channels)
    q, e = [places.channel(k) for k in range(channels)], [places.emitter(k) for k in range(channels)]
    assert [state.values[k] for k in (*q, *e)] == [0.0] * 4
    first = len(plain.values)
    assert [row[:first] for row in state.covariance[:first]] == list(plain.covariance)
    assert all(not any(row[first:]) for row in state.covariance[:first])
    assert [[state.covariance[i][j] for j in (*q, *e)] for i in (*q, *e)] == [
        [pytest.approx(0.09), 0.0, 0.0, 0.0],
        [0.0, pytest.approx(0.09), 0.0, 0.0],
        [0.0, 0.0, pytest.approx(25.36), pytest.approx(25.0)],
        [0.0, 0.0, pytest.approx(25.0), pytest.approx(25.36)],
    ]


@pytest.mark.parametrize("gust", [0.0, 1e-4, 2e-4, 2.5e-4, 3e-4, 4e-4])
def test_what_is_reported_reading_by_reading_is_what_all_readings_at_once_say(gust: float) -> None:
    """One normal distribution over all of them for each way in which the air may have changed, and these as one."""
    state = learned(EXACT_1US, 5)
    heard = EXACT_1US.chirp((SPEED * SCALE, WIND[0] + gust, WIND[1]), random.Random(9))
    readings = chirps._readings(state.values, SENSORS, heard, SPEED, 1.0, 0.3)
    size, channels = len(state.values), len(SENSORS)
    by = np.zeros((len(readings), size + channels))
    for row, reading in zip(by, readings, strict=True):
        for k, share in reading.row.items():
            row[k] = share
    off = np.array([reading.off_us for reading in readings])
    logs, values, covariances = [], [], []
    for mode, change in zip(state.modes, state.weather.changes, strict=True):
        added = [change.scale**2, change.wind_mm_per_us**2, change.wind_mm_per_us**2]
        covariance = np.diag([*added, *[change.bias_us**2] * (size - 3), *[1.0] * channels])
        covariance[:size, :size] += np.array(state.covariance)
        among = by @ covariance @ by.T + np.diag([reading.variance for reading in readings])
        evidence = -0.5 * (off @ np.linalg.solve(among, off) + np.linalg.slogdet(2 * math.pi * among)[1])
        logs.append(evidence + math.log(MODE_PERSISTENCE * mode + (1 - MODE_PERSISTENCE) * change.share))
        gain = np.linalg.solve(among, by @ covariance).T
        values.append(np.array(state.values) + (gain @ off)[:size])
        covariances.append((covariance - gain @ by @ covariance)[:size, :size])
    modes = np.exp(np.array(logs) - max(logs))
    modes /= modes.sum()
    # one that is all but certain is taken alone
    shares = (modes == max(modes)).astype(float) if max(modes) > CERTAIN else modes
    merged = sum(share * one for share, one in zip(shares, values, strict=True))
    apart = [one - merged for one in values]
    spread = sum(w * (c + np.outer(d, d)) for w, c, d in zip(shares, covariances, apart, strict=True))
    found = updated(state, heard)
    assert found.modes == pytest.approx(modes, rel=1e-6, abs=1e-12)
    assert found.values == pytest.approx(merged, rel=1e-6, abs=1e-9)
    assert np.array(found.covariance) == pytest.approx(spread, rel=1e-5, abs=1e-12)
