from collections.abc import AsyncIterator

import pytest

from appliance.database.location import DatabaseLocation
from appliance.database.pool import Pool, open_as_owner


@pytest.fixture
async def location_pool(location: DatabaseLocation) -> AsyncIterator[Pool]:
    """The owner's connections."""
    async with open_as_owner(location, "tests") as pool:
        yield pool
