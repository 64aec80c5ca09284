"""Recordings from the field (`tests/data/field`), and one that the twin makes, by the path that arrows take."""

import json
import math
from collections.abc import Sequence
from typing import Any

import pytest

from appliance.core.coincidence import Impact
from appliance.core.events import Air, Burst
from appliance.schema.calibrations import CalibrationRead
from appliance.schema.detections import MeasuredFronts
from appliance.schema.survey import Survey
from appliance.sensing.in_force import measurer_in_force
from appliance.sensing.measure import Measurer, measurer
from tests.builders import a_burst
from tests.data import ACOUSTICS
from tests.sensing.tapped_butt import ARROWS, SURVEY, calibration, heard

FIELD = ACOUSTICS.parent / "field"
FORMAT = "acoustics-field/1"
RECORDED = sorted(FIELD.glob("*.json"))


def burst_of(shot: dict[str, Any], number: int) -> Burst:
    measured = MeasuredFronts(**{name: shot.get(name) or [] for name in MeasuredFronts.model_fields})
    return a_burst(
        number,
        ticks=tuple(shot["ticks"]),
        tick_hz=shot["tick_hz"],
        tick_bits=shot["tick_bits"],
        air=Air(shot["temp_c"], shot["rh_pct"], shot["pressure_pa"]),
        fronts=measured.fronts,
    )


def errors_mm(measure: Measurer, shots: Sequence[dict[str, Any]], *, is_indoor: bool) -> list[float | None]:
    """Of each arrow that was measured with a tape; None where it was not placed."""
    air, found = measure.at_first(is_indoor=is_indoor), []
    for number, shot in enumerate(shots, 1):
        place = measure.place(Impact(burst_of(shot, number), (), believed=True), air)
        air = place.air or air
        if shot["x_mm"] is None:
            continue
        is_placed = place.outcome == "located" and place.x_mm is not None and place.y_mm is not None
        found.append(math.hypot(place.x_mm - shot["x_mm"], place.y_mm - shot["y_mm"]) if is_placed else None)
    return found


def calibration_of(record: dict[str, Any]) -> CalibrationRead | None:
    """The one in force; it must be of the survey beside it."""
    kept = record.get("calibration")
    if kept is None:
        return None
    calibration = CalibrationRead.model_validate_json(json.dumps(kept))
    survey = Survey.model_validate(record["survey"])
    assert measurer_in_force(survey, calibration).calibration_version == calibration.version
    return calibration


def judged(record: dict[str, Any]) -> dict[str, float]:
    """What a recording comes to: rms, percentiles, and how many were not placed."""
    assert record["format"] == FORMAT
    measure = measurer(Survey.model_validate(record["survey"]), calibration_of(record))
    found = errors_mm(measure, record["shots"], is_indoor=record["is_indoor"])
    known = sorted(error for error in found if error is not None)
    at = {share: known[min(int(len(known) * share / 100), len(known) - 1)] for share in (50, 95, 100)}
    rms = math.sqrt(math.fsum(error * error for error in known) / len(known))
    return {"rms": rms, **{str(share): value for share, value in at.items()}, "refused": float(found.count(None))}


def recorded(impact: Impact, x_mm: float, y_mm: float) -> dict[str, Any]:
    """A shot as the export says it, and where the tape found it."""
    burst = impact.burst
    assert burst is not None
    return {
        "ticks": list(burst.ticks),
        "tick_hz": burst.tick_hz,
        "tick_bits": burst.tick_bits,
        "temp_c": burst.air.temp_c,
        "rh_pct": burst.air.rh_pct,
        "pressure_pa": burst.air.pressure_pa,
        "rises": [front and front.rise_ticks for front in burst.fronts],
        "noises": [front and front.noise for front in burst.fronts],
        "lowers": [front and front.lower for front in burst.fronts],
        "uppers": [front and front.upper for front in burst.fronts],
        "x_mm": x_mm,
        "y_mm": y_mm,
        "note": "",
    }


def of_the_twin() -> dict[str, Any]:
    """A recording in the form of the field's."""
    return {
        "format": FORMAT,
        "what": "twin",
        "survey": SURVEY.model_dump(mode="json"),
        "calibration": calibration().model_dump(mode="json"),
        "is_indoor": True,
        "most_mm": {"50": 0.5, "95": 0.9, "100": 1.2, "refused": 0},
        "shots": [recorded(arrow, *place) for arrow, place in zip(heard()[1], ARROWS, strict=True)],
    }


TWIN = "twin"


def record_of(name: str) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(json.dumps(of_the_twin()) if name == TWIN else (FIELD / name).read_text())
    return record


@pytest.mark.parametrize("name", [TWIN, *(path.name for path in RECORDED)])
def test_no_recording_is_placed_worse_than_it_was(name: str) -> None:
    record = record_of(name)
    found = judged(record)
    assert {key: value for key, value in record["most_mm"].items() if found[key] > value} == {}, f"{name}: {found}"


def test_a_recording_that_tells_no_fronts_is_placed_worse() -> None:
    record = record_of(TWIN)
    untold: dict[str, list[int]] = {"rises": [], "noises": [], "lowers": [], "uppers": []}
    without = judged({**record, "shots": [{**shot, **untold} for shot in record["shots"]]})
    assert without["rms"] > 1.2 * judged(record)["rms"]


def test_a_recording_without_its_calibration_is_placed_worse() -> None:
    record = record_of(TWIN)
    assert judged({**record, "calibration": None})["rms"] > 1.2 * judged(record)["rms"]
