"""Retries work while the database is away; any other error is raised to the caller."""

import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from appliance.core.message import Message
from appliance.messages.translation import in_english
from appliance.models.patience import patiently

log = logging.getLogger(__name__)

T = TypeVar("T")


class Patience:
    """Retries with growing pauses, and knows whether anybody waits for the database."""

    def __init__(self) -> None:
        self._waiting = 0
        self._asking = 0

    @property
    def is_waiting(self) -> bool:
        """Whether the database is away and retried."""
        return self._waiting > 0

    @property
    def is_asking(self) -> bool:
        """Whether an answer of the database is pending."""
        return self._asking > 0

    async def retry(self, ask: Callable[[], Awaitable[T]]) -> T:
        """The result of `ask`, retried for as long as the database is away."""
        is_waiting = False

        def report(reason: Message | None) -> None:
            nonlocal is_waiting
            if reason is not None and not is_waiting:
                log.warning("%s: impacts wait in the journal", in_english(reason))
            self._waiting += (reason is not None) - is_waiting
            is_waiting = reason is not None

        with self.asking():
            return await patiently(ask, report)

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Mark the body as waiting for the database."""
        self._asking += 1
        try:
            yield
        finally:
            self._asking -= 1
