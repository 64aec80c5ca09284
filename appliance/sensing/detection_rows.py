"""The row of a detection: an impact, the place that was found for it, and the moment at which it happened. No I/O."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from appliance.core.coincidence import Impact
from appliance.core.events import Air, Burst, Front, ImpactPulse
from appliance.core.identity import content_digest
from appliance.messages.translation import described_if_any
from appliance.schema.detections import DetectionCreate, Outcome
from appliance.sensing.items import Place
from appliance.sensing.measure import Measurer

NO_COUNTER_BITS = 32
"""`tick_bits` of a row where only an impact sensor, which has no counter, felt the impact."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An impact's time with its clock run, and the session, calibration or sensor test then."""

    at: datetime
    session_id: UUID | None = None
    calibration_id: UUID | None = None
    clock_id: UUID | None = None
    is_test: bool = False

    def of_tap(self, calibration_id: UUID | None) -> "Moment":
        """The moment as a tap of this calibration, outside any session; None: no tap."""
        return self if calibration_id is None else replace(self, session_id=None, calibration_id=calibration_id)


def detection_row(measurer: Measurer, impact: Impact, place: Place, moment: Moment) -> DetectionCreate:
    """The row of an impact. Unless it is a tap, an arrow in a sensor test has the outcome "test", and one without a
    session "no_session"."""
    outcome: Outcome = place.outcome
    if outcome in ("located", "unplaced") and moment.calibration_id is None:
        if moment.is_test:
            outcome = "test"
        elif moment.session_id is None:
            outcome = "no_session"
    burst, fix, placed = impact.burst, place.fix, place.placed
    state = None if placed is None else placed.state
    air = Air() if burst is None else burst.air
    first: Burst | ImpactPulse = impact.pulses[0] if burst is None else burst
    return DetectionCreate(
        node="impact-pins" if burst is None else burst.key.node,
        boot=0 if burst is None else burst.key.boot,
        # a pulse has no number of its own: its microsecond is unique enough, and the same after a replay
        sequence=int(first.received_at.timestamp() * 1e6) if burst is None else burst.key.sequence,
        session_id=moment.session_id,
        detected_at=moment.at,
        time_source="arrival" if burst is None or burst.impact_us is None else "node",
        node_time_us=None if burst is None else burst.node_time_us,
        digest=content_digest(impact.pulses if burst is None else burst),
        clock_id=moment.clock_id,
        ticks=[] if burst is None else list(burst.ticks),
        tick_hz=measurer.survey.clock.tick_hz if burst is None else burst.tick_hz,
        tick_bits=NO_COUNTER_BITS if burst is None else burst.tick_bits,
        amplitudes=[] if burst is None else list(burst.amplitudes),
        pulse_pins=sorted({pulse.pin for pulse in impact.pulses}),
        temp_c=air.temp_c,
        rh_pct=air.rh_pct,
        pressure_pa=air.pressure_pa,
        speed_mm_per_us=measurer.speed(air) * (1.0 if state is None else state.scale),
        sigma_us=measurer.survey.acoustics.sigma_us,
        board_x_mm=None if burst is None else burst.board_x_mm,
        board_y_mm=None if burst is None else burst.board_y_mm,
        second_event=burst is not None and burst.second_event,
        outcome=outcome,
        reason=described_if_any(place.reason),
        calibration_version=measurer.calibration_version,
        calibration_id=moment.calibration_id,
        fix_source=place.source,
        x_mm=place.x_mm,
        y_mm=place.y_mm,
        covariance_mm2=place.covariance_mm2,
        residual_mm=None if fix is None else fix.residual_mm,
        dilution=None if fix is None or math.isinf(fix.dilution) else fix.dilution,
        channels=[] if fix is None else list(fix.channels),
        left_out=[] if fix is None else list(fix.left_out),
        wind_x_m_per_s=None if state is None else state.wind_mm_per_us[0] * 1000,
        wind_y_m_per_s=None if state is None else state.wind_mm_per_us[1] * 1000,
        wind_sigma_m_per_s=None if state is None else state.wind_sigma_mm_per_us * 1000,
        residuals_us=None if placed is None else list(placed.residuals_us),
        **_fronts(() if burst is None else burst.fronts),
    )


def _fronts(fronts: Sequence[Front | None]) -> dict[str, list[int | None]]:
    """The columns of the channels' fronts; empty where no channel has one."""
    if not any(fronts):
        return {}
    return {
        "rises": [None if front is None else front.rise_ticks for front in fronts],
        "noises": [None if front is None else front.noise for front in fronts],
        "lowers": [None if front is None else front.lower for front in fronts],
        "uppers": [None if front is None else front.upper for front in fronts],
    }
