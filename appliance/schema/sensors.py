"""Sensors: their places, and their recent measurements."""

from typing import Annotated

from appliance.core import limits
from appliance.schema.base import Coordinate, Finite, Plain, Query, Strict, Text, UtcTime
from appliance.schema.detections import Outcome
from appliance.schema.messages import MessageRead

SensorName = Annotated[str, Plain(limits.SENSOR_NAME)]


class SensorRead(Strict):
    """A surveyed sensor, and its health over the last 50 located arrows; mm in the butt's frame, z in front.

    `heard`: how many of the `impacts` it triggered on. By the calibration in force: `left_out`, from how many it was
    left out as inconsistent, and `residual_us`, its mean residual. `trouble`: its fault, if any.
    """

    channel: int
    name: SensorName
    x_mm: Coordinate
    y_mm: Coordinate
    z_mm: Coordinate
    bias_us: Finite
    surveyed_at: UtcTime
    impacts: int
    heard: int
    left_out: int
    mean_amplitude: Finite | None
    residual_us: Finite | None
    last_heard_at: UtcTime | None
    trouble: MessageRead | None = None
    trouble_since: UtcTime | None = None


class RecentImpact(Strict):
    """A recent impact as evidence of the state of sensors and air; `heard` by channel. `is_calibrated`: located with
    the calibration in force."""

    detected_at: UtcTime
    outcome: Outcome
    reason: MessageRead | None
    heard: list[bool]
    left_out: list[int]
    residuals_us: list[Finite | None] | None
    sigma_us: Finite
    wind_x_m_per_s: Finite | None
    wind_y_m_per_s: Finite | None
    wind_sigma_m_per_s: Finite | None
    is_calibrated: bool

    @property
    def wind(self) -> tuple[float, float, float] | None:
        """Wind across and up with its standard deviation, m/s; None where unknown."""
        x, y, sigma = self.wind_x_m_per_s, self.wind_y_m_per_s, self.wind_sigma_m_per_s
        return None if x is None or y is None or sigma is None else (x, y, sigma)

    def residual_of(self, channel: int) -> float | None:
        """A channel's residual, us; None where it was not used or not stored."""
        return self.residuals_us[channel] if self.residuals_us and channel < len(self.residuals_us) else None


class SensorQuery(Query):
    """Filter of the list of sensors, by name."""

    name: Text | None = None
