"""How long to wait before trying again; the caller does the waiting."""

from collections.abc import Iterator
from itertools import chain, repeat

FIRST_S = 0.2
"""Before the second try: most of what fails once (a lock, a restart of a connection) is over by then. A choice."""
FACTOR = 2.0
"""Each wait is so many times the one before: the usual doubling, five tries until LONGEST_S."""
LONGEST_S = 5.0
"""No wait is longer: whoever plugs a board in again, or starts the database, sees it taken within as long. A choice."""


def delays_s(first: float = FIRST_S, factor: float = FACTOR, longest: float = LONGEST_S) -> Iterator[float]:
    """Growing delays in seconds, for ever; make a new iterator after a success."""

    def growing() -> Iterator[float]:
        delay = first
        while delay < longest:
            yield delay
            delay *= factor

    return chain(growing(), repeat(longest))
