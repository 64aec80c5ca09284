"""Exports and imports whole tables as rows of JSON, in an order that their references allow."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, LiteralString, NamedTuple
from uuid import UUID

from appliance.models.base_db import DBBase, Row, Streaming, translated
from appliance.schema.archive import TableName

# Targets and turn marks come before shots, so that these are scored and dealt on insertion; rosters
# after. Rows that exist already are left as they are.
TABLES: dict[TableName, LiteralString] = {
    "sessions": "SELECT to_jsonb(t)::text AS row FROM sessions AS t ORDER BY start_time, id",
    "arrows": "SELECT to_jsonb(t)::text AS row FROM arrows AS t ORDER BY human_identifier",
    "archers": "SELECT to_jsonb(t)::text AS row FROM archers AS t ORDER BY name, id",
    "archer_arrows": "SELECT to_jsonb(t)::text AS row FROM archer_arrows AS t ORDER BY arrow_id",
    "arrow_goals": "SELECT to_jsonb(t)::text AS row FROM arrow_goals AS t ORDER BY archer_id",
    "bows": "SELECT to_jsonb(t)::text AS row FROM bows AS t ORDER BY archer_id, name, id",
    "arrow_sets": "SELECT to_jsonb(t)::text AS row FROM arrow_sets AS t ORDER BY archer_id, name, id",
    "sight_marks": "SELECT to_jsonb(t)::text AS row FROM sight_marks AS t ORDER BY set_at, id",
    "targets": "SELECT to_jsonb(t)::text AS row FROM targets AS t ORDER BY session_id, id",
    "calibrations": "SELECT to_jsonb(t)::text AS row FROM calibrations AS t ORDER BY version",
    "detections": "SELECT to_jsonb(t)::text AS row FROM detections AS t ORDER BY detected_at, id",
    "relocations": "SELECT to_jsonb(t)::text AS row FROM relocations AS t ORDER BY replaced_at, id",
    "turn_marks": "SELECT to_jsonb(t)::text AS row FROM turn_marks AS t ORDER BY session_id, holds_from, seq",
    "shots": "SELECT (to_jsonb(t) - 'state')::text AS row FROM shots AS t ORDER BY session_id, shot_at, seq",
    "deleted_shots": "SELECT (to_jsonb(t) || jsonb_build_object('shot', exported_shot(shot)))::text AS row "
    "FROM deleted_shots AS t ORDER BY session_id, deleted_at, id",
    "corrections": "SELECT to_jsonb(t)::text AS row FROM corrections AS t WHERE kind IS DISTINCT FROM 'board' "
    "ORDER BY session_id, made_at, id",
    "brackets": "SELECT to_jsonb(t)::text AS row FROM brackets AS t ORDER BY made_at, id",
    "bracket_entries": "SELECT to_jsonb(t)::text AS row FROM bracket_entries AS t ORDER BY bracket_id, seed",
    "matches": "SELECT to_jsonb(t)::text AS row FROM matches AS t ORDER BY bracket_id, stage DESC, number",
    "signatures": "SELECT to_jsonb(t)::text AS row FROM signatures AS t ORDER BY session_id, seq, id",
    "rosters": "SELECT to_jsonb(t)::text AS row FROM rosters AS t ORDER BY session_id",
    "session_archers": "SELECT to_jsonb(t)::text AS row FROM session_archers AS t ORDER BY session_id, archer_id",
    "sensors": "SELECT to_jsonb(t)::text AS row FROM sensors AS t ORDER BY channel",
    "surveys": "SELECT to_jsonb(t)::text AS row FROM surveys AS t ORDER BY version",
    "session_spans": "SELECT to_jsonb(t)::text AS row FROM session_spans AS t ORDER BY opened_at, id",
    "losses": "SELECT to_jsonb(t)::text AS row FROM losses AS t ORDER BY recorded_at, id",
    "set_aside": "SELECT to_jsonb(t)::text AS row FROM set_aside AS t ORDER BY set_aside_at, id",
}
ALL: list[str] = list(TABLES)
MERGED: tuple[TableName, ...] = tuple(table for table in TABLES if table not in ("session_archers", "surveys"))
"""Tables merged page by page: archers of a session come with its roster, surveys all at once after everything else."""
UNIQUE: list[str] = ["arrows", "bows", "detections", "shots", "matches"]
"""Tables in which another stored row with the same unique value contradicts the file."""
LEFT_AS_HERE: tuple[TableName, ...] = ("archer_arrows", "arrow_goals", "rosters", "sensors", "losses", "set_aside")
"""Tables in which the stored row is kept instead: an arrow's owner, an archer's goal, a channel's sensor, a loss."""
NUMBERED: list[str] = ["shot_seq_unique"]
"""Constraints of numbers that the database gives itself."""
REPLACED: tuple[TableName, ...] = ("brackets", "shots", "detections", "sessions", "arrows", "archers", "calibrations")
"""Tables whose rows a replacement deletes, in this order, with all rows that depend on them; surveys are replaced when
the file's are stored. Lost shots and events set aside stay, so that none is forgotten."""
IMPORT_LOCK = 7205392
SCHEMAS_BEFORE_RELEASE = 22
"""Highest schema number in files from before the first release; today's numbers continue from it."""


class Missing(NamedTuple):
    """A reference to a row that is neither in the file nor stored."""

    table: str
    column: str
    value: str
    parent: str


class Reference(NamedTuple):
    """A column that refers to a row of another table; `is_cleared`: it becomes null where that row is deleted."""

    table: str
    column: str
    parent: str
    parent_column: str
    is_cleared: bool


class Contradiction(NamedTuple):
    """A staged row's unique value that another stored row has."""

    table: str
    column: str
    value: str


class ArchiveDB(DBBase):
    """Whole tables, with the rights of the archive. Staged rows belong to the connection, and vanish with it."""

    async def identity(self) -> tuple[UUID, int]:
        """The appliance's id and its schema number, which tells whether a file is older or newer than the tables."""
        row: Row | None = await self._fetchrow(
            "SELECT id, (SELECT max(version) FROM schema_migrations)::integer AS version FROM appliance"
        )
        assert row is not None  # noqa: S101  (the first migration put it there)
        return row["id"], SCHEMAS_BEFORE_RELEASE + row["version"]

    async def references(self) -> list[Reference]:
        """The references among the exported tables."""
        rows = await self._fetch(
            """
            SELECT child.relname AS table, a.attname AS column, parent.relname AS parent, b.attname AS parent_column,
                   c.confdeltype = 'n' AS is_cleared
              FROM pg_constraint AS c
              JOIN pg_class AS child ON child.oid = c.conrelid
              JOIN pg_class AS parent ON parent.oid = c.confrelid
              JOIN unnest(c.conkey, c.confkey) AS pair(child_key, parent_key) ON true
              JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = pair.child_key
              JOIN pg_attribute AS b ON b.attrelid = c.confrelid AND b.attnum = pair.parent_key
             WHERE c.contype = 'f' AND child.relnamespace = 'public'::regnamespace
               AND child.relname = ANY ($1) AND parent.relname = ANY ($1)
             ORDER BY child.relname, a.attname
            """,
            ALL,
        )
        return [Reference(*row) for row in rows]

    async def surveys_given(self) -> int:
        """Number of surveys that people entered on a page; those of a file are stored again at a start with it."""
        return int(await self._fetchval("SELECT count(*) FROM surveys WHERE source <> 'file'"))

    async def begin(self) -> bool:
        """Make the tables for a file's rows; False when another connection is importing one.

        From now on a running statement ends when this client has gone, and no commit waits for the card.
        """
        if not await self._fetchval("SELECT pg_try_advisory_lock($1)", IMPORT_LOCK):
            return False
        await self._fetchval("SELECT set_config('client_connection_check_interval', '1s', false)")
        await self._fetchval("SELECT set_config('synchronous_commit', 'off', false)")
        # turns are imported as they are in the file
        await self._fetchval("SELECT set_config('arch_stats.is_importing', 'on', false)")
        await self._fetchval("SELECT archive_begin($1)", ALL)
        return True

    async def stage(self, table: TableName, rows: list[dict[str, Any]]) -> None:
        """Stage rows of a table. Raises DBException when one of them cannot be stored, or is there twice."""
        await self._fetchval("SELECT archive_stage($1, $2)", table, rows)

    async def missing(self, *, is_replacing: bool) -> Missing | None:
        """The first reference to a row that is neither staged nor stored, if any."""
        await self._fetchval("SELECT archive_analyze($1)", ALL)
        row = await self._fetchrow("SELECT * FROM archive_reference_to_nowhere($1, $2)", ALL, is_replacing)
        return None if row is None or row["in_value"] is None else Missing(*row)

    async def contradiction(self) -> Contradiction | None:
        """The first staged row that contradicts a stored one, if any."""
        row = await self._fetchrow("SELECT * FROM archive_contradiction($1, $2)", UNIQUE, NUMBERED)
        return None if row is None or row["in_value"] is None else Contradiction(*row)

    async def staged_pages(self, table: TableName) -> int:
        """How many pages the staged rows of a table fill."""
        return int(await self._fetchval("SELECT archive_pages('staged_' || $1)", table))

    async def merge(self, table: TableName, first_page: int, pages: int, *, keeps_versions: bool) -> tuple[int, int]:
        """Store the staged rows of these pages that are not stored yet; returns their number, and the number of archers
        stored with rosters. Raises DBException."""
        row = await self._fetchrow(
            "SELECT * FROM archive_merge($1, $2, $3, $4, $5)",
            table,
            first_page,
            first_page + pages,
            table in LEFT_AS_HERE,
            keeps_versions,
        )
        assert row is not None  # noqa: S101  (a function always answers)
        return row["rows"], row["places"] or 0

    async def merge_surveys(self, *, is_replacing: bool) -> int:
        """Store the staged surveys that are not stored yet and return their number. The survey in force here stays in
        force, except in a replacement. Raises DBException."""
        return int(await self._fetchval("SELECT archive_merge_surveys($1)", is_replacing))

    async def remember(self) -> None:
        """Remember the rows stored now, which `clear` and `merge_surveys` delete."""
        await self._fetchval("SELECT archive_doom($1)", [*REPLACED, "surveys"])

    async def close_sessions(self, exported_at: datetime) -> None:
        """End an open staged session at `exported_at` where another session is open here."""
        await self._fetchval("SELECT archive_close_sessions($1)", exported_at)

    async def doomed_pages(self, table: TableName) -> int:
        """How many pages the remembered rows of a table fill."""
        return int(await self._fetchval("SELECT archive_pages('doomed_' || $1)", table))

    async def clear(self, table: TableName, first_page: int, pages: int) -> int:
        """Delete the remembered rows of these pages and return their number."""
        return int(await self._fetchval("SELECT archive_clear($1, $2, $3)", table, first_page, first_page + pages))

    async def finish(self) -> None:
        """Continue the numbering, correct dates by the recorded clock steps, and wait until all is on the card."""
        await self._fetchval("SELECT archive_number_on()")
        await self._fetchval("SELECT archive_begin_turns()")
        await self._fetchval("SELECT date_again_as_since()")
        await self._fetchval("SELECT set_config('synchronous_commit', 'on', false)")
        await self._fetchval("SELECT pg_logical_emit_message(true, 'arch-stats', 'imported')")


async def export_rows(source: Streaming, table: TableName) -> AsyncIterator[str]:
    """Every row of a table as JSON text, a few hundred in memory at a time."""
    async with translated():
        async for row in source.cursor(TABLES[table], prefetch=500):
            yield row["row"]
