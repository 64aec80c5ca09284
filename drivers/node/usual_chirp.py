"""Tells an arrow from a chirp: remembers when each channel usually hears an emitter."""

from drivers.node.counts import LEAST_CHANNELS
from drivers.node.pulses import Front

OFF_US = 200
"""Wind and temperature shift a chirp by less; what differs by more is another sound, perhaps an arrow."""
UNSEEN_US = 300
"""A channel may be deaf for so long after a pulse, and miss a short sound."""
LONGER_US = 500
"""A pulse rings by so much longer than usual only where another sound fell into it."""
KEPT = 2
"""How many earlier chirps are remembered: a front that none of them had is no echo."""
LEARNED_FROM = 3
"""The first so many chirps are compared: an arrow lands in at most one of them, and the others lack its sound."""
OWN_US = 1_000
"""The channel beside the emitter hears it within this time of arming, however late the chirp is."""


class Sorted:
    """What one recording holds.

    `is_chirp`: each channel's first front is the chirp's. `others`: per channel, the packed front of an arrow, empty
    where none.
    `is_learning`: too few chirps were heard to know what is usual. `earlier`: arming time and packed fronts of an arrow
    that landed in an earlier recording, found out only now.
    """

    def __init__(self, others: list[list[int]], *, is_chirp: bool, is_learning: bool = False) -> None:
        self.others, self.is_chirp, self.is_learning = others, is_chirp, is_learning
        self.earlier: tuple[int, list[list[int]]] | None = None


class UsualChirp:
    """The memory of one emitter: `sort` takes each recording of its chirp. `own`: the channel beside the emitter."""

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
        """Sort one recording, in which an arrow may have landed, and learn from it where it is as usual."""
        return self._sort(fronts) if self._is_known else self._study(fronts, armed_us)

    def _study(self, fronts: list[list[Front]], armed_us: int) -> Sorted:
        """Sort one of the first recordings: each is compared with the others, as nothing is usual yet."""
        is_weak = len([1 for of_channel in fronts if of_channel]) < LEAST_CHANNELS
        self._pending.append((armed_us, fronts))
        if len(self._pending) < LEARNED_FROM:
            return Sorted(self._nothing(), is_chirp=is_weak, is_learning=True)
        pending, every = self._pending, [of for _, of in self._pending]
        foreign = [self._foreign_in(n, every) for n in range(LEARNED_FROM)]
        odd = [n for n in range(LEARNED_FROM) if foreign[n] is not None]
        self._learn_anew([every[n] for n in range(LEARNED_FROM) if odd != [n]])
        self._is_known = len([1 for kept in self._kept if kept]) >= LEAST_CHANNELS
        self._pending = [] if self._is_known else pending[1:]
        last = LEARNED_FROM - 1
        if not self._is_known and (odd != [0] or self._is_own_first(every[0])):
            # few channels hear this emitter: only later recordings decide
            odd = []
        if odd == [last]:
            return Sorted(foreign[last] or self._nothing(), is_chirp=False)
        found = Sorted(self._nothing(), is_chirp=True)
        if len(odd) == 1:
            found.earlier = pending[odd[0]][0], foreign[odd[0]] or self._nothing()
        return found

    def _foreign_in(self, n: int, every: list[list[list[Front]]]) -> list[list[int]] | None:
        """The packed fronts that recording `n` has and the others have not, where they may be an arrow's."""
        self._learn_anew([every[m] for m in range(len(every)) if m != n])
        shift = self._shift(every[n])
        others, is_burst = self._others(every[n], shift)
        return self._packed(every[n], others) if is_burst and self._is_there(every[n], shift) else None

    def _learn_anew(self, chirps: list[list[list[Front]]]) -> None:
        self._kept, self._rings = [[] for _ in range(self._channels)], [0] * self._channels
        for fronts in chirps:
            self._learn(fronts, self._shift(fronts))

    def _is_own_first(self, fronts: list[list[Front]]) -> bool:
        """Whether the channel beside the emitter heard it in time."""
        return self._own is not None and bool([1 for front in fronts[self._own] if front.tick <= self._own_ticks])

    def _sort(self, fronts: list[list[Front]]) -> Sorted:
        """Sort by what is usual. A difference that comes twice is the new usual: a sensor was moved."""
        shift = self._shift(fronts)
        ticks = [[front.tick - shift for front in of_channel] for of_channel in fronts]
        others, is_burst = self._others(fronts, shift)
        is_odd = is_burst or bool([k for k in range(self._channels) if fronts[k] and others[k] is fronts[k][0]])
        if is_odd and not self._is_odd_again(ticks):
            self._odd = ticks
            is_arrow = is_burst and self._is_there(fronts, shift)
            return Sorted(self._packed(fronts, others) if is_arrow else self._nothing(), is_chirp=False)
        if is_odd and self._odd is not None:
            self._kept = [[of_channel] if of_channel else [] for of_channel in self._odd]
        self._odd = None
        self._learn(fronts, shift)
        return Sorted(self._nothing(), is_chirp=True)

    def _others(self, fronts: list[list[Front]], shift: int) -> tuple[list[Front | None], bool]:
        """Per channel the first front that no earlier chirp had, and whether enough channels share that sound."""
        others = [self._first_other(k, fronts[k], shift) for k in range(self._channels)]
        shares = len([k for k in range(self._channels) if others[k] or self._covered(k, fronts[k])])
        is_any = bool([other for other in others if other is not None])
        return others, is_any and shares >= LEAST_CHANNELS and 2 * shares >= self._channels

    def _packed(self, fronts: list[list[Front]], others: list[Front | None]) -> list[list[int]]:
        """The arrow's fronts, packed. Where they are too few for a shot, channels are added in which the chirp covers
        the arrow: their times are the chirp's, so the shot counts but has no place."""
        found, chosen = len([1 for other in others if other is not None]), list(others)
        for k in range(self._channels):
            under = self._covered(k, fronts[k])
            if found < LEAST_CHANNELS and chosen[k] is None and under is not None:
                chosen[k] = under
                found += 1
        return [other.words if other else [] for other in chosen]

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
        """By how many ticks the chirp itself came late: most channels agree on it."""
        every = range(self._channels)
        late = sorted([fronts[k][0].tick - self._kept[k][-1][0] for k in every if fronts[k] and self._kept[k]])
        middle = late[len(late) // 2] if late else 0
        alike = len([one for one in late if self._is_near(one, middle)])
        return middle if 2 * alike > self._channels else 0

    def _first_other(self, k: int, fronts: list[Front], shift: int) -> Front | None:
        """The first front that no earlier chirp had."""
        for front in fronts:
            tick = front.tick - shift
            if not [1 for kept in self._kept[k] for usual in kept if self._is_near(tick, usual)]:
                return front
        return None

    def _covered(self, k: int, fronts: list[Front]) -> Front | None:
        """The front that began with the chirp and rings longer: another sound fell into it."""
        for front in fronts:
            if front.rest_tick - front.tick > self._rings[k] + self._longer_ticks:
                return front
        return None

    def _is_odd_again(self, ticks: list[list[int]]) -> bool:
        """Whether it differs from the usual as the recording before did, apart from a common delay."""
        if self._odd is None:
            return False
        was = self._odd
        late = [ticks[k][0] - was[k][0] for k in range(self._channels) if ticks[k] and was[k]]
        heard = len([1 for of_channel in ticks if of_channel])
        return bool(late) and 2 * len(late) >= heard and max(late) - min(late) <= 2 * self._off_ticks

    def _is_there(self, fronts: list[list[Front]], shift: int) -> bool:
        """Whether the chirp itself was heard at its usual time, or may be hidden by another sound.

        If not, a sensor was moved or somebody stands in the way.
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
