"""Provides the database: the configured server or an embedded one, with its schema up to date."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from uuid import UUID

from appliance.core.message import Message, message, message_of
from appliance.database.embedded import STOP_PATIENCE_S, EmbeddedServer, embedded_server
from appliance.database.errors import DatabaseRefused, DatabaseUnavailable, MigrationRefused
from appliance.database.location import DatabaseLocation, Role
from appliance.database.migrate import is_current, migrate
from appliance.database.pool import connect_patiently
from appliance.database.readiness import Readiness
from appliance.runtime.resources import sql_dir
from appliance.runtime.supervise import Part, Supervisor
from appliance.settings import Settings

DATABASE_PATIENCE_S = 60.0
"""Longest wait of a command for the database, s."""
START_PATIENCE_S = 2.0
"""Longest wait of a start for a configured server that does not answer, s; then the page is served without it."""
FIRST_TRY_S = 60.0
"""Longest wait of a start for a server that is starting or being migrated, s."""
HELD_S = 3.0
"""Longest wait of requests for the database at a start, s, from the first request on systemd's sockets."""
SOCKET_DIR = "/var/run/postgresql"


class Database:
    """The database of a running appliance: its location, and whether it is ready."""

    def __init__(self, settings: Settings, role: Role) -> None:
        self._server = EmbeddedServer(settings.data_dir, sql_dir()) if settings.uses_embedded_database else None
        self._settings, self._role = settings, role
        self._runs = asyncio.Event()
        self._first_try = asyncio.Event()
        self._held_until: float | None = None
        self._refusal: Exception | None = None
        self.location = given_location(settings) if self._server is None else self._server.location
        self.readiness = Readiness()

    def require_folder(self) -> None:
        """Create the embedded server's folders. Raises DatabaseRefused if that can never succeed."""
        if self._server is not None:
            try:
                self._server.prepare_folders()
            except DatabaseRefused:
                raise
            except DatabaseUnavailable as error:
                self.readiness.refuse(message_of(error))

    def parts(self) -> list[Part]:
        """The parts to supervise: the embedded server, if any, and the schema's preparation."""
        schema = Part("database schema", self._prepare_schema, waits_for=self._waits_for)
        if self._server is None:
            return [schema]
        return [Part("database server", self._serve, end_within_s=STOP_PATIENCE_S + 5.0), schema]

    async def first_try(self) -> None:
        """Wait for the first attempt to reach the database, at most FIRST_TRY_S.

        Raises DatabaseRefused or MigrationRefused, which no waiting would cure.
        """
        try:
            async with asyncio.timeout(FIRST_TRY_S):
                await self._first_try.wait()
        except TimeoutError:
            return
        if self._refusal is not None:
            raise self._refusal

    async def tried(self) -> None:
        """Wait until the first attempt to reach the database ended, at most HELD_S after the first call."""
        if self._first_try.is_set():
            return
        if self._held_until is None:
            self._held_until = asyncio.get_running_loop().time() + HELD_S
        with suppress(TimeoutError):
            async with asyncio.timeout_at(self._held_until):
                await self._first_try.wait()

    async def _serve(self) -> None:
        assert self._server is not None  # noqa: S101  (this part exists only with an embedded server)
        with self._concluding():
            await self._server.serve(self._runs.set)

    async def _prepare_schema(self) -> None:
        if self._server is not None:
            await self._runs.wait()
        if not self.readiness.is_open:
            with self._concluding():
                self.readiness.open(
                    await ready_schema(self.location, self._settings, self._role, patience_s=START_PATIENCE_S)
                )
            self._first_try.set()
        await asyncio.Event().wait()

    def _waits_for(self) -> Message | None:
        return None if self.readiness.is_open else message("the_database_server")

    @contextmanager
    def _concluding(self) -> Iterator[None]:
        """Record why an attempt failed; a refusal at the first one also ends the start."""
        try:
            yield
        except Exception as error:
            self.readiness.refuse(message_of(error))
            if not self._first_try.is_set():
                self._refusal = error if isinstance(error, (DatabaseRefused, MigrationRefused)) else None
                self._first_try.set()
            raise


@asynccontextmanager
async def database(settings: Settings) -> AsyncIterator[DatabaseLocation]:
    """The location of the configured server, or of an embedded one that runs while the body does."""
    if not settings.uses_embedded_database:
        yield given_location(settings)
        return
    async with embedded_server(settings.data_dir, sql_dir()) as server:
        yield server.location


@asynccontextmanager
async def kept_database(settings: Settings, supervisor: Supervisor, role: Role) -> AsyncIterator[Database]:
    """Supervise the database while the body runs; it may become ready later, and again after a failure.

    `role`: the database role that checks the schema where another program migrates it. Raises DatabaseRefused.
    """
    kept = Database(settings, role)
    kept.require_folder()
    async with supervisor.running(*kept.parts()):
        yield kept


def given_location(settings: Settings) -> DatabaseLocation:
    """The location that the settings give; a Unix socket is preferred when its file exists."""
    if settings.uses_embedded_database:
        return EmbeddedServer(settings.data_dir, sql_dir()).location
    socket_dir = settings.postgres_socket_dir or Path(SOCKET_DIR)
    has_socket = (socket_dir / f".s.PGSQL.{settings.postgres_port}").exists()
    host = str(socket_dir) if has_socket or settings.postgres_host is None else settings.postgres_host
    user = settings.postgres_user or "arch_stats"
    return DatabaseLocation(
        host,
        settings.postgres_port,
        settings.postgres_db or user,
        user,
        settings.postgres_password,
        settings.postgres_sensing_password,
        settings.postgres_server_password,
        settings.postgres_archive_password,
    )


async def ready_schema(
    location: DatabaseLocation, settings: Settings, role: Role, patience_s: float = DATABASE_PATIENCE_S
) -> UUID:
    """Migrate the schema, or check it where another program migrates it; returns the appliance's id.

    Raises DatabaseUnavailable while the schema is not up to date.
    """
    if settings.migrate:
        return await prepare_schema(location, settings.ws_channel, patience_s)
    connection = await connect_patiently(location, f"arch-stats {role}", patience_s, role)
    try:
        if not await is_current(connection, sql_dir()):
            raise DatabaseUnavailable(message("schema_waits"))
        appliance_id: UUID = await connection.fetchval("SELECT id FROM appliance")
    finally:
        connection.terminate()
    return appliance_id


async def prepare_schema(location: DatabaseLocation, ws_channel: str, patience_s: float = DATABASE_PATIENCE_S) -> UUID:
    """Migrate the schema and set the channel of its notices; returns the appliance's id."""
    connection = await connect_patiently(location, "arch-stats migrate", patience_s)
    try:
        await migrate(connection, sql_dir())
        # an emptied table has lost this row, without which nothing can be recorded
        appliance_id: UUID = await connection.fetchval(
            "INSERT INTO appliance (ws_channel) VALUES ($1) "
            "ON CONFLICT (only_row) DO UPDATE SET ws_channel = excluded.ws_channel RETURNING id",
            ws_channel,
        )
    finally:
        connection.terminate()
    return appliance_id
