"""Facts about the database, and the names that a file for a helper must not contain."""

from dataclasses import dataclass
from datetime import datetime

from appliance.models.base_db import DBBase

MOST_NAMES = 10_000


@dataclass(frozen=True, slots=True)
class DatabaseState:
    """The state of the database; `checksum_failures` is None without checksums, `vacuumed_at` before any vacuum."""

    version: str
    size_bytes: int
    vacuumed_at: datetime | None
    checksum_failures: int | None


class DoctorDB(DBBase):
    """Reads what the command `doctor` needs of the database."""

    async def state(self) -> DatabaseState:
        """The server's version, and the database's size, last vacuum and checksum failures."""
        row = await self._one(
            "database",
            """
            SELECT current_setting('server_version') AS version,
                   pg_database_size(current_database()) AS size_bytes,
                   (SELECT max(greatest(last_vacuum, last_autovacuum)) FROM pg_stat_user_tables) AS vacuumed_at,
                   (SELECT checksum_failures FROM pg_stat_database WHERE datname = current_database()) AS failures
            """,
        )
        return DatabaseState(row["version"], row["size_bytes"], row["vacuumed_at"], row["failures"])

    async def names_of_people(self) -> list[str]:
        """The names of archers."""
        rows = await self._fetch("SELECT name FROM archers ORDER BY length(name) DESC, name LIMIT $1", MOST_NAMES)
        return [row["name"] for row in rows]
