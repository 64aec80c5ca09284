import math
from itertools import combinations

import pytest

from appliance.core.scoring.faces import FACES, FaceSpec
from appliance.core.scoring.points import fold, marks
from tests.models.rulebook import HungFace, Score, farthest, hung, score

SHAFT = 6.0


@pytest.mark.parametrize("spec", FACES.values(), ids=lambda spec: spec.kind)
def test_every_line_of_every_face(spec: FaceSpec) -> None:
    face = hung(spec)
    for k, zone in enumerate(spec.zones):
        touching = zone.radius_mm + SHAFT / 2
        lower = spec.zones[k + 1].points if k + 1 < len(spec.zones) else 0
        right, up = farthest(zone)
        assert score((touching - 1e-6) * right, (touching - 1e-6) * up, [face], SHAFT).points == zone.points
        assert score((touching + 1e-6) * right, (touching + 1e-6) * up, [face], SHAFT).points == lower


@pytest.mark.parametrize(
    ("kind", "ten_mm", "one_mm"), [("wa_122", 61, 610), ("wa_80", 40, 400), ("wa_60", 30, 300), ("wa_40", 20, 200)]
)
def test_full_faces_have_the_rule_books_radii(kind: str, ten_mm: float, one_mm: float) -> None:
    spec = next(s for s in FACES.values() if s.kind == kind)
    radii = {z.points: z.radius_mm for z in spec.zones}
    assert (radii[10], radii[1], len(radii)) == (ten_mm, one_mm, 10)
    assert spec.x_radius_mm == ten_mm / 2


def test_x_by_the_same_rule() -> None:
    face = hung(FACES["wa_80"])
    assert score(0, 23 - 1e-9, [face], SHAFT).is_x
    assert not score(0, 23 + 1e-9, [face], SHAFT).is_x


def test_compound_scores_ten_for_the_inner_ten_only() -> None:
    face = hung(FACES["wa_40_compound"])
    assert score(0, 10 + SHAFT / 2, [face], SHAFT).points == 10
    assert score(0, 20, [face], SHAFT).points == 9


def test_nearest_spot_of_a_triple() -> None:
    spec = FACES["wa_40_triple_vertical"]
    faces = [hung(spec, s.dx_mm, s.dy_mm) for s in spec.spots]
    assert score(0, 221, faces, SHAFT) == score(0, 1, [faces[1]], SHAFT)
    assert score(0, 109, faces, SHAFT).points == 0


@pytest.mark.parametrize(("kind", "apart_mm"), [("wa_40_triple_triangular", 220.0), ("wa_60_triple_triangular", 320.0)])
def test_the_spots_of_a_triangle_are_equally_far_apart_around_its_middle(kind: str, apart_mm: float) -> None:
    spots = [(spot.dx_mm, spot.dy_mm) for spot in FACES[kind].spots]
    assert [math.dist(a, b) for a, b in combinations(spots, 2)] == pytest.approx([apart_mm] * 3)
    assert [math.hypot(*spot) for spot in spots] == pytest.approx([apart_mm / 3**0.5] * 3)


def test_outside_every_zone_is_a_miss_on_the_butt() -> None:
    found = score(999, 0, [hung(FACES["wa_40"])], SHAFT)
    assert (found.points, found.is_x, found.face) == (0, False, None)
    assert score(0, 0, []) == Score(0, False, None)


def test_inside_is_not_cut_by_a_zone_written_outside_in() -> None:
    spec = FACES["wa_80"]
    upside_down = HungFace("f", 0, 0, tuple((z.radius_mm, z.points) for z in reversed(spec.zones)))
    assert score(0, 0, [upside_down]).points == 10


def test_arrows_on_several_spots_fold_onto_the_first() -> None:
    spots = [(10.0, 20.0), (300.0, 500.0)]
    assert fold(spots, 303, 495) == (13, 15)
    assert fold(spots, 13, 15) == (13, 15)
    # with one face or none nothing is moved, not by a rounding error either
    assert fold([(0.1, 0.1)], 0.3, 0.7) == (0.3, 0.7)
    assert fold([], 5, 6) == (5, 6)


def test_a_score_sheet_is_written_highest_first() -> None:
    assert marks([9, None, 10, 0, 10, 1], 1) == ["X", "10", "9", "1", "M", "?"]
    assert marks([10, 10], 2) == ["X", "X"]
    assert marks([None, None], 0) == ["?", "?"]
    assert marks([], 0) == []
