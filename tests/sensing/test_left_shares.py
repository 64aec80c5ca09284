"""What a calibration finds sensors to be late by, in shares of a rise, counts wherever a pulse is placed."""

import math
from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean

from appliance.schema.detections import DetectionCreate
from appliance.sensing.items import Place
from appliance.sensing.measure import Measurer, measurer
from appliance.sensing.relocating import relocate
from tests.sensing.tapped_butt import ARROWS, SURVEY, calibration, detected, heard


def rms_mm(found: Sequence[Place | DetectionCreate]) -> float:
    """Gross error of the arrows."""
    assert [one.outcome for one in found] == ["located"] * len(ARROWS)
    places = [(one.x_mm or 0.0, one.y_mm or 0.0) for one in found]
    return math.sqrt(fmean(math.dist(a, b) ** 2 for a, b in zip(places, ARROWS, strict=True)))


def placed(measure: Measurer) -> list[Place]:
    air = measure.at_first(is_indoor=True)
    return [measure.place(arrow, air) for arrow in heard()[1]]


def test_arrows_are_nearer_with_what_each_sensor_is_later_by() -> None:
    with_shares = measurer(SURVEY, calibration())
    without = replace(with_shares, left_shares=())
    assert rms_mm(placed(with_shares)) < 0.8 * rms_mm(placed(without))
    # 0.61 where the taps' own lateness stays in
    assert rms_mm(placed(with_shares)) < 0.55


def test_stored_arrows_are_placed_again_as_well() -> None:
    measure = measurer(SURVEY, calibration())
    rows = [detected(arrow, measurer(SURVEY)) for arrow in heard()[1]]
    again = [one.new for one in relocate(measure, rows, is_indoor=True)]
    assert rms_mm(again) <= 1.1 * rms_mm(placed(measure))
