"""Opens the database: the configured server or the embedded one, with its schema up to date."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

from appliance.background import background
from appliance.database.embedded import EmbeddedServer, embedded_server
from appliance.database.location import DatabaseLocation
from appliance.database.migrate import migrate
from appliance.database.pool import connect_patiently
from appliance.resources import migrations_dir
from appliance.settings import Settings

DATABASE_PATIENCE_S = 60.0
SOCKET_DIR = "/var/run/postgresql"


@asynccontextmanager
async def database(settings: Settings) -> AsyncIterator[DatabaseLocation]:
    """The configured server, or the embedded one."""
    if not settings.uses_embedded_database:
        yield given_location(settings)
        return
    async with embedded_server(settings.data_dir) as server, background(postgres=server.keep_running()):
        yield server.location


def given_location(settings: Settings) -> DatabaseLocation:
    """Where the database is; a socket is preferred to a host when its file exists."""
    if settings.uses_embedded_database:
        return EmbeddedServer(settings.data_dir).location
    socket_dir = settings.postgres_socket_dir or Path(SOCKET_DIR)
    has_socket = (socket_dir / f".s.PGSQL.{settings.postgres_port}").exists()
    host = str(socket_dir) if has_socket or settings.postgres_host is None else settings.postgres_host
    user = settings.postgres_user or "arch_stats"
    return DatabaseLocation(
        host, settings.postgres_port, settings.postgres_db or user, user, settings.postgres_password
    )


async def prepare_schema(location: DatabaseLocation, ws_channel: str) -> UUID:
    """Migrate, and tell the triggers their channel; returns the appliance's id."""
    connection = await connect_patiently(location, "arch-stats migrate", DATABASE_PATIENCE_S)
    try:
        await migrate(connection, migrations_dir())
        appliance_id: UUID = await connection.fetchval("UPDATE appliance SET ws_channel = $1 RETURNING id", ws_channel)
    finally:
        await connection.close()
    return appliance_id
