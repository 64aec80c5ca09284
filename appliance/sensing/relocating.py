"""What stored measurements mean by the array in force today. No I/O."""

from dataclasses import dataclass

from appliance.core.coincidence import Impact
from appliance.core.events import Burst, BurstKey
from appliance.schema.detections import DetectionCreate, DetectionRead
from appliance.sensing.measure import Measurer, Place


@dataclass(frozen=True, slots=True)
class Relocation:
    """A measurement as it was placed, and as it is now."""

    old: DetectionRead
    new: DetectionCreate
    place: Place

    @property
    def moved(self) -> tuple[float, float] | None:
        """(dx, dy) in mm; None where it was not or is not located."""
        old, new = self.old, self.new
        if old.outcome != "located" or new.outcome != "located":
            return None
        if old.x_mm is None or old.y_mm is None or new.x_mm is None or new.y_mm is None:
            return None
        return new.x_mm - old.x_mm, new.y_mm - old.y_mm

    @property
    def is_lost(self) -> bool:
        """Was located and would not be today: the shot that was made of it is not taken away."""
        return self.old.outcome == "located" and self.new.outcome != "located"


class Relocator:
    """Places the measurements of one session again, in their order: each tells the next one of the air."""

    def __init__(self, measurer: Measurer, *, is_indoor: bool) -> None:
        self._measurer = measurer
        self._air = measurer.at_first(is_indoor=is_indoor)

    def relocate(self, detection: DetectionRead) -> Relocation:
        """Nothing of a measurement but its position changes."""
        impact = Impact(_burst(detection), (), believed=True)
        place = self._measurer.place(impact, self._air)
        self._air = place.air or self._air
        return Relocation(detection, self._measurer.detection(impact, place, detection.session_id), place)


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
    )
