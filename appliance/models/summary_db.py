"""Totals per end, arrow, archer and session: points in SQL, groups from one pass over the positions."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from appliance.core.scoring.grouping import group
from appliance.core.scoring.points import Point, marks, moved_onto
from appliance.models.base_db import DBBase, page, read_all
from appliance.models.reading import read_all_as
from appliance.models.targets_db import hung_on
from appliance.schema.base import Page, decode_cursor
from appliance.schema.summary import (
    ArcherGroupRead,
    ArcherSummaryRead,
    ArrowGroupRead,
    ArrowSummaryRead,
    EllipseRead,
    EndRead,
    GroupRead,
    LandedShot,
    SessionGroupsRead,
    SessionSummaryRead,
    TrendFilters,
    TrendRead,
)
from appliance.schema.targets import TargetRead

COUNTS = ("arrows", "landed", "score", "tens", "xs", "hold_ms", "release_to_impact_ms")
Places = dict[Hashable, list[Point]]


class SummaryDB(DBBase):
    """What the shots of sessions add up to."""

    async def of_session(self, session_id: UUID) -> SessionSummaryRead:
        """Raises DBNotFound for an unknown session."""
        await self._one("session", "SELECT id FROM sessions WHERE id = $1", session_id)
        faces = await self._faces(session_id)
        landed = await self._landed(session_id)
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
        by_end = _places(landed, lambda shot: (shot.end_number, shot.archer_id))
        by_arrow = _places(landed, lambda shot: shot.arrow_id)
        by_archer = _places(landed, lambda shot: shot.archer_id)
        whole = next(row for row in totals if not row["is_arrow"] and not row["is_archer"])
        return SessionSummaryRead(
            session_id=session_id,
            **_totals(dict(whole), _all(landed), faces),
            ends=read_all_as(
                EndRead,
                ends,
                lambda row: EndRead(
                    end_number=row["end_number"],
                    archer_id=row["archer_id"],
                    marks=marks(row["points"], row["xs"]),
                    **_totals(row, by_end[row["end_number"], row["archer_id"]], faces),
                ),
            ),
            by_arrow=read_all_as(
                ArrowSummaryRead,
                [row for row in totals if row["is_arrow"]],
                lambda row: ArrowSummaryRead(
                    arrow_id=row["arrow_id"],
                    human_identifier=row["human_identifier"],
                    **_totals(row, by_arrow[row["arrow_id"]], faces),
                ),
            ),
            by_archer=read_all_as(
                ArcherSummaryRead,
                [row for row in totals if row["is_archer"]],
                lambda row: ArcherSummaryRead(
                    archer_id=row["archer_id"], name=row["name"], **_totals(row, by_archer[row["archer_id"]], faces)
                ),
            ),
        )

    async def groups(self, session_id: UUID) -> SessionGroupsRead:
        """What a live page shows of a session, which may be gone by now: then nothing."""
        faces = await self._faces(session_id)
        landed = await self._landed(session_id)
        by_end = _places(landed, lambda shot: (shot.archer_id, shot.end_number))
        by_archer = _places(landed, lambda shot: shot.archer_id)
        newest: dict[UUID | None, int] = {}
        for shot in landed:
            newest.setdefault(shot.archer_id, shot.end_number)
        return SessionGroupsRead(
            session_id=session_id,
            archers=[
                ArcherGroupRead(
                    archer_id=archer_id,
                    group=_group(by_archer[archer_id], faces),
                    end_number=end_number,
                    end_group=_group(by_end[archer_id, end_number], faces),
                )
                for archer_id, end_number in newest.items()
            ],
        )

    async def of_arrow(self, arrow_id: UUID) -> ArrowGroupRead:
        """Raises DBNotFound for an unknown arrow."""
        await self._one("arrow", "SELECT id FROM arrows WHERE id = $1", arrow_id)
        landed = read_all(
            LandedShot,
            await self._fetch(
                """
                SELECT id, session_id, end_number, archer_id, arrow_id, x, y FROM shots
                 WHERE arrow_id = $1 AND x IS NOT NULL AND NOT is_sighter ORDER BY shot_at DESC, seq DESC LIMIT 1000
                """,
                arrow_id,
            ),
        )
        faces = await self._faces_of(sorted({shot.session_id for shot in landed}))
        onto = next((faces[shot.session_id][0] for shot in landed if faces.get(shot.session_id)), None)
        if onto is None:
            return ArrowGroupRead(arrow_id=arrow_id, group=_group(_all(landed), ()))
        places = [
            moved_onto(onto, hung, (shot.x, shot.y)) for shot in landed if (hung := faces.get(shot.session_id, ()))
        ]
        return ArrowGroupRead(arrow_id=arrow_id, group=_group(places, [onto]))

    async def _landed(self, session_id: UUID) -> list[LandedShot]:
        """The last 1000 arrows that landed and count, newest first."""
        rows = await self._fetch(
            """
            SELECT id, session_id, end_number, archer_id, arrow_id, x, y FROM shots
             WHERE session_id = $1 AND x IS NOT NULL AND NOT is_sighter ORDER BY shot_at DESC, seq DESC LIMIT 1000
            """,
            session_id,
        )
        return read_all(LandedShot, rows)

    async def _faces(self, session_id: UUID) -> tuple[Point, ...]:
        return (await self._faces_of([session_id])).get(session_id, ())

    async def _faces_of(self, session_ids: list[UUID]) -> dict[UUID, tuple[Point, ...]]:
        """Centres of the faces that hang in each session, the face hung first in front."""
        rows = await self._fetch(
            "SELECT * FROM targets WHERE session_id = ANY($1::uuid[]) ORDER BY id LIMIT 10000", session_ids
        )
        return hung_on(read_all(TargetRead, rows))

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
                                            FROM targets,
                                                 ROWS FROM (jsonb_to_recordset(targets.faces) AS (x float8, y float8))
                                                     WITH ORDINALITY AS face (x, y, k)
                                           WHERE hung.at_several AND targets.id = ANY (hung.ids)
                                           ORDER BY (shots.x - face.x) ^ 2 + (shots.y - face.y) ^ 2, targets.id, face.k
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


def _places(shots: Iterable[LandedShot], key: Callable[[LandedShot], Hashable]) -> Places:
    """Where the arrows landed, told apart by `key`."""
    by_key: Places = defaultdict(list)
    for shot in shots:
        by_key[key(shot)].append((shot.x, shot.y))
    return by_key


def _all(shots: Iterable[LandedShot]) -> list[Point]:
    return [(shot.x, shot.y) for shot in shots]


def _totals(row: Mapping[str, Any], places: Sequence[Point], faces: Sequence[Point]) -> dict[str, Any]:
    """The fields of Totals."""
    counts = {name: row[name] for name in COUNTS}
    return {
        **counts,
        "misses": row["arrows"] - row["landed"],
        "average": row["score"] / row["arrows"] if row["arrows"] else None,
        "group": _group(places, faces),
    }


def _group(places: Sequence[Point], faces: Sequence[Point]) -> GroupRead | None:
    found = group(places, faces)
    if found is None:
        return None
    dx, dy = found.offset_mm or (None, None)
    ellipse = found.ellipse_95
    return GroupRead(
        arrows=found.arrows,
        x=found.x_mm,
        y=found.y_mm,
        dx=dx,
        dy=dy,
        mean_radius=found.mean_radius_mm,
        extreme_spread=found.extreme_spread_mm,
        ellipse_95=None
        if ellipse is None
        else EllipseRead(major=ellipse.sigma_major_mm, minor=ellipse.sigma_minor_mm, angle=ellipse.angle_deg),
        is_folded=found.is_folded,
    )
