"""Sessions: one open at a time."""

from datetime import datetime
from uuid import UUID

from appliance.models.base_db import DBBase
from appliance.models.reading_text import check, check_or_none, check_page
from appliance.schema.base import Checked, CheckedPage, decode_cursor
from appliance.schema.sessions import SessionCreate, SessionFilters, SessionRead, SessionUpdate


class SessionsDB(DBBase):
    """The table sessions."""

    async def insert_one(self, session: SessionCreate) -> UUID:
        """Store a session and return its id. Raises DBException when another is open."""
        new: UUID = await self._fetchval(
            """
            INSERT INTO sessions (is_opened, start_time, end_time, location, is_indoor, distance, distance_unit,
                                  arrows_per_end, round_name, notes, begins_with_sighters)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            RETURNING id
            """,
            session.is_opened,
            session.start_time,
            session.end_time,
            session.location,
            session.is_indoor,
            session.distance,
            session.distance_unit,
            session.arrows_per_end,
            session.round_name,
            session.notes,
            session.begins_with_sighters,
        )
        return new

    async def read_one(self, session_id: UUID) -> Checked[SessionRead]:
        """A session by id, with its JSON text. Raises DBNotFound, DBUnreadable."""
        row = await self._one("session", "SELECT json FROM session_read WHERE id = $1", session_id)
        return check(SessionRead, row["json"])

    async def get_one_by_id(self, session_id: UUID) -> SessionRead:
        """A session by id. Raises DBNotFound, DBUnreadable."""
        return (await self.read_one(session_id)).row

    async def read_open(self) -> Checked[SessionRead] | None:
        """The open session, if there is one that can be read."""
        return check_or_none(SessionRead, await self._fetchval("SELECT json FROM session_read WHERE is_opened"))

    async def get_open(self) -> SessionRead | None:
        """The open session without its JSON text, if there is one that can be read."""
        found = await self.read_open()
        return None if found is None else found.row

    async def find(self, filters: SessionFilters) -> CheckedPage[SessionRead]:
        """A page of sessions, newest first."""
        start, last_id = (None, None)
        if filters.cursor is not None:
            start, last_id = decode_cursor(filters.cursor, datetime, UUID)
        found = await self._one(
            "list",
            """
            SELECT json_list(array_agg(json)) AS rows, count(*) AS found,
                   (array_agg(start_time))[$16::integer] AS start_time, (array_agg(id))[$16] AS id
              FROM (
                SELECT json, start_time, id FROM session_read
                 WHERE ($1::boolean IS NULL OR is_opened = $1)
                   AND ($2::timestamptz IS NULL OR start_time = $2)
                   AND ($3::timestamptz IS NULL OR end_time = $3)
                   AND ($4::text IS NULL OR location = $4)
                   AND ($5::boolean IS NULL OR is_indoor = $5)
                   AND ($6::integer IS NULL OR distance = $6)
                   AND ($7::text IS NULL OR distance_unit = $7)
                   AND ($8::integer IS NULL OR arrows_per_end = $8)
                   AND ($9::text IS NULL OR round_name = $9)
                   AND ($10::text IS NULL OR notes = $10)
                   AND ($11::timestamptz IS NULL OR start_time >= $11)
                   AND ($12::timestamptz IS NULL OR start_time <= $12)
                   AND ($13::integer IS NULL OR held_back_from = $13)
                   AND ($17::uuid IS NULL OR round_id = $17)
                   AND ($14::timestamptz IS NULL OR (start_time, id) < ($14, $15::uuid))
                 ORDER BY start_time DESC, id DESC
                 LIMIT $16 + 1
              ) AS page
            """,
            filters.is_opened,
            filters.start_time,
            filters.end_time,
            filters.location,
            filters.is_indoor,
            filters.distance,
            filters.distance_unit,
            filters.arrows_per_end,
            filters.round_name,
            filters.notes,
            filters.start_time_from,
            filters.start_time_to,
            filters.held_back_from,
            start,
            last_id,
            filters.limit,
            filters.round_id,
        )
        return check_page(SessionRead, found, filters.limit, "start_time", "id")

    async def update_one(self, session_id: UUID, update: SessionUpdate) -> None:
        """Change the fields that were sent. Raises DBNotFound, DBException."""
        await self._one(
            "session",
            """
            UPDATE sessions AS old
               SET (is_opened, start_time, end_time, location, is_indoor, distance, distance_unit, arrows_per_end,
                    round_name, notes, held_back_from)
                 = (SELECT new.is_opened, new.start_time, new.end_time, new.location, new.is_indoor, new.distance,
                           new.distance_unit, new.arrows_per_end, new.round_name, new.notes, new.held_back_from
                      FROM jsonb_populate_record(old, $2) AS new)
             WHERE id = $1
            RETURNING id
            """,
            session_id,
            update.changes(),
        )

    async def delete_one(self, session_id: UUID) -> None:
        """Delete a session with its shots, targets and detections. Raises DBNotFound."""
        await self._one("session", "DELETE FROM sessions WHERE id = $1 RETURNING id", session_id)
