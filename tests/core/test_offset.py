"""An offset is told when it is larger than its doubt, and the doubt is what it says; against known truth."""

import random

import pytest

from appliance.core.advice.offset import CONFIDENCE, LEAST_ARROWS, offset_between, offset_of
from appliance.core.scoring.points import Point


def arrows(dice: random.Random, n: int, x: float = 0.0, y: float = 0.0, spread: float = 40.0) -> list[Point]:
    return [(dice.gauss(x, spread), dice.gauss(y, spread)) for _ in range(n)]


def test_too_few_arrows_have_no_offset() -> None:
    same = [(0.0, 63.0)] * (LEAST_ARROWS - 1)
    assert offset_of(same) is None
    assert offset_of([*same, (0.0, 63.0)]) is not None
    assert offset_between([(0.0, 0.0)] * 3, [(0.0, 0.0)] * 2) is None
    assert offset_between([(0.0, 0.0)] * 5, [(0.0, 0.0)]) is None


def test_a_known_offset_is_found_and_chance_is_not_called_one() -> None:
    dice = random.Random(16)
    high = offset_of(arrows(dice, 12, y=63.0))
    assert high is not None
    assert (high.is_significant_y, high.is_significant_x, high.arrows) == (True, False, 12)
    assert high.dy_mm == pytest.approx(63.0, abs=high.doubt_y_mm)
    called = sum(
        o.is_significant_x or o.is_significant_y
        for o in (offset_of(arrows(dice, 6)) for _ in range(2000))
        if o is not None
    )
    # simultaneous intervals are a little wide: in at most 5 of 100 groups about the middle is anything told
    assert 40 <= called <= 100


def test_both_coordinates_are_within_their_doubt_in_95_of_100() -> None:
    dice, n = random.Random(17), 2000
    for size in (6, 12, 60):
        covered = 0
        for _ in range(n):
            found = offset_of(arrows(dice, size, x=-20.0, y=63.0, spread=30.0))
            assert found is not None
            covered += abs(found.dx_mm + 20) <= found.doubt_x_mm and abs(found.dy_mm - 63) <= found.doubt_y_mm
        assert CONFIDENCE - 0.01 <= covered / n <= 0.985, size


def test_two_groups_are_told_apart_by_both_their_sizes() -> None:
    dice, n, covered, called = random.Random(18), 2000, 0, 0
    for _ in range(n):
        bare, fletched = arrows(dice, 3, x=50.0, spread=20.0), arrows(dice, 6, spread=20.0)
        found = offset_between(bare, fletched)
        assert found is not None
        assert found.arrows == 9
        covered += abs(found.dx_mm - 50) <= found.doubt_x_mm and abs(found.dy_mm) <= found.doubt_y_mm
        alike = offset_between(arrows(dice, 3, spread=20.0), fletched)
        assert alike is not None
        called += alike.is_significant_x or alike.is_significant_y
    assert 0.94 <= covered / n <= 0.985
    assert called / n <= 0.05
