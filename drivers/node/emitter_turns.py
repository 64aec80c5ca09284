"""When a node chirps: one emitter after the other, while its host permits it, and not soon after a trigger."""

try:
    from collections.abc import Sequence
except ImportError:
    pass  # MicroPython, which does not look at annotations

QUIET_AFTER_TRIGGER_US = 3_000_000
EVERY_US = 60_000
"""Interval of chirps: a room's echoes of the one before are over."""


class EmitterTurns:
    """`due` returns the emitter that sounds now, if any. Times are arguments."""

    def __init__(self, present: Sequence[int], every_us: int, round_every_us: int) -> None:
        self._present = present
        self._every_us, self._round_every_us = every_us, round_every_us
        self._until_us = self._next_us = self._round_us = 0
        self._turn = 0
        self._sounded: tuple[int, int] | None = None

    def measure(self, for_ms: int, now_us: int) -> None:
        """Note that the host permits chirps for `for_ms` from now; 0: no longer."""
        self._until_us = now_us + 1000 * for_ms

    def trigger(self, at_us: int) -> None:
        """Note a trigger: chirps pause, and the round begins anew, for its first chirps are out of date."""
        self._next_us = max(self._next_us, at_us + QUIET_AFTER_TRIGGER_US)
        self._turn = 0
        self._sounded = None

    def again(self) -> None:
        """Let the emitter that sounded last sound again before the next one."""
        if self._sounded is not None:
            self._turn, sounded_us = self._sounded
            self._next_us = sounded_us + self._every_us

    def due(self, now_us: int) -> int | None:
        """The emitter that sounds now; None: none does."""
        if not self._present or now_us >= self._until_us or now_us < self._next_us:
            return None
        emitter = self._present[self._turn]
        if self._turn == 0:
            self._round_us = now_us + self._round_every_us
        self._sounded = self._turn, now_us
        self._next_us = now_us + self._every_us
        self._turn += 1
        if self._turn == len(self._present):
            self._turn = 0
            self._next_us = max(self._next_us, self._round_us)
        return emitter
