"""arch-stats migrate: brings the schema of the database up to date."""

import asyncio
import os

from appliance.commands.terminal import print_message
from appliance.core.message import message
from appliance.settings import Settings, read_settings
from appliance.wiring.database import database, prepare_schema


def migrate() -> int:
    """Bring the schema of the database up to date."""
    settings = read_settings(os.environ)
    asyncio.run(_run(settings))
    print_message(message("database_up_to_date"))
    return 0


async def _run(settings: Settings) -> None:
    async with database(settings) as location:
        await prepare_schema(location, settings.ws_channel)
