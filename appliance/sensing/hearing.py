"""Since when the board is heard without a break, so that what it does not say did not happen."""

from appliance.core.events import Event, NodeStatus


class Hearing:
    """`note` takes every event of the board, which says how it is each second and at every change."""

    def __init__(self) -> None:
        self._since_us: float | None = None
        self._is_whole = True

    def note(self, event: Event, now_us: float) -> None:
        """Note its state; while it owes shots, nobody knows what else it heard."""
        if not isinstance(event, NodeStatus):
            return
        if event.state != "listening":
            self._since_us = None
        elif self._since_us is None:
            self._since_us = now_us
        self._is_whole = event.shots_awaited == 0

    def since_us(self, waiting_events: int) -> float | None:
        """By the monotonic clock; None while it is not heard, or what it said is not recorded yet."""
        return self._since_us if self._is_whole and not waiting_events else None
