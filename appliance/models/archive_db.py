"""Everything out, and everything in again: whole tables as rows of JSON, in an order that their references allow."""

from collections.abc import AsyncIterator
from typing import Any, LiteralString, NamedTuple
from uuid import UUID

from appliance.models.base_db import DBBase, Row, Streaming, translated
from appliance.schema.archive import TableName


class _Table(NamedTuple):
    export: LiteralString
    insert: LiteralString


# Targets come before shots, so that these are scored as they come in; rosters after, so that they attribute nothing
# anew. Rows that are there already are left as they are.
TABLES: dict[TableName, _Table] = {
    "sessions": _Table(
        "SELECT to_jsonb(t)::text AS row FROM sessions AS t ORDER BY start_time, id",
        """
        INSERT INTO sessions SELECT * FROM jsonb_populate_recordset(NULL::sessions, $1) AS new
         WHERE NOT EXISTS (SELECT FROM sessions WHERE id = new.id) RETURNING id
        """,
    ),
    "arrows": _Table(
        "SELECT to_jsonb(t)::text AS row FROM arrows AS t ORDER BY human_identifier",
        """
        INSERT INTO arrows SELECT * FROM jsonb_populate_recordset(NULL::arrows, $1) AS new
         WHERE NOT EXISTS (SELECT FROM arrows WHERE id = new.id) RETURNING id
        """,
    ),
    "archers": _Table(
        "SELECT to_jsonb(t)::text AS row FROM archers AS t ORDER BY name, id",
        """
        INSERT INTO archers SELECT * FROM jsonb_populate_recordset(NULL::archers, $1) AS new
         WHERE NOT EXISTS (SELECT FROM archers WHERE id = new.id) RETURNING id
        """,
    ),
    "archer_arrows": _Table(
        "SELECT to_jsonb(t)::text AS row FROM archer_arrows AS t ORDER BY arrow_id",
        """
        INSERT INTO archer_arrows SELECT * FROM jsonb_populate_recordset(NULL::archer_arrows, $1) AS new
            ON CONFLICT (arrow_id) DO NOTHING RETURNING arrow_id
        """,
    ),
    "targets": _Table(
        "SELECT to_jsonb(t)::text AS row FROM targets AS t ORDER BY session_id, id",
        """
        INSERT INTO targets SELECT * FROM jsonb_populate_recordset(NULL::targets, $1) AS new
         WHERE NOT EXISTS (SELECT FROM targets WHERE id = new.id) RETURNING id
        """,
    ),
    "calibrations": _Table(
        "SELECT to_jsonb(t)::text AS row FROM calibrations AS t ORDER BY version",
        """
        INSERT INTO calibrations OVERRIDING USER VALUE
        SELECT * FROM jsonb_populate_recordset(NULL::calibrations, $1) AS new
         WHERE NOT EXISTS (SELECT FROM calibrations WHERE id = new.id) RETURNING id
        """,
    ),
    "detections": _Table(
        "SELECT to_jsonb(t)::text AS row FROM detections AS t ORDER BY detected_at, id",
        """
        INSERT INTO detections SELECT * FROM jsonb_populate_recordset(NULL::detections, $1) AS new
         WHERE NOT EXISTS (SELECT FROM detections WHERE id = new.id) RETURNING id
        """,
    ),
    "relocations": _Table(
        "SELECT to_jsonb(t)::text AS row FROM relocations AS t ORDER BY replaced_at, id",
        """
        INSERT INTO relocations SELECT * FROM jsonb_populate_recordset(NULL::relocations, $1) AS new
         WHERE NOT EXISTS (SELECT FROM relocations WHERE id = new.id) RETURNING id
        """,
    ),
    "shots": _Table(
        "SELECT to_jsonb(t)::text AS row FROM shots AS t ORDER BY seq",
        """
        INSERT INTO shots SELECT * FROM jsonb_populate_recordset(NULL::shots, $1) AS new
         WHERE NOT EXISTS (SELECT FROM shots WHERE id = new.id) ORDER BY new.seq RETURNING id
        """,
    ),
    "rosters": _Table(
        "SELECT to_jsonb(t)::text AS row FROM rosters AS t ORDER BY session_id",
        """
        INSERT INTO rosters SELECT * FROM jsonb_populate_recordset(NULL::rosters, $1) AS new
            ON CONFLICT (session_id) DO NOTHING RETURNING session_id
        """,
    ),
    "session_archers": _Table(
        "SELECT to_jsonb(t)::text AS row FROM session_archers AS t ORDER BY session_id, archer_id",
        """
        INSERT INTO session_archers SELECT * FROM jsonb_populate_recordset(NULL::session_archers, $1) AS new
            ON CONFLICT (session_id, archer_id) DO NOTHING RETURNING archer_id
        """,
    ),
    "sensors": _Table(
        "SELECT to_jsonb(t)::text AS row FROM sensors AS t ORDER BY channel",
        """
        INSERT INTO sensors SELECT * FROM jsonb_populate_recordset(NULL::sensors, $1) AS new
            ON CONFLICT (channel) DO NOTHING RETURNING channel
        """,
    ),
}


class ArchiveDB(DBBase):
    """Whole tables, as the database's owner; inside one transaction, so that it is one moment of them."""

    async def identity(self) -> tuple[UUID, int]:
        """The appliance's id, and the number of its newest migration."""
        row: Row | None = await self._fetchrow(
            "SELECT id, (SELECT max(version) FROM schema_migrations)::integer AS version FROM appliance"
        )
        assert row is not None  # noqa: S101  (the first migration put it there)
        return row["id"], row["version"]

    async def columns(self) -> dict[str, set[str]]:
        """The columns of every table, by its name."""
        rows = await self._fetch(
            """
            SELECT table_name::text, array_agg(column_name::text) AS names
              FROM information_schema.columns WHERE table_schema = 'public' GROUP BY table_name
            """
        )
        return {row["table_name"]: set(row["names"]) for row in rows}

    async def open_session(self) -> UUID | None:
        """The id of the open session."""
        found: UUID | None = await self._fetchval("SELECT id FROM sessions WHERE is_opened")
        return found

    async def insert(self, table: TableName, rows: list[dict[str, Any]]) -> int:
        """How many of these were not there yet. Raises DBException when they contradict what is stored."""
        return len(await self._fetch(TABLES[table].insert, rows))

    async def clear(self) -> None:
        """Forget every session, arrow, archer and calibration, and all that hangs on them. The survey stays."""
        await self._fetchval("DELETE FROM sessions")
        await self._fetchval("DELETE FROM detections")
        await self._fetchval("DELETE FROM arrows")
        await self._fetchval("DELETE FROM archers")
        await self._fetchval("DELETE FROM calibrations")


async def export_rows(source: Streaming, table: TableName) -> AsyncIterator[str]:
    """Every row of a table as JSON text, a few hundred in memory at a time."""
    async with translated():
        async for row in source.cursor(TABLES[table].export, prefetch=500):
            yield row["row"]
