"""Waits while the database is away; whatever else goes wrong is the caller's."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from appliance.core.backoff import delays_s
from appliance.models.errors import DBUnavailable

log = logging.getLogger(__name__)

LONGEST_PAUSE_S = 1.0
T = TypeVar("T")


class Patience:
    """Shared by all that ask the database: `is_waiting` while it does not answer, `is_asking` while it is asked."""

    def __init__(self) -> None:
        self._waiting = 0
        self._asking = 0

    @property
    def is_waiting(self) -> bool:
        """Whether somebody has been told that the database is away, and asks again."""
        return self._waiting > 0

    @property
    def is_asking(self) -> bool:
        """Whether somebody waits for an answer."""
        return self._asking > 0

    async def through(self, ask: Callable[[], Awaitable[T]]) -> T:
        """The answer, however long the database is away."""
        delays = delays_s(first=0.1, longest=LONGEST_PAUSE_S)
        is_waiting = False
        try:
            with self.asking():
                while True:
                    try:
                        return await ask()
                    except DBUnavailable as error:
                        if not is_waiting:
                            log.warning("%s: impacts wait in the journal", error)
                            is_waiting = True
                            self._waiting += 1
                        await asyncio.sleep(next(delays))
        finally:
            self._waiting -= is_waiting

    @contextmanager
    def asking(self) -> Iterator[None]:
        """While the body lasts somebody waits for an answer."""
        self._asking += 1
        try:
            yield
        finally:
            self._asking -= 1
