"""How long to wait before trying again; the caller does the waiting."""

from collections.abc import Iterator
from itertools import chain, repeat


def delays_s(first: float = 0.2, factor: float = 2.0, longest: float = 5.0) -> Iterator[float]:
    """Growing delays in seconds, for ever; make a new iterator after a success."""

    def growing() -> Iterator[float]:
        delay = first
        while delay < longest:
            yield delay
            delay *= factor

    return chain(growing(), repeat(longest))
