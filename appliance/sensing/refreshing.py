"""Refreshes cached state of the sensor wing when a notice says that it changed."""

import asyncio
from collections.abc import Awaitable, Callable

from appliance.core.backoff import delays_s
from appliance.models.errors import DBUnavailable


async def refresh_when_stale(stale: asyncio.Event, refresh: Callable[[], Awaitable[None]]) -> None:
    """Call `refresh` each time `stale` is set, until cancelled; with growing pauses while the database is away."""
    delays = delays_s()
    while True:
        await stale.wait()
        stale.clear()
        try:
            await refresh()
            delays = delays_s()
        except DBUnavailable:
            stale.set()
            await asyncio.sleep(next(delays))
