"""How a chirp of one emitter usually sounds at every channel, and so what else was heard while it was listened to."""

from drivers.node.counts import LEAST_CHANNELS
from drivers.node.pulses import Front

OFF_US = 200
"""By more than this no wind and no sun move a chirp on its way: something else was heard, an arrow perhaps."""
UNSEEN_US = 300
"""So long after a pulse a channel may not listen yet, and a short sound be lost."""
LONGER_US = 500
"""By so much longer than before it rings only where another sound fell into it."""
KEPT = 2
"""So many chirps before: what a channel heard of neither is no echo."""


class Sorted:
    """`is_chirp`: the first of each channel is the chirp's, as it usually is. `others`: per channel, what is none."""

    def __init__(self, others: list[list[int]], *, is_chirp: bool) -> None:
        self.others, self.is_chirp = others, is_chirp


class UsualChirp:
    """`sort` each chirp of the emitter."""

    def __init__(self, channels: int, tick_hz: int) -> None:
        self._channels = channels
        self._off_ticks = OFF_US * tick_hz // 1_000_000
        self._unseen_ticks = UNSEEN_US * tick_hz // 1_000_000
        self._longer_ticks = LONGER_US * tick_hz // 1_000_000
        self._kept: list[list[list[int]]] = [[] for _ in range(channels)]
        self._rings = [0] * channels
        self._alike = 0
        self._odd: list[list[int]] | None = None

    def sort(self, fronts: list[list[Front]]) -> Sorted:
        """What was heard of one, in which an arrow may have landed; it is learned where it is as usual.

        What is odd twice in the same way is how it is now: a sensor was moved.
        """
        shift = self._shift(fronts)
        ticks = [[front.tick - shift for front in of_channel] for of_channel in fronts]
        others = [self._first_other(k, fronts[k], shift) for k in range(self._channels)]
        found = len([other for other in others if other is not None])
        under = [self._covered(k, fronts[k]) for k in range(self._channels)]
        shares = len([k for k in range(self._channels) if others[k] or under[k]])
        is_burst = found > 0 and shares >= LEAST_CHANNELS and 2 * shares >= self._channels
        is_odd = is_burst or bool([k for k in range(self._channels) if fronts[k] and others[k] is fronts[k][0]])
        nothing: list[list[int]] = [[] for _ in others]
        if self._alike and is_odd and not self._is_odd_again(ticks):
            self._odd = ticks
            is_arrow = is_burst and self._alike >= KEPT and self._is_there(fronts, shift)
            for k in range(self._channels):
                # as many as make it a shot, and no more: that it was there follows from them, but no place
                if found < LEAST_CHANNELS and others[k] is None and under[k] is not None:
                    others[k] = under[k]
                    found += 1
            return Sorted([other.words if other else [] for other in others] if is_arrow else nothing, is_chirp=False)
        if is_odd and self._odd is not None:
            self._kept, self._alike = [[of_channel] if of_channel else [] for of_channel in self._odd], 1
        self._learn(ticks, [max([front.rest_tick - front.tick for front in of]) if of else 0 for of in fronts])
        return Sorted(nothing, is_chirp=True)

    def _learn(self, ticks: list[list[int]], rings: list[int]) -> None:
        self._odd = None
        self._rings = [max(rings[k], self._rings[k]) for k in range(self._channels)]
        for k in range(self._channels):
            if ticks[k]:
                self._kept[k].append(ticks[k])
                self._kept[k] = self._kept[k][-KEPT:]
        if len([1 for of_channel in ticks if of_channel]) >= LEAST_CHANNELS:
            self._alike += 1

    def _is_near(self, tick: int, other: int) -> bool:
        return abs(tick - other) <= self._off_ticks

    def _shift(self, fronts: list[list[Front]]) -> int:
        """By how much the burst itself came later than it does: all channels have heard it so much later."""
        every = range(self._channels)
        late = sorted([fronts[k][0].tick - self._kept[k][-1][0] for k in every if fronts[k] and self._kept[k]])
        middle = late[len(late) // 2] if late else 0
        alike = len([one for one in late if self._is_near(one, middle)])
        return middle if 2 * alike > self._channels else 0

    def _first_other(self, k: int, fronts: list[Front], shift: int) -> Front | None:
        """The first that no chirp before has told of."""
        for front in fronts:
            tick = front.tick - shift
            if not [1 for kept in self._kept[k] for usual in kept if self._is_near(tick, usual)]:
                return front
        return None

    def _covered(self, k: int, fronts: list[Front]) -> Front | None:
        """What began with the chirp, and rings on longer than that does."""
        for front in fronts:
            if front.rest_tick - front.tick > self._rings[k] + self._longer_ticks:
                return front
        return None

    def _is_odd_again(self, ticks: list[list[int]]) -> bool:
        """Whether it differs as the one before did, when the burst itself may have been late."""
        if self._odd is None:
            return False
        was = self._odd
        late = [ticks[k][0] - was[k][0] for k in range(self._channels) if ticks[k] and was[k]]
        heard = len([1 for of_channel in ticks if of_channel])
        return bool(late) and 2 * len(late) >= heard and max(late) - min(late) <= 2 * self._off_ticks

    def _is_there(self, fronts: list[list[Front]], shift: int) -> bool:
        """Whether the chirp itself was heard where it usually is, or may have been, under another sound.

        Where it was not, a sensor was moved or somebody stands before it.
        """
        there = gone = 0
        for k in range(self._channels):
            if len(self._kept[k]) < KEPT:
                continue
            usual = self._kept[k][-1][0] + shift
            near = [
                1
                for front in fronts[k]
                if front.tick - self._off_ticks <= usual <= front.rest_tick + self._unseen_ticks + self._off_ticks
            ]
            there, gone = (there + 1, gone) if near else (there, gone + 1)
        return there >= gone
