"""A detection: what the sensors measured, placed or not."""

from typing import Literal
from uuid import UUID

from pydantic import Field, model_validator

from appliance.core.events import Air
from appliance.schema.base import Coordinate, Filters, Strict, UtcTime
from appliance.schema.shots import EndNumber, ShotFate

Outcome = Literal["located", "off_butt", "unplaced", "noise", "no_session"]
FixSource = Literal["appliance", "board"]
Resolution = Literal["placed", "dismissed"]
TimeSource = Literal["node", "arrival"]


class Measured(Strict):
    """What was measured, as latched; `ticks` is null where a channel was silent.

    `detected_at`: when the node felt it by its own clock, or, where it has none, when it arrived (`time_source`).
    `node_time_us`: the node's own clock then. `calibration_version`: in force then; `calibration_id`: of the
    calibration whose tap this was.
    """

    node: str
    boot: int
    sequence: int
    session_id: UUID | None
    detected_at: UtcTime
    ticks: list[int | None]
    tick_hz: float
    tick_bits: int
    amplitudes: list[int | None]
    pulse_pins: list[int]
    temp_c: float | None
    rh_pct: float | None
    pressure_pa: float | None
    speed_mm_per_us: float
    sigma_us: float
    board_x_mm: float | None
    board_y_mm: float | None
    second_event: bool
    outcome: Outcome
    reason: str | None
    calibration_version: int | None
    calibration_id: UUID | None
    time_source: TimeSource = "arrival"
    node_time_us: int | None = None

    @property
    def air(self) -> Air:
        """The air at the node."""
        return Air(self.temp_c, self.rh_pct, self.pressure_pa)


class DetectionCreate(Measured):
    """What the sensor wing writes of every impact.

    `digest`: of what was measured (`appliance.core.identity`); empty: an impact is told apart by its numbers alone.
    `clock_id`: the run of the wall clock that gave `detected_at`; null: it will never be corrected.
    """

    digest: str = ""
    clock_id: UUID | None = None
    fix_source: FixSource | None = None
    x_mm: float | None = None
    y_mm: float | None = None
    covariance_mm2: tuple[float, float, float] | None = None
    residual_mm: float | None = None
    dilution: float | None = None
    channels: list[int] = Field(default_factory=list)
    left_out: list[int] = Field(default_factory=list)
    wind_x_m_per_s: float | None = None
    wind_y_m_per_s: float | None = None
    wind_sigma_m_per_s: float | None = None
    residuals_us: list[float | None] | None = None


class DetectionRead(Measured):
    """A detection as kept; wind as the arrows so far told it, `residuals_us` what each channel was off by.

    `appliance_id`: whose node it was; `is_conflicting`: another impact with other content has the same numbers.
    """

    id: UUID
    appliance_id: UUID
    is_conflicting: bool
    time_source: TimeSource
    node_time_us: int | None
    fix_source: FixSource | None
    x_mm: float | None
    y_mm: float | None
    covariance_mm2: list[float] | None
    residual_mm: float | None
    dilution: float | None
    channels: list[int]
    left_out: list[int]
    wind_x_m_per_s: float | None
    wind_y_m_per_s: float | None
    wind_sigma_m_per_s: float | None
    residuals_us: list[float | None] | None
    resolution: Resolution | None
    resolved_at: UtcTime | None


class DetectionResolve(Strict):
    """A person's verdict: `placed` with the point on the butt (mm), or `dismissed`."""

    resolution: Resolution
    x: Coordinate | None = None
    y: Coordinate | None = None
    arrow_id: UUID | None = None
    end_number: EndNumber | None = None
    fate: ShotFate = "stuck"

    @model_validator(mode="after")
    def _placed_with_a_point(self) -> "DetectionResolve":
        given = [self.x is not None, self.y is not None]
        if self.resolution == "placed" and not all(given):
            raise ValueError("x, y: must both be given when resolution is placed")
        if self.resolution == "dismissed" and any(given):
            raise ValueError("x, y: must not be given when resolution is dismissed")
        return self


class DetectionFilters(Filters):
    """By session, outcome, and whether somebody has looked at it."""

    session_id: UUID | None = None
    outcome: Outcome | None = None
    resolved: bool | None = None
