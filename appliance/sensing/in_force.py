"""The measurer by the calibration in force, or by the survey alone where the calibration is impossible for it."""

import logging

from appliance.core.errors import GeometryError
from appliance.core.geometry import separation_mm
from appliance.core.message import message
from appliance.messages.translation import english_of
from appliance.models.unreadable import UNREADABLE, UnreadableRow
from appliance.schema.calibrations import CalibrationRead, CalibrationResult
from appliance.schema.survey import Survey
from appliance.sensing.measure import Measurer, measurer, surveyed_places

log = logging.getLogger(__name__)

# a fit differs from the survey by millimetres, microseconds and thousandths: values far beyond were never fitted
MOST_MOVED_MM = 500.0
"""Largest distance of a sensor from its survey: a fit moves sensors by millimetres."""
MOST_BIAS_US = 1000.0
"""Largest bias: a fit finds microseconds."""
MOST_LEFT_SHARE = 5.0
"""Largest share of a rise: a fit finds about one."""
SPEED_SCALES = (0.5, 2.0)
"""Smallest and largest factor of the speed: a fit changes it by thousandths."""
_MODEL, _KIND = "CalibrationInForce", "calibrations"


def measurer_in_force(survey: Survey, calibration: CalibrationRead | None) -> Measurer:
    """The measurer by `calibration` where that belongs to this survey and is possible, else by the survey alone.

    An impossible calibration is reported as an unreadable row. Raises GeometryError for an impossible survey.
    """
    try:
        if calibration is not None:
            _require_possible(survey, calibration.result)
        found = measurer(survey, calibration)
    except GeometryError as error:
        if calibration is not None:
            _name(calibration, english_of(error))
        return measurer(survey)
    # an impossible calibration was mended, deleted or rolled back
    UNREADABLE.forget_all_of(_MODEL)
    return found


def _name(calibration: CalibrationRead, reason: str) -> None:
    UNREADABLE.forget_all_of(_MODEL)
    UNREADABLE.note(UnreadableRow(_MODEL, _KIND, str(calibration.id), "result", reason))
    log.warning("calibration %d is not used, impacts are placed by the survey: %s", calibration.version, reason)


def _require_possible(survey: Survey, result: CalibrationResult | None) -> None:
    """Raises GeometryError with a value that no fit from this survey can have found."""
    if result is None:
        raise GeometryError(message("result_missing"))
    if result.survey != surveyed_places(survey):
        # of another survey: not in force, and nothing is wrong with it
        return
    surveyed, fitted = survey.sensors, result.sensors
    if [sensor.id for sensor in fitted] != [sensor.id for sensor in surveyed]:
        raise GeometryError(message("result_of_other_sensors"))
    for old, new in zip(surveyed, fitted, strict=True):
        moved_mm = separation_mm(old, new)
        if moved_mm > MOST_MOVED_MM:
            raise GeometryError(message("result_moves_sensor", sensor=new.id, mm=round(moved_mm)))
        if abs(new.bias_us) > MOST_BIAS_US:
            raise GeometryError(message("result_has_sensor_late", sensor=new.id, us=round(new.bias_us)))
        if abs(new.left_share) > MOST_LEFT_SHARE:
            share = f"{new.left_share:g}"
            raise GeometryError(message("result_has_sensor_late_by_rises", sensor=new.id, rises=share))
    lowest, highest = SPEED_SCALES
    if not lowest <= result.speed_scale <= highest:
        raise GeometryError(message("result_changes_speed", factor=f"{result.speed_scale:g}"))
