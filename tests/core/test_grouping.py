import math
import random
from collections.abc import Callable
from itertools import combinations

import pytest

from appliance.core.limits import COORDINATE
from appliance.core.scoring.grouping import MIN_FOR_ELLIPSE, ROUNDING_MM, folded, group
from appliance.core.scoring.points import Point, fold, marks
from tests.data.page_cases import FOLDS, Fold


def test_a_known_group() -> None:
    found = group([(0, 0), (6, 0), (6, 8), (0, 8)])
    assert found is not None
    assert (found.x_mm, found.y_mm, found.mean_radius_mm, found.extreme_spread_mm) == (3, 4, 5, 10)
    assert found.ellipse_95 is None


def test_nothing_and_one() -> None:
    assert group([]) is None
    alone = group([(1, 2)])
    assert alone is not None
    assert (alone.mean_radius_mm, alone.extreme_spread_mm) == (0, 0)


LAYOUTS: dict[str, Callable[[random.Random], Point]] = {
    "on a grid": lambda dice: (float(dice.randrange(20)), float(dice.randrange(20))),
    "about a middle": lambda dice: (dice.gauss(650, 40), dice.gauss(650, 40)),
    "on a line": lambda dice: (600 + dice.randrange(300) / 10, 650.0),
    "on a slanted line": lambda dice: (100 + (k := dice.random() * 300), 50 + 0.3 * k),
    "on a circle": lambda dice: (650 + 200 * math.cos(k := dice.uniform(0, 7)), 650 + 200 * math.sin(k)),
    "in one hole": lambda dice: (650.1, 649.9),
    "in two places": lambda dice: dice.choice([(450.0, 600.0), (900.0, 600.0)]),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_spread_is_that_of_all_pairs(layout: str) -> None:
    dice = random.Random(2)
    for count in (2, 3, 5, 40, 150):
        points = [LAYOUTS[layout](dice) for _ in range(count)]
        found = group(points)
        assert found is not None
        assert found.extreme_spread_mm == max(math.dist(a, b) for a, b in combinations(points, 2))


def test_rounding_is_far_less_than_what_is_allowed_for_it() -> None:
    # a few roundings of sums and distances of the largest coordinates that can be stored
    assert 10 * math.ulp(2 * math.hypot(2 * COORDINATE.below, 2 * COORDINATE.below)) < ROUNDING_MM


@pytest.mark.sampled
@pytest.mark.parametrize("count", [5, 12, 100])
def test_the_ellipse_holds_95_of_100_arrows_to_come(count: int) -> None:
    dice = random.Random(5)
    inside = 0
    for _ in range(4000):
        *shot, (x, y) = [(dice.gauss(10, 30), dice.gauss(20, 10)) for _ in range(count + 1)]
        found = group(shot)
        assert found is not None
        ellipse = found.ellipse_95
        assert ellipse is not None
        angle = math.radians(ellipse.angle_deg)
        dx, dy = x - found.x_mm, y - found.y_mm
        along, across = dx * math.cos(angle) + dy * math.sin(angle), dy * math.cos(angle) - dx * math.sin(angle)
        inside += (along / ellipse.sigma_major_mm) ** 2 + (across / ellipse.sigma_minor_mm) ** 2 <= 1
    assert inside / 4000 == pytest.approx(0.95, abs=0.012)


def test_arrows_on_several_spots_fold_onto_the_first() -> None:
    faces = [(100.0, 300.0), (100.0, 100.0)]
    assert fold(faces, 105, 290) == (105, 290)
    assert fold(faces, 105, 90) == (105, 290)
    assert fold([], 1, 2) == (1, 2)


def test_marks_are_shown_highest_first() -> None:
    assert marks([7, 10, 10, 0, None], xs=1) == ["X", "10", "7", "M", "?"]
    assert marks([], xs=0) == []


@pytest.mark.parametrize("case", FOLDS, ids=lambda case: case.name)
def test_arrows_are_folded_as_the_page_draws_them(case: Fold) -> None:
    points, is_folded = folded(case.faces, case.points)
    assert [tuple(point) for point in points] == case.folded
    assert is_folded == case.is_folded
    found = group(case.points, case.faces)
    assert found is not None
    assert (found.arrows, found.is_folded) == (len(case.points), case.is_folded)
    assert (found.offset_mm is None) == (not case.faces)


def test_the_offset_is_from_the_face_that_was_shot_at() -> None:
    spots = [(100.0, 900.0), (100.0, 500.0)]
    on_second = group([(110.0, 490.0), (90.0, 494.0)], spots)
    assert on_second is not None
    assert (on_second.x_mm, on_second.y_mm, on_second.offset_mm) == (100.0, 492.0, (0.0, -8.0))
    on_both = group([(110.0, 490.0), (90.0, 894.0)], spots)
    assert on_both is not None
    assert (on_both.x_mm, on_both.y_mm, on_both.offset_mm) == (100.0, 892.0, (0.0, -8.0))


def test_few_arrows_promise_no_ellipse() -> None:
    dice = random.Random(3)
    points = [(dice.gauss(0, 20), dice.gauss(0, 20)) for _ in range(MIN_FOR_ELLIPSE)]
    few, enough = group(points[:-1]), group(points)
    assert few is not None
    assert enough is not None
    assert few.ellipse_95 is None
    assert enough.ellipse_95 is not None


def test_the_ellipse_is_hotellings() -> None:
    # four arrows on the axes and one in the middle: variances 2 a^2 / 4, and F(2, 3) at 95 % is 9.5521 by the table
    found = group([(30.0, 0.0), (-30.0, 0.0), (0.0, 20.0), (0.0, -20.0), (0.0, 0.0)])
    assert found is not None
    assert found.ellipse_95 is not None
    scale = 6 / 5 * 2 * 4 / 3 * 9.5521
    assert found.ellipse_95.sigma_major_mm == pytest.approx(math.sqrt(scale * 450), rel=1e-4)
    assert found.ellipse_95.sigma_minor_mm == pytest.approx(math.sqrt(scale * 200), rel=1e-4)
    assert found.ellipse_95.angle_deg == 0
