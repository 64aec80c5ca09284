"""The rows of an export file, one model per table whose fields are the table's columns.

A field with a default is a column that older files have not yet: it becomes what the migration gave to existing rows.
"""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from appliance.schema.archers import ArcherName, BowStyle, Letter, ShootingOrder
from appliance.schema.arrows import Diameter, HumanIdentifier, LabelPosition, Length, Weight
from appliance.schema.base import Coordinate, Identifier, Positive, Strict, Text, UtcTime
from appliance.schema.calibrations import (
    AcceptanceResult,
    CalibrationCreate,
    CalibrationResult,
    CalibrationStatus,
)
from appliance.schema.detections import FixSource, Outcome, Resolution
from appliance.schema.sessions import ArrowsPerEnd, Distance, DistanceUnit, Notes, RoundName
from appliance.schema.shots import (
    Attribution,
    CalledPoints,
    EndNumber,
    LineCall,
    ShotFate,
    ShotNote,
    ShotSource,
)
from appliance.schema.targets import FaceIdentifier, Faces, Points, Size, faces_problem

Whole = Annotated[int, Field(ge=-(2**31), lt=2**31)]
LongWhole = Annotated[int, Field(ge=-(2**63), lt=2**63)]
Count = Annotated[int, Field(ge=0, lt=2**31)]
Number = Annotated[float, Field(gt=-1e12, lt=1e12)]
NotNegative = Annotated[float, Field(ge=0, lt=1e12)]
Reason = Annotated[Text, StringConstraints(max_length=1000)]
Channel = Annotated[int, Field(ge=0, le=7)]
Channels = Annotated[list[Channel], Field(max_length=8)]
PerChannel = Annotated[list[Number | None], Field(max_length=8)]
Covariance = Annotated[list[Number], Field(min_length=3, max_length=3)]
Entry = Annotated[str, StringConstraints(max_length=100_000, pattern=r"^[^\x00]*$")]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


def _both_or_none(row: Strict, first: str, second: str) -> None:
    if (getattr(row, first) is None) != (getattr(row, second) is None):
        raise ValueError(f"{second}: must be given exactly when {first} is")


class SessionRow(Strict):
    """A row of sessions."""

    id: UUID
    is_opened: bool
    start_time: UtcTime
    end_time: UtcTime | None
    location: Identifier
    is_indoor: bool
    distance: Distance
    distance_unit: DistanceUnit
    arrows_per_end: ArrowsPerEnd
    round_name: RoundName | None
    notes: Notes | None
    held_back_from: EndNumber | None

    @model_validator(mode="after")
    def _end_time_exactly_when_closed(self) -> "SessionRow":
        if self.is_opened != (self.end_time is None):
            raise ValueError("end_time: must be given exactly when is_opened is false")
        if self.end_time is not None and self.end_time < self.start_time:
            raise ValueError("end_time: must not be before start_time")
        return self


class ArrowRow(Strict):
    """A row of arrows."""

    id: UUID
    human_identifier: HumanIdentifier
    length: Length
    registration_date: UtcTime
    is_programmed: bool
    is_active: bool
    voided_date: UtcTime | None
    weight: Weight | None
    diameter: Diameter | None
    spine: Positive | None
    label_position: LabelPosition | None

    @model_validator(mode="after")
    def _voided_exactly_when_not_active(self) -> "ArrowRow":
        if self.is_active != (self.voided_date is None):
            raise ValueError("voided_date: must be given exactly when is_active is false")
        return self


class ArcherRow(Strict):
    """A row of archers."""

    id: UUID
    name: ArcherName
    bow_style: BowStyle | None
    shaft_diameter: Diameter | None
    notes: Notes | None


class ArcherArrowRow(Strict):
    """A row of archer_arrows."""

    arrow_id: UUID
    archer_id: UUID


class TargetRow(Strict):
    """A row of targets."""

    id: UUID
    session_id: UUID
    max_x: Size
    max_y: Size
    faces: Faces

    @model_validator(mode="after")
    def _faces_on_the_butt(self) -> "TargetRow":
        problem = faces_problem(self.faces, self.max_x, self.max_y)
        if problem is not None:
            raise ValueError(problem)
        return self


class CalibrationRow(Strict):
    """A row of calibrations."""

    id: UUID
    version: Annotated[int, Field(ge=1, lt=2**31)]
    asked_at: UtcTime
    status: CalibrationStatus
    request: CalibrationCreate
    result: CalibrationResult | AcceptanceResult | None
    finished_at: UtcTime | None
    reason: Reason | None
    decided_at: UtcTime | None

    @model_validator(mode="after")
    def _result_of_its_kind(self) -> "CalibrationRow":
        found = {CalibrationResult: "array", AcceptanceResult: "acceptance"}
        if self.result is not None and found[type(self.result)] != self.request.kind:
            raise ValueError(f"result: is not what a calibration of kind {self.request.kind} finds")
        if self.status == "accepted" and self.request.kind == "array" and self.result is None:
            raise ValueError("result: must be given when status is accepted")
        return self


class DetectionRow(Strict):
    """A row of detections."""

    id: UUID
    node: Identifier
    boot: LongWhole
    sequence: LongWhole
    session_id: UUID | None
    detected_at: UtcTime
    ticks: Annotated[list[LongWhole | None], Field(max_length=8)]
    tick_hz: Annotated[float, Field(gt=0, lt=1e12)]
    tick_bits: Annotated[int, Field(ge=8, le=64)]
    amplitudes: Annotated[list[Whole | None], Field(max_length=8)]
    pulse_pins: Annotated[list[Annotated[int, Field(ge=0, le=63)]], Field(max_length=64)]
    temp_c: Number | None
    rh_pct: Number | None
    pressure_pa: Number | None
    speed_mm_per_us: Positive
    sigma_us: Positive
    board_x_mm: Number | None
    board_y_mm: Number | None
    second_event: bool
    outcome: Outcome
    reason: Reason | None
    fix_source: FixSource | None
    x_mm: Number | None
    y_mm: Number | None
    covariance_mm2: Covariance | None
    residual_mm: Number | None
    dilution: Number | None
    channels: Channels
    left_out: Channels
    resolution: Resolution | None
    resolved_at: UtcTime | None
    calibration_id: UUID | None
    calibration_version: Whole | None
    wind_x_m_per_s: Number | None
    wind_y_m_per_s: Number | None
    wind_sigma_m_per_s: Number | None
    residuals_us: PerChannel | None

    @model_validator(mode="after")
    def _resolved_when_told(self) -> "DetectionRow":
        _both_or_none(self, "resolution", "resolved_at")
        return self


class RelocationRow(Strict):
    """A row of relocations."""

    id: UUID
    detection_id: UUID
    replaced_at: UtcTime
    outcome: Outcome
    reason: Reason | None
    x_mm: Number | None
    y_mm: Number | None
    covariance_mm2: Covariance | None
    residual_mm: Number | None
    dilution: Number | None
    channels: Channels
    left_out: Channels
    calibration_version: Whole | None


class ShotRow(Strict):
    """A row of shots; seq, face, points, is_x and line_call are derived anew as it comes in."""

    id: UUID
    seq: LongWhole
    session_id: UUID
    arrow_id: UUID | None
    arrow_engage_time: UtcTime | None
    arrow_disengage_time: UtcTime | None
    arrow_landing_time: UtcTime | None
    x: Coordinate | None
    y: Coordinate | None
    end_number: Annotated[int, Field(ge=1, lt=2**31)]
    is_sighter: bool
    face: FaceIdentifier | None
    points: Points | None
    is_x: bool | None
    points_called: CalledPoints | None
    sigma_major: NotNegative | None
    sigma_minor: NotNegative | None
    sigma_angle: Number | None
    line_call: LineCall | None
    fate: ShotFate
    source: ShotSource
    detection_id: UUID | None
    recorded_at: UtcTime
    archer_id: UUID | None
    attribution: Attribution | None
    note: ShotNote | None
    is_x_called: bool | None

    @model_validator(mode="after")
    def _makes_sense(self) -> "ShotRow":
        given = {self.arrow_landing_time is not None, self.x is not None, self.y is not None}
        if len(given) > 1:
            raise ValueError("arrow_landing_time, x, y: must be all three (landed) or none (miss)")
        if self.is_x_called is not None and self.points_called is None:
            raise ValueError("points_called: must be given with is_x_called")
        _both_or_none(self, "archer_id", "attribution")
        return self


class RosterRow(Strict):
    """A row of rosters."""

    session_id: UUID
    arrows_per_turn: ArrowsPerEnd
    revision: Whole


class SessionArcherRow(Strict):
    """A row of session_archers."""

    session_id: UUID
    archer_id: UUID
    letter: Letter
    shooting_order: ShootingOrder
    face: FaceIdentifier | None


class SensorRow(Strict):
    """A row of sensors: the survey."""

    channel: Channel
    name: Annotated[Text, StringConstraints(min_length=1, max_length=40)]
    x_mm: Coordinate
    y_mm: Coordinate
    z_mm: Coordinate
    bias_us: Coordinate
    surveyed_at: UtcTime


class SetAsideRow(Strict):
    """A row of set_aside: an event that could not be worked on."""

    id: UUID
    digest: Digest
    heard_at: UtcTime
    set_aside_at: UtcTime
    reason: Annotated[Text, StringConstraints(min_length=1, max_length=1000)]
    entry: Entry
    tries: Annotated[int, Field(ge=1, lt=2**31)]
    retry_asked_at: UtcTime | None


class LossRow(Strict):
    """A row of losses: shots that a node could not send again."""

    id: UUID
    node: Identifier
    boot: LongWhole
    first_sequence: LongWhole
    last_sequence: LongWhole
    lost_from: UtcTime | None
    lost_until: UtcTime | None
    reason: Reason
    told_at: UtcTime

    @model_validator(mode="after")
    def _in_order(self) -> "LossRow":
        if self.first_sequence > self.last_sequence:
            raise ValueError("last_sequence: must not be before first_sequence")
        if self.lost_from is not None and self.lost_until is not None and self.lost_from > self.lost_until:
            raise ValueError("lost_until: must not be before lost_from")
        return self
