"""A throw-away PostgreSQL, and a database from a migrated template for every test."""

import asyncio
import itertools
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import asyncpg

from appliance.database.embedded import EmbeddedServer
from appliance.database.location import ROLES, DatabaseLocation
from appliance.database.login import OWNER, SUPERUSER
from appliance.database.migrate import migrate
from appliance.runtime.resources import sql_dir

TEMPLATE = "arch_template"
ADMINISTRATOR_LINE = f"local all {SUPERUSER} trust\n"
"""Lets tests do what the appliance never does: it has no line for the superuser."""


RUNNING = "ARCH_STATS_TEST_CLUSTER"
MEMORY = Path("/dev/shm")  # noqa: S108  (a folder of nobody else's name is made in it)
MEMORY_BYTES = 2 * 2**30
"""Each database is a thousand files; where there is so much memory they are made in it, in a tenth of the time."""


def as_administrator(location: DatabaseLocation) -> DatabaseLocation:
    """The same database, as the superuser of the server."""
    return replace(location, user=SUPERUSER)


def has_memory() -> bool:
    """Whether files in memory have room for a server of tests beside everything else."""
    if not os.access(MEMORY, os.W_OK):
        return False
    lines = Path("/proc/meminfo").read_text("ascii").splitlines()
    available_kb = next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable:"))
    return min(available_kb * 1024, shutil.disk_usage(MEMORY).free) >= MEMORY_BYTES


class Cluster:
    """The embedded server in a temporary folder; ARCH_STATS_TEST_PG_BIN names another server's binaries.

    ARCH_STATS_TEST_CLUSTER names the folder of one that runs already (`python -m tests.postgres` runs one).
    """

    def __init__(self, *, in_memory: bool = False) -> None:
        self._running = os.environ.get(RUNNING)
        place = MEMORY if in_memory and has_memory() else None
        self.folder = Path(self._running or tempfile.mkdtemp(prefix="arch-stats-tests-", dir=place))
        self.folder.chmod(0o755)
        binaries = os.environ.get("ARCH_STATS_TEST_PG_BIN")
        self._server = EmbeddedServer(
            self.folder, sql_dir(), Path(binaries) if binaries else None, extra_access=ADMINISTRATOR_LINE
        )
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
        # copied as files: through the log it takes five times as long. The rights on it are not its template's
        self._admin(
            f"CREATE DATABASE {name} TEMPLATE {template} OWNER {OWNER} STRATEGY FILE_COPY",
            f"REVOKE ALL ON DATABASE {name} FROM PUBLIC",
            f"GRANT CONNECT ON DATABASE {name} TO {', '.join(ROLES)}",
            f"GRANT TEMPORARY ON DATABASE {name} TO arch_archive",
        )
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

    def _admin(self, *statements: str) -> None:
        # names of our own making; DDL takes no parameters
        self._runner.run(self._run_all(statements))

    async def _start(self) -> None:
        await self._server.prepare()
        await self._server.start()
        # nothing of it outlives the run: what a power cut would lose may be lost
        switched_off = [f"ALTER SYSTEM SET {setting} = off" for setting in ("fsync", "full_page_writes")]
        switched_off += [f"ALTER SYSTEM SET {setting} = '64MB'" for setting in ("max_wal_size", "min_wal_size")]
        # rows that nothing derived or refused
        spoiling = f"GRANT SET ON PARAMETER session_replication_role TO {OWNER}"
        await self._run_all([*switched_off, "SELECT pg_reload_conf()", spoiling])
        # the server's own database has no schema yet, and everything else that a database of it has
        await self._run_all([f"CREATE DATABASE {TEMPLATE} TEMPLATE {self._server.location.database} OWNER {OWNER}"])
        template = replace(self._server.location, database=TEMPLATE)
        connection = await asyncpg.connect(**template.connect_arguments("tests"))
        try:
            await migrate(connection, sql_dir())
        finally:
            await connection.close()

    async def _run(self, statement: str, *arguments: str) -> None:
        connection = await asyncpg.connect(**self._administration())
        try:
            await connection.execute(statement, *arguments)
        finally:
            await connection.close()

    async def _run_all(self, statements: Sequence[str]) -> None:
        connection = await asyncpg.connect(**self._administration())
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    def _administration(self) -> dict[str, Any]:
        return as_administrator(replace(self._server.location, database="postgres")).connect_arguments("tests")


if __name__ == "__main__":
    with Cluster() as cluster:
        sys.stdout.write(f"{cluster.folder}\n")
        sys.stdout.flush()
        sys.stdin.read()
