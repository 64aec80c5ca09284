from collections.abc import AsyncIterator

import asyncpg
import pytest

from appliance.database.location import DatabaseLocation
from appliance.database.pool import set_codecs
from tests.models.helpers import Tables


@pytest.fixture
async def tables(location: DatabaseLocation) -> AsyncIterator[Tables]:
    connection = await asyncpg.connect(**location.connect_arguments("tests"))
    await set_codecs(connection)
    yield Tables(connection)
    await connection.close()
