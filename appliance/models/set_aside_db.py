"""Events that could not be processed, with their reason, for a retry when a person asks."""

from collections.abc import Sequence
from uuid import UUID

from appliance.core.limits import nearest_instant
from appliance.models.base_db import DBBase, read_all
from appliance.schema.set_aside import SetAsideCreate, SetAsideRead

MAX_ROWS = 1000


class SetAsideDB(DBBase):
    """The table set_aside."""

    async def insert_one(self, event: SetAsideCreate) -> None:
        """Store an event; one that is stored already counts one more try, with the new reason. Raises DBException."""
        await self._fetchval(
            """
            INSERT INTO set_aside (digest, received_at, reason, entry) VALUES ($1, $2, $3, $4)
            ON CONFLICT (digest) DO UPDATE
               SET reason = excluded.reason, tries = set_aside.tries + 1, retry_asked_at = NULL
            RETURNING id
            """,
            event.digest,
            nearest_instant(event.received_at),
            event.reason.model_dump(mode="json"),
            event.entry,
        )

    async def count(self) -> int:
        """Number of events set aside."""
        count: int = await self._fetchval("SELECT count(*) FROM set_aside")
        return count

    async def find_all(self) -> list[SetAsideRead]:
        """The newest thousand events set aside, newest first."""
        rows = await self._fetch(
            """
            SELECT id, digest, received_at, set_aside_at, reason, entry, tries, retry_asked_at
              FROM set_aside ORDER BY set_aside_at DESC, id DESC LIMIT $1
            """,
            MAX_ROWS,
        )
        return read_all(SetAsideRead, rows)

    async def find_asked(self, limit: int) -> list[SetAsideRead]:
        """The events to retry at a person's request, in order of occurrence."""
        rows = await self._fetch(
            """
            SELECT id, digest, received_at, set_aside_at, reason, entry, tries, retry_asked_at
              FROM set_aside WHERE retry_asked_at IS NOT NULL ORDER BY received_at, id LIMIT $1
            """,
            limit,
        )
        return read_all(SetAsideRead, rows)

    async def ask_again(self, event_id: UUID | None) -> list[UUID]:
        """Ask the sensing wing, by a notice, to retry one event or all (None); returns which."""
        rows = await self._fetch(
            """
            WITH asked AS (
                UPDATE set_aside SET retry_asked_at = clock_timestamp()
                 WHERE $1::uuid IS NULL OR id = $1
                RETURNING id
            ), announced AS (
                SELECT pg_notify(notify_channel(), json_build_object('op', 'update', 'table', 'set_aside')::text)
                 WHERE EXISTS (SELECT FROM asked)
            )
            SELECT id FROM asked LEFT JOIN announced ON true
            """,
            event_id,
        )
        return [row["id"] for row in rows]

    async def delete_many(self, ids: Sequence[UUID]) -> None:
        """Delete events that are recorded now, with a notice."""
        await self._fetch(
            """
            WITH recorded AS (DELETE FROM set_aside WHERE id = ANY($1::uuid[]) RETURNING id)
            SELECT pg_notify(notify_channel(), json_build_object('op', 'delete', 'table', 'set_aside')::text)
             WHERE EXISTS (SELECT FROM recorded)
            """,
            list(ids),
        )
