"""What a calibration changes of how impacts are placed, and up to which bound one is believed. No database."""

from dataclasses import replace
from typing import Any

import pytest

from appliance.models.unreadable import UNREADABLE
from appliance.schema.calibrations import CalibratedSensor, CalibrationRead, CalibrationResult
from appliance.schema.survey import Survey
from appliance.sensing.in_force import MOST_BIAS_US, MOST_LEFT_SHARE, MOST_MOVED_MM, SPEED_SCALES, measurer_in_force
from appliance.sensing.measure import measurer, surveyed_places
from tests.builders import a_survey
from tests.sensing.tapped_butt import ASKED

SURVEY = a_survey()
FIRST = SURVEY.sensors[0]


def calibrated(*, survey: Survey = SURVEY, first: dict[str, Any] | None = None, **changes: Any) -> CalibrationRead:
    """By a fit that found the survey to be right, but for these changes of its first sensor and of itself."""
    sensors = [
        CalibratedSensor(id=s.id, x_mm=s.x_mm, y_mm=s.y_mm, z_mm=s.z_mm, bias_us=0.0, moved_mm=0.0)
        for s in survey.sensors
    ]
    sensors[0] = sensors[0].model_copy(update=first or {})
    found = CalibrationResult(
        sensors=sensors, speed_scale=1.0, residual_us=0.5, before_rms_mm=None, after_rms_mm=None, points=[],
        survey=surveyed_places(survey),
    )  # fmt: skip
    return ASKED.model_copy(update={"version": 3, "result": found.model_copy(update=changes)})


@pytest.mark.parametrize(
    ("possible", "impossible", "reason"),
    [
        (
            {"first": {"y_mm": FIRST.y_mm + MOST_MOVED_MM}},
            {"first": {"y_mm": FIRST.y_mm + MOST_MOVED_MM + 0.9}},
            f"it moves sensor {FIRST.id} by 501 mm",
        ),
        (
            {"first": {"bias_us": MOST_BIAS_US}},
            {"first": {"bias_us": MOST_BIAS_US + 0.9}},
            f"it has sensor {FIRST.id} late by 1,001 µs",
        ),
        (
            {"first": {"bias_us": -MOST_BIAS_US}},
            {"first": {"bias_us": -MOST_BIAS_US - 0.9}},
            f"it has sensor {FIRST.id} late by -1,001 µs",
        ),
        (
            {"first": {"left_share": MOST_LEFT_SHARE}},
            {"first": {"left_share": 5.01}},
            f"it has sensor {FIRST.id} late by 5.01 times what its pulse takes to rise",
        ),
        (
            {"first": {"left_share": -MOST_LEFT_SHARE}},
            {"first": {"left_share": -5.01}},
            f"it has sensor {FIRST.id} late by -5.01 times what its pulse takes to rise",
        ),
        (
            {"speed_scale": SPEED_SCALES[0]},
            {"speed_scale": 0.49},
            "it changes the speed of sound by a factor of 0.49",
        ),
        ({"speed_scale": SPEED_SCALES[1]}, {"speed_scale": 2.01}, "it changes the speed of sound by a factor of 2.01"),
        ({}, {"sensors": []}, "its sensors are not those of the survey"),
    ],
    ids=["moved", "late", "early", "late by rises", "early by rises", "slow", "fast", "others"],
)
def test_a_result_is_used_up_to_the_bound_of_what_a_fit_finds(
    possible: dict[str, Any], impossible: dict[str, Any], reason: str
) -> None:
    assert measurer_in_force(SURVEY, calibrated(**possible)).calibration_version == 3
    assert UNREADABLE.rows() == []
    assert measurer_in_force(SURVEY, calibrated(**impossible)) == measurer(SURVEY)
    (row,) = UNREADABLE.rows()
    assert (row.kind, row.key, row.field, row.reason) == ("calibrations", str(ASKED.id), "result", reason)
    # mended, nothing is wrong any more
    measurer_in_force(SURVEY, calibrated(**possible))
    assert UNREADABLE.rows() == []


def test_without_a_result_the_survey_holds_and_it_is_named() -> None:
    assert measurer_in_force(SURVEY, ASKED) == measurer(SURVEY)
    assert [row.reason for row in UNREADABLE.rows()] == ["it has no result"]
    assert measurer(SURVEY, ASKED) == measurer(SURVEY)


def test_a_calibration_of_another_survey_is_not_used_and_nothing_is_wrong_with_it() -> None:
    moved = [s.model_copy(update={"x_mm": s.x_mm + 1.0}) for s in SURVEY.sensors]
    # not even where its sensors are impossible for this one
    other = calibrated(survey=SURVEY.model_copy(update={"sensors": moved}), first={"bias_us": 1e9})
    assert measurer_in_force(SURVEY, other) == measurer(SURVEY)
    assert UNREADABLE.rows() == []
    assert measurer_in_force(SURVEY, None) == measurer(SURVEY)


def test_what_was_fitted_adds_to_what_was_surveyed() -> None:
    late = [s.model_copy(update={"bias_us": 2.0}) for s in SURVEY.sensors]
    survey = SURVEY.model_copy(update={"sensors": late})
    first = {"x_mm": FIRST.x_mm + 3.0, "bias_us": 7.0, "left_share": 0.25}
    found = measurer_in_force(survey, calibrated(survey=survey, first=first, speed_scale=1.01))
    by_survey = measurer(survey)
    assert found.biases_us == (9.0, *[2.0] * 7)
    assert found.left_shares == (0.25, *[0.0] * 7)
    assert (found.speed_scale, found.calibration_version, found.is_surveyed) == (1.01, 3, True)
    assert found.array.sensors[0] == replace(by_survey.array.sensors[0], x_mm=FIRST.x_mm + 3.0)
    assert found.array.sensors[1:] == by_survey.array.sensors[1:]
    assert found.array.region == by_survey.array.region
