"""How the appliance is."""

from typing import Literal
from uuid import UUID

from appliance.core.events import NodeState
from appliance.schema.base import Finite, Positive, Sentence, Strict, UtcTime
from appliance.schema.detections import NodeName

DatabaseState = Literal["ready", "away"]
HealthLevel = Literal["good", "warning", "fault"]


class NodeRead(Strict):
    """A node's link and what it said last."""

    node: NodeName
    state: NodeState
    detail: Sentence
    firmware: Sentence
    temp_c: Finite | None
    rh_pct: Finite | None
    pressure_pa: Finite | None
    dropped_frames: int
    refused_values: int
    shots_awaited: int
    updated_at: UtcTime


class ButtRead(Strict):
    """The butt's size as surveyed."""

    width_mm: Positive
    height_mm: Positive


class HealthRead(Strict):
    """`warnings` are sentences for a person; empty when all is well. `level` is what the lamp shows: `fault` when
    arrows are not recorded or not heard; wind is told, but is no fault of the butt.

    Temperature and supply voltage are null on a machine that does not tell.
    """

    id: UUID
    name: str
    version: str
    uptime_s: float
    clock: UtcTime
    database: DatabaseState
    is_listening: bool
    nodes: list[NodeRead]
    butt: ButtRead | None
    feed_clients: int
    disk_free_mb: int
    temperature_c: float | None
    is_under_voltage: bool | None
    level: HealthLevel
    warnings: list[str]
