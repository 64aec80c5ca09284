"""Calibrations: taps at given points, the fitted array, and a person's decision."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator

from appliance.core.calibration.taps import MIN_TAPS, CalibrationError, check_points
from appliance.core.message import message_of, refusal
from appliance.core.scoring.faces import FaceKind
from appliance.schema.base import Coordinate, Filters, Finite, Positive, Strict, UtcTime
from appliance.schema.messages import MessageRead
from appliance.schema.sensors import SensorName

CalibrationKind = Literal["array", "face", "acceptance"]
CalibrationStatus = Literal["asked", "running", "proposed", "accepted", "rejected", "failed", "rolled_back"]
FACE_TAPS = 2
MAX_TAPS = 50


class CalibrationPoint(Strict):
    """A point to tap, mm in the butt's frame; without coordinates: anywhere. With `shot_id`: an arrow already shot, and
    its true place in the paper."""

    x_mm: Coordinate | None = None
    y_mm: Coordinate | None = None
    shot_id: UUID | None = None

    @model_validator(mode="after")
    def _both_coordinates_or_none(self) -> "CalibrationPoint":
        if (self.x_mm is None) != (self.y_mm is None):
            raise ValueError(refusal("x_mm, y_mm", "both_or_none"))
        return self


class CalibrationCreate(Strict):
    """`array`: tap `points` in their order, or give the true places of arrows; then the sensors' places are fitted.
    `acceptance`: tap `points` to measure the position errors; a mark that is listed twice shows repeatability. `face`:
    tap the centre of a hung face, then its outermost line; GET /target/calibrate proposes the target. `face_kind`: the
    kind of that face, where known."""

    kind: CalibrationKind = "array"
    points: Annotated[list[CalibrationPoint], Field(max_length=MAX_TAPS)] = Field(default_factory=list)
    face_kind: FaceKind | None = None
    tap_mm: Annotated[Positive, Field(le=50, description="how well the points are known, one sigma")] = 0.5

    @model_validator(mode="after")
    def _points_can_calibrate(self) -> "CalibrationCreate":
        if self.kind == "face":
            if self.points:
                raise ValueError(refusal("points", "face_points_not_told"))
            return self
        if len(self.points) < MIN_TAPS:
            raise ValueError(refusal("points", "give_at_least", least=MIN_TAPS, given=len(self.points)))
        shots = [point.shot_id for point in self.points if point.shot_id is not None]
        if shots and len(shots) < len(self.points):
            raise ValueError(refusal("points", "shots_of_all_or_none"))
        if len(set(shots)) < len(shots):
            raise ValueError(refusal("points", "same_arrow_twice"))
        if self.kind == "acceptance":
            if shots or any(point.x_mm is None for point in self.points):
                raise ValueError(refusal("points", "marks_needed"))
            return self
        try:
            check_points([(p.x_mm, p.y_mm) for p in self.points if p.x_mm is not None and p.y_mm is not None])
        except CalibrationError as error:
            raise ValueError(message_of(error).at("points")) from error
        return self


class CalibrationUpdate(Strict):
    """A person's decision: to accept or reject a proposed calibration, or to roll an accepted one back.

    `proposed` takes back that it was accepted or rejected, and `accepted` that it was rolled back.
    """

    status: Literal["accepted", "rejected", "rolled_back", "proposed"]


class CalibratedSensor(Strict):
    """A sensor's fitted position, mm; `bias_us` adds to the survey's own, `moved_mm` is the distance from the survey.

    `left_share`: remaining delay, as a fraction of a pulse's rise time between the two thresholds.
    """

    id: SensorName
    x_mm: Finite
    y_mm: Finite
    z_mm: Finite
    bias_us: Finite
    moved_mm: Finite
    left_share: Finite = 0.0


class CalibratedPoint(Strict):
    """One tap's nominal point, place and distance from that point, mm: before, by the calibration in force, and after,
    by one fitted to the other taps; the sensors left out; whether the point itself was left out."""

    x_mm: Finite | None
    y_mm: Finite | None
    before_mm: Finite | None
    after_mm: Finite | None
    before_x_mm: Finite | None = None
    before_y_mm: Finite | None = None
    after_x_mm: Finite | None = None
    after_y_mm: Finite | None = None
    left_out: list[SensorName]
    is_rejected: bool


class SurveyedPlace(Strict):
    """A surveyed sensor position from which a calibration started, mm."""

    id: SensorName
    x_mm: Finite
    y_mm: Finite
    z_mm: Finite
    bias_us: Finite


class CalibrationResult(Strict):
    """The fit to the taps. `speed_scale`: propagation speed over that computed from the air; `is_better`: than the
    calibration in force, where known."""

    sensors: list[CalibratedSensor]
    speed_scale: Finite
    residual_us: Finite
    before_rms_mm: Finite | None
    after_rms_mm: Finite | None
    points: list[CalibratedPoint]
    survey: list[SurveyedPlace]
    is_better: bool | None = None


class AcceptedMark(Strict):
    """One tap of an acceptance test, mm: the mark, its measured place (null: not located), and their distance."""

    x_mm: Finite
    y_mm: Finite
    placed_x_mm: Finite | None
    placed_y_mm: Finite | None
    error_mm: Finite | None


class SensorMargin(Strict):
    """How reliably a sensor detected the taps: count, weakest amplitude where known, and rms residual, us."""

    id: SensorName
    heard: int
    left_out: int
    weakest_amplitude: int | None
    residual_us: Finite | None


class AcceptanceResult(Strict):
    """Result of an acceptance test: errors (distance in the plane, mm) over its taps, and the calibration in force."""

    rms_mm: Finite | None
    worst_mm: Finite | None
    shift_x_mm: Finite | None
    shift_y_mm: Finite | None
    repeatability_mm: Finite | None
    is_good: bool
    calibration_version: int | None
    marks: list[AcceptedMark]
    sensors: list[SensorMargin]


class CalibrationTap(Strict):
    """A tap so far: its place before the calibration, mm (null: not located), and how many sensors detected it."""

    detection_id: UUID
    detected_at: UtcTime
    x_mm: Finite | None
    y_mm: Finite | None
    channels_heard: int
    reason: MessageRead | None


class CalibrationRead(Strict):
    """A stored calibration; the newest accepted one is in force while its survey is."""

    id: UUID
    version: int
    kind: CalibrationKind
    status: CalibrationStatus
    asked_at: UtcTime
    points: list[CalibrationPoint]
    face_kind: FaceKind | None
    tap_mm: Finite
    taps: list[CalibrationTap]
    result: CalibrationResult | None
    acceptance: AcceptanceResult | None
    reason: MessageRead | None
    finished_at: UtcTime | None
    decided_at: UtcTime | None

    @property
    def taps_wanted(self) -> int:
        """The number of taps that completes it."""
        return FACE_TAPS if self.kind == "face" else len(self.points)


class CalibrationFilters(Filters):
    """Filters of the list of calibrations, by status."""

    status: CalibrationStatus | None = None
