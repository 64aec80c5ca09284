from collections.abc import AsyncIterator

import asyncpg
import pytest

from appliance.database.location import DatabaseLocation
from appliance.database.pool import Pool


@pytest.fixture
async def location_pool(location: DatabaseLocation) -> AsyncIterator[Pool]:
    """The owner's connections."""
    async with asyncpg.create_pool(**location.connect_arguments("tests"), min_size=1, max_size=1) as pool:
        yield pool
