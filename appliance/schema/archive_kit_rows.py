"""The rows of an export file with archers' goals, bows, arrow sets and sight marks."""

from uuid import UUID

from appliance.schema.base import UtcTime
from appliance.schema.bows import ArrowSetRead, BowRead, BowSensorId, SightMarkRead
from appliance.schema.numbers import ArrowGoalUpdate


class ArrowGoalRow(ArrowGoalUpdate):
    """A row of arrow_goals."""

    archer_id: UUID


class BowRow(BowRead):
    """A row of bows."""

    sensor: BowSensorId | None = None


class ArrowSetRow(ArrowSetRead):
    """A row of arrow_sets."""


class SightMarkRow(SightMarkRead):
    """A row of sight_marks."""

    set_at: UtcTime
    clock_id: UUID | None = None
