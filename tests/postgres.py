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
        self._administrator: asyncpg.Connection[asyncpg.Record] | None = None
        self._unwritten: list[str] = []

    def __enter__(self) -> Self:
        if self._running is None:
            self._runner.run(self._start())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for name in self._unwritten:
            self._drop(name)
        if self._administrator is not None:
            self._runner.run(self._administrator.close())
        self._runner.run(self._server.stop())
        self._runner.close()
        if self._running is None:
            shutil.rmtree(self.folder)

    @contextmanager
    def database(self, template: str = TEMPLATE) -> Iterator[DatabaseLocation]:
        """A copy of `template`, dropped afterwards. One to which nobody wrote is still that copy: the next gets it."""
        is_usual = template == TEMPLATE
        name = self._unwritten.pop() if is_usual and self._unwritten else self._copy(template)
        before = self._next_transaction()
        try:
            yield replace(self._server.location, database=name)
        finally:
            if is_usual and self._leave(name) and self._next_transaction() == before:
                self._unwritten.append(name)
            else:
                self._drop(name)

    async def disconnect(self, location: DatabaseLocation) -> None:
        """What a restart of the server does to its clients."""
        await self._run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", location.database)

    async def allow(self, location: DatabaseLocation, *, connections: bool) -> None:
        """With False the database refuses every connection, as while a server is away."""
        await self._run(f"ALTER DATABASE {location.database} ALLOW_CONNECTIONS {connections}")

    def _copy(self, template: str) -> str:
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        # copied as files: through the log it takes five times as long. The rights on it are not its template's
        self._admin(f"CREATE DATABASE {name} TEMPLATE {template} OWNER {OWNER} STRATEGY FILE_COPY")
        self._admin(
            f"REVOKE ALL ON DATABASE {name} FROM PUBLIC;"
            f"GRANT CONNECT ON DATABASE {name} TO {', '.join(ROLES)};"
            f"GRANT TEMPORARY ON DATABASE {name} TO arch_archive"
        )
        return name

    def _drop(self, name: str) -> None:
        self._admin(f"DROP DATABASE {name} WITH (FORCE)")

    def _leave(self, name: str) -> bool:
        """End whoever is connected still, with what locks and transactions they hold; False where one does not end."""
        ended = "SELECT coalesce(bool_and(pg_terminate_backend(pid, 5000)), true) FROM pg_stat_activity"
        return bool(self._admin(f"{ended} WHERE datname = '{name}'"))

    def _next_transaction(self) -> str:
        """The number of the server's next transaction: whatever changes a row, a sequence or a table takes one.

        Only VACUUM and ANALYZE of a table without rows take none; no test says them.
        """
        return str(self._admin("SELECT pg_snapshot_xmax(pg_current_snapshot())::text"))

    def _admin(self, statement: str) -> Any:
        # names of our own making; DDL takes no parameters
        return self._runner.run(self._ask(statement))

    async def _ask(self, statement: str) -> Any:
        if self._administrator is None:
            self._administrator = await asyncpg.connect(**self._administration())
        if statement.startswith("SELECT"):
            return await self._administrator.fetchval(statement)
        return await self._administrator.execute(statement)

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
