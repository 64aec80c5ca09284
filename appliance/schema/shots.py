"""Shots: each is one arrow shot in a session, wherever it went."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, model_validator

from appliance.core import limits
from appliance.core.message import refusal
from appliance.schema.base import (
    Coordinate,
    Filters,
    Finite,
    Int8,
    NotNegative,
    Plain,
    Stored,
    StoredTime,
    Strict,
    Text,
    Update,
    UtcTime,
    unset,
    within,
)

ShotFate = Literal["stuck", "bouncer", "pass_through", "hanger"]
ShotSource = Literal["sensor", "manual", "bot", "import"]
MAX_END = limits.GIVEN_END_NUMBER.most
EndNumber = Annotated[int, within(limits.GIVEN_END_NUMBER)]
CountedEnd = Annotated[int, within(limits.END_NUMBER)]
FaceIdentifier = Annotated[str, Plain(limits.FACE_NAME)]
Points = Annotated[int, within(limits.POINTS)]
ShotNote = Annotated[str, Plain(limits.SHOT_NOTE)]
StoredCoordinate = Annotated[float, within(limits.COORDINATE)]
StoredFace = Annotated[str, Stored(limits.FACE_NAME)]
StoredNote = Annotated[str, Stored(limits.SHOT_NOTE)]
Attribution = Literal["order", "spot", "arrow", "bow", "person"]
DealtAs = Literal["order", "owner", "entry", "next", "sighter"]
CalledPoints = Annotated[Points, Field(description="a person's line call; wins over points")]
ArrowOfTarget = Annotated[
    Int8 | None,
    Field(description="which of the archer's arrows at this target it is, where the face counts by that; else null"),
]
CalledX = Annotated[bool, Field(description="whether the line call says X; null: it counts as points alone")]


def _x_needs_points(points_called: int | None, is_x_called: bool | None) -> None:
    if is_x_called is not None and points_called is None:
        raise ValueError(refusal("is_x_called", "points_called_needed"))


class ShotCreate(Strict):
    """A shot entered by hand: a miss (no position), or an arrow that the sensors did not locate.

    Without a landing time it landed now. With an end, and an archer where some are registered, it is entered late: it
    comes after the last arrow of that end; if the end is full, before the last arrow that was assigned to it only by
    the order of shooting, which then moves to the next turn.
    """

    session_id: UUID
    arrow_id: UUID | None = None
    arrow_landing_time: UtcTime | None = None
    x: Coordinate | None = None
    y: Coordinate | None = None
    end_number: EndNumber | None = None
    is_sighter: bool = False
    fate: ShotFate = "stuck"
    points_called: CalledPoints | None = None
    is_x_called: CalledX | None = None
    archer_id: UUID | None = None
    note: ShotNote | None = None

    @model_validator(mode="after")
    def _landed_wholly_or_not(self) -> "ShotCreate":
        if (self.x is None) != (self.y is None) or (self.arrow_landing_time is not None and self.x is None):
            raise ValueError(refusal("arrow_landing_time, x, y", "landed_or_miss"))
        _x_needs_points(self.points_called, self.is_x_called)
        return self


class ShotUpdate(Update):
    """Corrections of a shot: arrow, archer, line call, sighter, fate, end, note, in time or not."""

    arrow_id: UUID | None = None
    end_number: EndNumber = Field(default_factory=unset)
    is_sighter: bool = Field(default_factory=unset)
    fate: ShotFate = Field(default_factory=unset)
    points_called: CalledPoints | None = None
    is_x_called: CalledX | None = None
    archer_id: UUID | None = None
    note: ShotNote | None = None
    is_out_of_time: bool = Field(default_factory=unset)

    @model_validator(mode="after")
    def _x_goes_with_its_points(self) -> "ShotUpdate":
        _x_needs_points(self.points_called, self.is_x_called)
        return self

    def changes(self) -> dict[str, Any]:
        """The keys that the request contained; calling points, or none, also clears an X called before."""
        sent = super().changes()
        return sent if "points_called" not in sent else {"is_x_called": None, **sent}


class LineCallSide(Strict):
    """The points on one side of the nearest line, and their probability."""

    points: Points
    is_x: bool
    probability: Finite


class LineCall(Strict):
    """A shot too near to a line for its uncertainty: a person has to look at the paper."""

    higher: LineCallSide
    lower: LineCallSide


class ShotRead(Strict):
    """A stored shot; mm in the butt's frame, `points` by the line-cutter rule.

    The shots of a session are ordered by `shot_at`, then `seq`; `shot_at`: the time of landing, or for a miss or an
    arrow entered by hand the time of entry.
    """

    id: UUID
    seq: Int8
    session_id: UUID
    arrow_id: UUID | None
    arrow_engage_time: StoredTime | None
    arrow_disengage_time: StoredTime | None
    arrow_landing_time: StoredTime | None
    x: StoredCoordinate | None
    y: StoredCoordinate | None
    end_number: CountedEnd
    is_sighter: bool
    face: StoredFace | None
    points: Points | None
    is_x: bool | None
    points_called: Points | None
    sigma_major: NotNegative | None
    sigma_minor: NotNegative | None
    sigma_angle: Finite | None
    line_call: LineCall | None
    fate: ShotFate
    source: ShotSource
    detection_id: UUID | None
    archer_id: UUID | None
    attribution: Attribution | None
    note: StoredNote | None
    is_x_called: bool | None
    shot_at: StoredTime
    is_out_of_time: Annotated[bool, Field(description="before the timer's signal to shoot, or after the one to stop")]
    is_surplus: Annotated[
        bool, Field(description="one of more arrows than the end has, or behind a hit that ended its target: no points")
    ]
    is_beyond: Annotated[bool, Field(description="shot when the round was over: it does not count")]
    arrow_of_target: ArrowOfTarget = None


class ShotFilters(Filters):
    """Filters of the list of shots: by equality, and a range of landing times."""

    arrow_id: UUID | None = None
    archer_id: UUID | None = None
    session_id: UUID | None = None
    arrow_engage_time: UtcTime | None = None
    arrow_disengage_time: UtcTime | None = None
    arrow_landing_time: UtcTime | None = None
    x: Coordinate | None = None
    y: Coordinate | None = None
    face: Text | None = None
    end_number: EndNumber | None = None
    landed: bool | None = None
    landing_from: UtcTime | None = None
    landing_to: UtcTime | None = None


class SensedShot(Strict):
    """The row that the sensing wing writes of a located impact; the database marks it as sensed."""

    session_id: UUID
    detection_id: UUID
    arrow_landing_time: UtcTime
    x: Coordinate
    y: Coordinate
    sigma_major: NotNegative | None
    sigma_minor: NotNegative | None
    sigma_angle: Finite | None


class AdvisedShotRead(Strict):
    """An arrow that landed, for the advice on a sight."""

    id: UUID
    archer_id: UUID | None
    shot_at: StoredTime
    end_number: CountedEnd
    is_sighter: bool
    x: StoredCoordinate
    y: StoredCoordinate


class ShotExport(Strict):
    """A shot with the fields of a score sheet or spreadsheet."""

    id: UUID
    seq: Int8
    shot_at: UtcTime
    end_number: CountedEnd
    archer_id: UUID | None
    archer: str | None
    bow: str | None
    arrow: str | None
    time: UtcTime | None
    x: Coordinate | None
    y: Coordinate | None
    face: FaceIdentifier | None
    points: Points | None
    is_x: bool | None
    points_called: Points | None
    is_x_called: bool | None
    sigma_major: NotNegative | None
    sigma_minor: NotNegative | None
    is_sighter: bool
    is_surplus: bool
    is_beyond: bool
    is_out_of_time: bool
    arrow_of_target: ArrowOfTarget = None
    fate: ShotFate
    source: ShotSource
    note: ShotNote | None

    @property
    def counts(self) -> bool:
        """Whether it counts towards its end and its round."""
        return not (self.is_sighter or self.is_surplus or self.is_beyond)

    @property
    def counted(self) -> int | None:
        """The points that it adds, called ones before measured ones; None if it does not count, or they are unknown."""
        if not self.counts:
            return None
        return self.points if self.points_called is None else self.points_called

    @property
    def is_x_counted(self) -> bool:
        """Whether it counts as X: by the call; called points without one are no X; else as measured."""
        if not self.counts:
            return False
        return self.is_x_called if self.is_x_called is not None else bool(self.is_x) and self.points_called is None
