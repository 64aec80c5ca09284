"""The calibration in force as a way to measure; by the survey where its numbers cannot be those of this butt."""

import logging
import math

from appliance.core.errors import GeometryError
from appliance.models.unreadable import UNREADABLE, UnreadableRow
from appliance.schema.calibrations import CalibrationRead, CalibrationResult
from appliance.schema.survey import Survey
from appliance.sensing.measure import Measurer, measurer, surveyed_places

log = logging.getLogger(__name__)

# a fit leaves the survey by millimetres, microseconds and thousandths: what is far beyond was never fitted
MOST_MOVED_MM = 500.0
MOST_BIAS_US = 1000.0
SPEED_SCALES = (0.5, 2.0)
_MODEL, _KIND = "CalibrationInForce", "calibrations"


def measurer_in_force(survey: Survey, calibration: CalibrationRead | None) -> Measurer:
    """Measures by `calibration` where it is of this survey and possible. Raises GeometryError for a survey that is not.

    One that is impossible is named to people as a row that cannot be read, and left out.
    """
    if calibration is None:
        return _believed(measurer(survey))
    reason = _why_impossible(survey, calibration.result)
    if reason is None:
        try:
            return _believed(measurer(survey, calibration))
        except GeometryError as error:
            reason = str(error)
    UNREADABLE.forget_all_of(_MODEL)
    UNREADABLE.note(UnreadableRow(_MODEL, _KIND, str(calibration.id), "result", reason))
    log.warning("calibration %d is not used, impacts are placed by the survey: %s", calibration.version, reason)
    return measurer(survey)


def _believed(found: Measurer) -> Measurer:
    # what was named was mended, deleted or rolled back
    UNREADABLE.forget_all_of(_MODEL)
    return found


def _why_impossible(survey: Survey, result: CalibrationResult | None) -> str | None:
    """For the log: what no fit from this survey can have found."""
    if result is None:
        return "no result"
    if result.survey != surveyed_places(survey):
        # of another survey: not in force, and nothing is wrong with it
        return None
    surveyed, fitted = survey.sensors, result.sensors
    if [sensor.id for sensor in fitted] != [sensor.id for sensor in surveyed]:
        return "other sensors than the survey"
    for old, new in zip(surveyed, fitted, strict=True):
        moved_mm = math.dist((old.x_mm, old.y_mm, old.z_mm), (new.x_mm, new.y_mm, new.z_mm))
        if moved_mm > MOST_MOVED_MM:
            return f"sensor {new.id} moved by {moved_mm:.0f} mm"
        if abs(new.bias_us) > MOST_BIAS_US:
            return f"sensor {new.id} late by {new.bias_us:.0f} us"
    lowest, highest = SPEED_SCALES
    return None if lowest <= result.speed_scale <= highest else f"speed scale {result.speed_scale:g}"
