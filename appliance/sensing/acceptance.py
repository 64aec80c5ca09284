"""The result of an acceptance test from its taps. No I/O."""

import math
from collections.abc import Sequence

from appliance.core.calibration.acceptance import accuracy
from appliance.schema.calibrations import AcceptanceResult, AcceptedMark, CalibrationRead, SensorMargin
from appliance.schema.detections import DetectionRead
from appliance.schema.survey import Survey


def accept(survey: Survey, asked: CalibrationRead, measured: Sequence[DetectionRead]) -> AcceptanceResult:
    """The errors of the taps, `measured` in the order of the marks."""
    measured = measured[: len(asked.points)]
    marks = [(p.x_mm, p.y_mm) for p in asked.points if p.x_mm is not None and p.y_mm is not None]
    placed = [_place(detection) for detection in measured]
    found = accuracy(marks, placed)
    return AcceptanceResult(
        rms_mm=found.rms_mm,
        worst_mm=found.worst_mm,
        shift_x_mm=None if found.shift_mm is None else found.shift_mm[0],
        shift_y_mm=None if found.shift_mm is None else found.shift_mm[1],
        repeatability_mm=found.repeatability_mm,
        is_good=found.is_good,
        calibration_version=measured[-1].calibration_version if measured else None,
        marks=[
            AcceptedMark(
                x_mm=mark[0],
                y_mm=mark[1],
                placed_x_mm=None if place is None else place[0],
                placed_y_mm=None if place is None else place[1],
                error_mm=None if place is None else math.dist(mark, place),
            )
            for mark, place in zip(marks, placed, strict=True)
        ],
        sensors=[_margin(channel, sensor.id, measured) for channel, sensor in enumerate(survey.sensors)],
    )


def _place(detection: DetectionRead) -> tuple[float, float] | None:
    if detection.outcome != "located" or detection.x_mm is None or detection.y_mm is None:
        return None
    return detection.x_mm, detection.y_mm


def _margin(channel: int, name: str, measured: Sequence[DetectionRead]) -> SensorMargin:
    heard = [d for d in measured if channel < len(d.ticks) and d.ticks[channel] is not None]
    # a node may send amplitudes of fewer channels than it has, and a row may be older than a sensor
    amplitudes = [a for d in heard for a in d.amplitudes[channel : channel + 1] if a is not None]
    residuals = [r for d in heard for r in (d.residuals_us or [])[channel : channel + 1] if r is not None]
    return SensorMargin(
        id=name,
        heard=len(heard),
        left_out=sum(channel in d.left_out for d in heard),
        weakest_amplitude=min(amplitudes, default=None),
        residual_us=math.sqrt(math.fsum(r * r for r in residuals) / len(residuals)) if residuals else None,
    )
