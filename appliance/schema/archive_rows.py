"""The rows of an export file, one model per table whose fields are the table's columns.

A field with a default is a column that older files lack; the default is what its migration gave to existing rows.
"""

from typing import Annotated
from uuid import UUID

from pydantic import AliasChoices, Field, model_validator

from appliance.core import limits
from appliance.core.message import refusal
from appliance.schema.archers import ArcherName, BowStyle
from appliance.schema.archive_kit_rows import ArrowGoalRow, ArrowSetRow, BowRow, SightMarkRow
from appliance.schema.archive_match_rows import MATCH_ROWS
from appliance.schema.archive_sensor_rows import (
    CalibrationRow,
    DetectionRow,
    LossRow,
    RelocationRow,
    SensorRow,
    SetAsideRow,
    SurveyRow,
)
from appliance.schema.archive_turn_rows import CorrectionRow, RosterRow, SessionArcherRow, SignatureRow, TurnMarkRow
from appliance.schema.arrows import Diameter, HumanIdentifier, LabelPosition, Length, Weight
from appliance.schema.base import (
    Coordinate,
    Finite,
    Identifier,
    Int4,
    Int8,
    NotNegative,
    Positive,
    Strict,
    UtcTime,
    require_both_or_none,
    within,
)
from appliance.schema.sessions import ArrowsPerEnd, Distance, DistanceUnit, Notes, RoundName
from appliance.schema.shots import (
    Attribution,
    CalledPoints,
    CountedEnd,
    DealtAs,
    EndNumber,
    FaceIdentifier,
    LineCall,
    Points,
    ShotFate,
    ShotNote,
    ShotSource,
)
from appliance.schema.targets import Faces, Size, faces_problem


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
    round_id: UUID | None = None
    begins_with_sighters: bool = False
    round_arrows: Annotated[int, within(limits.ROUND_ARROWS)] | None = None

    @model_validator(mode="after")
    def _end_time_exactly_when_closed(self) -> "SessionRow":
        if self.is_opened != (self.end_time is None):
            raise ValueError(refusal("end_time", "end_time_when_closed"))
        if self.end_time is not None and self.end_time < self.start_time:
            raise ValueError(refusal("end_time", "end_before_start"))
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
            raise ValueError(refusal("voided_date", "voided_when_retired"))
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


class ShotRow(Strict):
    """A row of shots; seq, face, points, is_x, line_call and dealing are derived again on import. Older files have
    `is_underived` under another name."""

    id: UUID
    seq: Int8
    session_id: UUID
    arrow_id: UUID | None
    arrow_engage_time: UtcTime | None
    arrow_disengage_time: UtcTime | None
    arrow_landing_time: UtcTime | None
    x: Coordinate | None
    y: Coordinate | None
    end_number: Annotated[int, within(limits.END_NUMBER)]
    is_sighter: bool
    face: FaceIdentifier | None
    points: Points | None
    is_x: bool | None
    points_called: CalledPoints | None
    sigma_major: NotNegative | None
    sigma_minor: NotNegative | None
    sigma_angle: Finite | None
    line_call: LineCall | None
    fate: ShotFate
    source: ShotSource
    detection_id: UUID | None
    recorded_at: UtcTime
    archer_id: UUID | None
    attribution: Attribution | None
    note: ShotNote | None
    is_x_called: bool | None
    shot_at: UtcTime
    is_end_given: bool = False
    is_archer_given: bool = False
    clock_id: UUID | None = None
    dealt_as: DealtAs = "order"
    dealt_to: UUID | None = None
    dealt_end: CountedEnd | None = None
    dealt_arrow: Int4 | None = None
    is_sighter_given: bool = False
    is_surplus: bool = False
    is_beyond: bool = False
    is_underived: Annotated[bool, Field(validation_alias=AliasChoices("is_underived", "is_as_heard"))] = False
    is_out_of_time: bool = False
    arrow_of_target: Int8 | None = None
    ends_target: bool = False

    @model_validator(mode="after")
    def _makes_sense(self) -> "ShotRow":
        given = {self.arrow_landing_time is not None, self.x is not None, self.y is not None}
        if len(given) > 1:
            raise ValueError(refusal("arrow_landing_time, x, y", "landed_or_miss"))
        if self.is_x_called is not None and self.points_called is None:
            raise ValueError(refusal("points_called", "points_called_with_x"))
        require_both_or_none(self, "archer_id", "attribution")
        return self


class DeletedShotRow(Strict):
    """A row of deleted_shots."""

    id: UUID
    session_id: UUID
    deleted_at: UtcTime
    shot: ShotRow


class SessionSpanRow(Strict):
    """A row of session_spans: when a session was open, by the appliance's own clock."""

    id: UUID
    session_id: UUID
    opened_at: UtcTime
    opened_clock_id: UUID | None
    closed_at: UtcTime | None
    closed_clock_id: UUID | None
    gave_end_time: bool

    @model_validator(mode="after")
    def _in_order(self) -> "SessionSpanRow":
        if self.closed_at is not None and self.closed_at < self.opened_at:
            raise ValueError(refusal("closed_at", "closed_before_opened"))
        return self


ROWS: dict[str, type[Strict]] = {
    "sessions": SessionRow,
    "arrows": ArrowRow,
    "archers": ArcherRow,
    "archer_arrows": ArcherArrowRow,
    "arrow_goals": ArrowGoalRow,
    "bows": BowRow,
    "arrow_sets": ArrowSetRow,
    "sight_marks": SightMarkRow,
    "targets": TargetRow,
    "calibrations": CalibrationRow,
    "detections": DetectionRow,
    "relocations": RelocationRow,
    "turn_marks": TurnMarkRow,
    "shots": ShotRow,
    "deleted_shots": DeletedShotRow,
    "corrections": CorrectionRow,
    **MATCH_ROWS,
    "signatures": SignatureRow,
    "rosters": RosterRow,
    "session_archers": SessionArcherRow,
    "sensors": SensorRow,
    "surveys": SurveyRow,
    "session_spans": SessionSpanRow,
    "losses": LossRow,
    "set_aside": SetAsideRow,
}
"""The models of all exported tables, in the order of the file: rows come after those that they refer to."""
