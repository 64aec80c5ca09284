"""Sets the comparators' thresholds by an MCP4728, as low as noise allows: a high one detects weak pulses late."""

from drivers.node.ports import Bus

ADDRESS = 0x60
REFERENCE_MV = 4096
"""Full scale of the converter, with its own reference and a gain of two: a step is one millivolt."""
LOWER, UPPER = 0, 1
LEAST_MV, MOST_MV = 40, 800
UPPER_SHARE = 3
FIRST_MV = 120
TRIED_EVERY_US = 10_000_000
FEW_FALSE = 1
MOST_ARROWS = 20
"""Most arrows of all archers of a butt in TRIED_EVERY_US; more events are noise, on however many channels."""


class Thresholds:
    """The thresholds, raised by a quarter after noise, and lowered slowly without it."""

    def __init__(self, bus: Bus) -> None:
        self.lower_mv = FIRST_MV
        self.is_set = False
        self._bus = bus
        self._false_triggers = self._events = 0
        self._was_stuck = False
        self._from_us = 0

    @property
    def upper_mv(self) -> int:
        """Upper threshold, mV, well above the lower: the time between them measures the slope of the pulse."""
        return self.lower_mv * UPPER_SHARE

    def adapt(self, now_us: int, false_triggers: int, events: int = 0, *, is_stuck: bool = False) -> None:
        """Adapt the thresholds every ten seconds, by the totals of false triggers and of events, and by stuck lines."""
        self._was_stuck = self._was_stuck or is_stuck
        if now_us < self._from_us:
            return
        self._from_us = now_us + TRIED_EVERY_US
        new, new_events = false_triggers - self._false_triggers, events - self._events
        if new > FEW_FALSE or new_events > MOST_ARROWS or self._was_stuck:
            self.lower_mv += self.lower_mv // 4
        elif new == 0:
            self.lower_mv -= self.lower_mv // 20
        self._false_triggers, self._events, self._was_stuck = false_triggers, events, False
        self.lower_mv = min(MOST_MV, max(LEAST_MV, self.lower_mv))
        self.set()

    def set(self) -> None:
        """Write both thresholds to the converter."""
        try:
            self._write(LOWER, self.lower_mv)
            self._write(UPPER, self.upper_mv)
        except OSError:
            self.is_set = False
        else:
            self.is_set = True

    def _write(self, channel: int, mv: int) -> None:
        """Multi-write of one channel (data sheet DS22187, 5.6.2): internal reference, twice its gain."""
        value = min(mv, REFERENCE_MV - 1)
        self._bus.writeto(ADDRESS, bytes([0x40 | channel << 1, 0x90 | value >> 8, value & 0xFF]))
