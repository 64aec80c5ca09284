"""Whose turn it is, and the ends of a session."""

from typing import Any
from uuid import UUID

from appliance.core.message import refusal
from appliance.models.base_db import DBBase, read_all
from appliance.models.errors import DBNotFound
from appliance.models.made_by import MADE_BY
from appliance.models.reading import read_as
from appliance.models.reading_text import check_or_none
from appliance.schema.base import Checked
from appliance.schema.turns import (
    SessionEndRead,
    ShortEndRead,
    TurnCreate,
    TurnRead,
)

MOST_ENDS = 10_000


class TurnsDB(DBBase):
    """The tables turn_marks and ends."""

    async def get_one(self, session_id: UUID) -> TurnRead:
        """Whose turn it is in a session. Raises DBNotFound for an unknown session, DBUnreadable."""
        row = await self._one(
            "session",
            """
            SELECT sessions.id AS session_id, now_on.* FROM sessions LEFT JOIN turn_now(sessions.id) AS now_on ON true
             WHERE sessions.id = $1
            """,
            session_id,
        )
        return read_as(TurnRead, row, _turn)

    async def get_open(self) -> TurnRead | None:
        """Whose turn it is in the open session, if there is one."""
        turn = await self.read_open()
        return None if turn is None else turn.row

    async def read_open(self) -> Checked[TurnRead] | None:
        """The same with its JSON."""
        return check_or_none(TurnRead, await self._fetchval("SELECT open_turn()"))

    async def insert_one(self, session_id: UUID, turn: TurnCreate) -> UUID:
        """Set the turn from now on; returns the turn mark's id. Raises DBNotFound, and DBException for a closed session
        or an archer who takes no turns."""
        row = await self._one(
            "session",
            "SELECT id FROM set_turn($1, $2, $3, $4, $5) AS id WHERE id IS NOT NULL",
            session_id,
            turn.stage,
            turn.end_number,
            turn.archer_id,
            MADE_BY.get(),
        )
        new: UUID = row["id"]
        return new

    async def author_of(self, session_id: UUID, mark_id: UUID) -> str | None:
        """Who set a turn: an archer's id or a word. Raises DBNotFound."""
        row = await self._fetchrow(
            "SELECT set_by FROM turn_marks WHERE session_id = $1 AND id = $2 AND kind <> 'setup'", session_id, mark_id
        )
        if row is None:
            raise DBNotFound(refusal("path.mark_id", "row_not_there", what="turn_mark", id=str(mark_id)))
        found: str | None = row["set_by"]
        return found

    async def delete_one(self, session_id: UUID, mark_id: UUID) -> None:
        """Undo a turn that a person set. Raises DBNotFound."""
        found = await self._fetchval("SELECT take_back_turn($1, $2, $3)", session_id, mark_id, MADE_BY.get())
        if found is None:
            raise DBNotFound(refusal("path.mark_id", "row_not_there", what="turn_mark", id=str(mark_id)))

    async def find_ends(self, session_id: UUID) -> list[SessionEndRead]:
        """The ends of a session, in the order in which they were opened. Raises DBNotFound for an unknown session."""
        await self._one("session", "SELECT id FROM sessions WHERE id = $1", session_id)
        rows = await self._fetch(
            """
            SELECT archer_id, end_number, stage, opened_at, closed_at, closed_by, arrows_per_end,
                   (SELECT count(*)::integer FROM shots
                     WHERE shots.session_id = ends.session_id AND shots.end_number = ends.end_number
                       AND (shots.archer_id = ends.archer_id OR shots.archer_id IS NULL AND ends.archer_id IS NULL)
                       AND is_sighter = (stage = 'sighters')) AS arrows
              FROM ends WHERE session_id = $1
             ORDER BY opened_at, end_number, archer_id LIMIT $2
            """,
            session_id,
            MOST_ENDS,
        )
        return read_all(SessionEndRead, rows)


def _turn(fields: dict[str, Any]) -> TurnRead:
    # ids are text in JSON
    short = [ShortEndRead.model_validate(one, strict=False) for one in fields["short_ends"] or ()]
    return TurnRead.model_validate({**fields, "short_ends": short})
