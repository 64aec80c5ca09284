"""Totals per end and session: points in SQL, groups from one pass over the positions."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from appliance.core.grouping import group
from appliance.models.base_db import DBBase, read_all
from appliance.schema.base import Page, decode_cursor, encode_cursor
from appliance.schema.summary import EndRead, GroupRead, SessionSummaryRead, TrendFilters, TrendRead


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

    async def trend(self, filters: TrendFilters) -> Page[TrendRead]:
        """Sessions that have shots or not, newest first, in one statement."""
        start, last_id = None, None
        if filters.cursor is not None:
            start, last_id = decode_cursor(filters.cursor, datetime, UUID)
        rows = await self._fetch(
            """
            SELECT page.id AS session_id, page.start_time, page.location, page.distance, page.distance_unit,
                   coalesce(total.arrows, 0) AS arrows, coalesce(total.score, 0) AS score,
                   total.score::float8 / nullif(total.arrows, 0) AS average,
                   coalesce(total.tens, 0) AS tens, coalesce(total.xs, 0) AS xs, spread.mean_radius
              FROM (SELECT * FROM sessions
                     WHERE ($1::timestamptz IS NULL OR start_time >= $1)
                       AND ($2::timestamptz IS NULL OR start_time <= $2)
                       AND ($3::integer IS NULL OR distance = $3)
                       AND ($4::text IS NULL OR distance_unit = $4)
                       AND ($5::timestamptz IS NULL OR (start_time, id) < ($5, $6::uuid))
                     ORDER BY start_time DESC, id DESC
                     LIMIT $7) AS page
              LEFT JOIN LATERAL (
                   SELECT sum(arrows)::integer AS arrows, sum(score)::integer AS score, sum(tens)::integer AS tens,
                          sum(xs)::integer AS xs
                     FROM end_summary WHERE session_id = page.id
              ) AS total ON true
              LEFT JOIN LATERAL (
                   SELECT avg(sqrt((x - mean_x) ^ 2 + (y - mean_y) ^ 2)) AS mean_radius
                     FROM (SELECT x, y, avg(x) OVER () AS mean_x, avg(y) OVER () AS mean_y
                             FROM shots WHERE session_id = page.id AND x IS NOT NULL AND NOT is_sighter) AS landed
              ) AS spread ON true
             ORDER BY page.start_time DESC, page.id DESC
            """,
            filters.start_from,
            filters.start_to,
            filters.distance,
            filters.distance_unit,
            start,
            last_id,
            filters.limit + 1,
        )
        found = read_all(TrendRead, rows[: filters.limit])
        more = len(rows) > filters.limit
        return Page(
            rows=found,
            next_cursor=encode_cursor(found[-1].start_time.isoformat(), str(found[-1].session_id)) if more else None,
        )


def _group(points: list[tuple[float, float]]) -> GroupRead | None:
    found = group(points)
    if found is None:
        return None
    return GroupRead(
        x=found.x_mm, y=found.y_mm, mean_radius=found.mean_radius_mm, extreme_spread=found.extreme_spread_mm
    )
