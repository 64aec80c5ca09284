"""What a calibration finds sensors to be late by, in shares of a rise, counts wherever a pulse is placed."""

import math
import random
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from statistics import fmean
from uuid import UUID

from appliance.core.coincidence import Impact
from appliance.core.events import Air
from appliance.schema.calibrations import CalibrationPoint, CalibrationRead
from appliance.schema.detections import DetectionCreate, DetectionRead
from appliance.sensing.calibrator import fit_calibration
from appliance.sensing.measure import Measurer, Moment, Place, measurer
from appliance.sensing.relocating import relocate
from drivers.sim.pulse_butt import Electronics, PulseButt
from tests.builders import NOW, a_burst, a_survey

SURVEY = a_survey(acoustics={"sigma_us": 0.5})
AIR = Air(18.0, 55.0, 101_325.0)
OFF = 12.0
"""Counts that a comparator trips above what it was told, or below: three times what is usual (`as_built`)."""
SOMEBODY = UUID(int=1)
GRID = [(x, y) for x in (150.0, 480.0, 820.0, 1150.0) for y in (150.0, 480.0, 820.0, 1150.0)]
ARROWS = [(250.0 + 97.0 * (k % 9), 250.0 + 113.0 * (k % 8)) for k in range(24)]


ASKED = CalibrationRead(
    id=SOMEBODY, version=1, kind="array", status="accepted", asked_at=NOW,
    points=[CalibrationPoint(x_mm=x, y_mm=y) for x, y in GRID], face_kind=None, tap_mm=0.3, taps=[], result=None,
    acceptance=None, reason=None, finished_at=NOW, decided_at=NOW,
)  # fmt: skip


def detected(impact: Impact, measure: Measurer) -> DetectionRead:
    """As the database gives it back."""
    place = measure.place(impact, measure.at_first(is_indoor=True))
    written = measure.detection(impact, place, Moment(NOW, SOMEBODY)).model_dump(exclude={"digest", "clock_id"})
    read = {"id": SOMEBODY, "appliance_id": SOMEBODY, "is_conflicting": False, "resolution": None, "resolved_at": None}
    return DetectionRead.model_validate({**written, **read, "covariance_mm2": None})


@cache
def heard() -> tuple[list[DetectionRead], list[Impact]]:
    """Taps and arrows, hard and soft, on a butt whose comparators trip where nobody told them to."""
    dice = random.Random(7)
    built = [Electronics(lower_offset=OFF if k % 2 else -OFF) for k in range(len(SURVEY.sensors))]
    butt = PulseButt(strength_spread=0.5, electronics=built)
    impacts = []
    for number, place in enumerate(GRID + ARROWS, 1):
        pulses = butt.impact(*place, dice)
        ticks, fronts = butt.ticks(pulses, 1e6 * number), tuple(pulse.front for pulse in pulses)
        impacts.append(Impact(a_burst(number, ticks=ticks, air=AIR, fronts=fronts), (), believed=True))
    taps, arrows = impacts[: len(GRID)], impacts[len(GRID) :]
    return [detected(tap, measurer(SURVEY)) for tap in taps], arrows


@cache
def calibrated() -> Measurer:
    result = fit_calibration(measurer(SURVEY), ASKED, heard()[0])
    return measurer(SURVEY, ASKED.model_copy(update={"result": result}))


def rms_mm(found: Sequence[Place | DetectionCreate]) -> float:
    """Gross error of the arrows."""
    assert [one.outcome for one in found] == ["located"] * len(ARROWS)
    places = [(one.x_mm or 0.0, one.y_mm or 0.0) for one in found]
    return math.sqrt(fmean(math.dist(a, b) ** 2 for a, b in zip(places, ARROWS, strict=True)))


def placed(measure: Measurer) -> list[Place]:
    air = measure.at_first(is_indoor=True)
    return [measure.place(arrow, air) for arrow in heard()[1]]


def test_arrows_are_nearer_with_what_each_sensor_is_later_by() -> None:
    with_shares, without = calibrated(), replace(calibrated(), left_shares=())
    assert rms_mm(placed(with_shares)) < 0.8 * rms_mm(placed(without))
    # 0.61 where the taps' own lateness stays in
    assert rms_mm(placed(with_shares)) < 0.55


def test_stored_arrows_are_placed_again_as_well() -> None:
    measure = calibrated()
    rows = [detected(arrow, measurer(SURVEY)) for arrow in heard()[1]]
    again = [one.new for one in relocate(measure, rows, is_indoor=True)]
    assert rms_mm(again) <= 1.1 * rms_mm(placed(measure))
