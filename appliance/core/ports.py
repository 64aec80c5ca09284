"""All that sensing knows of a driver, and a driver of sensing."""

from collections.abc import Callable
from typing import Protocol

from appliance.core.events import BurstKey, Event

Emit = Callable[[Event], None]


class Acknowledge(Protocol):
    """Tells a node that a burst is durable here and need not be kept there."""

    def __call__(self, key: BurstKey) -> None: ...
