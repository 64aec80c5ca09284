"""Opens the database for commands that read or write every row."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from appliance.database.pool import Pool, open_archive
from appliance.settings import Settings
from appliance.wiring.database import database, given_location, ready_schema


@asynccontextmanager
async def opened_archive(settings: Settings) -> AsyncIterator[Pool]:
    """A pool on the appliance's database; if it uses an embedded server that is not running, that runs with the
    body."""
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
    await ready_schema(location, settings, "arch_archive")
    async with open_archive(location, "arch-stats archive") as pool:
        yield pool
