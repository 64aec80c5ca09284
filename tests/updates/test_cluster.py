"""Copies of a database that is in use, by PostgreSQL's own commands."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest

from appliance.database.binaries import wheel_binaries
from appliance.database.location import DatabaseLocation
from appliance.database.migrate import migrate
from appliance.database.pool import Connection, set_codecs
from appliance.runtime.resources import sql_dir
from appliance.updates import cluster as module
from appliance.updates.cluster import Cluster
from appliance.updates.errors import UpdateRefused
from tests.models.helpers import Tables


def cluster_at(location: DatabaseLocation) -> Cluster:
    roles_sql = sql_dir() / "roles.sql"
    return Cluster(wheel_binaries(), Path(location.host), Path("/"), location.database, roles_sql, user=None)


@asynccontextmanager
async def connected(location: DatabaseLocation) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(**location.connect_arguments("tests"))
    try:
        await set_codecs(connection)
        yield connection
    finally:
        await connection.close()


async def test_a_copy_has_rows_that_functions_of_the_database_checked(location: DatabaseLocation) -> None:
    """Faces of a target: PostgreSQL's restore leaves functions no schema to look in."""
    async with connected(location) as admin:
        tables = Tables(admin)
        session_id = await tables.session()
        target_id = await tables.target(session_id)
        cluster = cluster_at(location)
        await asyncio.to_thread(cluster.make_copy)
    try:
        async with connected(replace(location, database=cluster.copy)) as copy:
            assert await copy.fetchval("SELECT session_id FROM targets WHERE id = $1", target_id) == session_id
            # as the newer version does, which asks whether everybody has what the roles' script takes away
            assert await migrate(copy, sql_dir()) == 0
        assert cluster.schema(cluster.copy) == cluster.schema(cluster.database) > 0
    finally:
        await asyncio.to_thread(cluster.forget, cluster.copy)
    assert not cluster.has(cluster.copy)


async def test_what_the_owner_put_into_a_database_is_copied_and_read_as_the_owner(location: DatabaseLocation) -> None:
    """A check, and a view in the place of a table, run whatever their maker likes, as whoever reads or restores."""
    cluster = cluster_at(location)
    async with connected(location) as owner:
        await owner.execute(
            """
            CREATE FUNCTION is_fine(text) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT $1 = current_user';
            CREATE TABLE made_by (role text CHECK (is_fine(role)));
            INSERT INTO made_by VALUES (current_user);
            ALTER TABLE schema_migrations RENAME TO numbered;
            CREATE VIEW schema_migrations WITH (security_invoker) AS
                SELECT numbered.version FROM numbered, made_by WHERE is_fine(made_by.role);
            CREATE FUNCTION format(text, regprocedure) RETURNS text LANGUAGE plpgsql AS
                'BEGIN RAISE EXCEPTION ''run by the superuser, who sets up roles''; END';
            """
        )
    try:
        await asyncio.to_thread(cluster.make_copy)
        assert cluster.schema(cluster.copy) == cluster.schema(cluster.database) > 0
    finally:
        await asyncio.to_thread(cluster.forget, cluster.copy)


async def test_half_a_copy_is_none(location: DatabaseLocation, monkeypatch: pytest.MonkeyPatch) -> None:
    cluster = cluster_at(location)
    monkeypatch.setattr(module, "WITHOUT_IT", ["sed", "s/^COPY .*/SELECT nothing;/"])
    try:
        with pytest.raises(UpdateRefused, match="psql"):
            await asyncio.to_thread(cluster.make_copy)
        assert cluster.schema(cluster.copy) == 0
    finally:
        await asyncio.to_thread(cluster.forget, cluster.copy)


async def test_a_database_is_put_back_with_its_owner_and_only_once(location: DatabaseLocation) -> None:
    cluster = cluster_at(location)
    owner = cluster.owner_of(cluster.database)
    async with connected(location) as using:
        await using.execute("CREATE TABLE arrows_of (version integer); INSERT INTO arrows_of VALUES (1)")
        # whoever uses it is disconnected
        await asyncio.to_thread(cluster.keep_before)
        with pytest.raises((asyncpg.InterfaceError, asyncpg.PostgresConnectionError)):
            await using.execute("SELECT 1")
    try:
        assert cluster.owner_of(cluster.before) == owner
        async with connected(location) as newer:
            await newer.execute("UPDATE arrows_of SET version = 2")
        # the second time there is nothing to put back
        for _ in range(2):
            await asyncio.to_thread(cluster.put_back_before)
            for name, version in ((cluster.database, 1), (cluster.after, 2)):
                async with connected(replace(location, database=name)) as read:
                    assert await read.fetchval("SELECT version FROM arrows_of") == version
        assert not cluster.has(cluster.before)
        # a power cut between the two renames
        cluster.sql('ALTER DATABASE :"database" RENAME TO :"before";', before=cluster.before)
        await asyncio.to_thread(cluster.put_back_before)
        assert (cluster.has(cluster.database), cluster.has(cluster.after)) == (True, True)
    finally:
        await asyncio.to_thread(cluster.forget, cluster.after)


async def test_the_copy_from_before_an_earlier_update_is_replaced(location: DatabaseLocation) -> None:
    cluster = cluster_at(location)
    cluster.sql('CREATE DATABASE :"before" TEMPLATE template0;', before=cluster.before)
    try:
        await asyncio.to_thread(cluster.keep_before)
        assert cluster.schema(cluster.before) == cluster.schema(cluster.database) > 0
    finally:
        await asyncio.to_thread(cluster.forget, cluster.before)
