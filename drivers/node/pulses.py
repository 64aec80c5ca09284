"""The pulses of every channel during a chirp: each channel listens again as soon as its pulse is over."""

from drivers.node.counts import MASK, count_of, counts_lost
from drivers.node.ports import Counters

CLEAR_US = 1_000
"""A pulse within this time after the one before counts as its ringing: it may have begun unseen in between."""
MOST_FRONTS = 16
"""Most fronts recorded of a channel: more are noise."""


class Front:
    """A rise of a channel from rest: `words` of its machine, ticks of the rise and of when it came to rest."""

    def __init__(self, words: list[int]) -> None:
        self.words = words
        self.tick = self.rest_tick = count_of(words[0])


class Pulses:
    """Call `step` often. Ticks are counted from when the machines were armed, which was just now."""

    def __init__(self, counters: Counters, channels: int, tick_hz: int, *, ignored: int = 0) -> None:
        self.fronts: list[list[Front]] = [[] for _ in range(channels)]
        self.newest_tick = 0
        self._counters, self._ignored = counters, ignored
        self._clear_ticks = CLEAR_US * tick_hz // 1_000_000
        self._lost = [0] * channels

    def step(self) -> None:
        """Record the pulses that are over."""
        for k, words in self._counters.take():
            if not self._ignored >> k & 1:
                self._note(k, words)

    def _note(self, k: int, words: list[int]) -> None:
        lost, fronts = self._lost[k], self.fronts[k]
        self._lost[k] += counts_lost(words)
        words = [word - lost & MASK for word in words]
        front = Front(words)
        if (not fronts or front.tick - fronts[-1].rest_tick > self._clear_ticks) and len(fronts) < MOST_FRONTS:
            fronts.append(front)
            self.newest_tick = max(self.newest_tick, front.tick)
        fronts[-1].rest_tick = count_of(words[-1])
