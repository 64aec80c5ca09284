"""Arrows that could not be placed name two channels with each other's cable, and other sounds never do."""

import random
from dataclasses import replace
from itertools import combinations

import pytest

from appliance.core.calibration import arrow_exchange
from appliance.core.calibration.arrow_exchange import LEAST_ARROWS, MOST_ARROWS, Times, exchanges_by_arrows
from appliance.core.calibration.exchange import Exchange
from appliance.core.geometry import SensorArray
from tests.benchmarks.bursts import SPEED, array_of, unrelated
from tests.benchmarks.exchanges import MOST_SHOT, Session, crossed, late, moved, pair, ring

PAIR = Exchange(1, 6, "sensors")


def heard(session: Session, count: int, one: Exchange | None = PAIR) -> list[Times]:
    """Arrows, by their times; of exchanged channels where there is such a pair."""
    shot = [session.arrow() for _ in range(count)]
    return [tuple(times if one is None else crossed(times, one.first, one.second)) for times in shot]


def named(session: Session, unplaced: list[Times], placed: list[Times] | None = None) -> list[Exchange]:
    return exchanges_by_arrows(session.drawn, unplaced, placed or [], SPEED)


@pytest.fixture
def session() -> Session:
    return Session("8", random.Random(2))


@pytest.mark.parametrize("is_windy", [False, True])
@pytest.mark.parametrize("name", ["4", "6", "8"])
def test_the_pair_is_named_by_few_arrows_whichever_it_is(name: str, *, is_windy: bool) -> None:
    dice = random.Random(f"{name} {is_windy}")
    for i, j in combinations(range(len(array_of(name).sensors)), 2):
        unplaced, shots, found = pair(name, i, j, dice, is_windy=is_windy)
        if name == "4" and j - i == 2:
            # the mirror image of the square, in which every arrow has a place
            assert found == []
            continue
        assert Exchange(i, j, "sensors") in found
        # of four it may be the other two, of six a side with its mirror image
        assert len(found) <= (1 if name == "8" else 2)
        assert unplaced <= shots <= 2 * LEAST_ARROWS < MOST_SHOT


def test_fewer_arrows_name_nothing_and_the_newest_count(session: Session) -> None:
    crossed_ones = heard(session, LEAST_ARROWS)
    assert named(session, crossed_ones) == [PAIR]
    assert named(session, crossed_ones[1:]) == []
    other = Exchange(0, 3, "sensors")
    assert named(session, [*crossed_ones, *heard(session, MOST_ARROWS, other)]) == [other]


def test_another_sound_between_hides_it_not_and_many_do(session: Session) -> None:
    noise = [tuple(us for us in unrelated(session.dice, session.butt).times_us if us is not None) for _ in range(3)]
    assert named(session, [*heard(session, 4), noise[0], *heard(session, 4)]) == [PAIR]
    assert named(session, [*heard(session, 4), *noise, *heard(session, 4)]) == []


def test_an_arrow_that_was_placed_and_is_none_by_the_exchange_takes_it_back(session: Session) -> None:
    crossed_ones = heard(session, 8)
    assert named(session, crossed_ones, heard(session, 1)) == [PAIR]
    assert named(session, crossed_ones, heard(session, 1, None)) == []


def test_one_sound_again_and_again_is_no_row_of_arrows(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    (once,) = heard(session, 1)
    again = [tuple(us + session.dice.gauss(0.0, 1.0) for us in once) for _ in range(MOST_ARROWS)]
    assert named(session, again) == []
    monkeypatch.setattr(arrow_exchange, "APART_MM", 0.0)
    assert named(session, again) == [PAIR]


@pytest.mark.parametrize("name", ["6", "8"])
@pytest.mark.parametrize("fault", [moved, late, ring])
def test_another_fault_names_no_pair(name: str, fault: object) -> None:
    dice = random.Random(f"{name} {fault}"[:12])
    for _ in range(25):
        session = Session(name, dice)
        spoilt = fault(session)  # type: ignore[operator]
        assert named(session, [tuple(spoilt(session.arrow())) for _ in range(MOST_ARROWS)]) == []


def test_of_arrows_that_the_drawing_explains_nothing_is_named_though_a_pair_would_do(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    # two sensors side by side on a rough drawing, so that an exchange of them is hardly one
    *others, last = session.butt.array.sensors
    near = (*others, replace(others[-1], id=last.id, x_mm=others[-1].x_mm + 30))
    session.butt = replace(session.butt, array=SensorArray(near, session.drawn.region))
    session.drawn = SensorArray(
        tuple(replace(s, x_mm=s.x_mm + 10 * (-1) ** k) for k, s in enumerate(near)), session.drawn.region
    )
    arrows = heard(session, MOST_ARROWS, None)
    assert named(session, arrows) == []
    monkeypatch.setattr(arrow_exchange, "ROUGH_MM", 0.0)
    monkeypatch.setattr(arrow_exchange, "EXPLAINED_SHARE", 4.0)
    monkeypatch.setattr(arrow_exchange, "ALIKE_SHARE", 4.0)
    assert Exchange(6, 7, "sensors") in named(session, arrows)


def test_three_sensors_check_nothing(session: Session) -> None:
    three = SensorArray(session.drawn.sensors[:3], session.drawn.region)
    arrows = [times[:3] for times in heard(session, MOST_ARROWS, None)]
    assert exchanges_by_arrows(three, arrows, [], SPEED) == []


def test_a_sound_from_the_very_middle_fits_the_survey_wholly_and_hides_no_pair() -> None:
    session, neighbours = Session("4", random.Random(2)), Exchange(0, 1, "sensors")
    session.drawn = session.butt.array
    middle = (0.0,) * len(session.drawn.sensors)
    unplaced = [*heard(session, MOST_ARROWS - 1, neighbours), middle]
    assert neighbours in named(session, unplaced)
