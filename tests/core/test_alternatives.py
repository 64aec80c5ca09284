"""What is no single arrow has evidence that can be compared with an arrow's, and leads where it is the truth."""

import math
import random
from dataclasses import replace

import pytest

from appliance.core.air.filter import explain
from appliance.core.air.state import at_first
from appliance.core.air.weather import OUTDOORS, STILL
from appliance.core.arrival import Arrival
from appliance.core.errors import LocateError
from appliance.core.locating import thresholds
from appliance.core.locating.alternatives import behind, two_arrows, unrelated
from appliance.core.locating.candidates import Alternative, Candidates, Hypothesis
from appliance.core.locating.hypotheses import generate
from appliance.core.locating.judge import judge
from appliance.core.locating.rear_source import NEAREST_MM, rear_source
from appliance.core.locating.scene import Scene, Surroundings
from tests.benchmarks.bursts import KINDS, SPEED, Burst, Butt, Place, array_of
from tests.benchmarks.locating import air_of, true_air

SIGMA_US = 1.0


def scene_of(burst: Burst, name: str, air: str = "known") -> Scene:
    array = array_of(name)
    heard = [Arrival(k, array.sensors[k], t) for k, t in enumerate(burst.times_us) if t is not None]
    return Scene(heard, Surroundings(array, air_of(air, name, SIGMA_US), SPEED, SIGMA_US))


def rear_sound(dice: random.Random, name: str, air: str, farthest_mm: float) -> tuple[Burst, float]:
    """From NEAREST_MM behind or deeper, within the butt's outline or beside it; and how deep."""
    butt = Butt(array_of(name), SIGMA_US, true_air(dice, air))
    x, y = butt.around(dice, dice.choice((0.0, 0.6)))
    depth_mm = math.exp(dice.uniform(math.log(NEAREST_MM), math.log(farthest_mm)))
    return Burst([*butt.arrivals(dice, x, y, -depth_mm)], ()), depth_mm


def test_the_depth_of_a_sound_from_behind_is_found_within_its_doubt() -> None:
    dice, inside = random.Random(1), 0
    for _ in range(100):
        burst, depth_mm = rear_sound(dice, "8", "known", 12_000.0)
        found = rear_source(scene_of(burst, "8"))
        assert found is not None
        inside += abs(found.depth_mm - depth_mm) < 3 * found.depth_sigma_mm
    assert inside >= 95


@pytest.mark.sampled
@pytest.mark.parametrize("name", ["6", "8"])
@pytest.mark.parametrize("air", ["first outdoors", "learned outdoors"])
@pytest.mark.parametrize("farthest_mm", [600.0, 12_000.0])
def test_a_sound_from_behind_is_no_arrow_and_leads_what_leaves_a_channel_out(
    name: str, air: str, farthest_mm: float
) -> None:
    dice, compared = random.Random(2), 0
    for _ in range(100):
        scene = scene_of(rear_sound(dice, name, air, farthest_mm)[0], name, air)
        candidates = generate(scene)
        with pytest.raises(LocateError):
            judge(scene, candidates)
        for other in candidates.others:
            if other.reason == "behind":
                compared += 1
                assert candidates.arrows[0].log_odds - other.log_odds < thresholds.LOG_ODDS_FAR_MIN
    # from deeper, or with more channels, no arrow in the plane looks alike: there is nothing to compare
    assert compared > 0 or farthest_mm > 600.0 or name == "8"


@pytest.mark.parametrize("name", ["6", "8"])
def test_a_bad_channel_is_not_taken_for_a_sound_from_behind(name: str) -> None:
    dice, butt = random.Random(3), Butt(array_of(name), SIGMA_US)
    for _ in range(60):
        scene = scene_of(KINDS["bad channel"](dice, butt), name)
        rear = behind(scene)
        best = generate(scene).arrows[0]
        assert rear is None or best.log_odds - rear.log_odds > thresholds.LOG_ODDS_FAR_MIN


def one_wrong(name: str) -> tuple[Scene, Hypothesis]:
    """A burst whose first channel is left out, and the best arrow."""
    dice, butt = random.Random(4), Butt(array_of(name), SIGMA_US)
    times = butt.arrivals(dice, 500.0, 800.0)
    times[0] -= 150.0
    scene = scene_of(Burst([*times], ()), name)
    return scene, generate(scene).arrows[0]


@pytest.mark.parametrize("name", ["6", "8"])
def test_two_arrows_have_the_evidence_and_the_place_of_those_channels_that_are_left(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, best = one_wrong(name)
    assert best.left_out is not None
    spread = math.log(scene.around.across_us / 2)
    count = len(scene.heard)
    expected = math.log(thresholds.TWO_ARROWS_SHARE / math.comb(count, 2)) - 2 * spread
    # as if they were ten thousand times as probable, so that none is left out as too improbable
    monkeypatch.setattr(thresholds, "TWO_ARROWS_SHARE", 1e4 * thresholds.TWO_ARROWS_SHARE)
    found = two_arrows(scene, best)
    assert len(found) == len(best.used)
    for k, other in enumerate(found):
        without = [a for index, a in enumerate(best.used) if index != k]
        alone = explain(scene.around.state, without, *best.place, speed_mm_per_us=SPEED, sigma_us=SIGMA_US)
        assert alone is not None
        assert other.log_odds == pytest.approx(alone.log_evidence + expected + math.log(1e4), abs=0.01)
        assert other.place == pytest.approx((alone.x_mm, alone.y_mm), abs=0.01)
        assert other.covariance_mm2 == pytest.approx(alone.covariance_mm2, rel=5e-3, abs=1e-4)


def test_what_a_second_arrow_explains_as_well_is_refused_only_where_it_moves_the_place() -> None:
    scene, best = one_wrong("8")
    here, there = best.place, (best.place[0] + 3 * thresholds.ELSEWHERE_MM, best.place[1])
    other = Alternative("two_arrows", 0.0, here, best.explained.covariance_mm2, is_arrow=True)

    def judged(place: Place) -> Hypothesis:
        rival = replace(other, log_odds=best.log_odds, place=place)
        return judge(scene, Candidates([best], [rival]))

    assert judged(here) is best
    with pytest.raises(LocateError) as refusal:
        judged(there)
    assert refusal.value.reason == "two_arrows"


def test_three_channels_of_its_own_fit_a_second_arrow_to_any_times() -> None:
    dice, array = random.Random(5), array_of("8")
    for _ in range(50):
        first = [Arrival(k, array.sensors[k], dice.uniform(0.0, 300.0)) for k in (0, 1, 2)]
        found = explain(at_first(8, STILL), first, 650.0, 650.0, speed_mm_per_us=SPEED, sigma_us=SIGMA_US)
        assert found is not None
        assert found.chi2 == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("kind", ["unrelated", "permuted"])
@pytest.mark.parametrize("name", ["6", "8"])
def test_sounds_of_no_common_origin_are_no_arrow(kind: str, name: str) -> None:
    dice, butt = random.Random(6), Butt(array_of(name), SIGMA_US)
    for _ in range(100):
        scene = scene_of(KINDS[kind](dice, butt), name)
        candidates = generate(scene)
        with pytest.raises(LocateError):
            judge(scene, candidates)


@pytest.mark.parametrize(("margin", "is_placed"), [(0.5, True), (-0.5, False)])
def test_an_arrow_leads_sounds_of_no_common_origin_by_far_or_is_refused(
    margin: float, is_placed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, best = one_wrong("6")
    lead = best.log_odds - unrelated(scene).log_odds
    assert lead > thresholds.LOG_ODDS_FAR_MIN
    # so much more probable that the lead is just enough, or just not
    more = math.exp(lead - thresholds.LOG_ODDS_FAR_MIN - margin)
    monkeypatch.setattr(thresholds, "UNRELATED_SHARE", thresholds.UNRELATED_SHARE * more)
    chance = unrelated(scene)
    assert best.log_odds - chance.log_odds == pytest.approx(thresholds.LOG_ODDS_FAR_MIN + margin)
    if is_placed:
        assert judge(scene, Candidates([best], [chance])) is best
    else:
        with pytest.raises(LocateError) as refusal:
            judge(scene, Candidates([best], [chance]))
        assert refusal.value.reason == "contradictory"


def test_each_channel_more_that_agrees_makes_chance_less_probable_by_the_time_it_may_take() -> None:
    dice, array = random.Random(7), array_of("8")
    times = Butt(array, SIGMA_US).arrivals(dice, 500.0, 800.0)
    of_all = scene_of(Burst([*times], ()), "8")
    fewer = scene_of(Burst([*times[:-1], None], ()), "8")
    assert unrelated(of_all).log_odds - unrelated(fewer).log_odds == pytest.approx(-math.log(of_all.around.across_us))


def test_what_one_more_unknown_would_be_is_what_changes_the_readings_like_it() -> None:
    array = array_of("8")
    butt = Butt(array, 0.0)
    times = butt.arrivals(random.Random(8), 500.0, 800.0)
    shape = [0.3, -0.2, 0.5, 0.1, -0.4, 0.7, 0.0, 0.2]
    heard = [Arrival(k, s, t + 0.05 * shape[k]) for k, (s, t) in enumerate(zip(array.sensors, times, strict=True))]
    for weather in (STILL, OUTDOORS):
        found = explain(at_first(8, weather), heard, 500.0, 800.0, speed_mm_per_us=SPEED, sigma_us=SIGMA_US)
        assert found is not None
        step = found.free(shape)
        assert step is not None
        # what is left of the misfit is nothing, and by the doubt of it chi-squared was as large as it was
        assert step[0] == pytest.approx(0.05, rel=0.02)
        assert (step[0] / step[1]) ** 2 == pytest.approx(found.chi2, rel=0.02)
        # what is the same in all channels is the time
        assert found.free([1.0] * 8) is None
