"""Applies sql/migrations in order, each file in one transaction, under an advisory lock."""

import hashlib
import logging
import re
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from appliance.database.errors import MigrationRefused
from appliance.database.pool import Connection

log = logging.getLogger(__name__)

LOCK_KEY = 7205390
_NAME = re.compile(r"(?P<version>\d{4})_[a-z0-9_]+\.sql\Z")


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered file."""

    version: int
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


def read_migrations(folder: Path) -> list[Migration]:
    """The files of `folder` in order. Raises MigrationRefused when the numbers have a gap or repeat."""
    migrations = [
        Migration(int(match["version"]), path.name, path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.sql"))
        if (match := _NAME.match(path.name))
    ]
    numbers = [m.version for m in migrations]
    if not numbers or numbers != list(range(1, len(numbers) + 1)):
        raise MigrationRefused(f"{folder}: migrations must be numbered 0001, 0002, ... without a gap, found {numbers}")
    return migrations


async def migrate(connection: Connection, folder: Path) -> int:
    """Bring the database up to date; returns how many files were applied.

    Raises MigrationRefused for a database from the future, or when a released file was edited.
    """
    migrations = read_migrations(folder)
    await connection.execute("SELECT pg_advisory_lock($1)", LOCK_KEY)
    try:
        return await _apply(connection, migrations)
    except asyncpg.InsufficientPrivilegeError as error:
        raise MigrationRefused(
            f"the database user may not change the schema or create roles ({error}): "
            "give it CREATEROLE and make it the owner of the database"
        ) from error
    finally:
        await connection.execute("SELECT pg_advisory_unlock($1)", LOCK_KEY)


async def _apply(connection: Connection, migrations: list[Migration]) -> int:
    await connection.execute(
        "CREATE TABLE IF NOT EXISTS schema_migrations (version integer PRIMARY KEY, name text NOT NULL, "
        "checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())"
    )
    applied = {
        row["version"]: row["checksum"]
        for row in await connection.fetch("SELECT version, checksum FROM schema_migrations")
    }
    newest = max(applied, default=0)
    if newest > len(migrations):
        raise MigrationRefused(
            f"the database is from a newer version (schema {newest}, this one knows {len(migrations)}): "
            "install that version again; nothing was changed"
        )
    for migration in migrations:
        if migration.version in applied:
            if applied[migration.version] != migration.checksum:
                raise MigrationRefused(f"{migration.name} was edited after it was applied: restore the released file")
            continue
        async with connection.transaction():
            await connection.execute(migration.sql)
            await connection.execute(
                "INSERT INTO schema_migrations (version, name, checksum) VALUES ($1, $2, $3)",
                migration.version,
                migration.name,
                migration.checksum,
            )
        log.info("migration %s applied", migration.name)
    return len(migrations) - len(applied)
