"""Tracks missing shot numbers of one boot, and schedules requests for them. Pure."""

from drivers.acoustic.intervals import IntervalSet

MOST_GAPS = 512
MOST_AHEAD = 10_000
"""Largest plausible increase of the shot number; a node that reports a larger one is mistaken."""
ASKED_AT_ONCE = 16
ASK_AGAIN_US = 0.5e6
ASK_AT_LEAST_EVERY_US = 8e6
"""Largest interval between unanswered requests, which grows up to it."""


class Outstanding:
    """The missing numbers: `expect` adds, `arrived` and `gone` remove, `next_request` schedules."""

    def __init__(self) -> None:
        self._missing = IntervalSet()
        self._done = IntervalSet()
        self._known_last: int | None = None
        self._ask_from_us = 0.0
        self._interval_us = ASK_AGAIN_US
        self._asked = (0, 0)

    @property
    def count(self) -> int:
        """Number of missing shots."""
        return self._missing.count

    @property
    def known_last(self) -> int | None:
        """The highest number known; None before any."""
        return self._known_last

    def is_missing_between(self, first: int, last: int) -> bool:
        """Whether a number from `first` to `last` is missing."""
        return bool(self._missing.within(first, last))

    def is_believable(self, number: int) -> bool:
        """Whether the node can have reached this number."""
        return self._known_last is None or number <= self._known_last + MOST_AHEAD

    def open_link(self) -> None:
        """Note a new link: nothing that was requested over the old one will come."""
        self._interval_us, self._ask_from_us = ASK_AGAIN_US, 0.0

    def begin_at(self, last: int) -> None:
        """Expect shots after number `last` only, unless a number is known already."""
        if self._known_last is None:
            self._known_last = last

    def expect(self, first: int, last: int) -> list[tuple[int, int]]:
        """Note that shots `first` to `last` exist. Returns those given up because there are too many gaps to follow."""
        for a, b in self._done.outside(first, last):
            self._missing.add(a, b)
        self._known_last = max(self._known_last or 0, last)
        given_up = []
        while self._missing.pieces > MOST_GAPS:
            lowest = self._missing.drop_lowest()
            self._done.add(*lowest)
            given_up.append(lowest)
        return given_up

    def arrived(self, number: int, now_us: float) -> None:
        """Note that shot `number` has arrived."""
        was_missing = number in self._missing
        self._missing.remove(number, number)
        if was_missing:
            self._goes_on(now_us)
        self._done.add(number, number)
        self._known_last = max(self._known_last or 0, number)
        while self._done.pieces > MOST_GAPS:
            # between the two lowest nothing is expected any more
            first, _ = self._done.drop_lowest()
            second = next(iter(self._done))
            if not self._missing.within(first, second[1]):
                self._done.add(first, second[1])

    def give_back(self, number: int, not_before_us: float) -> None:
        """Note that shot `number` arrived but was refused: it is missing again."""
        self._done.remove(number, number)
        self._missing.add(number, number)
        self._ask_from_us = max(self._ask_from_us, not_before_us)

    def gone(self, first: int, last: int, now_us: float) -> list[tuple[int, int]]:
        """Note that the node does not hold `first` to `last`. Returns those that were missing, which are lost."""
        lost = self._missing.within(first, last)
        for a, b in lost:
            self._missing.remove(a, b)
            self._done.add(a, b)
        if lost:
            self._goes_on(now_us)
        return lost

    def due_us(self) -> float | None:
        """When to ask next, us; None while nothing is missing."""
        return self._ask_from_us if self._missing else None

    def next_request(self, now_us: float) -> tuple[int, int] | None:
        """The first and last number to request now, the oldest missing; None: nothing to request now."""
        if not self._missing or now_us < self._ask_from_us:
            return None
        first, _ = next(iter(self._missing))
        # close gaps are requested as one: a shot that comes again does no harm
        _, last = self._missing.within(first, first + ASKED_AT_ONCE - 1)[-1]
        self._asked = (first, last)
        self._ask_from_us = now_us + self._interval_us
        self._interval_us = min(self._interval_us * 1.5, ASK_AT_LEAST_EVERY_US)
        return first, last

    def _goes_on(self, now_us: float) -> None:
        """Note an answer of the node: wait for the rest of the request, or make the next one at once."""
        self._interval_us = ASK_AGAIN_US
        self._ask_from_us = now_us + (ASK_AGAIN_US if self.is_missing_between(*self._asked) else 0.0)
