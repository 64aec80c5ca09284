"""Opens the database as its owner, for commands that read or write everything in it."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from appliance.database.pool import Pool, open_as_owner
from appliance.settings import Settings
from appliance.wiring.database import database, given_location, prepare_schema


@asynccontextmanager
async def opened_as_owner(settings: Settings) -> AsyncIterator[Pool]:
    """A pool on the running appliance's database; where none runs, the embedded server runs as long as the body."""
    location = given_location(settings)
    is_running = await asyncio.to_thread(os.path.exists, f"{location.host}/.s.PGSQL.{location.port}")
    if settings.uses_embedded_database and not is_running:
        async with database(settings), _pool(settings) as pool:
            yield pool
        return
    async with _pool(settings) as pool:
        yield pool


@asynccontextmanager
async def _pool(settings: Settings) -> AsyncIterator[Pool]:
    location = given_location(settings)
    await prepare_schema(location, settings.ws_channel)
    async with open_as_owner(location, "arch-stats archive") as pool:
        yield pool
