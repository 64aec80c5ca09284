"""What a board's language must offer the node."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from appliance.core.events import Air, Burst, BurstKey, ShotsLost
from appliance.core.message import Message


@dataclass(frozen=True, slots=True)
class Reception:
    """When bytes arrived, or nothing did: UTC, and the loop's clock in microseconds."""

    at: datetime
    loop_us: float


@dataclass(frozen=True, slots=True)
class NodeReport:
    """What a node says of itself; what is empty or None was not said."""

    firmware: str = ""
    air: Air | None = None


Word = Burst | ShotsLost | NodeReport

Verdict = Literal["nothing", "understood", "not_understood"]
"""Of what arrived lately: nothing that says anything, mostly sense, or mostly none."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Totals since the driver was started."""

    dropped: int = 0
    refused_values: int = 0
    shots_awaited: int = 0


class Dialect(Protocol):
    """Bytes in, words of the house out. No link, no clock: the node hands both. It outlives its links."""

    @property
    def mute_message(self) -> Message | None:
        """What to say of a board that says nothing."""

    @property
    def counts(self) -> Counts:
        """What was thrown away, not believed, or is asked for again."""

    def open_link(self, now_us: float) -> None:
        """The link was opened anew: nothing that was begun goes on."""

    def close_link(self, now: Reception) -> list[Word]:
        """The link is gone: what waited for more of it comes out."""

    def feed(self, data: bytes, reception: Reception) -> list[Word]:
        """What `data` completes. What one message breaks is that message alone."""

    def tick(self, now: Reception) -> list[Word]:
        """What became due without any byte."""

    def due_us(self) -> float | None:
        """When `tick` or `output` has something to do; None: not before more bytes come."""

    def output(self, now_us: float, *, quiet: bool) -> bytes:
        """What to send now; some boards listen only when the line is `quiet`. Empty: nothing."""

    def acknowledge(self, key: BurstKey) -> None:
        """`key` is durable here; the node may forget it."""

    def give_back(self, burst: Burst) -> None:
        """Nobody could take `burst`: it is to come again later."""

    def verdict(self, now_us: float) -> Verdict:
        """Whether what arrives makes sense."""

    def is_mute(self, now_us: float) -> bool:
        """Whether it has said nothing for longer than a healthy board does."""

    def problems(self, now_us: float) -> list[Message]:
        """What a person should know of lately, the newest last."""
