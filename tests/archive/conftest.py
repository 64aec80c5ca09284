from collections.abc import AsyncIterator, Iterator

import pytest

from appliance.database.location import DatabaseLocation
from appliance.database.pool import Pool
from tests.archive.helpers import owner
from tests.models.conftest import tables
from tests.postgres import Cluster

__all__ = ["tables"]


@pytest.fixture
async def pool(location: DatabaseLocation) -> AsyncIterator[Pool]:
    async with owner(location) as opened:
        yield opened


@pytest.fixture
def elsewhere(cluster: Cluster) -> Iterator[DatabaseLocation]:
    """Another appliance's database."""
    with cluster.database() as fresh:
        yield fresh
