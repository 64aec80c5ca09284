"""Events that drivers emit.

Three times: `received_at` is UTC at reception; `loop_us` is this computer's monotonic clock at reception, us;
`impact_us` is the same monotonic clock when the node detected the impact.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from appliance.core.message import Message


@dataclass(frozen=True, slots=True)
class Air:
    """The air at the node; None where it has no such sensor."""

    temp_c: float | None = None
    rh_pct: float | None = None
    pressure_pa: float | None = None


@dataclass(frozen=True, slots=True)
class BurstKey:
    """Identifies a burst for ever, however often it is sent.

    `node` holds the node's own hardware id; `boot` (below 2^63) is counted in its flash, or random where it cannot
    count; `sequence` numbers the shots of that boot from 1.
    """

    node: str
    boot: int
    sequence: int


@dataclass(frozen=True, slots=True)
class Front:
    """The rising edge of a channel's pulse, as its two comparators and converter measured it.

    `rise_ticks`: from the lower threshold to the upper one, None where that was not reached. `noise`, the mean absolute
    value before the pulse (0: not measured), and both thresholds are counts of the node's converter.
    """

    rise_ticks: int | None
    noise: int
    lower: int
    upper: int


@dataclass(frozen=True, slots=True)
class Burst:
    """The arrivals of one disturbance at one node.

    `ticks`: counter value per channel, None where it never triggered. `tick_hz` and `tick_bits` describe the counter.
    `board_x_mm`, `board_y_mm`: the board's own fix about its own centre, where it sent one. `impact_us`: None where the
    node has no clock, so that only the time of reception is known. `node_time_us`: the node's own clock at the impact.
    `fronts`: per channel, None where it never triggered or the node does not report its thresholds.
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
    impact_us: float | None = None
    node_time_us: int | None = None
    fronts: tuple[Front | None, ...] = ()

    @property
    def at_us(self) -> float:
        """Time of the burst on the monotonic clock, us: of the impact if known, else of reception."""
        return self.loop_us if self.impact_us is None else self.impact_us


@dataclass(frozen=True, slots=True)
class ImpactPulse:
    """An edge from an impact sensor on GPIO."""

    pin: int
    received_at: datetime
    loop_us: float

    @property
    def at_us(self) -> float:
        """Time of the pulse on the monotonic clock, us."""
        return self.loop_us


@dataclass(frozen=True, slots=True)
class ChirpHeard:
    """A chirp of the emitter beside channel `emitter`, as all channels of its node heard it; no impact.

    `heard_us`: per channel the time from the trigger of the emitter to the arrival, None where it was not heard.
    `sent_us`: the monotonic clock at the trigger, as well as it is known.
    """

    node: str
    received_at: datetime
    loop_us: float
    sent_us: float
    emitter: int
    heard_us: tuple[float | None, ...]
    tick_hz: float


@dataclass(frozen=True, slots=True)
class ShotsLost:
    """Shots `first` to `last` of a boot that a node had and can no longer send.

    They happened between `from_us` and `until_us` on the monotonic clock; None: not known.
    """

    node: str
    boot: int
    first: int
    last: int
    received_at: datetime
    loop_us: float
    from_us: float | None = None
    until_us: float | None = None
    reason: str = ""
    """The code of the message that says why."""


NodeState = Literal["connecting", "listening", "silent", "lost", "not_understood"]
"""`not_understood`: bytes arrive, but no sense can be made of them, or of too many of them."""


@dataclass(frozen=True, slots=True)
class NodeStatus:
    """State of a node: its link, and its last report."""

    node: str
    state: NodeState
    received_at: datetime
    detail: tuple[Message, ...] = ()
    firmware: str = ""
    air: Air = Air()
    dropped_frames: int = 0
    refused_values: int = 0
    """Values refused so far, because no sensor of their kind can measure them."""
    shots_awaited: int = 0
    """Shots that were asked for again and have not come yet."""
    heard_us: float = 0.0
    """When anything was received from it last, monotonic clock."""


@dataclass(frozen=True, slots=True)
class TagHeld:
    """An arrow's tag was held to the reader."""

    code: str
    held_at: datetime


@dataclass(frozen=True, slots=True)
class ReleaseKey:
    """Identifies a release for ever, however often it is sent: `bow` is the sensor's own hardware id, in hex.

    `bow_us`: time of the release on the bow's own clock; it tells releases apart where a sensor repeats a boot number.
    """

    bow: str
    boot: int
    sequence: int
    bow_us: int


@dataclass(frozen=True, slots=True)
class BowReleased:
    """An arrow left a bow; `released_us`, `drawn_us`: monotonic clock, when it left and when the bow was drawn."""

    key: ReleaseKey
    received_at: datetime
    loop_us: float
    released_us: float
    drawn_us: float | None = None

    @property
    def at_us(self) -> float:
        """Time of the release on the monotonic clock, us."""
        return self.released_us


@dataclass(frozen=True, slots=True)
class BowSensor:
    """State of a bow sensor, as last received; `supply_mv` None: not reported. `dropped`: releases lost for want of
    memory."""

    bow: str
    link: str
    heard_at: datetime
    firmware: str = ""
    supply_mv: int | None = None
    dropped: int = 0


Event = Burst | ImpactPulse | ShotsLost | NodeStatus | ChirpHeard
