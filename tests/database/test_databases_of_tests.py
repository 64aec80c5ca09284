"""Each test has a database as the migrations made it, whatever those before it did."""

import asyncio
from typing import Any

import asyncpg
import pytest

from appliance.database.location import DatabaseLocation
from tests.postgres import Cluster

LOCK = "SELECT pg_advisory_lock(7)"


async def connected(location: DatabaseLocation) -> "asyncpg.Connection[asyncpg.Record]":
    return await asyncpg.connect(**location.connect_arguments("tests"))


def after(statement: str, location: DatabaseLocation) -> Any:
    async def ask() -> Any:
        connection = await connected(location)
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    return asyncio.run(ask())


def test_what_was_only_read_is_handed_on(cluster: Cluster) -> None:
    with cluster.database() as read:
        assert after("SELECT count(*) FROM sessions", read) == 0
    with cluster.database() as again:
        assert again == read
        with cluster.database() as beside:
            assert beside != again


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO archers (name) VALUES ('Robin')",
        "SELECT nextval('feed_seq')",
        "UPDATE appliance SET ws_channel = ws_channel",
        "CREATE TABLE mine (id integer)",
        "CREATE TEMPORARY TABLE mine (id integer)",
        "SELECT pg_notify('archy', '')",
    ],
)
def test_what_was_written_is_dropped(statement: str, cluster: Cluster) -> None:
    with cluster.database() as written:
        after(statement, written)
    with cluster.database() as other:
        assert other != written


def test_nobody_stays_connected_with_a_lock(cluster: Cluster) -> None:
    async def hold(location: DatabaseLocation) -> "asyncpg.Connection[asyncpg.Record]":
        connection = await connected(location)
        await connection.execute(LOCK)
        return connection

    with asyncio.Runner() as runner:
        with cluster.database() as locked:
            left = runner.run(hold(locked))
        with cluster.database() as again:
            assert again == locked
            assert after("SELECT pg_try_advisory_lock(7)", again)
        left.terminate()
