"""Recordings from the field (`tests/data/field`), and one that the twin makes, by the path that arrows take."""

import json
import math
import random
from collections.abc import Sequence
from typing import Any

import pytest

from appliance.core.coincidence import Impact
from appliance.core.events import Air, Burst, Front
from appliance.schema.survey import Survey
from appliance.sensing.measure import Measurer, measurer
from drivers.sim.pulse_butt import PulseButt
from tests.builders import a_burst, a_survey
from tests.data import ACOUSTICS

FIELD = ACOUSTICS.parent / "field"
FORMAT = "acoustics-field/1"
RECORDED = sorted(FIELD.glob("*.json"))


def burst_of(shot: dict[str, Any], number: int) -> Burst:
    told = [shot.get(name) or [] for name in ("rises", "noises", "lowers", "uppers")]
    fronts = tuple(
        None if None in (noise, lower, upper) else Front(rise, noise, lower, upper)
        for rise, noise, lower, upper in zip(*told, strict=True)
    )
    return a_burst(
        number,
        ticks=tuple(shot["ticks"]),
        tick_hz=shot["tick_hz"],
        tick_bits=shot["tick_bits"],
        air=Air(shot["temp_c"], shot["rh_pct"], shot["pressure_pa"]),
        fronts=fronts,
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


def judged(record: dict[str, Any]) -> dict[str, float]:
    """What a recording comes to: rms, percentiles, and how many were not placed."""
    assert record["format"] == FORMAT
    measure = measurer(Survey.model_validate(record["survey"]))
    found = errors_mm(measure, record["shots"], is_indoor=record["is_indoor"])
    known = sorted(error for error in found if error is not None)
    at = {share: known[min(int(len(known) * share / 100), len(known) - 1)] for share in (50, 95, 100)}
    rms = math.sqrt(math.fsum(error * error for error in known) / len(known))
    return {"rms": rms, **{str(share): value for share, value in at.items()}, "refused": float(found.count(None))}


def of_the_twin(shots: int) -> dict[str, Any]:
    """A recording in the form of the field's."""
    dice, butt = random.Random(11), PulseButt()
    recorded = []
    for k in range(shots):
        x, y = dice.uniform(150, 1150), dice.uniform(150, 1150)
        channels = butt.channels(x, y, 2e6 + k * 1e6, dice)
        recorded.append(
            {
                "ticks": [c.tick for c in channels],
                "tick_hz": butt.tick_hz,
                "tick_bits": butt.tick_bits,
                "temp_c": butt.temp_c,
                "rh_pct": butt.rh_pct,
                "pressure_pa": 101_325.0,
                "rises": [c.rise_ticks for c in channels],
                "noises": [c.noise for c in channels],
                "lowers": [c.lower for c in channels],
                "uppers": [c.upper for c in channels],
                "x_mm": x,
                "y_mm": y,
                "note": "",
            }
        )
    survey = a_survey(acoustics={"sigma_us": 0.5}).model_dump(mode="json")
    most = {"50": 0.8, "95": 1.6, "100": 3.0, "refused": 1}
    return {"format": FORMAT, "what": "twin", "survey": survey, "is_indoor": True, "most_mm": most, "shots": recorded}


TWIN = "twin"


def record_of(name: str) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(json.dumps(of_the_twin(30)) if name == TWIN else (FIELD / name).read_text())
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
