"""A simulated butt whose comparators trip where nobody told them to: its taps, its arrows, and the fit to the taps."""

import random
from functools import cache
from uuid import UUID

from appliance.core.coincidence import Impact
from appliance.core.events import Air
from appliance.schema.calibrations import CalibrationPoint, CalibrationRead
from appliance.schema.detections import DetectionRead
from appliance.sensing.calibrator import fit_calibration
from appliance.sensing.detection_rows import Moment, detection_row
from appliance.sensing.measure import Measurer, measurer
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
    written = detection_row(measure, impact, place, Moment(NOW, SOMEBODY)).model_dump(exclude={"digest", "clock_id"})
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
def calibration() -> CalibrationRead:
    """As the database gives it back once it is accepted."""
    return ASKED.model_copy(update={"result": fit_calibration(measurer(SURVEY), ASKED, heard()[0])})
