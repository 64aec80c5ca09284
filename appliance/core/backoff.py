"""How long to wait before trying again; the caller does the waiting."""

from collections.abc import Iterator
from itertools import chain, repeat

FIRST_S = 0.2
"""Wait before the second try: most passing failures (a lock, a connection restarted) are over by then. A choice."""
FACTOR = 2.0
"""Ratio of each wait to the one before: the usual doubling; five waits are shorter than LONGEST_S."""
LONGEST_S = 5.0
"""Longest wait: a board that is plugged in again, or a database that starts, is noticed within it. A choice."""


def delays_s(first: float = FIRST_S, factor: float = FACTOR, longest: float = LONGEST_S) -> Iterator[float]:
    """Endless iterator of growing delays, s; make a new one after a success."""

    def growing() -> Iterator[float]:
        delay = first
        while delay < longest:
            yield delay
            delay *= factor

    return chain(growing(), repeat(longest))
