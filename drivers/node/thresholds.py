"""Sets the comparators' thresholds by an MCP4728, as low as the noise allows: a weak pulse trips late at a high one."""

from drivers.node.ports import Bus

ADDRESS = 0x60
REFERENCE_MV = 4096
"""Its own reference at twice its gain: a step is one millivolt."""
LOWER, UPPER = 0, 1
LEAST_MV, MOST_MV = 40, 800
UPPER_SHARE = 3
FIRST_MV = 120
TRIED_EVERY_US = 10_000_000
FEW_FALSE = 1
NOISE_SHARE = 4


class Thresholds:
    """Raised by a quarter when there were false triggers, lowered slowly while there are none."""

    def __init__(self, bus: Bus) -> None:
        self.lower_mv = FIRST_MV
        self.is_set = False
        self._bus = bus
        self._false_triggers = 0
        self._from_us = 0

    @property
    def upper_mv(self) -> int:
        """Well above the lower: the time between tells how steep the pulse is."""
        return self.lower_mv * UPPER_SHARE

    def adapt(self, now_us: int, false_triggers: int, noise_mv: int = 0) -> None:
        """Every ten seconds, by the total of false triggers, and by the noise where it is measured."""
        if now_us < self._from_us:
            return
        self._from_us = now_us + TRIED_EVERY_US
        new = false_triggers - self._false_triggers
        self._false_triggers = false_triggers
        if new > FEW_FALSE:
            self.lower_mv += self.lower_mv // 4
        elif new == 0:
            self.lower_mv -= self.lower_mv // 20
        self.lower_mv = max(LEAST_MV, noise_mv * NOISE_SHARE, self.lower_mv)
        self.lower_mv = min(MOST_MV, self.lower_mv)
        self.set()

    def set(self) -> None:
        """Write both to the converter."""
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
