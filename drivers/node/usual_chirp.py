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
LEARNED_FROM = 3
"""An arrow lands in one of so many chirps at most, and the others tell what it is that they have not."""
OWN_US = 1_000
"""The channel beside the emitter hears it within that, how late it ever is."""


class Sorted:
    """`is_chirp`: the first of each channel is the chirp's, as it usually is. `others`: per channel, what is none.

    `is_learning`: so few were heard yet that what is usual is not known. `earlier`: when the machines were armed for a
    chirp before, and per channel what was none in it, found out by this one.
    """

    def __init__(self, others: list[list[int]], *, is_chirp: bool, is_learning: bool = False) -> None:
        self.others, self.is_chirp, self.is_learning = others, is_chirp, is_learning
        self.earlier: tuple[int, list[list[int]]] | None = None


class UsualChirp:
    """`sort` each chirp of the emitter; `own`: the channel beside it."""

    def __init__(self, channels: int, tick_hz: int, own: int | None = None) -> None:
        self._channels, self._own = channels, own
        self._off_ticks = OFF_US * tick_hz // 1_000_000
        self._unseen_ticks = UNSEEN_US * tick_hz // 1_000_000
        self._longer_ticks = LONGER_US * tick_hz // 1_000_000
        self._own_ticks = OWN_US * tick_hz // 1_000_000
        self._is_known = False
        self._pending: list[tuple[int, list[list[Front]]]] = []
        self._kept: list[list[list[int]]] = [[] for _ in range(channels)]
        self._rings = [0] * channels
        self._odd: list[list[int]] | None = None

    def sort(self, fronts: list[list[Front]], armed_us: int = 0) -> Sorted:
        """What was heard of one, in which an arrow may have landed; it is learned where it is as usual."""
        return self._sort(fronts) if self._is_known else self._study(fronts, armed_us)

    def _study(self, fronts: list[list[Front]], armed_us: int) -> Sorted:
        """Nothing is usual yet: each of the first chirps is compared with the others."""
        is_weak = len([1 for of_channel in fronts if of_channel]) < LEAST_CHANNELS
        self._pending.append((armed_us, fronts))
        if len(self._pending) < LEARNED_FROM:
            return Sorted(self._nothing(), is_chirp=is_weak, is_learning=True)
        pending, every = self._pending, [of for _, of in self._pending]
        beside = [self._beside(n, every) for n in range(LEARNED_FROM)]
        odd = [n for n in range(LEARNED_FROM) if beside[n] is not None]
        self._learn_anew([every[n] for n in range(LEARNED_FROM) if odd != [n]])
        self._is_known = len([1 for kept in self._kept if kept]) >= LEAST_CHANNELS
        self._pending = [] if self._is_known else pending[1:]
        last = LEARNED_FROM - 1
        if not self._is_known and (odd != [0] or self._is_own_first(every[0])):
            # of an emitter that few channels hear: it may be heard again from now on, which later ones tell
            odd = []
        if odd == [last]:
            return Sorted(beside[last] or self._nothing(), is_chirp=False)
        found = Sorted(self._nothing(), is_chirp=True)
        if len(odd) == 1:
            found.earlier = pending[odd[0]][0], beside[odd[0]] or self._nothing()
        return found

    def _beside(self, n: int, every: list[list[list[Front]]]) -> list[list[int]] | None:
        """What one has that the others have not, where that may be an arrow."""
        self._learn_anew([every[m] for m in range(len(every)) if m != n])
        shift = self._shift(every[n])
        others, is_burst = self._others(every[n], shift)
        return self._words(every[n], others) if is_burst and self._is_there(every[n], shift) else None

    def _learn_anew(self, chirps: list[list[list[Front]]]) -> None:
        self._kept, self._rings = [[] for _ in range(self._channels)], [0] * self._channels
        for fronts in chirps:
            self._learn(fronts, self._shift(fronts))

    def _is_own_first(self, fronts: list[list[Front]]) -> bool:
        """Whether it is the emitter all the same, by the channel beside it."""
        return self._own is not None and bool([1 for front in fronts[self._own] if front.tick <= self._own_ticks])

    def _sort(self, fronts: list[list[Front]]) -> Sorted:
        """What is odd twice in the same way is how it is now: a sensor was moved."""
        shift = self._shift(fronts)
        ticks = [[front.tick - shift for front in of_channel] for of_channel in fronts]
        others, is_burst = self._others(fronts, shift)
        is_odd = is_burst or bool([k for k in range(self._channels) if fronts[k] and others[k] is fronts[k][0]])
        if is_odd and not self._is_odd_again(ticks):
            self._odd = ticks
            is_arrow = is_burst and self._is_there(fronts, shift)
            return Sorted(self._words(fronts, others) if is_arrow else self._nothing(), is_chirp=False)
        if is_odd and self._odd is not None:
            self._kept = [[of_channel] if of_channel else [] for of_channel in self._odd]
        self._odd = None
        self._learn(fronts, shift)
        return Sorted(self._nothing(), is_chirp=True)

    def _others(self, fronts: list[list[Front]], shift: int) -> tuple[list[Front | None], bool]:
        """Per channel the first that no chirp before has told of, and whether they are of one sound."""
        others = [self._first_other(k, fronts[k], shift) for k in range(self._channels)]
        shares = len([k for k in range(self._channels) if others[k] or self._covered(k, fronts[k])])
        is_any = bool([other for other in others if other is not None])
        return others, is_any and shares >= LEAST_CHANNELS and 2 * shares >= self._channels

    def _words(self, fronts: list[list[Front]], others: list[Front | None]) -> list[list[int]]:
        """Of an arrow, and of as many channels that it shares with the chirp as make it a shot, and no more: that it
        was there follows from them, but no place."""
        found, told = len([1 for other in others if other is not None]), list(others)
        for k in range(self._channels):
            under = self._covered(k, fronts[k])
            if found < LEAST_CHANNELS and told[k] is None and under is not None:
                told[k] = under
                found += 1
        return [other.words if other else [] for other in told]

    def _nothing(self) -> list[list[int]]:
        return [[] for _ in range(self._channels)]

    def _learn(self, fronts: list[list[Front]], shift: int) -> None:
        for k in range(self._channels):
            if fronts[k]:
                self._rings[k] = max([self._rings[k]] + [front.rest_tick - front.tick for front in fronts[k]])
                self._kept[k].append([front.tick - shift for front in fronts[k]])
                self._kept[k] = self._kept[k][-KEPT:]

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
