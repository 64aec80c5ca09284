"""The messages of PROTOCOL.md, one frozen dataclass each."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Header:
    """First eight bytes of every frame: who speaks, since which reset, and the number of the message."""

    node: int
    boot: int
    sequence: int


@dataclass(frozen=True, slots=True)
class Climate:
    """The air at the node; None where it is not measured."""

    temp_c: float | None = None
    rh_pct: float | None = None
    pressure_pa: float | None = None


@dataclass(frozen=True, slots=True)
class Hello:
    """At boot and on request: what the node is, and which shots it still holds (`oldest` > `newest`: none)."""

    header: Header
    tick_hz: int
    tick_bits: int
    channels: int
    oldest: int
    newest: int
    firmware: str


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel of a shot. `tick` is None when it never triggered; `rise_ticks` None when the upper threshold
    was not reached."""

    tick: int | None
    rise_ticks: int | None
    peak: int
    noise: int


@dataclass(frozen=True, slots=True)
class Shot:
    """One disturbance."""

    header: Header
    node_time_us: int
    channels: tuple[Channel, ...]
    clipped: bool
    late_channel: bool
    second_event: bool
    climate: Climate
    supply_mv: int


@dataclass(frozen=True, slots=True)
class Status:
    """Once a second: that the node is alive, and the newest shot it has sent."""

    header: Header
    node_time_us: int
    uptime_s: int
    climate: Climate
    supply_mv: int
    newest: int
    false_triggers: int
    noise: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ack:
    """Host: shot `sequence` of this boot is durable here."""

    header: Header


@dataclass(frozen=True, slots=True)
class Replay:
    """Host: send shots `first` to `last` again."""

    header: Header
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Ping:
    """Host: say hello."""

    header: Header


Message = Hello | Shot | Status | Ack | Replay | Ping
