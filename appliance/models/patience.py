"""The one place that waits while the database is away."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from appliance.core.backoff import delays_s
from appliance.core.message import Message, message_of
from appliance.models.errors import DBUnavailable

LONGEST_PAUSE_S = 2.0
"""Longest pause between two attempts: a waiting shot is on a phone this soon after the database is back."""
T = TypeVar("T")


def _silently(reason: Message | None) -> None:
    del reason


async def patiently(act: Callable[[], Awaitable[T]], report: Callable[[Message | None], None] = _silently) -> T:
    """The result of `act`, retried with growing pauses for as long as it raises DBUnavailable.

    `report` is called with the reason each time, and with None when the waiting is over, however it ends.
    """
    delays = delays_s(longest=LONGEST_PAUSE_S)
    is_waiting = False
    try:
        while True:
            try:
                return await act()
            except DBUnavailable as error:
                is_waiting = True
                report(message_of(error))
                await asyncio.sleep(next(delays))
    finally:
        if is_waiting:
            report(None)
