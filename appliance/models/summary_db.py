"""Totals per end, arrow, archer and session: points in SQL, groups from one pass over the positions."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from appliance.core.scoring.grouping import group
from appliance.core.scoring.points import HungFace, fold, marks
from appliance.models.base_db import DBBase, page, read_all
from appliance.models.reading import read_all_as
from appliance.models.targets_db import hung_on
from appliance.schema.base import Page, decode_cursor
from appliance.schema.summary import (
    ArcherSummaryRead,
    ArrowSummaryRead,
    EllipseRead,
    EndRead,
    GroupRead,
    LandedShot,
    SessionSummaryRead,
    TrendFilters,
    TrendRead,
)
from appliance.schema.targets import TargetRead

COUNTS = ("arrows", "landed", "score", "tens", "xs", "hold_ms", "release_to_impact_ms")
Places = dict[Hashable, list[tuple[float, float]]]


class SummaryDB(DBBase):
    """What the shots of sessions add up to."""

    async def of_session(self, session_id: UUID) -> SessionSummaryRead:
        """Raises DBNotFound for an unknown session."""
        await self._one("session", "SELECT id FROM sessions WHERE id = $1", session_id)
        faces = await self._faces(session_id)
        places = await self._fetch(
            """
            SELECT id, session_id, end_number, archer_id, arrow_id, x, y FROM shots
             WHERE session_id = $1 AND x IS NOT NULL AND NOT is_sighter ORDER BY shot_at DESC, seq DESC LIMIT 1000
            """,
            session_id,
        )
        ends = await self._fetch(
            """
            SELECT end_number, archer_id, arrows, landed, score, tens, xs, hold_ms, release_to_impact_ms, points
              FROM end_summary WHERE session_id = $1 ORDER BY end_number, archer_id NULLS FIRST LIMIT 1000
            """,
            session_id,
        )
        totals = await self._fetch(
            """
            SELECT GROUPING(total.arrow_id) = 0 AS is_arrow, GROUPING(total.archer_id) = 0 AS is_archer,
                   total.arrow_id, arrows.human_identifier, total.archer_id, archers.name,
                   count(*)::integer AS arrows, count(x)::integer AS landed,
                   coalesce(sum(counted), 0)::integer AS score,
                   (count(*) FILTER (WHERE counted = 10))::integer AS tens,
                   (count(*) FILTER (WHERE counts_as_x(is_x, points_called, is_x_called)))::integer AS xs,
                   (extract(epoch FROM avg(arrow_disengage_time - arrow_engage_time)) * 1000)::float8 AS hold_ms,
                   (extract(epoch FROM avg(arrow_landing_time - arrow_disengage_time)) * 1000)::float8
                       AS release_to_impact_ms
              FROM (SELECT *, coalesce(points_called, points) AS counted FROM shots
                     WHERE session_id = $1 AND NOT is_sighter) AS total
              LEFT JOIN arrows ON arrows.id = total.arrow_id
              LEFT JOIN archers ON archers.id = total.archer_id
             GROUP BY GROUPING SETS ((), (total.arrow_id, arrows.human_identifier), (total.archer_id, archers.name))
             ORDER BY arrows.human_identifier NULLS LAST, archers.name NULLS LAST
             LIMIT 1000
            """,
            session_id,
        )
        by_end, by_arrow, by_archer, everything = _by(read_all(LandedShot, places), faces)
        whole = next(row for row in totals if not row["is_arrow"] and not row["is_archer"])
        return SessionSummaryRead(
            session_id=session_id,
            **_totals(dict(whole), everything),
            ends=read_all_as(
                EndRead,
                ends,
                lambda row: EndRead(
                    end_number=row["end_number"],
                    archer_id=row["archer_id"],
                    marks=marks(row["points"], row["xs"]),
                    **_totals(row, by_end[row["end_number"], row["archer_id"]]),
                ),
            ),
            by_arrow=read_all_as(
                ArrowSummaryRead,
                [row for row in totals if row["is_arrow"]],
                lambda row: ArrowSummaryRead(
                    arrow_id=row["arrow_id"],
                    human_identifier=row["human_identifier"],
                    **_totals(row, by_arrow[row["arrow_id"]]),
                ),
            ),
            by_archer=read_all_as(
                ArcherSummaryRead,
                [row for row in totals if row["is_archer"]],
                lambda row: ArcherSummaryRead(
                    archer_id=row["archer_id"], name=row["name"], **_totals(row, by_archer[row["archer_id"]])
                ),
            ),
        )

    async def counted(self, session_id: UUID, archer_id: UUID | None) -> tuple[int, int]:
        """Arrows and points that count, of one archer or of all."""
        row = await self._fetchrow(
            """
            SELECT coalesce(sum(arrows), 0)::integer AS arrows, coalesce(sum(score), 0)::integer AS score
              FROM end_summary WHERE session_id = $1 AND ($2::uuid IS NULL OR archer_id = $2)
            """,
            session_id,
            archer_id,
        )
        return (row["arrows"], row["score"]) if row is not None else (0, 0)

    async def _faces(self, session_id: UUID) -> tuple[HungFace, ...]:
        rows = await self._fetch("SELECT * FROM targets WHERE session_id = $1 ORDER BY id LIMIT 1000", session_id)
        return hung_on(read_all(TargetRead, rows)).get(session_id, ())

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
                     FROM end_summary WHERE session_id = page.id AND ($8::uuid IS NULL OR archer_id = $8)
              ) AS total ON true
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
                             FROM (SELECT shots.x - coalesce(spot.x, 0) AS x, shots.y - coalesce(spot.y, 0) AS y
                                     FROM shots
                                     LEFT JOIN LATERAL (
                                          SELECT face.x, face.y
                                            FROM targets, jsonb_to_recordset(targets.faces) AS face(x float8, y float8)
                                           WHERE hung.at_several AND targets.id = ANY (hung.ids)
                                           ORDER BY (shots.x - face.x) ^ 2 + (shots.y - face.y) ^ 2
                                           LIMIT 1
                                     ) AS spot ON true
                                    WHERE shots.session_id = page.id AND NOT is_sighter
                                      AND abs(shots.x) < 1e6 AND abs(shots.y) < 1e6
                                      AND ($8::uuid IS NULL OR archer_id = $8)) AS folded) AS landed
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
        return page(TrendRead, rows, filters.limit, "start_time", "session_id")


def _by(
    shots: Iterable[LandedShot], faces: tuple[HungFace, ...]
) -> tuple[Places, Places, Places, list[tuple[float, float]]]:
    """Folded places by (end, archer), by arrow, by archer, and all of them."""
    by_end: Places = defaultdict(list)
    by_arrow: Places = defaultdict(list)
    by_archer: Places = defaultdict(list)
    everything = []
    for shot in shots:
        place = fold(faces, shot.x, shot.y)
        by_end[shot.end_number, shot.archer_id].append(place)
        by_arrow[shot.arrow_id].append(place)
        by_archer[shot.archer_id].append(place)
        everything.append(place)
    return by_end, by_arrow, by_archer, everything


def _totals(row: Mapping[str, Any], places: list[tuple[float, float]]) -> dict[str, Any]:
    """The fields of Totals."""
    counts = {name: row[name] for name in COUNTS}
    return {
        **counts,
        "misses": row["arrows"] - row["landed"],
        "average": row["score"] / row["arrows"] if row["arrows"] else None,
        "group": _group(places),
    }


def _group(points: list[tuple[float, float]]) -> GroupRead | None:
    found = group(points)
    if found is None:
        return None
    ellipse = found.ellipse_95
    return GroupRead(
        x=found.x_mm,
        y=found.y_mm,
        mean_radius=found.mean_radius_mm,
        extreme_spread=found.extreme_spread_mm,
        ellipse_95=None
        if ellipse is None
        else EllipseRead(major=ellipse.sigma_major_mm, minor=ellipse.sigma_minor_mm, angle=ellipse.angle_deg),
    )
