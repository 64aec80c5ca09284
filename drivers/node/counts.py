"""Computes the channels of a SHOT from the words that the counting machines pushed (see programs.py)."""

from drivers.wire import fields
from drivers.wire.fields import LATE_CHANNEL, NO_RISE

MASK = 0xFFFFFFFF
HALF = 0x80000000
LATE_US = 6_000
"""Largest time between the first channel and another of one impact: sound needs 5.4 ms across the diagonal of the
largest butt, 1.84 m, in frost."""
LEAST_CHANNELS = 3
"""Minimum number of channels of a shot: from fewer no place can be computed, and they are a false trigger."""
LOOK_COUNTS = 3
"""Duration of a machine's look at the upper threshold, in counts, of which it counts one."""
AFTER_UPPER = 3
"""Counts that a machine misses while it pushes the times of both rises."""
AFTER_ALL = 6
"""Counts that a machine misses while it pushes all three words and listens again, to a count or two."""


def count_of(word: int) -> int:
    """The count of a pushed word: machines count down from all ones."""
    return ~word & MASK


def since(first: int, tick: int) -> int:
    """Ticks from `first` to `tick`, negative when it was before; the counter may have wrapped between."""
    return ((tick - first + HALF) & MASK) - HALF


def earliest(ticks: list[int]) -> int:
    """The first of some ticks that are close together; the counter may have wrapped between."""
    first = ticks[0]
    for tick in ticks:
        if since(first, tick) < 0:
            first = tick
    return first


class Disturbance:
    """Which channels rose, when, how fast, and for how long.

    `has_upper`: the machines have a second comparator; without one its pin is meaningless.
    """

    def __init__(
        self,
        words: list[list[int]],
        channels: int,
        tick_hz: int,
        *,
        has_upper: bool = False,
        ignored: int = 0,
        noise: bytes = b"",
        lower_mv: int = 0,
        upper_mv: int = 0,
    ) -> None:
        self.mask = self.flags = 0
        self.first = 0
        self.fields: list[fields.ChannelFields] = []
        rises = []
        for k in range(channels):
            is_used = bool(words[k]) and not ignored >> k & 1
            loud = noise[k] if k < len(noise) else 0
            if not is_used:
                self.fields.append((0, NO_RISE, 0, loud, lower_mv, upper_mv))
                continue
            tick = count_of(words[k][0])
            rises.append(tick)
            self.mask |= 1 << k
            # thresholds are in mV and a width is not, so a width is sent only without thresholds
            peak = 0 if lower_mv else _width_us(words[k], tick_hz)
            self.fields.append((tick, _rise(words[k]) if has_upper else NO_RISE, peak, loud, lower_mv, upper_mv))
        if rises:
            self.first = earliest(rises)
            if max([since(self.first, tick) for tick in rises]) * 1_000_000 > LATE_US * tick_hz:
                self.flags |= LATE_CHANNEL
        self.is_shot = len(rises) >= LEAST_CHANNELS


def _rise(words: list[int]) -> int:
    """Ticks from the lower to the upper threshold, to within one look of the machine; both may trip in one count.

    NO_RISE where the upper threshold was not reached.
    """
    fell_before = len(words) > 2 and words[1] == words[2]
    if len(words) < 2 or fell_before:
        return NO_RISE
    return min(LOOK_COUNTS * since(count_of(words[0]), count_of(words[1])), NO_RISE)


def _width_us(words: list[int], tick_hz: int) -> int:
    """Time of the pulse above the threshold, us: sent in place of a peak by a node without a converter."""
    if len(words) < 3:
        return 0xFFFF
    rose, rose_on, fell = [count_of(word) for word in words]
    above = since(rose_on, fell)
    ticks = LOOK_COUNTS * since(rose, rose_on) + (above + AFTER_UPPER if above else 0)
    return min(ticks * 1_000_000 // tick_hz, 0xFFFF)


def counts_lost(words: list[int]) -> int:
    """How many counts a machine is behind when it listens again after a pulse."""
    return (LOOK_COUNTS - 1) * since(count_of(words[0]), count_of(words[1])) + AFTER_ALL


def impact_us(now_us: int, armed_us: int, first: int, tick_hz: int) -> int:
    """The latest time, not after `now_us`, at which the counter that began at `armed_us` showed `first`."""
    # a period of the counter is no whole number of microseconds: rounded once, not at each wrap
    ticks = (now_us - armed_us) * tick_hz // 1_000_000
    periods = max(0, ticks - first) // (MASK + 1)
    at_us = armed_us + (first + periods * (MASK + 1)) * 1_000_000 // tick_hz
    return min(at_us, now_us)
