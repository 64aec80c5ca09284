"""The rows of an export file about the sensors: their places and measurements."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AliasChoices, Field, StringConstraints, model_validator

from appliance.core import limits
from appliance.core.message import refusal
from appliance.schema.base import (
    Finite,
    FinitePositive,
    Int4,
    Int8,
    Plain,
    Sentence,
    Strict,
    UtcTime,
    require_both_or_none,
    within,
)
from appliance.schema.calibrations import AcceptanceResult, CalibrationCreate, CalibrationResult, CalibrationStatus
from appliance.schema.detections import FixSource, MeasuredFronts, Outcome, Resolution
from appliance.schema.messages import MessageRead
from appliance.schema.survey import Survey, SurveySource

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
DigestOrNone = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")]
NodeName = Annotated[str, Plain(limits.NODE_NAME)]
PER_CHANNEL = Field(max_length=limits.MAX_CHANNELS)
PerChannel = Annotated[list[Finite | None], PER_CHANNEL]
Channels = Annotated[list[Int4], PER_CHANNEL]
Covariance = Annotated[list[Finite], Field(min_length=3, max_length=3)]


class SensorRow(Strict):
    """A row of sensors, according to the survey in force."""

    channel: Annotated[int, Field(ge=0, le=7)]
    name: Annotated[str, Plain(limits.SENSOR_NAME)]
    x_mm: Finite
    y_mm: Finite
    z_mm: Finite
    bias_us: Finite
    surveyed_at: UtcTime


class SurveyRow(Strict):
    """A row of surveys: one revision of a survey."""

    id: UUID
    version: Annotated[int, Field(ge=1, lt=2**31)]
    created_at: UtcTime
    source: SurveySource
    file_digest: Digest | None
    survey: Survey


class CalibrationRow(Strict):
    """A row of calibrations."""

    id: UUID
    version: Annotated[int, Field(ge=1, lt=2**31)]
    asked_at: UtcTime
    status: CalibrationStatus
    request: CalibrationCreate
    result: CalibrationResult | AcceptanceResult | None
    finished_at: UtcTime | None
    reason: MessageRead | None
    decided_at: UtcTime | None
    waited_until: UtcTime | None = None
    asked_clock_id: UUID | None = None
    waited_clock_id: UUID | None = None
    decided_clock_id: UUID | None = None

    @model_validator(mode="after")
    def _result_of_its_kind(self) -> "CalibrationRow":
        found = {CalibrationResult: "array", AcceptanceResult: "acceptance"}
        if self.result is not None and found[type(self.result)] != self.request.kind:
            raise ValueError(refusal("result", "result_of_another_kind", kind=self.request.kind))
        if self.status == "accepted" and self.request.kind == "array" and self.result is None:
            raise ValueError(refusal("result", "result_when_accepted"))
        return self


class DetectionRow(MeasuredFronts):
    """A row of detections."""

    id: UUID
    appliance_id: UUID
    node: NodeName
    boot: Int8
    sequence: Int8
    session_id: UUID | None
    detected_at: UtcTime
    ticks: Annotated[list[Int8 | None], PER_CHANNEL]
    tick_hz: FinitePositive
    tick_bits: Annotated[int, within(limits.TICK_BITS)]
    amplitudes: Annotated[list[Int4 | None], PER_CHANNEL]
    pulse_pins: Channels
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
    fix_source: FixSource | None
    x_mm: Finite | None
    y_mm: Finite | None
    covariance_mm2: Covariance | None
    residual_mm: Finite | None
    dilution: Finite | None
    channels: Channels
    left_out: Channels
    resolution: Resolution | None
    resolved_at: UtcTime | None
    calibration_id: UUID | None
    calibration_version: Int4 | None
    wind_x_m_per_s: Finite | None
    wind_y_m_per_s: Finite | None
    wind_sigma_m_per_s: Finite | None
    residuals_us: PerChannel | None
    digest: DigestOrNone = ""
    is_conflicting: bool = False
    time_source: Literal["node", "arrival"] = "arrival"
    node_time_us: Annotated[int, Field(ge=0, lt=2**63)] | None = None
    clock_id: UUID | None = None
    recorded_at: UtcTime

    @model_validator(mode="after")
    def _resolution_has_its_time(self) -> "DetectionRow":
        require_both_or_none(self, "resolution", "resolved_at")
        return self


class RelocationRow(Strict):
    """A row of relocations."""

    id: UUID
    detection_id: UUID
    replaced_at: UtcTime
    outcome: Outcome
    reason: MessageRead | None
    x_mm: Finite | None
    y_mm: Finite | None
    covariance_mm2: Covariance | None
    residual_mm: Finite | None
    dilution: Finite | None
    channels: Channels
    left_out: Channels
    calibration_version: Int4 | None


class SetAsideRow(Strict):
    """A row of set_aside: an event that could not be processed. Older files call the time of receipt otherwise."""

    id: UUID
    digest: Digest
    received_at: Annotated[UtcTime, Field(validation_alias=AliasChoices("received_at", "heard_at"))]
    set_aside_at: UtcTime
    reason: MessageRead
    entry: Annotated[str, Plain(limits.JOURNAL_ENTRY)]
    tries: Annotated[int, Field(ge=1, lt=2**31)]
    retry_asked_at: UtcTime | None
    clock_id: UUID | None = None


class LossRow(Strict):
    """A row of losses: shots that a node could not send again. Older files call the time of recording otherwise."""

    id: UUID
    node: NodeName
    boot: Int8
    first_sequence: Int8
    last_sequence: Int8
    lost_from: UtcTime | None
    lost_until: UtcTime | None
    reason: Sentence
    recorded_at: Annotated[UtcTime, Field(validation_alias=AliasChoices("recorded_at", "told_at"))]
    clock_id: UUID | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "LossRow":
        if self.first_sequence > self.last_sequence:
            raise ValueError(refusal("last_sequence", "last_before_first"))
        if self.lost_from is not None and self.lost_until is not None and self.lost_from > self.lost_until:
            raise ValueError(refusal("lost_until", "until_before_from"))
        return self
