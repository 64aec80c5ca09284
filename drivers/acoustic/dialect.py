"""The interface of a board's dialect: its protocol as a state machine without I/O."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from appliance.core.events import Air, Burst, BurstKey, ChirpHeard, ShotsLost
from appliance.core.message import Message


@dataclass(frozen=True, slots=True)
class Reception:
    """Time of reception by both clocks: UTC, and the event loop's monotonic clock, us."""

    at: datetime
    loop_us: float


@dataclass(frozen=True, slots=True)
class NodeReport:
    """A node's reported firmware version and air; empty or None where it reports none."""

    firmware: str = ""
    air: Air | None = None


NodeEvent = Burst | ShotsLost | NodeReport | ChirpHeard

Verdict = Literal["nothing", "understood", "not_understood"]
"""Judgement of recent bytes: no message was understood yet, messages are understood, or hardly any byte is."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Totals since the driver was started."""

    dropped: int = 0
    refused_values: int = 0
    shots_awaited: int = 0


class Dialect(Protocol):
    """A state machine from bytes to events, without I/O or clock; it lives longer than each link."""

    @property
    def mute_message(self) -> Message | None:
        """The message to report while the board is silent; None: there is none."""

    @property
    def counts(self) -> Counts:
        """Counts of dropped messages, refused values and missing shots."""

    def open_link(self, now_us: float) -> None:
        """Note a new link: partial messages of the old one are dropped."""

    def close_link(self, now: Reception) -> list[NodeEvent]:
        """Note a lost link; returns events that waited for more bytes."""

    def feed(self, data: bytes, reception: Reception) -> list[NodeEvent]:
        """Events completed by `data`; a message that cannot be read does not affect the others."""

    def tick(self, now: Reception) -> list[NodeEvent]:
        """Events that are due by time alone."""

    def due_us(self) -> float | None:
        """When `tick` or `output` must be called next, us; None: not before more bytes arrive."""

    def output(self, now_us: float, *, quiet: bool) -> bytes:
        """Bytes to send now, if any; some boards listen only when the line is `quiet`."""

    def acknowledge(self, key: BurstKey) -> None:
        """Note that a burst is stored durably, so that the node may delete it."""

    def give_back(self, burst: Burst) -> None:
        """Note that a burst was refused for lack of room, so that it is delivered again later."""

    def verdict(self, now_us: float) -> Verdict:
        """Whether recent bytes were understood."""

    def is_mute(self, now_us: float) -> bool:
        """Whether the board has been silent for longer than a healthy one is."""

    def problems(self, now_us: float) -> list[Message]:
        """Messages about recent problems, the newest last."""
