"""A sensor: where it is, and what it has heard of late."""

from appliance.schema.base import Query, Strict, Text, UtcTime


class SensorRead(Strict):
    """A surveyed sensor and its health over the last 50 arrows that were placed; mm in the butt's frame, z in front.

    `heard`: how many of the `impacts` it triggered on; `left_out`: how many it was left out of because it disagreed.
    """

    channel: int
    name: str
    x_mm: float
    y_mm: float
    z_mm: float
    bias_us: float
    surveyed_at: UtcTime
    impacts: int
    heard: int
    left_out: int
    mean_amplitude: float | None
    last_heard_at: UtcTime | None


class SensorQuery(Query):
    """By name."""

    name: Text | None = None
