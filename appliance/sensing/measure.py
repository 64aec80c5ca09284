"""Locates impacts by survey and calibration: a fix, or the reason why there is none. No I/O."""

from dataclasses import dataclass, replace

from appliance.core.air.sound import STANDARD_PRESSURE_PA, speed_mm_per_us
from appliance.core.air.state import SlowState, at_first
from appliance.core.air.weather import INDOORS, OUTDOORS
from appliance.core.coincidence import Impact
from appliance.core.errors import LocateError, LocateReason
from appliance.core.events import Air, Burst
from appliance.core.geometry import Sensor, SensorArray
from appliance.core.locating.burst import Timing, corrected_us
from appliance.core.locating.placing import after_refusal, place_arrow
from appliance.core.message import message, message_of
from appliance.schema.calibrations import CalibrationRead, SurveyedPlace
from appliance.schema.detections import Outcome
from appliance.schema.survey import Survey, SurveyButt, SurveySensor
from appliance.sensing.items import Place

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
class Measurer:
    """Locates impacts by the survey of this butt; without one (`is_surveyed` False) each stays unplaced.

    `left_shares`: calibrated shares of the rise by which each sensor is later still than its thresholds say.
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
        """Speed of sound, mm/us: the survey's where it states one, else by the node's air, else by the survey's
        defaults."""
        acoustics = self.survey.acoustics
        if acoustics.speed_mm_per_us is not None:
            return acoustics.speed_mm_per_us
        return speed_mm_per_us(
            acoustics.default_temp_c if air.temp_c is None else air.temp_c,
            acoustics.default_rh_pct if air.rh_pct is None else air.rh_pct,
            STANDARD_PRESSURE_PA if air.pressure_pa is None else air.pressure_pa,
        )

    def at_first(self, *, is_indoor: bool) -> SlowState:
        """The air state before the first arrow of a session."""
        return at_first(len(self.array.sensors), INDOORS if is_indoor else OUTDOORS)

    def place(self, impact: Impact, state: SlowState) -> Place:
        """Locate an impact with an air state; never raises, a refusal is an outcome with its reason."""
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

    def times(self, burst: Burst) -> tuple[float, ...] | None:
        """Arrival times at the sensors, us, corrected by the calibration; None where a sensor did not hear it."""
        if len(burst.ticks) != len(self.array.sensors) or None in burst.ticks:
            return None
        return corrected_us(burst.ticks, self._timing(burst))

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
    """A measurer without a survey: impacts are stored unplaced, and can be placed later."""
    corners = ((0.0, 0.0), (1000.0, 0.0), (1000.0, 1000.0), (0.0, 1000.0))
    nowhere = Survey(
        butt=SurveyButt(width_mm=1000.0, height_mm=1000.0),
        sensors=[SurveySensor(id=str(k), x_mm=x, y_mm=y) for k, (x, y) in enumerate(corners)],
    )
    return replace(measurer(nowhere), is_surveyed=False)


def surveyed_places(survey: Survey) -> list[SurveyedPlace]:
    """The surveyed positions from which a calibration starts; it holds for that survey alone."""
    return [SurveyedPlace(id=s.id, x_mm=s.x_mm, y_mm=s.y_mm, z_mm=s.z_mm, bias_us=s.bias_us) for s in survey.sensors]
