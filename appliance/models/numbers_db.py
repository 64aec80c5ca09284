"""One archer's own figures: arrows and scores, grouped by the database."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from appliance.core.scoring.form import Scored
from appliance.models.base_db import DBBase, Row, read_all
from appliance.models.made_by import MADE_BY
from appliance.models.reading import read_all_as
from appliance.schema.archers import ArcherName
from appliance.schema.base import StoredTime, Strict
from appliance.schema.numbers import ArcherDistanceRead, ArrowGoalUpdate, NumbersQuery, RingRead
from appliance.schema.sessions import Distance, DistanceUnit

MOST_ROWS = 100_000
MOST_BESIDE = 100
"""Largest number of sessions that are compared with one friend, the newest."""


class ScoredAt(NamedTuple):
    """Arrows of one end that were shot within one quarter of an hour; `faces`: a digest of the zones of the faces."""

    session_id: UUID
    distance: int
    distance_unit: str
    round_name: str | None
    faces: str | None
    end_number: int
    shot_at: datetime
    arrows: int
    score: int

    def at(self, hour: int) -> Scored:
        """The same for the core's figures; `hour`: the hour of the day."""
        task = (self.distance, self.distance_unit, self.round_name, self.faces)
        return Scored(self.session_id, task, self.end_number, hour, self.arrows, self.score)


class Beside(Strict):
    """A session that an archer and a friend both shot."""

    friend_id: UUID
    name: ArcherName
    session_id: UUID
    start_time: StoredTime
    distance: Distance
    distance_unit: DistanceUnit
    average: float
    friend_average: float


class NumbersDB(DBBase):
    """Figures of one archer. Points of ends that a coach holds back are left out."""

    async def goal(self, archer_id: UUID) -> tuple[ArrowGoalUpdate | None, datetime]:
        """The archer's goal, if any, and the appliance's present time."""
        row = await self._fetchrow(
            """
            SELECT appliance_now() AS now, goal.archer_id, goal.arrows, goal.period
              FROM (SELECT 1) AS always LEFT JOIN arrow_goals AS goal ON goal.archer_id = $1
            """,
            archer_id,
        )
        assert row is not None  # noqa: S101  (one row always)
        found = read_all_as(
            ArrowGoalUpdate,
            [row] if row["arrows"] is not None else [],
            lambda fields: ArrowGoalUpdate(**{name: fields[name] for name in ArrowGoalUpdate.model_fields}),
        )
        return (found[0] if found else None), row["now"]

    async def put_goal(self, archer_id: UUID, goal: ArrowGoalUpdate) -> None:
        """Set an archer's goal. Raises DBNotFound when there is no such archer."""
        await self._set_goal("archer", archer_id, goal.arrows, goal.period)

    async def delete_goal(self, archer_id: UUID) -> None:
        """Delete an archer's goal. Raises DBNotFound when there is none."""
        await self._set_goal("goal", archer_id, None, None)

    async def _set_goal(self, needed: str, archer_id: UUID, arrows: int | None, period: str | None) -> None:
        await self._one(
            needed,
            "SELECT id FROM set_goal($1, $2, $3, $4) AS id WHERE id IS NOT NULL",
            archer_id,
            arrows,
            period,
            MADE_BY.get(),
        )

    async def distances(self, archer_id: UUID) -> list[ArcherDistanceRead]:
        """The distances at which the archer has shot, most arrows first."""
        rows = await self._fetch(
            """
            SELECT distance, distance_unit, count(*)::integer AS arrows
              FROM shots JOIN sessions ON sessions.id = shots.session_id
             WHERE archer_id = $1
             GROUP BY distance, distance_unit ORDER BY arrows DESC, distance, distance_unit LIMIT 1000
            """,
            archer_id,
        )
        return read_all(ArcherDistanceRead, rows)

    async def shot(self, archer_id: UUID, query: NumbersQuery) -> list[tuple[datetime, int]]:
        """Number of arrows in each quarter of an hour, newest first; no time zone splits a quarter."""
        rows = await self._fetch(
            """
            SELECT date_bin('15 minutes', shot_at, '2000-01-01 00:00+00') AS quarter, count(*)::integer AS arrows
              FROM shots JOIN sessions ON sessions.id = shots.session_id
             WHERE archer_id = $1 AND shot_at IS NOT NULL AND are_storable(shot_at)
               AND ($2::timestamptz IS NULL OR shot_at >= $2) AND ($3::timestamptz IS NULL OR shot_at <= $3)
               AND ($4::integer IS NULL OR distance = $4) AND ($5::text IS NULL OR distance_unit = $5)
             GROUP BY quarter ORDER BY quarter DESC LIMIT $6
            """,
            *_of(archer_id, query),
            MOST_ROWS,
        )
        return [(row["quarter"], row["arrows"]) for row in rows]

    async def rings(self, archer_id: UUID, query: NumbersQuery) -> list[RingRead]:
        """How often the archer scored each value, highest first."""
        rows = await self._fetch(
            """
            SELECT counted AS points, coalesce(is_x, false) AS is_x, count(*)::integer AS arrows
              FROM counted_shots JOIN sessions ON sessions.id = session_id
             WHERE archer_id = $1 AND counts
               AND ($2::timestamptz IS NULL OR shot_at >= $2) AND ($3::timestamptz IS NULL OR shot_at <= $3)
               AND ($4::integer IS NULL OR distance = $4) AND ($5::text IS NULL OR distance_unit = $5)
             GROUP BY counted, coalesce(is_x, false)
             ORDER BY counted DESC NULLS LAST, 2 DESC LIMIT 100
            """,
            *_of(archer_id, query),
        )
        return read_all(RingRead, rows)

    async def scored(self, archer_id: UUID, query: NumbersQuery) -> list[ScoredAt]:
        """The scores of the archer's ends, newest first."""
        rows = await self._fetch(
            """
            WITH hung AS MATERIALIZED (
                SELECT session_id, md5(string_agg(DISTINCT face::text, ' ' ORDER BY face::text)) AS faces
                  FROM targets
                  CROSS JOIN LATERAL (
                      SELECT one - '{x,y,human_identifier,kind,x_radius}'::text[] AS face
                        FROM jsonb_array_elements(CASE WHEN jsonb_typeof(targets.faces) = 'array'
                                                       THEN targets.faces ELSE '[]' END) AS one
                       WHERE jsonb_typeof(one) = 'object'
                  ) AS counting
                 WHERE session_id IN (SELECT session_id FROM shots WHERE archer_id = $1)
                 GROUP BY session_id
            )
            SELECT session_id, distance, distance_unit, round_name, hung.faces, end_number,
                   date_bin('15 minutes', shot_at, '2000-01-01 00:00+00') AS quarter,
                   count(*)::integer AS arrows, sum(counted)::integer AS score
              FROM counted_shots
              JOIN sessions ON sessions.id = session_id
              LEFT JOIN hung USING (session_id)
             WHERE archer_id = $1 AND counts AND counted IS NOT NULL AND end_number IS NOT NULL
               AND shot_at IS NOT NULL AND are_storable(shot_at)
               AND ($2::timestamptz IS NULL OR shot_at >= $2) AND ($3::timestamptz IS NULL OR shot_at <= $3)
               AND ($4::integer IS NULL OR distance = $4) AND ($5::text IS NULL OR distance_unit = $5)
             GROUP BY session_id, distance, distance_unit, round_name, hung.faces, end_number, quarter
             ORDER BY quarter DESC, session_id, end_number LIMIT $6
            """,
            *_of(archer_id, query),
            MOST_ROWS,
        )
        return [ScoredAt(*row) for row in rows]

    async def beside(self, archer_id: UUID) -> list[Beside]:
        """Sessions in which both the archer and a friend shot, by friend, newest first.

        Arrows without points, as no face hung there, count in no average. Only the archer's own sessions are read.
        """
        rows: list[Row] = await self._fetch(
            """
            WITH averages AS MATERIALIZED (
                SELECT session_id, archer_id, avg(counted)::float8 AS average
                  FROM counted_shots
                 WHERE session_id IN (SELECT session_id FROM shots WHERE archer_id = $1)
                   AND counts AND counted IS NOT NULL
                 GROUP BY session_id, archer_id
            ), others AS (
                SELECT theirs.archer_id, archers.name, session_id, start_time, distance, distance_unit, own.average,
                       theirs.average AS friend_average,
                       row_number() OVER (PARTITION BY theirs.archer_id ORDER BY start_time DESC, session_id) AS n
                  FROM averages AS own
                  JOIN averages AS theirs USING (session_id)
                  JOIN archers ON archers.id = theirs.archer_id
                  JOIN sessions ON sessions.id = session_id
                 WHERE own.archer_id = $1 AND theirs.archer_id <> $1
            )
            SELECT archer_id AS friend_id, name, session_id, start_time, distance, distance_unit, average,
                   friend_average
              FROM others WHERE n <= $2 ORDER BY name, archer_id, n LIMIT 10000
            """,
            archer_id,
            MOST_BESIDE,
        )
        return read_all(Beside, rows)


def _of(archer_id: UUID, query: NumbersQuery) -> tuple[object, ...]:
    return archer_id, query.start_from, query.start_to, query.distance, query.distance_unit
