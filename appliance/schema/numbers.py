"""One archer's statistics: arrows shot and a goal for them, rings, form, rounds, and comparisons with friends."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from appliance.core import limits
from appliance.core.scoring.volume import Period
from appliance.schema.archers import ArcherName
from appliance.schema.base import Finite, Query, Strict, UtcTime, within
from appliance.schema.printing import CsvFormat, PrintQuery
from appliance.schema.sessions import Distance, DistanceUnit

GoalArrows = Annotated[int, within(limits.GOAL_ARROWS)]


class NumbersQuery(Query):
    """Selects an archer's arrows by date and distance."""

    start_from: UtcTime | None = Field(default=None, alias="from")
    start_to: UtcTime | None = Field(default=None, alias="to")
    distance: Distance | None = None
    distance_unit: DistanceUnit | None = None


class NumbersCsvQuery(NumbersQuery, PrintQuery):
    """Selects an archer's arrows, and the format of the spreadsheet."""

    format: CsvFormat | None = Field(
        default=None,
        description="point: 1.5, separated by commas; comma: 1,5, by semicolons; the language's by default",
    )


class ArrowGoalUpdate(Strict):
    """A goal: arrows to shoot in each day, week or month."""

    arrows: GoalArrows
    period: Period


class ArrowGoalRead(ArrowGoalUpdate):
    """A goal, and the arrows shot in the period that began on the day `begins`."""

    begins: date
    shot: int


class VolumeRead(Strict):
    """Arrows shot in the day, week or month from `begins` on, sighters and misses included."""

    begins: date
    arrows: int


class RingRead(Strict):
    """How often an archer scored these points; `points` null: no face hung."""

    points: int | None
    is_x: bool
    arrows: int


class FormRead(Strict):
    """Average points per arrow in one end (its number), or hour of the day (0 to 23).

    `difference`: of an end from the average of its session, of an hour from that of the same round, distance and faces,
    over `sessions`; `doubt`: half of its 95 % interval, null below three sessions.
    """

    number: int
    arrows: int
    sessions: int
    average: Finite
    difference: Finite
    doubt: Finite | None


class ArcherDistanceRead(Strict):
    """A distance at which an archer has shot."""

    distance: Distance
    distance_unit: DistanceUnit
    arrows: int


class ArcherNumbersRead(Strict):
    """Statistics of one archer's own arrows, by the box's days and hours; ends held back are left out."""

    archer_id: UUID
    name: ArcherName
    goal: ArrowGoalRead | None
    distances: list[ArcherDistanceRead]
    by_day: list[VolumeRead]
    by_week: list[VolumeRead]
    by_month: list[VolumeRead]
    rings: list[RingRead]
    by_end: list[FormRead]
    by_hour: list[FormRead]

    def volume(self, period: Period) -> list[VolumeRead]:
        """The numbers of arrows in each period of this length."""
        return {"day": self.by_day, "week": self.by_week, "month": self.by_month}[period]


class RoundScoreRead(Strict):
    """A round shot by an archer; `is_best`: the first complete one of this name with the highest score."""

    session_id: UUID
    start_time: UtcTime
    round_name: str
    arrows: int
    arrows_total: int
    score: int
    most_possible: int
    handicap: int | None
    is_complete: bool
    is_best: bool


class BesideRead(Strict):
    """A session shot by both archers: average points an arrow of each."""

    session_id: UUID
    start_time: UtcTime
    distance: Distance
    distance_unit: DistanceUnit
    average: Finite
    friend_average: Finite


class FriendRead(Strict):
    """An archer who shot in the same sessions (the newest 100): averages of both, points an arrow.

    `difference`: the archer's average above the friend's, over the sessions; `doubt`: half of its 95 % interval,
    null below three.
    """

    archer_id: UUID
    name: ArcherName
    difference: Finite
    doubt: Finite | None
    sessions: list[BesideRead]
