"""A session with archers called A, B, ..., as its tests ask of it: whose points, in which end, whose turn."""

from collections.abc import Sequence
from uuid import UUID

from appliance.models.shots_db import ShotsDB
from appliance.models.turns_db import TurnsDB
from tests.models.helpers import Tables


class ArchersInSession:
    """`archers` in the order of their letters."""

    def __init__(self, tables: Tables, session_id: UUID, archers: Sequence[UUID]) -> None:
        self.tables, self.session_id, self.archers = tables, session_id, archers
        self.turns, self.shots = TurnsDB(tables.admin), ShotsDB(tables.admin)

    async def ends(self) -> dict[tuple[str, int], list[int]]:
        """Points by archer and end; sighters and what is surplus are left out."""
        found: dict[tuple[str, int], list[int]] = {}
        for shot in (await self.shots.read_session(self.session_id)).rows:
            if not shot.is_sighter and not shot.is_surplus:
                points = shot.points if shot.points_called is None else shot.points_called
                found.setdefault((self.name(shot.archer_id), shot.end_number), []).append(points or 0)
        return found

    def name(self, archer_id: UUID | None) -> str:
        return "" if archer_id is None else "ABCDEF"[self.archers.index(archer_id)]

    async def now(self) -> tuple[str, int, int]:
        """Whose turn it is, in which end, for which arrow."""
        turn = await self.turns.get_one(self.session_id)
        return self.name(turn.archer_id), turn.end_number, turn.arrow
