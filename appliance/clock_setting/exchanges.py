"""Measures the round trips in which phones say their time."""

from collections import OrderedDict
from uuid import UUID, uuid4

MOST = 16
"""Phones that are asked at once; of more the first are forgotten."""


class Exchanges:
    """Which phone was asked when, by the monotonic clock, until it answers."""

    def __init__(self) -> None:
        self._begun: OrderedDict[UUID, float] = OrderedDict()

    def begin(self, mono_us: float) -> UUID:
        """A phone is about to be asked."""
        exchange_id = uuid4()
        self._begun[exchange_id] = mono_us
        while len(self._begun) > MOST:
            self._begun.popitem(last=False)
        return exchange_id

    def end(self, exchange_id: UUID) -> float | None:
        """When the exchange began, us on the monotonic clock; None for one that is unknown or was answered already."""
        return self._begun.pop(exchange_id, None)
