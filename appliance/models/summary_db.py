"""Totals per end and session: points in SQL, groups from one pass over the positions."""

from collections import defaultdict
from uuid import UUID

from appliance.core.grouping import group
from appliance.models.base_db import DBBase
from appliance.schema.summary import EndRead, GroupRead, SessionSummaryRead


class SummaryDB(DBBase):
    """The view end_summary."""

    async def of_session(self, session_id: UUID) -> SessionSummaryRead:
        """Raises DBNotFound for an unknown session."""
        await self._one("session", "SELECT id FROM sessions WHERE id = $1", session_id)
        rows = await self._fetch(
            """
            SELECT end_number, arrows, landed, score, tens, xs FROM end_summary
             WHERE session_id = $1 ORDER BY end_number LIMIT 1000
            """,
            session_id,
        )
        places = await self._fetch(
            """
            SELECT end_number, x, y FROM shots
             WHERE session_id = $1 AND x IS NOT NULL AND NOT is_sighter ORDER BY seq DESC LIMIT 1000
            """,
            session_id,
        )
        by_end: dict[int, list[tuple[float, float]]] = defaultdict(list)
        for place in places:
            by_end[place["end_number"]].append((place["x"], place["y"]))
        ends = [EndRead(**dict(row), group=_group(by_end[row["end_number"]])) for row in rows]
        arrows, landed = sum(e.arrows for e in ends), sum(e.landed for e in ends)
        score = sum(e.score for e in ends)
        return SessionSummaryRead(
            session_id=session_id,
            arrows=arrows,
            landed=landed,
            misses=arrows - landed,
            score=score,
            average=score / arrows if arrows else None,
            tens=sum(e.tens for e in ends),
            xs=sum(e.xs for e in ends),
            group=_group([(place["x"], place["y"]) for place in places]),
            ends=ends,
        )


def _group(points: list[tuple[float, float]]) -> GroupRead | None:
    found = group(points)
    if found is None:
        return None
    return GroupRead(
        x=found.x_mm, y=found.y_mm, mean_radius=found.mean_radius_mm, extreme_spread=found.extreme_spread_mm
    )
