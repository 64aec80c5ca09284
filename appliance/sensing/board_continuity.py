"""Since when the board is received without a break, so that what it did not report did not happen."""

from appliance.core.bow_pairing import Span
from appliance.core.events import Event, NodeStatus


class BoardContinuity:
    """`note` takes every event of the board, whose driver says how it is each second and at every change."""

    def __init__(self) -> None:
        self._since_us: float | None = None
        self._until_us = 0.0
        self._is_whole = True

    def note(self, event: Event, now_us: float) -> None:
        """Note its state; while it owes shots, its record has a gap."""
        if not isinstance(event, NodeStatus):
            return
        if event.state != "listening":
            self._since_us = None
        elif self._since_us is None:
            self._since_us = now_us
        # the driver takes some seconds to notice a cable that was pulled, and calls it listening until then
        self._until_us = event.heard_us
        self._is_whole = event.shots_awaited == 0

    def heard_us(self, waiting_events: int) -> Span | None:
        """Since when, and when last, by the monotonic clock; None while it is not heard, or waits to be recorded."""
        if self._since_us is None or not self._is_whole or waiting_events:
            return None
        return self._since_us, self._until_us
