"""Since when the board has been received without a gap; an impact that it has not reported since did not happen."""

from appliance.core.bow_pairing import Span
from appliance.core.events import Event, NodeStatus


class BoardContinuity:
    """`note` takes every event of the board; its driver emits a NodeStatus each second and at every change."""

    def __init__(self) -> None:
        self._since_us: float | None = None
        self._heard_us: Span | None = None

    def note(self, event: Event, now_us: float) -> None:
        """Note the state in a NodeStatus (other events are ignored); a board that still owes shots leaves a gap."""
        if not isinstance(event, NodeStatus):
            return
        if event.state != "listening":
            self._since_us = self._heard_us = None
            return
        if self._since_us is None:
            self._since_us = now_us
        # the driver needs some seconds to notice a pulled cable, and reports "listening" until then
        self._heard_us = (self._since_us, event.heard_us) if event.shots_awaited == 0 else None

    def heard_us(self, waiting_events: int) -> Span | None:
        """Begin and end of the unbroken reception, us on the monotonic clock; None while the board is not received,
        owes shots, or has events that are not recorded yet."""
        return None if waiting_events else self._heard_us
