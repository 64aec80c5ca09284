"""A clock that does not wrap, made from one that does."""

from drivers.node.ports import Clock

try:
    from collections.abc import Callable
except ImportError:
    pass  # MicroPython, which does not look at annotations


class UnwrappedClock(Clock):
    """`ticks_us` wraps after `period_us`; `us` must be called more often than that."""

    def __init__(self, ticks_us: Callable[[], int], period_us: int) -> None:
        self._ticks_us, self._period_us = ticks_us, period_us
        self._last = ticks_us()
        self._us = 0

    def us(self) -> int:
        """Microseconds since this clock was created."""
        ticks = self._ticks_us()
        self._us += (ticks - self._last) % self._period_us
        self._last = ticks
        return self._us
