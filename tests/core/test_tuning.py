"""Bare shafts and a walk back, of simulated bows whose fault is known."""

import random

import pytest

from appliance.core.advice.offset import Offset
from appliance.core.advice.tuning import (
    LEAST_DISTANCES,
    LEAST_SPARE,
    Hand,
    WalkBack,
    nocking_point,
    shaft,
    walk_back,
)


def bare(dx: float, dy: float) -> Offset:
    """Six fletched arrows and three bare shafts, sure to 20 mm."""
    one = Offset(9, dx, dy, 1.0, 1.0, 7)
    return Offset(9, dx, dy, 20 / one.doubt_x_mm, 20 / one.doubt_y_mm, 7)


@pytest.mark.parametrize(
    ("dx", "dy", "hand", "stiffness", "nock"),
    [
        (-60, 0, "right", "stiff", "no_difference"),
        (60, 0, "right", "weak", "no_difference"),
        (-60, 0, "left", "weak", "no_difference"),
        (60, 0, "left", "stiff", "no_difference"),
        (0, 60, "right", "no_difference", "too_low"),
        (0, -60, "left", "no_difference", "too_high"),
        (19, -19, "right", "no_difference", "no_difference"),
    ],
)
def test_what_bare_shafts_say(dx: float, dy: float, hand: Hand, stiffness: str, nock: str) -> None:
    assert (shaft(bare(dx, dy), hand), nocking_point(bare(dx, dy))) == (stiffness, nock)


def walked(
    dice: random.Random, *, lean: float = 0.0, bend: float = 0.0, spread: float = 0.8, ends: int = 6, per_end: int = 3
) -> list[tuple[float, float]]:
    """Arrows from 5 m on, whose spread is an angle; the spot is 12 mm to the side of where the butt's middle is."""
    distances = [5.0 * k for k in range(1, ends + 1)]
    return [(d, 12 + lean * d + bend * d**2 + dice.gauss(0, spread * d)) for d in distances for _ in range(per_end)]


def test_a_leaning_line_is_found_and_its_doubt_is_honest() -> None:
    dice, covered, sure, bent = random.Random(16), 0, 0, 0
    for _ in range(1000):
        found = walk_back(walked(dice, lean=-2.0))
        assert found is not None
        covered += abs(found.drift + 2.0) <= found.doubt
        sure += found.centre_shot("right") == "button_in"
        bent += found.is_bent
    assert 0.93 <= covered / 1000 <= 0.97
    assert sure > 900
    assert bent / 1000 <= 0.07
    exact = walk_back(walked(dice, lean=-2.0, spread=0.0))
    assert exact is not None
    assert exact.drift == pytest.approx(-2.0)
    assert exact.doubt == pytest.approx(0, abs=1e-9)


def test_an_upright_line_is_left_alone() -> None:
    dice, touched = random.Random(17), 0
    for _ in range(1000):
        found = walk_back(walked(dice))
        assert found is not None
        touched += found.centre_shot("right") in ("button_in", "button_out")
    assert touched / 1000 <= 0.07


def test_of_a_bent_line_nothing_is_reported() -> None:
    found = walk_back(walked(random.Random(18), bend=-0.2))
    assert found is not None
    assert (found.is_bent, found.centre_shot("right")) == (True, None)


def test_hands_are_mirrored() -> None:
    left, right = WalkBack(-2.0, 1.0, is_bent=False), WalkBack(2.0, 1.0, is_bent=False)
    assert [left.centre_shot("right"), left.centre_shot("left")] == ["button_in", "button_out"]
    assert [right.centre_shot("right"), right.centre_shot("left")] == ["button_out", "button_in"]


def test_too_few_ends_or_arrows_say_nothing() -> None:
    dice = random.Random(19)
    assert walk_back(walked(dice, ends=LEAST_DISTANCES - 1, per_end=10)) is None
    assert walk_back(walked(dice, ends=6, per_end=1)) is None
    four = walked(dice, ends=LEAST_DISTANCES, per_end=2)
    assert len(four) == LEAST_DISTANCES + LEAST_SPARE + 1
    assert walk_back(four[1:]) is not None
    assert walk_back(four[1:-1]) is None
    assert walk_back([]) is None
    assert walk_back(walked(dice, ends=LEAST_DISTANCES, per_end=2)) is not None
