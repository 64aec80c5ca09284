"""The messages of PROTOCOL.md, one frozen dataclass each."""

from dataclasses import dataclass
from enum import IntEnum, IntFlag

from drivers.wire import fields

ALL_NODES = fields.ALL_NODES
MAX_CHANNELS = fields.MAX_CHANNELS


@dataclass(frozen=True, slots=True)
class Header:
    """First 21 bytes of every frame: the node that sends or receives it, its boot, and the number of the shot."""

    node: int
    boot: int
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Climate:
    """The air at the node; None where it is not measured."""

    temp_c: float | None = None
    rh_pct: float | None = None
    pressure_pa: float | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """Which shots of its present boot a node holds: `oldest` to `newest` (0, 0: none); `last`: the highest number so
    far; `dropped`: shots dropped unacknowledged for want of memory, all from `dropped_first` to `dropped_last`."""

    oldest: int = 0
    newest: int = 0
    last: int = 0
    dropped: int = 0
    dropped_first: int = 0
    dropped_last: int = 0


@dataclass(frozen=True, slots=True)
class Hello:
    """Sent at boot and in answer to a PING, whose `token` it repeats (0: unsolicited)."""

    header: Header
    sent_us: int
    token: int
    tick_hz: int
    tick_bits: int
    channels: int
    is_boot_random: bool
    held: Held
    firmware: str


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel of a shot: `tick` when the sound crossed the lower threshold, None when it never did; `rise_ticks`
    from there to the upper threshold, None when that was not reached; `peak`, `noise` before it and both thresholds in
    units of the node's converter (thresholds 0: not reported)."""

    tick: int | None
    rise_ticks: int | None
    peak: int
    noise: int
    lower: int = 0
    upper: int = 0


@dataclass(frozen=True, slots=True)
class Shot:
    """One disturbance. `impact_us` and `sent_us` are the node's clock at the impact and when this frame was written;
    `sent_us` is 0 for a shot of an earlier boot."""

    header: Header
    sent_us: int
    impact_us: int
    tick_hz: int
    tick_bits: int
    channels: tuple[Channel, ...]
    climate: Climate = Climate()
    supply_mv: int = 0
    clipped: bool = False
    late_channel: bool = False
    second_event: bool = False


class NodeFault(IntFlag):
    """A fault that a node finds in itself."""

    AIR_SENSOR = fields.AIR_SENSOR
    THRESHOLDS = fields.THRESHOLDS
    BOOT_COUNT = fields.BOOT_COUNT
    CHANNEL_SILENT = fields.CHANNEL_SILENT
    CHANNEL_STUCK = fields.CHANNEL_STUCK
    OUT_OF_STEP = fields.OUT_OF_STEP
    EMITTER_SILENT = fields.EMITTER_SILENT


@dataclass(frozen=True, slots=True)
class SelfReport:
    """A node's report of itself: faults, the thresholds in force, mV, the longest time since its reset in which it
    could not detect a shot, us, and the free memory."""

    faults: NodeFault
    lower_mv: int
    upper_mv: int
    blind_us: int
    free_bytes: int


@dataclass(frozen=True, slots=True)
class Status:
    """The node's report each second: air, supply, noise, and the shots that it holds."""

    header: Header
    sent_us: int
    climate: Climate
    supply_mv: int
    held: Held
    false_triggers: int
    noise: tuple[int, ...]
    self_report: SelfReport | None = None


class GoneReason(IntEnum):
    """Why a node does not hold a shot."""

    ACKNOWLEDGED = fields.ACKNOWLEDGED
    DROPPED = fields.DROPPED
    UNKNOWN = fields.UNKNOWN


@dataclass(frozen=True, slots=True)
class Gone:
    """Answer to a REPLAY: shots `first` to `last` of the header's boot are not held."""

    header: Header
    first: int
    last: int
    reason: GoneReason


@dataclass(frozen=True, slots=True)
class ChirpChannel:
    """One channel of a chirp: `tick` when it was heard (None: never), and its `peak`, in units of the converter."""

    tick: int | None
    peak: int


@dataclass(frozen=True, slots=True)
class Chirp:
    """A short sound of the emitter at channel `emitter`, to measure the air; `driven_tick`: when it was triggered."""

    header: Header
    sent_us: int
    driven_us: int
    tick_hz: int
    tick_bits: int
    emitter: int
    driven_tick: int
    channels: tuple[ChirpChannel, ...]


@dataclass(frozen=True, slots=True)
class Ack:
    """Host: shot `sequence` of this boot, and no other, is stored durably here."""

    header: Header


@dataclass(frozen=True, slots=True)
class Replay:
    """Host: send shots `first` to `last` of this boot again."""

    header: Header
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Ping:
    """Host: send a HELLO."""

    header: Header
    token: int


@dataclass(frozen=True, slots=True)
class Refuse:
    """Host: your frames are of another protocol version; I understand `lowest` to `highest`."""

    header: Header
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class Measure:
    """Host: measure the air by chirps for `for_ms` from now; 0: be quiet."""

    header: Header
    for_ms: int


@dataclass(frozen=True, slots=True)
class Prompt:
    """Host: end your program and give the prompt of MicroPython, for an update."""

    header: Header


FromNode = Hello | Shot | Status | Gone | Chirp
FromHost = Ack | Replay | Ping | Refuse | Measure | Prompt
Message = FromNode | FromHost
