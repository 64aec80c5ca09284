"""Refreshes cached state of the sensor wing when a notice says that it changed."""

import asyncio
from collections.abc import Awaitable, Callable

from appliance.core.backoff import delays_s
from appliance.models.errors import DBUnavailable


async def refresh_when_stale(stale: asyncio.Event, refresh: Callable[[], Awaitable[None]]) -> None:
    """Call `refresh` for ever, each time `stale` is set; an absent database is asked again with growing pauses."""
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
