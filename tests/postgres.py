"""A throw-away PostgreSQL, and a database from a migrated template for every test."""

import asyncio
import itertools
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

import asyncpg

from appliance.database.embedded import EmbeddedServer
from appliance.database.location import DatabaseLocation
from appliance.database.migrate import migrate
from appliance.runtime.resources import sql_dir

TEMPLATE = "arch_template"


RUNNING = "ARCH_STATS_TEST_CLUSTER"


class Cluster:
    """The embedded server in a temporary folder; ARCH_STATS_TEST_PG_BIN names another server's binaries.

    ARCH_STATS_TEST_CLUSTER names the folder of one that runs already (`python -m tests.postgres` runs one).
    """

    def __init__(self) -> None:
        self._running = os.environ.get(RUNNING)
        self.folder = Path(self._running or tempfile.mkdtemp(prefix="arch-stats-tests-"))
        self.folder.chmod(0o755)
        binaries = os.environ.get("ARCH_STATS_TEST_PG_BIN")
        self._server = EmbeddedServer(self.folder, Path(binaries) if binaries else None)
        self._runner = asyncio.Runner()
        self._numbers = itertools.count(1)

    def __enter__(self) -> Self:
        if self._running is None:
            self._runner.run(self._start())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._runner.run(self._server.stop())
        self._runner.close()
        if self._running is None:
            shutil.rmtree(self.folder)

    @contextmanager
    def database(self, template: str = TEMPLATE) -> Iterator[DatabaseLocation]:
        """A copy of `template`, dropped afterwards."""
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        self._admin(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield replace(self._server.location, database=name)
        finally:
            self._admin(f"DROP DATABASE {name} WITH (FORCE)")

    async def disconnect(self, location: DatabaseLocation) -> None:
        """What a restart of the server does to its clients."""
        await self._run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", location.database)

    async def allow(self, location: DatabaseLocation, *, connections: bool) -> None:
        """With False the database refuses every connection, as while a server is away."""
        await self._run(f"ALTER DATABASE {location.database} ALLOW_CONNECTIONS {connections}")

    def _admin(self, statement: str) -> None:
        # names of our own making; DDL takes no parameters
        self._runner.run(self._run(statement))

    async def _start(self) -> None:
        await self._server.prepare()
        await self._server.start()
        # nothing of it outlives the run: what a power cut would lose may be lost
        for setting in ("fsync", "full_page_writes"):
            await self._run(f"ALTER SYSTEM SET {setting} = off")
        await self._run("SELECT pg_reload_conf()")
        await self._run(f"CREATE DATABASE {TEMPLATE}")
        template = replace(self._server.location, database=TEMPLATE)
        connection = await asyncpg.connect(**template.connect_arguments("tests"))
        try:
            await migrate(connection, sql_dir())
        finally:
            await connection.close()

    async def _run(self, statement: str, *arguments: str) -> None:
        connection = await asyncpg.connect(**self._server.location.connect_arguments("tests"))
        try:
            await connection.execute(statement, *arguments)
        finally:
            await connection.close()


if __name__ == "__main__":
    with Cluster() as cluster:
        sys.stdout.write(f"{cluster.folder}\n")
        sys.stdout.flush()
        sys.stdin.read()
