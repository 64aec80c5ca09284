"""The twin: what it makes of impacts, and that arrows are placed by its pulses as well as these allow."""

import math
import random
from dataclasses import replace
from statistics import fmean

import pytest

from appliance.core.air.state import at_first
from appliance.core.air.weather import INDOORS
from appliance.core.errors import LocateError
from appliance.core.locating.burst import Timing
from appliance.core.locating.placing import after_refusal, place_arrow
from drivers.sim import pulse_butt
from drivers.sim.materials import FOAM, MATERIALS, STRAWBOARD, Material
from drivers.sim.pulse_butt import HYSTERESIS, PulseButt, _crossing, one_pole
from tests.benchmarks.bursts import array_of
from tests.benchmarks.pulses import (
    SIGMA_US,
    WAYS,
    bias_mm,
    calibrated,
    errors_of,
    grid_taps,
    in_the_face,
    make,
    new_butt,
)

NEAR, FAR = (150.0, 1150.0), (1150.0, 150.0)


def test_a_far_channel_is_weaker_and_trips_later() -> None:
    butt, dice = PulseButt(), random.Random(1)
    late = {}
    for place in (NEAR, FAR):
        heard = [butt.impact(*place, dice)[0] for _ in range(12)]
        begins, amplitude = butt.noise_free_front(0, *place, butt.strength)
        late[place] = fmean(p.at_us - begins for p in heard if p.at_us is not None), amplitude
    assert late[FAR][1] < 0.2 * late[NEAR][1]
    assert late[FAR][0] > late[NEAR][0] + 4


def test_by_a_contact_sensor_on_strawboard_the_board_comes_first() -> None:
    dice = random.Random(2)
    ways = math.dist((0.0, 1300.0), FAR)
    for material, is_first in ((STRAWBOARD, True), (FOAM, False)):
        butt = PulseButt(material=material, mounting_share=1.0)
        (pulse, *_) = butt.impact(*FAR, dice)
        in_air, _ = butt.noise_free_front(0, *FAR, butt.strength)
        assert pulse.at_us is not None
        assert (pulse.at_us < in_air - 500) is is_first
        if is_first:
            assert pulse.at_us == pytest.approx(ways / material.speed_mm_per_us, abs=30)


def test_the_wave_that_bends_is_slower_and_its_front_is_drawn_out_with_the_way() -> None:
    for material in MATERIALS:
        bending = material.bending_mm_per_us(material.front_us)
        assert bending <= 0.6 * material.speed_mm_per_us
        assert material.drawn_out_us(1300.0) == pytest.approx(2 * material.drawn_out_us(650.0))
    # four times as low, half as quick, until shear is quicker
    thin = replace(STRAWBOARD, thickness_mm=10.0)
    assert thin.bending_mm_per_us(240.0) == pytest.approx(thin.bending_mm_per_us(60.0) / 2)
    assert thin.drawn_out_us(1300.0) > 100 > FOAM.drawn_out_us(0.0) == 0.0


def test_a_channel_by_contact_hears_the_air_hardly_and_the_others_as_before() -> None:
    butt = replace(PulseButt(), noise=1.0)
    one = replace(butt, contacts=frozenset({0}))
    plain, mixed = (each.impact(*FAR, random.Random(4)) for each in (butt, one))
    assert mixed[0].at_us != plain[0].at_us
    stiff = replace(one, material=STRAWBOARD).impact(*FAR, random.Random(4))[0].at_us
    assert stiff == pytest.approx(math.dist((0.0, 1300.0), FAR) / STRAWBOARD.speed_mm_per_us, abs=40)
    alone = replace(one, airborne_share=0.0, strength=0.0)
    assert alone.impact(*FAR, random.Random(4))[0].at_us is None


def outcomes(material: Material, contacts: frozenset[int]) -> list[tuple[tuple[int, ...] | None, float]]:
    """Of arrows indoors: the channels that were left out (None: refused), and how far off the place is, mm."""
    dice, array = random.Random(11), array_of("8")
    butt = replace(new_butt(material, array, dice), contacts=contacts)
    state, found = at_first(8, INDOORS), list[tuple[tuple[int, ...] | None, float]]()
    for _ in range(25):
        shot = make(butt, dice, in_the_face(dice))
        timing = Timing(
            butt.tick_hz, butt.tick_bits, butt.air[0], SIGMA_US,
            [built.bias_us for built in butt.electronics], tuple(p.front for p in shot.pulses),
        )  # fmt: skip
        try:
            placed = place_arrow(butt.ticks(shot.pulses, 5e4), array, state, timing)
        except LocateError as refusal:
            state = after_refusal(state, refusal)
            found.append((None, 0.0))
            continue
        state, fix = placed.state, placed.fix
        found.append((fix.left_out, math.dist((fix.x_mm, fix.y_mm), shot.place)))
    return found


@pytest.mark.parametrize("material", MATERIALS, ids=lambda material: material.name)
def test_one_channel_by_contact_among_microphones_moves_no_arrow_far(material: Material) -> None:
    found = outcomes(material, frozenset({2}))
    off_mm = [off for left_out, off in found if left_out is not None]
    assert len(off_mm) == len(found)
    # in foam it hears nothing but arrows that land beside it, whose board is hardly another way than the air
    assert max(off_mm) < 8.0
    assert sorted(off_mm)[len(off_mm) // 2] < 1.0
    if material is STRAWBOARD:
        assert sum(left_out == (2,) for left_out, _ in found) >= 0.7 * len(found)


@pytest.mark.parametrize("material", MATERIALS, ids=lambda material: material.name)
def test_where_all_hear_by_contact_arrows_are_refused_and_not_placed_wrongly(material: Material) -> None:
    assert {left_out for left_out, _ in outcomes(material, frozenset(range(8)))} == {None}


def test_materials_differ_as_their_stiffness_does() -> None:
    speeds = [material.speed_mm_per_us for material in MATERIALS]
    assert min(speeds) < 0.343 < max(speeds)
    assert STRAWBOARD.speed_mm_per_us == pytest.approx(0.811, abs=0.001)
    for material in MATERIALS:
        assert 1 > material.left_after(300, 60) > material.left_after(1300, 60) > 0


def test_a_comparator_that_fired_is_armed_below_its_threshold_less_its_hysteresis() -> None:
    chatter = [0.0, 12.0, 10 * (1 - HYSTERESIS) + 0.1, 12.0, 10 * (1 - HYSTERESIS) - 0.1, 14.0]
    assert _crossing(chatter, 10.0, 0) == pytest.approx(10 / 12)
    assert _crossing(chatter, 10.0, 1) == pytest.approx(4 + 2.6 / 6.6, abs=0.02)
    assert _crossing([1.0, 2.0, 3.0], 10.0, 0) is None


def test_one_pole_begins_as_a_parabola_and_rings_down() -> None:
    assert one_pole(2.0, 60.0, 20e3) / one_pole(1.0, 60.0, 20e3) == pytest.approx(4.0, rel=0.15)
    assert abs(one_pole(60.0 * 8, 60.0, 20e3)) < 0.2


def test_silence_where_an_arrow_is_too_weak(monkeypatch: pytest.MonkeyPatch) -> None:
    butt = replace(PulseButt(), strength=0.0, noise=1.0)
    assert {pulse.at_us for pulse in butt.impact(*NEAR, random.Random(1))} == {None}
    assert pulse_butt.FULL_SCALE == 4095
    loud = replace(butt, strength=1e6).impact(*NEAR, random.Random(1))
    assert {pulse.peak for pulse in loud} == {4095}


@pytest.mark.parametrize("material", MATERIALS, ids=lambda material: material.name)
def test_calibrated_indoors_the_mean_error_is_small_all_over_the_face(material: Material) -> None:
    dice, array = random.Random(3), array_of("8")
    butt = new_butt(material, array, dice)
    _, taps = grid_taps(butt, dice, 25)
    shots = [make(butt, dice, in_the_face(dice)) for _ in range(120)]
    found = errors_of(butt, array, calibrated(butt, array, taps, WAYS[2], 0.0), shots, WAYS[2])
    assert len(found) == len(shots)
    assert bias_mm(found) < 0.3
    # by the lower threshold alone it is not
    before = errors_of(butt, array, calibrated(butt, array, taps, WAYS[0], 0.0), shots, WAYS[0])
    assert bias_mm(before) > bias_mm(found)


def test_calibrated_indoors_arrows_are_placed_as_well_as_their_pulses_allow() -> None:
    dice, array = random.Random(7), array_of("8")
    butt = new_butt(FOAM, array, dice)
    _, taps = grid_taps(butt, dice, 16)
    shots = [make(butt, dice, in_the_face(dice)) for _ in range(60)]
    rms = {}
    for way in WAYS:
        found = errors_of(butt, array, calibrated(butt, array, taps, way, 0.0), shots, way)
        assert len(found) > 55
        rms[way] = math.sqrt(fmean(dx * dx + dy * dy for _, dx, dy in found))
    bound = math.sqrt(fmean(shot.bound_mm2 for shot in shots))
    assert rms["calibrated share"] < 1.5 * bound
    assert rms["calibrated share"] < 0.6 * rms["as before"]
