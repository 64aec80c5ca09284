"""A set of integers, stored as intervals: a million consecutive ones take as much memory as one."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator


class IntervalSet:
    """Closed intervals in ascending order, with at least one number missing between two of them."""

    def __init__(self) -> None:
        self._firsts: list[int] = []
        self._lasts: list[int] = []

    def __bool__(self) -> bool:
        return bool(self._firsts)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return iter(list(zip(self._firsts, self._lasts, strict=True)))

    def __contains__(self, number: int) -> bool:
        place = bisect_right(self._firsts, number) - 1
        return place >= 0 and number <= self._lasts[place]

    @property
    def count(self) -> int:
        """Number of integers in the set."""
        return sum(self._lasts) - sum(self._firsts) + len(self._firsts)

    @property
    def pieces(self) -> int:
        """Number of intervals."""
        return len(self._firsts)

    def add(self, first: int, last: int) -> None:
        """Add all numbers from `first` to `last`."""
        if first > last:
            return
        begin = bisect_left(self._lasts, first - 1)
        end = bisect_right(self._firsts, last + 1)
        if begin < end:
            first, last = min(first, self._firsts[begin]), max(last, self._lasts[end - 1])
        self._firsts[begin:end], self._lasts[begin:end] = [first], [last]

    def remove(self, first: int, last: int) -> None:
        """Remove all numbers from `first` to `last`, as far as they are in the set."""
        begin, end = bisect_left(self._lasts, first), bisect_right(self._firsts, last)
        if begin >= end or first > last:
            return
        left = (self._firsts[begin], first - 1)
        right = (last + 1, self._lasts[end - 1])
        stays = [piece for piece in (left, right) if piece[0] <= piece[1]]
        self._firsts[begin:end] = [piece[0] for piece in stays]
        self._lasts[begin:end] = [piece[1] for piece in stays]

    def within(self, first: int, last: int) -> list[tuple[int, int]]:
        """The parts of `first` to `last` that are in the set."""
        begin, end = bisect_left(self._lasts, first), bisect_right(self._firsts, last)
        pieces = zip(self._firsts[begin:end], self._lasts[begin:end], strict=True)
        return [(max(a, first), min(b, last)) for a, b in pieces if first <= last]

    def outside(self, first: int, last: int) -> list[tuple[int, int]]:
        """The parts of `first` to `last` that are not in the set."""
        out, start = [], first
        for a, b in self.within(first, last):
            if start < a:
                out.append((start, a - 1))
            start = b + 1
        if start <= last:
            out.append((start, last))
        return out

    def drop_lowest(self) -> tuple[int, int]:
        """Remove and return the lowest interval."""
        return self._firsts.pop(0), self._lasts.pop(0)
