"""Comparators and counting machines in time: pulses at each channel, and what its machine makes of them."""

import math

from drivers.node.counts import AFTER_ALL, LOOK_COUNTS
from drivers.node.ports import Clock, Counters

ALL = 0xFFFFFFFF


class HandClock(Clock):
    """A test turns it."""

    def __init__(self) -> None:
        self.now_us = 1_000_000

    def us(self) -> int:
        return self.now_us


class SoundingLines(Counters):
    """Pulses (from, to, us by the clock) of each channel; a machine has one, and the next once it listens again."""

    def __init__(self, clock: HandClock, channels: int, tick_hz: int) -> None:
        self.pulses: list[list[tuple[float, float]]] = [[] for _ in range(channels)]
        self._clock, self._tick_hz = clock, tick_hz
        self._armed_us = 0.0
        self._since_us = [0.0] * channels
        self._lost = [0] * channels
        self._quiet_until_us = 0.0

    def sound(self, k: int, from_us: float, pulses: int, period_us: float) -> None:
        """So many half waves at a channel."""
        for n in range(pulses):
            start = from_us + n * period_us
            self.pulses[k].append((start, start + period_us / 2))
        self.pulses[k].sort()
        self._quiet_until_us = 0.0

    def arm(self) -> None:
        self._armed_us = self._clock.now_us
        self._since_us = [float(self._clock.now_us)] * len(self._since_us)
        self._lost = [0] * len(self._lost)

    def heard(self) -> int:
        if self._clock.now_us < self._quiet_until_us:
            return 0
        triggered = sum(1 << k for k in range(len(self.pulses)) if self._pulse(k) is not None)
        if not triggered:
            # it is asked at each step, nearly always in silence
            self._quiet_until_us = min((of[0][0] for of in self.pulses if of), default=math.inf)
        return triggered

    def levels(self) -> int:
        return sum(1 << k for k in range(len(self.pulses)) if self._is_high(k))

    def read(self) -> list[list[int]]:
        return [self._words(k) for k in range(len(self.pulses))]

    def take(self) -> list[tuple[int, list[int]]]:
        taken = []
        for k in range(len(self.pulses)):
            words = self._words(k)
            if len(words) == 3:
                taken.append((k, words))
                self._lost[k] += (LOOK_COUNTS - 1) * ((words[0] - words[1]) & ALL) + AFTER_ALL
                self._since_us[k] = self._clock.now_us
        return taken

    def _is_high(self, k: int) -> bool:
        now = self._clock.now_us
        for start, end in self.pulses[k]:
            if start > now:
                return False
            if end > now:
                return True
        return False

    def _pulse(self, k: int) -> tuple[float, float] | None:
        """The one that the channel's machine has begun to count, if any."""
        of, now, since = self.pulses[k], self._clock.now_us, self._since_us[k]
        # the clock only goes on: nobody asks for these again
        while of and of[0][1] <= since:
            del of[0]
        for start, end in of:
            if start > now:
                return None
            if end > since:
                return start, end
        return None

    def _words(self, k: int) -> list[int]:
        now, since, pulse = self._clock.now_us, self._since_us[k], self._pulse(k)
        if pulse is None:
            return []
        start, end = pulse
        rise = int((max(start, since) - self._armed_us) * self._tick_hz / 1e6) - self._lost[k]
        if end > now:
            return [~rise & ALL]
        fall = rise + int((end - max(start, since)) * self._tick_hz / 1e6) // LOOK_COUNTS
        return [~rise & ALL, ~fall & ALL, ~fall & ALL]
