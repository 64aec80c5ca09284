"""A digest of an impact, to tell apart two impacts with the same number. No I/O."""

import hashlib
from collections.abc import Sequence

from appliance.core.events import Burst, ImpactPulse

FREETARGET = "freetarget"
"""Prefix of the node names of freETarget boards."""


def content_digest(measured: Burst | Sequence[ImpactPulse]) -> str:
    """SHA-256 (hex) of the measured values, the same however often and over whichever link they are received.

    Of a burst: ticks, rate and width of the counter, amplitudes, the board's own fix and second-event flag, the node's
    clock. Of a freETarget board's shot: its key, whose boot is a digest already, because such a board sends a stored
    shot again with other counters after its TRACE setting was changed. Of pulses alone: pins and times. The air is left
    out, for a node measures it when it sends, and so are the times of reception of a burst.
    """
    if isinstance(measured, Burst) and measured.key.node.startswith(FREETARGET):
        parts: list[object] = ["key", measured.key.node, measured.key.boot, measured.key.sequence]
    elif isinstance(measured, Burst):
        parts = [
            "burst",
            list(measured.ticks),
            float(measured.tick_hz),
            measured.tick_bits,
            list(measured.amplitudes),
            _number(measured.board_x_mm),
            _number(measured.board_y_mm),
            measured.second_event,
            measured.node_time_us,
        ]
    else:
        parts = ["pulses", sorted((pulse.pin, pulse.received_at.timestamp()) for pulse in measured)]
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)
