"""Ends and sessions in points and groups."""

from uuid import UUID

from pydantic import Field

from appliance.schema.base import Filters, Strict, UtcTime
from appliance.schema.sessions import Distance, DistanceUnit


class GroupRead(Strict):
    """How arrows lie, mm."""

    x: float
    y: float
    mean_radius: float
    extreme_spread: float


class EndRead(Strict):
    """One end."""

    end_number: int
    arrows: int
    landed: int
    score: int
    tens: int
    xs: int
    group: GroupRead | None


class SessionSummaryRead(Strict):
    """One session; sighters do not count."""

    session_id: UUID
    arrows: int
    landed: int
    misses: int
    score: int
    average: float | None
    tens: int
    xs: int
    group: GroupRead | None
    ends: list[EndRead]


class TrendRead(Strict):
    """One session of a trend; `mean_radius` in mm about its own group centre."""

    session_id: UUID
    start_time: UtcTime
    location: str
    distance: int
    distance_unit: DistanceUnit
    arrows: int
    score: int
    average: float | None
    tens: int
    xs: int
    mean_radius: float | None


class TrendFilters(Filters):
    """Which sessions: started from, to, at which distance."""

    start_from: UtcTime | None = Field(default=None, alias="from")
    start_to: UtcTime | None = Field(default=None, alias="to")
    distance: Distance | None = None
    distance_unit: DistanceUnit | None = None
