"""A shot: one arrow shot in a session, wherever it went."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from appliance.schema.base import Coordinate, Filters, Strict, Text, Update, UtcTime, unset

ShotFate = Literal["stuck", "bouncer", "pass_through", "hanger"]
ShotSource = Literal["sensor", "manual", "bot", "import"]
MAX_END = 1000
EndNumber = Annotated[int, Field(ge=1, le=MAX_END)]
ShotNote = Annotated[Text, StringConstraints(min_length=1, max_length=500)]
Attribution = Literal["order", "spot", "arrow", "person"]
CalledPoints = Annotated[int, Field(ge=0, le=20, description="a person's line call; wins over points")]
CalledX = Annotated[bool, Field(description="whether the line call says X; null: it counts as points alone")]


def _x_needs_points(points_called: int | None, is_x_called: bool | None) -> None:
    if is_x_called is not None and points_called is None:
        raise ValueError("is_x_called: give points_called too, the points that go with it")


class ShotCreate(Strict):
    """An archer's own entry: a miss (no position), or an arrow that the sensors did not place."""

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
        given = [self.arrow_landing_time is not None, self.x is not None, self.y is not None]
        if any(given) and not all(given):
            raise ValueError("arrow_landing_time, x, y: give all three (landed) or none (miss)")
        _x_needs_points(self.points_called, self.is_x_called)
        return self


class ShotUpdate(Update):
    """Which arrow it was and whose, a line call, sighter, fate, another end, a note."""

    arrow_id: UUID | None = None
    end_number: EndNumber = Field(default_factory=unset)
    is_sighter: bool = Field(default_factory=unset)
    fate: ShotFate = Field(default_factory=unset)
    points_called: CalledPoints | None = None
    is_x_called: CalledX | None = None
    archer_id: UUID | None = None
    note: ShotNote | None = None

    @model_validator(mode="after")
    def _x_goes_with_its_points(self) -> "ShotUpdate":
        _x_needs_points(self.points_called, self.is_x_called)
        return self

    def changes(self) -> dict[str, Any]:
        """As sent; another call of points, or none, takes an X called before with it."""
        sent = super().changes()
        return sent if "points_called" not in sent else {"is_x_called": None, **sent}


class LineCallSide(Strict):
    """What the shot scores on one side of the nearest line, and how probable that is."""

    points: int
    is_x: bool
    probability: float


class LineCall(Strict):
    """The doubt of the fix straddles a line: look at the paper."""

    higher: LineCallSide
    lower: LineCallSide


class ShotRead(Strict):
    """A shot as kept. Millimetres in the butt's frame; `points` derived by the line-cutter rule.

    The shots of a session are in the order of `shot_at`, then `seq`: when it landed, or, of a miss and of what a person
    entered, when it was entered.
    """

    id: UUID
    seq: int
    session_id: UUID
    arrow_id: UUID | None
    arrow_engage_time: UtcTime | None
    arrow_disengage_time: UtcTime | None
    arrow_landing_time: UtcTime | None
    x: float | None
    y: float | None
    end_number: int
    is_sighter: bool
    face: str | None
    points: int | None
    is_x: bool | None
    points_called: int | None
    sigma_major: float | None
    sigma_minor: float | None
    sigma_angle: float | None
    line_call: LineCall | None
    fate: ShotFate
    source: ShotSource
    detection_id: UUID | None
    archer_id: UUID | None
    attribution: Attribution | None
    note: str | None
    is_x_called: bool | None
    shot_at: UtcTime


class ShotFilters(Filters):
    """By equality, and a range of landing times."""

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
    """What the sensor wing writes of a located impact; the database marks it as sensed."""

    session_id: UUID
    detection_id: UUID
    arrow_landing_time: UtcTime
    x: float
    y: float
    sigma_major: float | None
    sigma_minor: float | None
    sigma_angle: float | None


class ShotExport(Strict):
    """One row of a spreadsheet: an arrow as an archer would write it down."""

    seq: int
    shot_at: UtcTime
    end_number: int
    archer: str | None
    arrow: str | None
    time: UtcTime | None
    x: float | None
    y: float | None
    face: str | None
    points: int | None
    is_x: bool | None
    points_called: int | None
    is_x_called: bool | None
    sigma_major: float | None
    sigma_minor: float | None
    is_sighter: bool
    fate: ShotFate
    source: ShotSource
    note: str | None
