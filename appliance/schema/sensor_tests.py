"""Tests of the sensors, during which impacts are measured and do not score."""

from uuid import UUID

from appliance.schema.base import Strict, UtcTime


class SensorTestRead(Strict):
    """The time span of a sensor test; a running one ends at `ends_at` unless it is extended."""

    id: UUID
    began_at: UtcTime
    ends_at: UtcTime
    is_on: bool


class SensorTestUpdate(Strict):
    """Extends a running test to two minutes from now (true), or ends it (false)."""

    is_on: bool
