import math
import random
from itertools import combinations

import pytest

from appliance.core.scoring.grouping import group
from appliance.core.scoring.points import HungFace, fold, marks


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


def test_the_spread_is_that_of_all_pairs() -> None:
    dice = random.Random(2)
    for count in (2, 3, 5, 40):
        points = [(float(dice.randrange(20)), float(dice.randrange(20))) for _ in range(count)]
        found = group(points)
        assert found is not None
        assert found.extreme_spread_mm == pytest.approx(max(math.dist(a, b) for a, b in combinations(points, 2)))


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
    faces = [HungFace("top", 100, 300, ((20, 10),)), HungFace("bottom", 100, 100, ((20, 10),))]
    assert fold(faces, 105, 290) == (105, 290)
    assert fold(faces, 105, 90) == (105, 290)
    assert fold([], 1, 2) == (1, 2)


def test_marks_are_shown_highest_first() -> None:
    assert marks([7, 10, 10, 0, None], xs=1) == ["X", "10", "7", "M", "?"]
    assert marks([], xs=0) == []
