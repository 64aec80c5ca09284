"""What an impact means: the fix, or the reason why there is none. No I/O."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from appliance.core.air.sound import STANDARD_PRESSURE_PA, speed_mm_per_us
from appliance.core.air.state import SlowState, at_first
from appliance.core.air.weather import INDOORS, OUTDOORS
from appliance.core.coincidence import Impact
from appliance.core.ellipse import ErrorEllipse, error_ellipse
from appliance.core.errors import LocateError, LocateReason
from appliance.core.events import Air, Burst, Front, ImpactPulse
from appliance.core.geometry import Sensor, SensorArray
from appliance.core.identity import content_digest
from appliance.core.locating.burst import Timing
from appliance.core.locating.fix import Fix, Placed
from appliance.core.locating.placing import after_refusal, place_arrow
from appliance.core.message import Message, message, message_of
from appliance.messages.translation import described_if_any
from appliance.schema.calibrations import CalibrationRead, SurveyedPlace
from appliance.schema.detections import DetectionCreate, FixSource, Outcome
from appliance.schema.survey import Survey, SurveyButt, SurveySensor

OUTCOMES: dict[LocateReason, Outcome] = {
    "too_few_channels": "noise",
    "no_common_source": "noise",
    "outside": "off_butt",
}
NO_PULSE = message("no_impact_felt")
NO_SOUND = message("no_sound")
NO_POSITION = message("no_board_position")
NO_BOARD_SURVEY = message("no_board_survey")
NO_SURVEY = message("no_survey")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an impact was, or seems to have been, and how that is known."""

    outcome: Outcome
    reason: Message | None = None
    source: FixSource | None = None
    x_mm: float | None = None
    y_mm: float | None = None
    covariance_mm2: tuple[float, float, float] | None = None
    placed: Placed | None = None
    air: SlowState | None = None
    """As it is known after this impact; None where that told nothing of it."""

    @property
    def fix(self) -> Fix | None:
        """By this appliance; None where the board placed it, or nobody."""
        return None if self.placed is None else self.placed.fix

    @property
    def ellipse(self) -> ErrorEllipse | None:
        return None if self.covariance_mm2 is None else error_ellipse(self.covariance_mm2)


@dataclass(frozen=True, slots=True)
class Moment:
    """When an impact happened, by which record of the clock, what was open then, and whether sensors were tested."""

    at: datetime
    session_id: UUID | None = None
    calibration_id: UUID | None = None
    clock_id: UUID | None = None
    is_test: bool = False

    def of_tap(self, calibration_id: UUID | None) -> "Moment":
        """As a tap of this calibration, which is no arrow of a session; None: it is no tap."""
        return self if calibration_id is None else replace(self, session_id=None, calibration_id=calibration_id)


@dataclass(frozen=True, slots=True)
class Measurer:
    """Turns impacts into detections by the survey of this butt; without one (`is_surveyed`) each is kept unplaced.

    `left_shares`: how much later each sensor is than its thresholds say, as calibrated.
    """

    survey: Survey
    array: SensorArray
    biases_us: tuple[float, ...]
    left_shares: tuple[float, ...] = ()
    speed_scale: float = 1.0
    calibration_version: int | None = None
    is_surveyed: bool = True

    def speed(self, air: Air) -> float:
        """Propagation speed, mm/us, as calibrated."""
        return self._uncalibrated_speed(air) * self.speed_scale

    def _uncalibrated_speed(self, air: Air) -> float:
        """The survey's own word first, then the node's air, then the survey's default."""
        acoustics = self.survey.acoustics
        if acoustics.speed_mm_per_us is not None:
            return acoustics.speed_mm_per_us
        return speed_mm_per_us(
            acoustics.default_temp_c if air.temp_c is None else air.temp_c,
            acoustics.default_rh_pct if air.rh_pct is None else air.rh_pct,
            STANDARD_PRESSURE_PA if air.pressure_pa is None else air.pressure_pa,
        )

    def at_first(self, *, is_indoor: bool) -> SlowState:
        """The air before the first arrow of a session."""
        return at_first(len(self.array.sensors), INDOORS if is_indoor else OUTDOORS)

    def detection(self, impact: Impact, place: Place, moment: Moment) -> DetectionCreate:
        """The row for an impact. Without a session, or in a test of the sensors, an arrow is told as such; a tap is no
        arrow, placed or not."""
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
            tick_hz=self.survey.clock.tick_hz if burst is None else burst.tick_hz,
            tick_bits=32 if burst is None else burst.tick_bits,
            amplitudes=[] if burst is None else list(burst.amplitudes),
            pulse_pins=sorted({pulse.pin for pulse in impact.pulses}),
            temp_c=air.temp_c,
            rh_pct=air.rh_pct,
            pressure_pa=air.pressure_pa,
            speed_mm_per_us=self.speed(air) * (1.0 if state is None else state.scale),
            sigma_us=self.survey.acoustics.sigma_us,
            board_x_mm=None if burst is None else burst.board_x_mm,
            board_y_mm=None if burst is None else burst.board_y_mm,
            second_event=burst is not None and burst.second_event,
            outcome=outcome,
            reason=described_if_any(place.reason),
            calibration_version=self.calibration_version,
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

    def place(self, impact: Impact, state: SlowState) -> Place:
        """Locate an impact in the air as it is known; never raises, a refusal is an outcome with its reason."""
        burst = impact.burst
        if burst is None:
            return Place("unplaced", NO_SOUND)
        if not impact.believed:
            return Place("noise", NO_PULSE)
        if not self.is_surveyed:
            return Place("unplaced", NO_SURVEY)
        if all(tick is None for tick in burst.ticks):
            return self._by_board(burst)
        return self._by_ticks(burst, state)

    def _by_ticks(self, burst: Burst, state: SlowState) -> Place:
        sensors = self.survey.sensors
        if len(burst.ticks) > len(sensors):
            return Place("unplaced", message("too_many_channels", channels=len(burst.ticks), sensors=len(sensors)))
        try:
            placed = place_arrow(burst.ticks, self.array, state, self._timing(burst))
        except LocateError as error:
            outcome = OUTCOMES.get(error.reason, "unplaced")
            air = after_refusal(state, error)
            return Place(outcome, message_of(error), "appliance", error.x_mm, error.y_mm, air=air)
        fix, reason = placed.fix, None
        if fix.left_out:
            names = ", ".join(sensors[k].id for k in fix.left_out)
            reason = message("sensors_left_out", sensors=names)
        return Place("located", reason, "appliance", fix.x_mm, fix.y_mm, fix.covariance_mm2, placed, placed.state)

    def _timing(self, burst: Burst) -> Timing:
        return Timing(
            burst.tick_hz,
            burst.tick_bits,
            self.speed(burst.air),
            self.survey.acoustics.sigma_us,
            self.biases_us,
            burst.fronts,
            self.left_shares,
        )

    def _by_board(self, burst: Burst) -> Place:
        if burst.board_x_mm is None or burst.board_y_mm is None:
            return Place("unplaced", NO_POSITION)
        board = self.survey.board
        if board is None:
            return Place("unplaced", NO_BOARD_SURVEY)
        x, y = board.centre_x_mm + burst.board_x_mm, board.centre_y_mm + burst.board_y_mm
        variance = board.sigma_mm**2
        if self.array.region.excess_mm(x, y) > 4 * board.sigma_mm:
            return Place("off_butt", message("beside_by_board"), "board", x, y)
        return Place("located", message("placed_by_board"), "board", x, y, (variance, 0.0, variance))


def _fronts(fronts: Sequence[Front | None]) -> dict[str, list[int | None]]:
    """How each channel's pulse began, as it is kept: nothing where no channel tells."""
    if not any(fronts):
        return {}
    return {
        "rises": [None if front is None else front.rise_ticks for front in fronts],
        "noises": [None if front is None else front.noise for front in fronts],
        "lowers": [None if front is None else front.lower for front in fronts],
        "uppers": [None if front is None else front.upper for front in fronts],
    }


def measurer(survey: Survey, calibration: CalibrationRead | None = None) -> Measurer:
    """A Measurer for a survey, and the calibration in force where it belongs to this survey. Raises GeometryError."""
    biases_us = tuple(s.bias_us for s in survey.sensors)
    result = None if calibration is None else calibration.result
    if calibration is None or result is None or result.survey != surveyed_places(survey):
        return Measurer(survey, survey.array(), biases_us)
    sensors = tuple(Sensor(s.id, s.x_mm, s.y_mm, s.z_mm) for s in result.sensors)
    return Measurer(
        survey,
        SensorArray(sensors, survey.array().region),
        tuple(own + s.bias_us for own, s in zip(biases_us, result.sensors, strict=True)),
        tuple(s.left_share for s in result.sensors),
        result.speed_scale,
        calibration.version,
    )


def unsurveyed() -> Measurer:
    """Keeps what is measured while nobody has said where the sensors are: it can be placed later."""
    corners = ((0.0, 0.0), (1000.0, 0.0), (1000.0, 1000.0), (0.0, 1000.0))
    nowhere = Survey(
        butt=SurveyButt(width_mm=1000.0, height_mm=1000.0),
        sensors=[SurveySensor(id=str(k), x_mm=x, y_mm=y) for k, (x, y) in enumerate(corners)],
    )
    return replace(measurer(nowhere), is_surveyed=False)


def surveyed_places(survey: Survey) -> list[SurveyedPlace]:
    """What a calibration starts from; with another survey it means nothing."""
    return [SurveyedPlace(id=s.id, x_mm=s.x_mm, y_mm=s.y_mm, z_mm=s.z_mm, bias_us=s.bias_us) for s in survey.sensors]
