"""The health of the appliance."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from appliance.core.events import NodeState
from appliance.core.ports import TagReaderState
from appliance.schema.base import Finite, Positive, Sentence, Strict, UtcTime
from appliance.schema.bows import BowSensorId
from appliance.schema.chirps import ChirpsRead
from appliance.schema.detections import NodeName
from appliance.schema.messages import MessageRead
from appliance.schema.node_connections import ConnectionRead, SerialPort
from appliance.schema.sensor_tests import SensorTestRead

DatabaseState = Literal["ready", "away"]
HealthLevel = Literal["good", "warning", "fault"]


PartState = Literal["starting", "running", "waiting", "failed"]


class PartRead(Strict):
    """State of one supervised task; `detail`: what it waits for, or why it failed."""

    name: str
    state: PartState
    detail: MessageRead | None
    since: UtcTime


class BowSensorRead(Strict):
    """State of a bow sensor when last received, to the minute; `sensor`: its hardware id."""

    sensor: BowSensorId
    firmware: Sentence
    supply_mv: int | None
    heard_at: UtcTime


class WingReport(Strict):
    """State of the sensing wing; `nodes`: those it reads now.

    `faults`: why arrows are not recorded; `troubles`: other warnings. `connection`: the board's connection; `ports`:
    serial ports with something plugged in; `bow_sensors`: those received since the start. `chirps`: results of chirps,
    where the sensors have emitters. `tag_reader`: the reader of arrow tags; null: none.
    """

    parts: list[PartRead]
    nodes: list[str] = Field(default_factory=list)
    waiting_events: int = 0
    set_aside: int = 0
    faults: list[MessageRead] = Field(default_factory=list)
    troubles: list[MessageRead] = Field(default_factory=list)
    connection: ConnectionRead | None = None
    ports: list[SerialPort] = Field(default_factory=list)
    bow_sensors: list[BowSensorRead] = Field(default_factory=list)
    chirps: ChirpsRead | None = None
    tag_reader: TagReaderState | None = None


class NodeRead(Strict):
    """State of a node's link, with its last report; `detail`: faults of either, newest last."""

    node: NodeName
    state: NodeState
    detail: list[MessageRead]
    firmware: Sentence
    temp_c: Finite | None
    rh_pct: Finite | None
    pressure_pa: Finite | None
    dropped_frames: int
    refused_values: int
    shots_awaited: int
    updated_at: UtcTime


class ButtRead(Strict):
    """The butt's surveyed size, mm."""

    width_mm: Positive
    height_mm: Positive


class HealthRead(Strict):
    """The appliance's health. `warnings`: what a person should know, empty when all is well. `level`: the state of the
    lamp, `fault` when arrows are not recorded or not detected (wind alone is no fault). `is_listening`: an arrow that
    hits the butt now is detected and recorded.

    `sensor_test`: the running test of the sensors, during which no arrow scores. `chirps`: sensors and air by the
    chirps of the last ten minutes; null where nothing chirps.

    `tag_reader`: whether the reader of arrow tags is connected, and whether it can write; null: none is configured.

    `id` is null until the database was first reached. `parts` are those of both wings. `waiting_events`: impacts on
    disk that are not yet in the database; `set_aside`: events that could not be processed, kept for a retry.
    Temperature (deg C) and `is_under_voltage` are null on a machine that does not report them.
    """

    id: UUID | None
    name: str
    version: str
    uptime_s: float
    clock: UtcTime
    database: DatabaseState
    is_listening: bool
    nodes: list[NodeRead]
    butt: ButtRead | None
    sensor_test: SensorTestRead | None
    bow_sensors: list[BowSensorRead]
    chirps: ChirpsRead | None = None
    tag_reader: TagReaderState | None
    parts: list[PartRead]
    waiting_events: int
    set_aside: int
    feed_clients: int
    disk_free_mb: int
    temperature_c: float | None
    is_under_voltage: bool | None
    level: HealthLevel
    warnings: list[MessageRead]
