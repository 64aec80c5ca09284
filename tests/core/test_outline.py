"""Which outlines a zone may have."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.core.limits import CORNERS
from appliance.core.message import Message
from appliance.core.scoring.faces import FACES, FaceSpec
from appliance.core.scoring.outline import SAME_REACH_MM, Outline, crosses_itself, outline_problem, reach_mm
from tests.models.rulebook import is_inside
from tests.outlines import CROSSING, SIMPLE, stars


@pytest.mark.parametrize("outline", SIMPLE.values(), ids=SIMPLE.keys())
def test_what_goes_once_around_is_an_outline(outline: Outline) -> None:
    for k in range(len(outline)):
        turned = (*outline[k:], *outline[:k])
        assert not crosses_itself(turned)
        assert not crosses_itself(turned[::-1])


@pytest.mark.parametrize("outline", CROSSING.values(), ids=CROSSING.keys())
def test_what_touches_itself_is_none(outline: Outline) -> None:
    for k in range(len(outline)):
        turned = (*outline[k:], *outline[:k])
        assert crosses_itself(turned)
        assert crosses_itself(turned[::-1])


@given(stars())
def test_a_star_around_a_point_never_crosses_itself(star: Outline) -> None:
    assert not crosses_itself(star)


@given(stars(least=5), st.integers(0, 60))
def test_two_corners_in_each_others_place_cross(star: Outline, k: int) -> None:
    first, second = k % len(star), (k + 1) % len(star)
    swapped = list(star)
    swapped[first], swapped[second] = star[second], star[first]
    # the sides beside the two now lead across each other, unless a corner lies behind the side that passes it
    before, behind = star[first - 1], star[(second + 1) % len(star)]
    expected = _cross(before, star[second], star[first], behind)
    assert not expected or crosses_itself(tuple(swapped))


def _cross(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], d: tuple[float, float]) -> bool:
    """Whether ab and cd cross, by solving for where."""
    (px, py), (rx, ry), (sx, sy) = a, (b[0] - a[0], b[1] - a[1]), (d[0] - c[0], d[1] - c[1])
    below = rx * sy - ry * sx
    if below == 0:
        return False
    t = ((c[0] - px) * sy - (c[1] - py) * sx) / below
    u = ((c[0] - px) * ry - (c[1] - py) * rx) / below
    return 1e-9 < t < 1 - 1e-9 and 1e-9 < u < 1 - 1e-9


def test_a_zone_reaches_as_far_as_its_farthest_corner() -> None:
    square = SIMPLE["a square"]
    for off in (-0.9, 0.0, 0.9):
        assert outline_problem(square, reach_mm(square) + off * SAME_REACH_MM) is None
    for off in (-1.1, 1.1):
        assert outline_problem(square, reach_mm(square) + off * SAME_REACH_MM) is not None
    assert outline_problem(square, 50.0) == Message(
        "outline_reaches_otherwise", (("reach", "14.142"), ("radius", "50.000"))
    )
    assert outline_problem(CROSSING["a bow tie"], 14.0) == Message("outline_crosses_itself")


DRAWN = {f"{kind} {zone.points}": zone for kind, spec in FACES.items() for zone in spec.zones if zone.outline}


@pytest.mark.parametrize("name", DRAWN)
def test_our_own_drawings_are_outlines_around_their_middle(name: str) -> None:
    zone = DRAWN[name]
    assert zone.outline is not None
    assert CORNERS.holds(len(zone.outline))
    assert outline_problem(zone.outline, zone.radius_mm) is None
    assert is_inside(zone.outline, 0.0, 0.0)


@pytest.mark.parametrize("spec", [spec for spec in FACES.values() if spec.outlines], ids=lambda spec: spec.kind)
def test_each_zone_of_a_drawing_lies_in_the_next(spec: FaceSpec) -> None:
    for inner, outer in pairwise(spec.zones):
        corners = inner.outline or [
            (inner.radius_mm * math.cos(a / 10), inner.radius_mm * math.sin(a / 10)) for a in range(63)
        ]
        for x, y in corners:
            assert math.hypot(x, y) < outer.radius_mm if outer.outline is None else is_inside(outer.outline, x, y)


def test_the_drawn_animals_are_as_long_as_they_are_called() -> None:
    for kind, length_mm in (("animal_3d_100", 1000.0), ("animal_3d_50", 500.0)):
        body = FACES[kind].zones[-1].outline
        assert body is not None
        assert max(x for x, _ in body) - min(x for x, _ in body) == pytest.approx(length_mm)
        assert f"{length_mm / 10:g} cm" in FACES[kind].name


@pytest.mark.parametrize(("points", "area_cm2"), [(8, 600.0), (5, 3616.5)])
def test_the_drawn_animals_keep_the_shape_that_scored_earlier_arrows(points: int, area_cm2: float) -> None:
    (outline,) = (zone.outline for zone in FACES["animal_3d_100"].zones if zone.points == points)
    assert outline is not None
    turns = [x * next_y - next_x * y for (x, y), (next_x, next_y) in pairwise((*outline, outline[0]))]
    assert abs(sum(turns)) / 200 == pytest.approx(area_cm2)
