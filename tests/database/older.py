"""Tables as they were before a migration."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from appliance.database.location import DatabaseLocation
from appliance.database.migrate import migrate
from appliance.database.pool import Connection, set_codecs
from appliance.runtime.resources import sql_dir


@asynccontextmanager
async def tables_before(migration: int, empty: DatabaseLocation, folder: Path) -> AsyncIterator[Connection]:
    """Without views and triggers: those of then wrote what the tests write themselves."""
    shutil.copytree(sql_dir(), folder / "sql")
    for path in (folder / "sql" / "migrations").glob("*.sql"):
        if int(path.name[:4]) >= migration:
            path.unlink()
    for name in ("views.sql", "triggers.sql", "grants.sql"):
        (folder / "sql" / "routines" / name).write_text("SELECT")
    connection = await asyncpg.connect(**empty.connect_arguments("tests"))
    assert await migrate(connection, folder / "sql") == migration - 1
    yield connection
    await connection.close()


async def upgrade(older: Connection) -> None:
    await migrate(older, sql_dir())
    await set_codecs(older)
