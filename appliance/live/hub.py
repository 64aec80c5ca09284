"""Publishes messages to all phones at once, without waiting for slow ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Published:
    """A message ready to send: the feed's JSON, and for a new shot also the bare shot. `seq` None: not numbered.

    The WebSocket frames are built once for all phones.
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
    """A subscribed phone. The methods are called on the event loop and must not block."""

    def deliver(self, *messages: Published) -> None:
        """Queue the next messages for this phone."""

    def restart(self) -> None:
        """Messages were dropped: the phone needs a new snapshot."""

    def leave(self) -> None:
        """The appliance is stopping: close the connection."""


class Hub:
    """Distributes messages to all subscribers."""

    def __init__(self) -> None:
        self._subscribers: dict[int, Subscriber] = {}
        self._is_closed = False

    @property
    def subscribers(self) -> int:
        """The number of subscribed phones."""
        return len(self._subscribers)

    def publish(self, *messages: Published) -> None:
        """Deliver these to every subscriber, in one piece."""
        for subscriber in tuple(self._subscribers.values()):
            subscriber.deliver(*messages)

    def resync(self) -> None:
        """Have every subscriber begin again with a snapshot."""
        for subscriber in tuple(self._subscribers.values()):
            subscriber.restart()

    def close(self) -> None:
        """Disconnect every subscriber, now and later."""
        self._is_closed = True
        for subscriber in tuple(self._subscribers.values()):
            subscriber.leave()

    @contextmanager
    def subscribe(self, subscriber: Subscriber) -> Iterator[None]:
        """Deliver everything published while the body runs to `subscriber` too."""
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
