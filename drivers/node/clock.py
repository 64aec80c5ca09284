"""A clock that does not wrap, from one that does."""

from drivers.node.ports import Clock

try:
    from collections.abc import Callable
except ImportError:
    pass  # MicroPython, which does not look at annotations


class UnwrappedClock(Clock):
    """`ticks_us` wraps after `period_us`; it must be read more often than that."""

    def __init__(self, ticks_us: Callable[[], int], period_us: int) -> None:
        self._ticks_us, self._period_us = ticks_us, period_us
        self._last = ticks_us()
        self._us = 0

    def us(self) -> int:
        """Since this clock was made."""
        ticks = self._ticks_us()
        self._us += (ticks - self._last) % self._period_us
        self._last = ticks
        return self._us
