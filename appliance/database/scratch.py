"""A temporary PostgreSQL server for a trial, separate from the appliance's and deleted afterwards."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from appliance.core.message import message
from appliance.database.binaries import wheel_binaries
from appliance.database.embedded import EmbeddedServer
from appliance.database.errors import DatabaseRefused
from appliance.database.location import DatabaseLocation
from appliance.database.migrate import migrate
from appliance.database.pool import connect_patiently

DEBIAN = Path("/usr/lib/postgresql")
PATIENCE_S = 30.0
PASSING = {
    # the server is deleted in a minute: a power cut may lose its data, and the card is spared
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "shared_buffers": "16MB",
    # of which three are reserved for a superuser
    "max_connections": "8",
    "jit": "off",
}


def server_binaries() -> Path:
    """The folder of `postgres` and `initdb`: of the wheel, else the system's newest. Raises DatabaseRefused."""
    try:
        return wheel_binaries()
    except DatabaseRefused:
        versions = [path for path in DEBIAN.glob("*/bin") if path.parent.name.isdigit() and (path / "initdb").exists()]
        if not versions:
            raise DatabaseRefused(message("no_scratch_server")) from None
        return max(versions, key=lambda path: int(path.parent.name))


def _new_folder(scratch: Path, prefix: str) -> Path:
    folder = Path(tempfile.mkdtemp(dir=scratch, prefix=prefix))
    if os.geteuid() == 0:
        # then PostgreSQL runs as another user, who has to reach the folder
        folder.chmod(0o711)
    return folder


@asynccontextmanager
async def scratch_database(scratch: Path, prefix: str, sql: Path) -> AsyncIterator[DatabaseLocation]:
    """An empty database with today's schema in a new folder below `scratch`, which is deleted on leaving.

    Raises DatabaseRefused, DatabaseUnavailable.
    """
    folder = await asyncio.to_thread(_new_folder, scratch, prefix)
    try:
        server = EmbeddedServer(folder, sql, server_binaries(), PASSING)
        try:
            await server.prepare()
            await server.start()
            connection = await connect_patiently(server.location, "arch-stats scratch", PATIENCE_S)
            try:
                await migrate(connection, sql)
            finally:
                connection.terminate()
            yield server.location
        finally:
            await server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
