"""Compares sessions archer by archer: score and size of the group."""

from datetime import datetime
from itertools import groupby
from uuid import UUID

from appliance.models.base_db import DBBase, Row, next_cursor
from appliance.models.reading import read_all_as
from appliance.models.summary_db import by_name, of_the_only_one
from appliance.schema.base import Page, decode_cursor
from appliance.schema.summary import ArcherTrendRead, TrendFigures, TrendFilters, TrendRead

OF_SESSION = ("session_id", "start_time", "location", "distance", "distance_unit")
OF_ARCHER = tuple(ArcherTrendRead.model_fields)


class TrendDB(DBBase):
    """Totals of the shots of many sessions."""

    async def find(self, filters: TrendFilters) -> Page[TrendRead]:
        """A page of sessions with their totals, newest first, in one statement; also those without shots."""
        start, last_id = None, None
        if filters.cursor is not None:
            start, last_id = decode_cursor(filters.cursor, datetime, UUID)
        rows = await self._fetch(
            """
            SELECT page.id AS session_id, page.start_time, page.location, page.distance, page.distance_unit,
                   total.archer_id, archers.name, total.arrows, total.score,
                   total.score::float8 / nullif(total.arrows, 0) AS average, total.tens, total.xs, spread.mean_radius
              FROM (SELECT * FROM sessions
                     WHERE ($1::timestamptz IS NULL OR start_time >= $1)
                       AND ($2::timestamptz IS NULL OR start_time <= $2)
                       AND ($3::integer IS NULL OR distance = $3)
                       AND ($4::text IS NULL OR distance_unit = $4)
                       AND ($5::timestamptz IS NULL OR (start_time, id) < ($5, $6::uuid))
                     ORDER BY start_time DESC, id DESC
                     LIMIT $7) AS page
              LEFT JOIN LATERAL (
                   SELECT archer_id, sum(arrows)::integer AS arrows, sum(score)::integer AS score,
                          sum(tens)::integer AS tens, sum(xs)::integer AS xs
                     FROM end_summary WHERE session_id = page.id AND ($8::uuid IS NULL OR archer_id = $8)
                    GROUP BY archer_id
              ) AS total ON true
              LEFT JOIN archers ON archers.id = total.archer_id
              LEFT JOIN LATERAL (
                   SELECT sum(jsonb_array_length(faces)) > 1 AS at_several, array_agg(id) AS ids
                     FROM (SELECT id, CASE WHEN jsonb_typeof(faces) = 'array'
                                       AND NOT jsonb_path_exists(faces, '$[*].* ? (@ >= 1e6 || (@ < 1e-6 && @ != 0))')
                                       AND NOT jsonb_path_exists(faces, '$[*] ? (@.x.type() != "number")')
                                       AND NOT jsonb_path_exists(faces, '$[*] ? (@.y.type() != "number")')
                                      THEN faces ELSE '[]' END AS faces
                             FROM targets WHERE session_id = page.id) AS readable
                    WHERE jsonb_array_length(faces) > 0
              ) AS hung ON true
              LEFT JOIN LATERAL (
                   SELECT avg(sqrt((x - mean_x) ^ 2 + (y - mean_y) ^ 2)) AS mean_radius
                     FROM (SELECT x, y, avg(x) OVER () AS mean_x, avg(y) OVER () AS mean_y
                             FROM (SELECT one.x - coalesce(spot.x, 0) AS x, one.y - coalesce(spot.y, 0) AS y
                                     FROM counted_shots AS one
                                     LEFT JOIN LATERAL (
                                          SELECT face.x, face.y
                                            FROM targets,
                                                 ROWS FROM (jsonb_to_recordset(targets.faces) AS (x float8, y float8))
                                                     WITH ORDINALITY AS face (x, y, k)
                                           WHERE hung.at_several AND targets.id = ANY (hung.ids)
                                           ORDER BY (one.x - face.x) ^ 2 + (one.y - face.y) ^ 2, targets.id, face.k
                                           LIMIT 1
                                     ) AS spot ON true
                                    WHERE one.session_id = page.id AND abs(one.x) < 1e6 AND abs(one.y) < 1e6
                                      AND one.archer_id IS NOT DISTINCT FROM total.archer_id) AS folded) AS landed
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
            filters.archer_id,
        )
        by_session = {key: list(found) for key, found in groupby(rows, lambda row: row["session_id"])}
        firsts = [found[0] for found in by_session.values()]
        sessions = read_all_as(
            TrendRead, firsts[: filters.limit], lambda fields: _session(by_session[fields["session_id"]])
        )
        return Page(rows=sessions, next_cursor=next_cursor(firsts, filters.limit, "start_time", "session_id"))


def _session(rows: list[Row]) -> TrendRead:
    archers = [
        ArcherTrendRead.model_validate({name: row[name] for name in OF_ARCHER})
        for row in rows
        if row["arrows"] is not None
    ]
    return TrendRead(
        **{name: rows[0][name] for name in OF_SESSION},
        **of_the_only_one(TrendFigures, archers),
        by_archer=sorted(archers, key=by_name),
    )
