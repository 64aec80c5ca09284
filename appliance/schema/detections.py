"""Detections: what the sensors measured of each impact, located or not."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator

from appliance.core import limits
from appliance.core.events import Air, Front
from appliance.core.message import refusal
from appliance.schema.base import (
    Coordinate,
    Filters,
    Finite,
    FinitePositive,
    Int4,
    Int8,
    Plain,
    Strict,
    UtcTime,
    within,
)
from appliance.schema.messages import MessageRead
from appliance.schema.shots import EndNumber, ShotFate

Outcome = Literal["located", "off_butt", "unplaced", "noise", "no_session", "test"]
"""Outcome of an impact; `no_session`, `test`: arrows without an open session, or during a test of the sensors."""
FixSource = Literal["appliance", "board"]
Resolution = Literal["placed", "dismissed"]
NodeName = Annotated[str, Plain(limits.NODE_NAME)]
PER_CHANNEL = Field(max_length=limits.MAX_CHANNELS)
TimeSource = Literal["node", "arrival"]


class MeasuredFronts(Strict):
    """The pulse front of each channel, empty where the node does not report it: rise time between its two thresholds,
    ticks; noise and thresholds, counts of the converter."""

    rises: Annotated[list[Int4 | None], PER_CHANNEL] = Field(default_factory=list)
    noises: Annotated[list[Int4 | None], PER_CHANNEL] = Field(default_factory=list)
    lowers: Annotated[list[Int4 | None], PER_CHANNEL] = Field(default_factory=list)
    uppers: Annotated[list[Int4 | None], PER_CHANNEL] = Field(default_factory=list)

    @property
    def fronts(self) -> tuple[Front | None, ...]:
        """The pulse front of each channel; None where the node does not report it."""
        channels = zip(self.rises, self.noises, self.lowers, self.uppers, strict=False)
        return tuple(
            None if noise is None or lower is None or upper is None else Front(rise, noise, lower, upper)
            for rise, noise, lower, upper in channels
        )


class Measured(MeasuredFronts):
    """The raw measurement of an impact; a channel's `ticks` is null where it did not trigger.

    `detected_at`: the time of the impact by the node's clock or, if it has none, of its arrival (`time_source`).
    `node_time_us`: the node's own clock then. `calibration_version`: the calibration in force; `calibration_id`: the
    calibration of which it was a tap.
    """

    node: NodeName
    boot: Int8
    sequence: Int8
    session_id: UUID | None
    detected_at: UtcTime
    ticks: Annotated[list[Int8 | None], PER_CHANNEL]
    tick_hz: FinitePositive
    tick_bits: Annotated[int, within(limits.TICK_BITS)]
    amplitudes: Annotated[list[Int4 | None], PER_CHANNEL]
    pulse_pins: Annotated[list[Int4], PER_CHANNEL]
    temp_c: Finite | None
    rh_pct: Finite | None
    pressure_pa: Finite | None
    speed_mm_per_us: FinitePositive
    sigma_us: FinitePositive
    board_x_mm: Finite | None
    board_y_mm: Finite | None
    second_event: bool
    outcome: Outcome
    reason: MessageRead | None
    calibration_version: Int4 | None
    calibration_id: UUID | None
    time_source: TimeSource = "arrival"
    node_time_us: Int8 | None = None

    @property
    def air(self) -> Air:
        """The air at the node."""
        return Air(self.temp_c, self.rh_pct, self.pressure_pa)


class DetectionCreate(Measured):
    """The record that the sensing wing writes of every impact.

    `digest`: of the measurement (`appliance.core.identity`); empty: only its numbers identify the impact. `clock_id`:
    the run of the wall clock of `detected_at`; null: the date will never be corrected.
    """

    digest: str = ""
    clock_id: UUID | None = None
    fix_source: FixSource | None = None
    x_mm: Finite | None = None
    y_mm: Finite | None = None
    covariance_mm2: tuple[Finite, Finite, Finite] | None = None
    residual_mm: Finite | None = None
    dilution: Finite | None = None
    channels: Annotated[list[Int4], PER_CHANNEL] = Field(default_factory=list)
    left_out: Annotated[list[Int4], PER_CHANNEL] = Field(default_factory=list)
    wind_x_m_per_s: Finite | None = None
    wind_y_m_per_s: Finite | None = None
    wind_sigma_m_per_s: Finite | None = None
    residuals_us: Annotated[list[Finite | None], PER_CHANNEL] | None = None


class DetectionRead(Measured):
    """A stored detection, with the wind estimated at that time, m/s, and each channel's residual, us.

    `appliance_id`: the appliance of its node; `is_conflicting`: another impact with other content has the same numbers.
    """

    id: UUID
    appliance_id: UUID
    is_conflicting: bool
    time_source: TimeSource
    node_time_us: Int8 | None
    fix_source: FixSource | None
    x_mm: Finite | None
    y_mm: Finite | None
    covariance_mm2: Annotated[list[Finite], PER_CHANNEL] | None
    residual_mm: Finite | None
    dilution: Finite | None
    channels: Annotated[list[Int4], PER_CHANNEL]
    left_out: Annotated[list[Int4], PER_CHANNEL]
    wind_x_m_per_s: Finite | None
    wind_y_m_per_s: Finite | None
    wind_sigma_m_per_s: Finite | None
    residuals_us: Annotated[list[Finite | None], PER_CHANNEL] | None
    resolution: Resolution | None
    resolved_at: UtcTime | None


class DetectionResolve(Strict):
    """A decision about a detection: `placed` at a point on the butt (mm), or `dismissed`.

    An impact that was located during a test of the sensors needs no point.
    """

    resolution: Resolution
    x: Coordinate | None = None
    y: Coordinate | None = None
    arrow_id: UUID | None = None
    end_number: EndNumber | None = None
    fate: ShotFate = "stuck"

    @model_validator(mode="after")
    def _placed_with_a_point(self) -> "DetectionResolve":
        given = [self.x is not None, self.y is not None]
        if self.resolution == "placed" and any(given) and not all(given):
            raise ValueError(refusal("x, y", "both_when_placed"))
        if self.resolution == "dismissed" and any(given):
            raise ValueError(refusal("x, y", "none_when_dismissed"))
        return self


class DetectionFilters(Filters):
    """Filters of the list of detections: session, outcome, and whether it was reviewed."""

    session_id: UUID | None = None
    outcome: Outcome | None = None
    resolved: bool | None = None
