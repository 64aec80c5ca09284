"""A test of the sensors: while one is on, what hits the butt is measured and scores nothing."""

from uuid import UUID

from appliance.schema.base import Strict, UtcTime


class SensorTestRead(Strict):
    """From when to when it is; one that is on ends by itself at `ends_at` unless it is extended."""

    id: UUID
    began_at: UtcTime
    ends_at: UtcTime
    is_on: bool


class SensorTestUpdate(Strict):
    """True extends a test that is on by two minutes from now; false ends it."""

    is_on: bool
