"""What a board's language must offer the node."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from appliance.core.events import Air, Burst, BurstKey


@dataclass(frozen=True, slots=True)
class Reception:
    """When bytes arrived: UTC, and the loop's clock in microseconds."""

    at: datetime
    loop_us: float


@dataclass(frozen=True, slots=True)
class Said:
    """What a node told of itself; empty fields were not told."""

    firmware: str = ""
    detail: str = ""
    air: Air = field(default_factory=Air)


class Dialect(Protocol):
    """Bytes in, words of the house out. No link, no clock: the node hands both."""

    @property
    def silent_after_s(self) -> float | None:
        """How long a healthy board may say nothing; None: for ever."""

    @property
    def dropped(self) -> int:
        """Frames or objects thrown away so far."""

    def feed(self, data: bytes, reception: Reception) -> list[Burst | Said]:
        """What `data` completes."""

    def output(self, *, quiet: bool) -> bytes:
        """What to send now; some boards listen only when the line is `quiet`. Empty: nothing."""

    def acknowledge(self, key: BurstKey) -> None:
        """`key` is durable here; the node may forget it."""
