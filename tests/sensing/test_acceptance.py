"""What an acceptance test says: each mark with its own tap, each sensor with what it heard."""

import math
from types import SimpleNamespace
from typing import Any

import pytest

from appliance.sensing.acceptance import accept
from tests.builders import a_survey


def a_tap(x_mm: float | None, y_mm: float | None, **changes: Any) -> Any:
    return SimpleNamespace(
        **{
            "outcome": "located",
            "x_mm": x_mm,
            "y_mm": y_mm,
            "ticks": [100] * 8,
            "amplitudes": [50] * 8,
            "residuals_us": [0.5] * 8,
            "left_out": [],
            "calibration_version": 3,
            **changes,
        }
    )


def marked(*places: tuple[float, float]) -> Any:
    return SimpleNamespace(points=[SimpleNamespace(x_mm=x, y_mm=y) for x, y in places])


def test_each_mark_is_compared_with_its_own_tap() -> None:
    taps = [a_tap(103.0, 204.0), a_tap(300.0, 401.0, calibration_version=4), a_tap(0.0, 0.0)]
    found = accept(a_survey(), marked((100, 200), (300, 400)), taps)
    assert [(m.x_mm, m.y_mm, m.placed_x_mm, m.placed_y_mm, m.error_mm) for m in found.marks] == [
        (100, 200, 103, 204, 5),
        (300, 400, 300, 401, 1),
    ]
    assert found.worst_mm == 5
    assert found.rms_mm == pytest.approx(math.sqrt(13))
    assert (found.shift_x_mm, found.shift_y_mm) == (1.5, 2.5)
    # the version is that of the last tap that counts
    assert found.calibration_version == 4


@pytest.mark.parametrize(
    "tap", [a_tap(None, None), a_tap(1.0, None), a_tap(None, 1.0), a_tap(1.0, 1.0, outcome="unplaced")]
)
def test_a_tap_that_was_not_placed_is_no_place(tap: Any) -> None:
    found = accept(a_survey(), marked((100, 200)), [tap])
    (mark,) = found.marks
    assert (mark.placed_x_mm, mark.placed_y_mm, mark.error_mm) == (None, None, None)
    assert not found.is_good


def test_without_a_tap_nothing_is_known() -> None:
    found = accept(a_survey(), marked(), [])
    assert (found.calibration_version, found.marks, found.shift_x_mm, found.shift_y_mm) == (None, [], None, None)
    assert {(s.heard, s.left_out, s.weakest_amplitude, s.residual_us) for s in found.sensors} == {(0, 0, None, None)}


def test_each_sensor_is_shown_with_what_it_heard() -> None:
    survey = a_survey()
    taps = [
        a_tap(1.0, 1.0, ticks=[100, None, 100], amplitudes=[50, 60, None], residuals_us=[3.0, 1.0, None], left_out=[2]),
        a_tap(1.0, 1.0, ticks=[100, 100, 100], amplitudes=[40, 70], residuals_us=[-4.0, 2.0, 6.0], left_out=[2]),
        a_tap(1.0, 1.0, ticks=[None, None, None, 100], amplitudes=[], residuals_us=[1.0]),
        a_tap(1.0, 1.0, ticks=[100, None, None], amplitudes=[45, 10, 10], residuals_us=None, left_out=[1]),
    ]
    found = accept(survey, marked((1, 1), (1, 1), (1, 1), (1, 1)), taps).sensors
    assert [sensor.id for sensor in found] == [sensor.id for sensor in survey.sensors]
    assert [(s.heard, s.left_out, s.weakest_amplitude) for s in found[:4]] == [
        (3, 0, 40),
        (1, 0, 70),
        (2, 2, None),
        (1, 0, None),
    ]
    assert [s.residual_us for s in found[:4]] == [pytest.approx(math.sqrt(12.5)), 2.0, 6.0, None]
