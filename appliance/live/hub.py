"""One bounded queue per phone. A phone that does not keep up starts again from a snapshot; nobody waits for it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

QUEUE_MESSAGES = 64


@dataclass(frozen=True, slots=True)
class Published:
    """A message ready to send: feed JSON, and the bare shot where it is a new one. `seq` None: not numbered."""

    seq: int | None
    text: str
    new_shot: str | None = None


class Resync:
    """In a queue: messages were thrown away, tell the phone and begin again."""


class Closed:
    """In a queue: the appliance is going down."""


Item = Published | Resync | Closed


class Hub:
    """Publish to all, subscribe one by one."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[Item]] = set()
        self._is_closed = False

    @property
    def subscribers(self) -> int:
        """How many phones listen."""
        return len(self._queues)

    def publish(self, message: Published) -> None:
        """Give `message` to every phone."""
        for queue in self._queues:
            self._put(queue, message)

    def resync(self) -> None:
        """Tell every phone to begin again."""
        for queue in self._queues:
            self._restart(queue, Resync())

    def close(self) -> None:
        """Send every phone away."""
        self._is_closed = True
        for queue in self._queues:
            self._restart(queue, Closed())

    @contextmanager
    def subscribe(self) -> Iterator[asyncio.Queue[Item]]:
        """A queue of everything published from now on."""
        queue: asyncio.Queue[Item] = asyncio.Queue(QUEUE_MESSAGES)
        if self._is_closed:
            queue.put_nowait(Closed())
        self._queues.add(queue)
        try:
            yield queue
        finally:
            self._queues.discard(queue)

    def _put(self, queue: asyncio.Queue[Item], message: Item) -> None:
        try:
            queue.put_nowait(message)
        except asyncio.QueueFull:
            self._restart(queue, Resync())

    def _restart(self, queue: asyncio.Queue[Item], first: Item) -> None:
        while not queue.empty():
            queue.get_nowait()
        queue.put_nowait(first)
