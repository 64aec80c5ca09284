"""Publishes to all phones at once; none waits for a phone that does not keep up."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Published:
    """A message ready to send: feed JSON, and the bare shot where it is a new one. `seq` None: not numbered.

    The WebSocket frames are made once, for all phones.
    """

    seq: int | None
    text: str
    new_shot: str | None = None
    frame: bytes = field(init=False)
    shot_frame: bytes | None = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "frame", text_frame(self.text))
        object.__setattr__(self, "shot_frame", None if self.new_shot is None else text_frame(self.new_shot))


class Subscriber(Protocol):
    """A phone as the hub knows it. These are called on the loop and must not block."""

    def deliver(self, message: Published) -> None:
        """Take the next message."""

    def restart(self) -> None:
        """Messages were thrown away: begin again."""

    def leave(self) -> None:
        """The appliance is going down."""


class Hub:
    """Publish to all, subscribe one by one."""

    def __init__(self) -> None:
        self._subscribers: dict[int, Subscriber] = {}
        self._is_closed = False

    @property
    def subscribers(self) -> int:
        """How many phones listen."""
        return len(self._subscribers)

    def publish(self, message: Published) -> None:
        """Give `message` to every phone."""
        for subscriber in tuple(self._subscribers.values()):
            subscriber.deliver(message)

    def resync(self) -> None:
        """Ask every phone to begin again with a snapshot."""
        for subscriber in tuple(self._subscribers.values()):
            subscriber.restart()

    def close(self) -> None:
        """Send every phone away."""
        self._is_closed = True
        for subscriber in tuple(self._subscribers.values()):
            subscriber.leave()

    @contextmanager
    def subscribe(self, subscriber: Subscriber) -> Iterator[None]:
        """Everything published from now on goes to `subscriber` too."""
        self._subscribers[id(subscriber)] = subscriber
        try:
            if self._is_closed:
                subscriber.leave()
            yield
        finally:
            del self._subscribers[id(subscriber)]


def text_frame(text: str) -> bytes:
    """An unmasked, uncompressed WebSocket text frame (RFC 6455, section 5.2)."""
    payload = text.encode()
    length = len(payload)
    if length < 126:
        return b"\x81" + length.to_bytes(1) + payload
    if length < 1 << 16:
        return b"\x81\x7e" + length.to_bytes(2) + payload
    return b"\x81\x7f" + length.to_bytes(8) + payload
