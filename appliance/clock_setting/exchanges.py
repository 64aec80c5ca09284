"""Measures the round trips in which phones report their time."""

from collections import OrderedDict
from uuid import UUID, uuid4

MOST = 16
"""Largest number of open exchanges; beyond it the oldest are forgotten."""


class Exchanges:
    """When each phone was asked for its time, us on the monotonic clock, until it answers."""

    def __init__(self) -> None:
        self._begun: OrderedDict[UUID, float] = OrderedDict()

    def begin(self, mono_us: float) -> UUID:
        """Begin an exchange, just before a phone is asked; returns its ID."""
        exchange_id = uuid4()
        self._begun[exchange_id] = mono_us
        while len(self._begun) > MOST:
            self._begun.popitem(last=False)
        return exchange_id

    def end(self, exchange_id: UUID) -> float | None:
        """When the exchange began, us on the monotonic clock; None for an ID that is unknown or was answered
        already."""
        return self._begun.pop(exchange_id, None)
