"""The arrows that advice on the sight is computed from."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from appliance.core.scoring.points import Point
from appliance.models.base_db import DBBase, read_all
from appliance.schema.shots import AdvisedShotRead

MOST_ARROWS = 1000


class AdvisedShot(NamedTuple):
    """An arrow that landed at (x, y), mm in the butt's frame."""

    archer_id: UUID | None
    shot_at: datetime
    end_number: int
    is_sighter: bool
    x: float
    y: float

    @property
    def place(self) -> Point:
        return self.x, self.y


class AdviceDB(DBBase):
    """Reads shots, sighters too: a sight is set with them."""

    async def landed(self, session_id: UUID, archer_id: UUID | None) -> list[AdvisedShot]:
        """The newest 1000 arrows of a session, or of one archer in it, that landed and that no coach holds back."""
        rows = await self._fetch(
            """
            SELECT shots.id, shots.archer_id, shots.shot_at, shots.end_number, shots.is_sighter, shots.x, shots.y
              FROM shots JOIN sessions ON sessions.id = shots.session_id
             WHERE session_id = $1 AND ($2::uuid IS NULL OR archer_id = $2) AND x IS NOT NULL
               AND abs(x) < 1e6 AND abs(y) < 1e6
               AND NOT coalesce(sessions.is_opened AND shots.end_number >= sessions.held_back_from, false)
             ORDER BY shot_at DESC, seq DESC LIMIT $3
            """,
            session_id,
            archer_id,
            MOST_ARROWS,
        )
        return [
            AdvisedShot(one.archer_id, one.shot_at, one.end_number, one.is_sighter, one.x, one.y)
            for one in read_all(AdvisedShotRead, rows)
        ]
