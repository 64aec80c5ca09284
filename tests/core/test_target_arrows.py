"""Faces that count by which arrow hits first: the catalogue has the points that the database is held to."""

from itertools import pairwise
from typing import Any

import pytest

from appliance.core.scoring.animals import IFAA_ANIMAL, NFAA_ANIMAL
from appliance.core.scoring.faces import FACES
from tests.data.page_cases import TARGET_ARROWS

BY_ARROW = [spec for spec in FACES.values() if spec.later_points is not None]


@pytest.mark.parametrize("case", TARGET_ARROWS, ids=[case["name"] for case in TARGET_ARROWS])
def test_the_catalogue_has_the_points_of_the_cases(case: dict[str, Any]) -> None:
    spec = FACES[case["kind"]]
    zones = ("dot", "kill", "wound") if len(spec.zones) == 3 else ("kill", "wound")
    lists = [tuple(zone.points for zone in spec.zones), *(spec.later_points or ())]
    for k, (place, points) in enumerate(zip(case["arrows"], case["points"], strict=True)):
        of_arrow = lists[min(k, len(lists) - 1)]
        assert points == (of_arrow[zones.index(place)] if place in zones else 0)


def test_each_arrow_less_costs_four_points_whatever_it_hits() -> None:
    for points in (IFAA_ANIMAL, NFAA_ANIMAL):
        for earlier, later in pairwise(points):
            assert [a - b for a, b in zip(earlier, later, strict=True)] == [4] * len(earlier)
    assert tuple(points[1:] for points in NFAA_ANIMAL) == IFAA_ANIMAL, "without its dot it is the same"


def test_each_face_by_arrows_says_a_zone_by_its_points() -> None:
    assert {spec.kind for spec in BY_ARROW} == {
        "animal_ifaa_100", "animal_ifaa_50", "animal_nfaa_100", "animal_nfaa_50"
    }  # fmt: skip
    for spec in BY_ARROW:
        assert spec.later_points is not None
        every = [zone.points for zone in spec.zones] + [one for points in spec.later_points for one in points]
        assert len(set(every)) == len(every)
        assert {len(points) for points in spec.later_points} == {len(spec.zones)}
        assert spec.arrows_of_target == 3


@pytest.mark.parametrize(("kind", "arrows", "most"), [
    ("animal_ifaa_100", 0, 0), ("animal_ifaa_100", 1, 20), ("animal_ifaa_100", 3, 20), ("animal_ifaa_100", 4, 40),
    ("animal_nfaa_50", 84, 588), ("wa_40", 3, 30), ("animal_hunting_100", 28, 560),
])  # fmt: skip
def test_the_most_that_arrows_can_score(kind: str, arrows: int, most: int) -> None:
    assert FACES[kind].most_of(arrows) == most
