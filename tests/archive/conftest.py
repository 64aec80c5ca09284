import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from appliance.archive.writer import write_archive
from appliance.database.codecs import set_codecs
from appliance.database.location import DatabaseLocation
from appliance.database.pool import Pool
from tests.archive.helpers import fill, owner
from tests.models.conftest import tables
from tests.models.helpers import Tables
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


@pytest.fixture(scope="session")
def exported(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A filled appliance's export."""
    path: Path = tmp_path_factory.mktemp("exported") / "all.ndjson.gz"

    async def export(location: DatabaseLocation) -> None:
        async with owner(location) as pool:
            connection = await asyncpg.connect(**location.connect_arguments("tests"))
            await set_codecs(connection)
            await fill(Tables(connection))
            await connection.close()
            await write_archive(pool, path)

    with cluster.database() as location, asyncio.Runner() as runner:
        runner.run(export(location))
    return path.read_bytes()
