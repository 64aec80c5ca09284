"""What people changed in a session, of an archer's goal or of the board: who, when, from what to what."""

from datetime import datetime
from uuid import UUID

from appliance.models.base_db import DBBase
from appliance.models.reading_text import check_page
from appliance.schema.base import CheckedPage, Filters, decode_cursor
from appliance.schema.turns import CorrectionFilters, CorrectionRead

BOX = UUID(int=0)
"""Stands for the corrections that belong to no session and no archer."""

Behind = tuple[datetime, UUID] | tuple[None, None]
"""Time and id of the last correction on the page before."""


class CorrectionsDB(DBBase):
    """The table corrections, newest first."""

    async def of_session(self, session_id: UUID, filters: CorrectionFilters) -> CheckedPage[CorrectionRead]:
        """Corrections of a session's shots, turns, roster, faces and signatures. Raises DBNotFound for an unknown
        session."""
        behind = _behind(filters)
        await self._one("session", "SELECT id FROM sessions WHERE id = $1", session_id)
        return await self._find(session_id, filters, behind, filters.shot_id)

    async def of_goal(self, archer_id: UUID, filters: Filters) -> CheckedPage[CorrectionRead]:
        """Changes of the number of arrows that an archer aims to shoot. Raises DBNotFound for an unknown archer."""
        behind = _behind(filters)
        await self._one("archer", "SELECT id FROM archers WHERE id = $1", archer_id)
        return await self._find(archer_id, filters, behind)

    async def of_board(self, filters: Filters) -> CheckedPage[CorrectionRead]:
        """Changes of where the board is plugged in."""
        return await self._find(BOX, filters, _behind(filters))

    async def _find(
        self, of: UUID, filters: Filters, behind: Behind, shot_id: UUID | None = None
    ) -> CheckedPage[CorrectionRead]:
        found = await self._one(
            "list",
            """
            SELECT json_list(array_agg(json)) AS rows, count(*) AS found,
                   (array_agg(made_at))[$5::integer] AS made_at, (array_agg(id))[$5] AS id
              FROM (
                SELECT json, made_at, id FROM correction_read
                 WHERE coalesce(session_id, archer_id, '00000000-0000-0000-0000-000000000000') = $1
                   AND ($2::uuid IS NULL OR shot_id = $2)
                   AND ($3::timestamptz IS NULL OR (made_at, id) < ($3, $4::uuid))
                 ORDER BY made_at DESC, id DESC
                 LIMIT $5 + 1
              ) AS page
            """,
            of,
            shot_id,
            *behind,
            filters.limit,
        )
        return check_page(CorrectionRead, found, filters.limit, "made_at", "id")


def _behind(filters: Filters) -> Behind:
    if filters.cursor is None:
        return None, None
    made_at, last_id = decode_cursor(filters.cursor, datetime, UUID)
    return made_at, last_id
