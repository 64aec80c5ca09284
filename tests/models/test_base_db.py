import pytest

from appliance.database.location import DatabaseLocation
from appliance.database.pool import Pool
from appliance.models.base_db import DBBase, PinnedConnection
from appliance.models.errors import DBException, DBUnavailable
from tests.postgres import Cluster


class Numbers(DBBase):
    async def one(self) -> int:
        found: int = await self._fetchval("SELECT 1")
        return found

    async def refused(self) -> None:
        await self._fetch("SELECT 2147483647 + $1::integer", 1)

    async def cannot_be_written(self) -> None:
        await self._fetch("SELECT $1::integer", 2**40)


async def test_a_kept_connection_is_the_same_from_one_statement_to_the_next(server_pool: Pool) -> None:
    kept = PinnedConnection(server_pool)
    first = await kept.fetchval("SELECT pg_backend_pid()")
    assert await kept.fetchval("SELECT pg_backend_pid()") == first
    assert server_pool.get_idle_size() == server_pool.get_size() - 1
    with pytest.raises(DBException):
        await Numbers(kept).refused()
    assert await kept.fetchval("SELECT pg_backend_pid()") == first
    # the server waits for a value that will not come: nobody may use that connection again
    with pytest.raises(DBException):
        await Numbers(kept).cannot_be_written()
    assert await kept.fetchval("SELECT pg_backend_pid()") != first
    await kept.release()
    await kept.release()
    assert server_pool.get_idle_size() == server_pool.get_size()


async def test_a_kept_connection_that_broke_is_replaced(
    server_pool: Pool, location: DatabaseLocation, cluster: Cluster
) -> None:
    kept = PinnedConnection(server_pool)
    numbers = Numbers(kept)
    assert await numbers.one() == 1
    await cluster.allow(location, connections=False)
    await cluster.disconnect(location)
    for _ in range(3):
        with pytest.raises(DBUnavailable):
            await numbers.one()
    await cluster.allow(location, connections=True)
    assert await numbers.one() == 1
    await kept.release()
