"""The words that drivers speak. Times: `received_at` is UTC at reception, `loop_us` the loop's clock."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Air:
    """The air at the node; None where it has no such sensor."""

    temp_c: float | None = None
    rh_pct: float | None = None
    pressure_pa: float | None = None


@dataclass(frozen=True, slots=True)
class BurstKey:
    """What makes a burst unique, however often it is sent: node, its boot, its sequence number."""

    node: str
    boot: int
    sequence: int


@dataclass(frozen=True, slots=True)
class Burst:
    """One disturbance as one node heard it.

    `ticks`: counter value per channel, None where it never triggered. `tick_hz` and `tick_bits` describe the counter.
    `board_x_mm`, `board_y_mm`: the board's own fix about its own centre, where it sent one.
    """

    key: BurstKey
    received_at: datetime
    loop_us: float
    ticks: tuple[int | None, ...]
    tick_hz: float
    tick_bits: int
    air: Air = Air()
    amplitudes: tuple[int | None, ...] = ()
    board_x_mm: float | None = None
    board_y_mm: float | None = None
    second_event: bool = False
    is_miss: bool = False


@dataclass(frozen=True, slots=True)
class ImpactPulse:
    """An edge from an impact sensor on GPIO."""

    pin: int
    received_at: datetime
    loop_us: float


NodeState = Literal["connecting", "listening", "silent", "lost"]


@dataclass(frozen=True, slots=True)
class NodeStatus:
    """What is known of a node: link state, and what it says of itself."""

    node: str
    state: NodeState
    received_at: datetime
    detail: str = ""
    firmware: str = ""
    air: Air = Air()
    dropped_frames: int = 0


@dataclass(frozen=True, slots=True)
class TagHeld:
    """An arrow's tag was held to the reader."""

    code: str
    held_at: datetime


Event = Burst | ImpactPulse | NodeStatus
