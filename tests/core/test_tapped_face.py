"""Two taps say which face hangs where."""

import pytest

from appliance.core.scoring.faces import FACES, SAME_FACE
from appliance.core.scoring.tapped_face import tapped_face


@pytest.mark.parametrize("error", [0.93, 1.0, 1.07])
@pytest.mark.parametrize("direction", [(1.0, 0.0), (0.0, -1.0), (0.6, 0.8)])
def test_the_face_whose_outermost_line_was_tapped(error: float, direction: tuple[float, float]) -> None:
    radius_mm = FACES["wa_80"].radius_mm * error
    found = tapped_face((650.0, 640.0), (650.0 + radius_mm * direction[0], 640.0 + radius_mm * direction[1]), "wa_80")
    assert found.spec is FACES["wa_80"]
    assert (found.x_mm, found.y_mm) == (650.0, 640.0)
    assert found.radius_mm == pytest.approx(radius_mm)


def test_a_line_that_no_face_has() -> None:
    found = tapped_face((650.0, 650.0), (650.0, 1350.0))
    assert found.spec is None
    assert found.radius_mm == 700.0
    assert tapped_face((0.0, 0.0), (200.0, 0.0), "wa_122").spec is None


def test_an_animal_has_no_outermost_circle_to_tap() -> None:
    reach = FACES["animal_3d_50"].radius_mm
    assert tapped_face((0.0, 0.0), (reach, 0.0), "animal_3d_50").spec is None
    near = tapped_face((0.0, 0.0), (reach, 0.0)).spec
    assert near is not None
    assert near.outlines is None


def test_of_the_smallest_face_a_tap_may_be_a_centimetre_off() -> None:
    smallest = min((spec for spec in FACES.values() if len(spec.spots) == 1), key=lambda spec: spec.radius_mm)
    assert smallest.radius_mm * SAME_FACE == pytest.approx(10.0)
    assert tapped_face((0.0, 0.0), (smallest.radius_mm - 9.0, 0.0)).spec is not None
    assert tapped_face((0.0, 0.0), (smallest.radius_mm - 11.0, 0.0)).spec is None
