from collections.abc import AsyncIterator

import pytest

from appliance.database.location import DatabaseLocation
from appliance.database.pool import Pool, open_archive


@pytest.fixture
async def location_pool(location: DatabaseLocation) -> AsyncIterator[Pool]:
    """The owner's connections."""
    async with open_archive(location, "tests") as pool:
        yield pool
