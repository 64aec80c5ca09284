"""Ends and sessions in points and groups."""

from uuid import UUID

from appliance.schema.base import Strict


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
