"""Locates stored measurements again by the survey and calibration in force. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass

from appliance.core.air.smoother import smoothed_states
from appliance.core.air.state import SlowState
from appliance.core.coincidence import Impact
from appliance.core.events import Burst, BurstKey
from appliance.schema.detections import DetectionCreate, DetectionRead
from appliance.sensing.detection_rows import Moment, detection_row
from appliance.sensing.items import Place
from appliance.sensing.measure import Measurer


@dataclass(frozen=True, slots=True)
class Relocation:
    """A measurement as it was stored (`old`), and as it is located now (`new`)."""

    old: DetectionRead
    new: DetectionCreate
    place: Place

    @property
    def moved(self) -> tuple[float, float] | None:
        """Displacement (dx, dy), mm in the butt's frame; None where it was not, or is not, located."""
        old, new = self.old, self.new
        if old.outcome != "located" or new.outcome != "located":
            return None
        if old.x_mm is None or old.y_mm is None or new.x_mm is None or new.y_mm is None:
            return None
        return new.x_mm - old.x_mm, new.y_mm - old.y_mm

    @property
    def is_lost(self) -> bool:
        """Whether it was located before and is not now; the shot that was made of it is kept."""
        return self.old.outcome == "located" and self.new.outcome != "located"


def relocate(measurer: Measurer, rows: Sequence[DetectionRead], *, is_indoor: bool) -> list[Relocation]:
    """Locate the measurements of one session again, all together, as each refines the air state for the others.

    Where the air changed at a measurement, the states before and after it are tried; one that neither locates gets the
    outcome by the state before. What was measured stays as it is.
    """
    impacts = [Impact(_burst(row), (), believed=True) for row in rows]
    known = smoothed_states(
        len(impacts),
        measurer.at_first(is_indoor=is_indoor),
        lambda k, air: measurer.place(impacts[k], air).air or air,
    )
    return [
        Relocation(row, detection_row(measurer, impact, place, Moment(row.detected_at, row.session_id)), place)
        for row, impact, states in zip(rows, impacts, known, strict=True)
        for place in [_first_located(measurer, impact, states)]
    ]


def _first_located(measurer: Measurer, impact: Impact, states: Sequence[SlowState]) -> Place:
    places = [measurer.place(impact, state) for state in states]
    return next((place for place in places if place.outcome == "located"), places[0])


def _burst(detection: DetectionRead) -> Burst:
    return Burst(
        key=BurstKey(detection.node, detection.boot, detection.sequence),
        received_at=detection.detected_at,
        loop_us=0.0,
        ticks=tuple(detection.ticks),
        tick_hz=detection.tick_hz,
        tick_bits=detection.tick_bits,
        air=detection.air,
        amplitudes=tuple(detection.amplitudes),
        board_x_mm=detection.board_x_mm,
        board_y_mm=detection.board_y_mm,
        second_event=detection.second_event,
        fronts=detection.fronts,
    )
