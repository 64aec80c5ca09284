"""Brings the schema of a database up to date: migrations in order, then every routine as it is written today.

Tables and their rows change by numbered migrations (sql/migrations), each applied once. Functions, views, triggers and
grants hold no data, so sql/routines has each of them once, whole, and all are applied again when one of them changed.
Everything happens in one transaction, under an advisory lock.
"""

import hashlib
import logging
import re
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from appliance.core.message import message
from appliance.database.errors import MigrationRefused
from appliance.database.location import ROLES
from appliance.database.pool import Connection

log = logging.getLogger(__name__)

LOCK_KEY = 7205390
AFTER_TABLES = ("views.sql", "triggers.sql", "grants.sql")
"""Routines applied after the tables that they name; functions are applied before, as defaults and checks call them."""
_NAME = re.compile(r"(?P<version>\d{4})_[a-z0-9_]+\.sql\Z")
_APPLIED_BEFORE = re.compile(r"^-- applied before as (?P<checksum>[0-9a-f]{64})$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SqlFile:
    """One file of statements."""

    name: str
    sql: str

    @property
    def checksum(self) -> str:
        """SHA-256 of the statements, which tells an edited file from the applied one."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Migration(SqlFile):
    """One numbered migration."""

    version: int

    def is_applied_as(self, checksum: str) -> bool:
        """Whether a database that applied a file with this checksum has what this one makes."""
        return checksum == self.checksum or checksum in _APPLIED_BEFORE.findall(self.sql)


@dataclass(frozen=True, slots=True)
class Routines:
    """The SQL files applied before the tables and after them, in this order."""

    functions: list[SqlFile]
    on_tables: list[SqlFile]

    @property
    def checksums(self) -> dict[str, str]:
        """The checksum of each file, by its name."""
        return {file.name: file.checksum for file in (*self.functions, *self.on_tables)}


def read_migrations(folder: Path) -> list[Migration]:
    """The numbered files of `folder` in order. Raises MigrationRefused when the numbers have a gap or repeat."""
    migrations = [
        Migration(path.name, path.read_text(encoding="utf-8"), int(match["version"]))
        for path in sorted(folder.glob("*.sql"))
        if (match := _NAME.match(path.name))
    ]
    numbers = [m.version for m in migrations]
    if not numbers or numbers != list(range(1, len(numbers) + 1)):
        raise MigrationRefused(message("migrations_with_gap", folder=str(folder), numbers=", ".join(map(str, numbers))))
    return migrations


def newest_migration(folder: Path) -> int:
    """The number of the newest migration in `folder`; 0 where there is none."""
    return max((int(match["version"]) for path in folder.glob("*.sql") if (match := _NAME.match(path.name))), default=0)


def read_routines(folder: Path) -> Routines:
    """The functions in order of their names, then views, triggers and grants."""
    functions = [SqlFile(path.name, path.read_text("utf-8")) for path in sorted((folder / "functions").glob("*.sql"))]
    return Routines(functions, [SqlFile(name, (folder / name).read_text("utf-8")) for name in AFTER_TABLES])


async def migrate(connection: Connection, folder: Path) -> int:
    """Bring the database up to date with `folder` (sql/); returns how many migrations were applied.

    Raises MigrationRefused, and changes nothing, for a database of a newer version or from before the first release,
    when a migration was edited after it was applied, without the roles of roles.sql, or without the right to do it.
    """
    migrations = read_migrations(folder / "migrations")
    routines = read_routines(folder / "routines")
    await _require_roles(connection, folder)
    await connection.execute("SELECT pg_advisory_lock($1)", LOCK_KEY)
    try:
        async with connection.transaction():
            return await _apply(connection, migrations, routines)
    except asyncpg.InsufficientPrivilegeError as error:
        raise MigrationRefused(message("schema_not_allowed", why=str(error))) from error
    finally:
        await connection.execute("SELECT pg_advisory_unlock($1)", LOCK_KEY)


async def _apply(connection: Connection, migrations: list[Migration], routines: Routines) -> int:
    await _refuse_unreleased(connection)
    await connection.execute(
        "CREATE TABLE IF NOT EXISTS schema_migrations (version integer PRIMARY KEY, name text NOT NULL, "
        "checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());"
        "CREATE TABLE IF NOT EXISTS schema_routines (name text PRIMARY KEY, checksum text NOT NULL, "
        "applied_at timestamptz NOT NULL DEFAULT now())"
    )
    missing = await _missing(connection, migrations)
    is_same = not missing and await _routines_applied(connection) == routines.checksums
    if is_same and await _is_closed(connection):
        return 0
    # a function may name a table that a migration has yet to make
    await connection.execute("SET LOCAL check_function_bodies = off")
    await _execute(connection, routines.functions)
    await _execute(connection, missing)
    await _execute(connection, routines.on_tables)
    await connection.executemany(
        "INSERT INTO schema_migrations (version, name, checksum) VALUES ($1, $2, $3)",
        [(migration.version, migration.name, migration.checksum) for migration in missing],
    )
    await connection.execute("DELETE FROM schema_routines")
    await connection.executemany(
        "INSERT INTO schema_routines (name, checksum) VALUES ($1, $2)", list(routines.checksums.items())
    )
    log.info("schema brought up to date: %s", ", ".join(file.name for file in missing) or "routines alone")
    return len(missing)


async def is_current(connection: Connection, folder: Path) -> bool:
    """Whether the schema is this version's, where it may not be changed. Raises MigrationRefused for a newer one."""
    if not await connection.fetchval("SELECT to_regclass('schema_routines') IS NOT NULL"):
        return False
    if await _missing(connection, read_migrations(folder / "migrations")):
        return False
    return await _routines_applied(connection) == read_routines(folder / "routines").checksums


async def _routines_applied(connection: Connection) -> dict[str, str]:
    """The checksum of each file, by its name."""
    rows = await connection.fetch("SELECT name, checksum FROM schema_routines")
    return {row["name"]: row["checksum"] for row in rows}


async def _is_closed(connection: Connection) -> bool:
    """Whether the roles' rights to connect are as granted: a copied database has none, and a role can drop its own."""
    closed: bool = await connection.fetchval(
        """
        SELECT coalesce(array_agg(granted.grantee ORDER BY granted.grantee) FILTER (WHERE granted.grantee <> datdba)
                        = ARRAY(SELECT oid FROM pg_roles WHERE rolname = ANY ($1) ORDER BY oid), false)
          FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba))) AS granted
         WHERE datname = current_database() AND privilege_type = 'CONNECT'
        """,
        list(ROLES),
    )
    return closed


async def _require_roles(connection: Connection, folder: Path) -> None:
    """Raises MigrationRefused where roles.sql was not run in this database: a role is missing or a right is left."""
    is_set_up = await connection.fetchval(
        """
        SELECT (SELECT count(*) FROM pg_roles WHERE rolname = ANY ($1) AND rolcanlogin) = cardinality($1)
           AND NOT EXISTS (SELECT FROM pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner))) AS granted
                            WHERE pg_proc.oid = 'pg_catalog.pg_advisory_lock(bigint)'::regprocedure AND grantee = 0)
        """,
        list(ROLES),
    )
    if not is_set_up:
        database = await connection.fetchval("SELECT current_database()")
        raise MigrationRefused(message("roles_missing", database=database, file=str(folder / "roles.sql")))


async def _refuse_unreleased(connection: Connection) -> None:
    """Raises MigrationRefused for a schema from before the first release: it has migrations and no list of routines."""
    is_unreleased = await connection.fetchval(
        "SELECT to_regclass('schema_migrations') IS NOT NULL AND to_regclass('schema_routines') IS NULL"
    )
    if is_unreleased:
        raise MigrationRefused(message("schema_unreleased"))


async def _missing(connection: Connection, migrations: list[Migration]) -> list[Migration]:
    """Migrations that this database does not have yet. Raises MigrationRefused where it has newer or edited ones."""
    applied = {
        row["version"]: row["checksum"]
        for row in await connection.fetch("SELECT version, checksum FROM schema_migrations")
    }
    newest = max(applied, default=0)
    if newest > len(migrations):
        raise MigrationRefused(message("schema_newer", schema=str(newest), known=str(len(migrations))))
    for migration in migrations:
        if not migration.is_applied_as(applied.get(migration.version, migration.checksum)):
            raise MigrationRefused(message("migration_edited", file=migration.name))
    return [migration for migration in migrations if migration.version not in applied]


async def _execute(connection: Connection, files: "list[SqlFile] | list[Migration]") -> None:
    for file in files:
        await connection.execute(file.sql)
