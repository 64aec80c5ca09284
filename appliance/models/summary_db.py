"""Totals per end, arrow, archer and session: points by SQL, groups from one pass over the positions."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from appliance.core.names import NameKey, name_key
from appliance.core.scoring.grouping import group
from appliance.core.scoring.points import Point, marks, moved_onto
from appliance.models.base_db import DBBase, read_all
from appliance.models.reading import read_all_as, read_all_or_none
from appliance.models.reading_text import check_all
from appliance.models.targets_db import hung_on
from appliance.schema.summary import (
    ArcherGroupRead,
    ArcherSummaryRead,
    ArcherTrendRead,
    ArrowGroupRead,
    ArrowSummaryRead,
    EllipseRead,
    EndRead,
    GroupRead,
    LandedShot,
    LandedShots,
    SessionGroupsRead,
    SessionSummaryRead,
    Totals,
)
from appliance.schema.targets import TargetRead

COUNTS = ("arrows", "landed", "misses", "score", "tens", "xs", "hold_ms", "release_to_impact_ms", "rhythm_ms")
Places = dict[Hashable, list[Point]]


class SummaryDB(DBBase):
    """Totals and groups of the shots of sessions."""

    async def of_session(self, session_id: UUID) -> SessionSummaryRead:
        """Totals and groups of a session by end, arrow and archer. Raises DBNotFound for an unknown session."""
        await self._one("session", "SELECT id FROM sessions WHERE id = $1", session_id)
        faces = await self._faces(session_id)
        landed = await self._landed(session_id)
        ends = await self._fetch(
            """
            SELECT end_number, archer_id, arrows, landed, misses, score, tens, xs, hold_ms, release_to_impact_ms,
                   rhythm_ms, points
              FROM end_summary WHERE session_id = $1 ORDER BY end_number, archer_id NULLS FIRST LIMIT 1000
            """,
            session_id,
        )
        totals = await self._fetch(
            """
            SELECT GROUPING(total.arrow_id) = 0 AS is_arrow, total.archer_id, archers.name, total.arrow_id,
                   arrows.human_identifier, count(*)::integer AS arrows, count(x)::integer AS landed,
                   (count(*) FILTER (WHERE counted = 0))::integer AS misses,
                   coalesce(sum(counted), 0)::integer AS score,
                   (count(*) FILTER (WHERE counted = 10))::integer AS tens,
                   (count(*) FILTER (WHERE is_x))::integer AS xs,
                   (extract(epoch FROM avg(hold)) * 1000)::float8 AS hold_ms,
                   (extract(epoch FROM avg(flight)) * 1000)::float8 AS release_to_impact_ms,
                   (extract(epoch FROM avg(since_release)) * 1000)::float8 AS rhythm_ms
              FROM (SELECT counted_shots.*, released_at - lag(released_at) OVER (
                               PARTITION BY archer_id, end_number ORDER BY shot_at, seq) AS since_release
                      FROM counted_shots WHERE session_id = $1 AND counts) AS total
              LEFT JOIN arrows ON arrows.id = total.arrow_id
              LEFT JOIN archers ON archers.id = total.archer_id
             GROUP BY GROUPING SETS ((total.archer_id, archers.name),
                                     (total.archer_id, archers.name, total.arrow_id, arrows.human_identifier))
             ORDER BY arrows.human_identifier NULLS LAST
             LIMIT 1000
            """,
            session_id,
        )
        by_end = _places(landed, lambda shot: (shot.end_number, shot.archer_id))
        by_arrow = _places(landed, lambda shot: (shot.archer_id, shot.arrow_id))
        by_archer = _places(landed, lambda shot: shot.archer_id)
        archers = read_all_as(
            ArcherSummaryRead,
            [row for row in totals if not row["is_arrow"]],
            lambda row: ArcherSummaryRead(
                archer_id=row["archer_id"], name=row["name"], **_totals(row, by_archer[row["archer_id"]], faces)
            ),
        )
        return SessionSummaryRead(
            session_id=session_id,
            **of_the_only_one(Totals, archers),
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
                    archer_id=row["archer_id"],
                    arrow_id=row["arrow_id"],
                    human_identifier=row["human_identifier"],
                    **_totals(row, by_arrow[row["archer_id"], row["arrow_id"]], faces),
                ),
            ),
            by_archer=sorted(archers, key=by_name),
        )

    async def groups(self, session_id: UUID) -> SessionGroupsRead:
        """The groups of a session for the live page; empty for a session that was deleted."""
        landed, faces = await self._landed_so_far(session_id)
        return SessionGroupsRead(
            session_id=session_id,
            archers=[
                ArcherGroupRead(
                    archer_id=one.archer_id,
                    group=_group(one.places, faces),
                    end_number=one.ends[0],
                    end_group=_group(one.in_newest_end, faces),
                )
                for one in landed
            ],
        )

    async def of_arrow(self, arrow_id: UUID) -> ArrowGroupRead:
        """The group of an arrow's newest 1000 landed shots in `counted_shots`, moved onto one face. Raises DBNotFound
        for an unknown arrow."""
        await self._one("arrow", "SELECT id FROM arrows WHERE id = $1", arrow_id)
        landed = read_all(
            LandedShot,
            await self._fetch(
                """
                SELECT id, session_id, end_number, archer_id, arrow_id, x, y FROM counted_shots
                 WHERE arrow_id = $1 AND x IS NOT NULL ORDER BY shot_at DESC, seq DESC LIMIT 1000
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
        """The session's newest 1000 landed arrows in `counted_shots`, newest first."""
        rows = await self._fetch(
            """
            SELECT id, session_id, end_number, archer_id, arrow_id, x, y FROM counted_shots
             WHERE session_id = $1 AND x IS NOT NULL ORDER BY shot_at DESC, seq DESC LIMIT 1000
            """,
            session_id,
        )
        return read_all(LandedShot, rows)

    async def _landed_so_far(self, session_id: UUID) -> tuple[list[LandedShots], tuple[Point, ...]]:
        """The same by archer, with ends that a coach holds back, for the coach's own phone; and the faces.

        One statement, without a model for each of a thousand shots: a live session asks each second.
        """
        rows = await self._fetch(
            """
            SELECT archer_id, array_agg(x ORDER BY place) AS x, array_agg(y ORDER BY place) AS y,
                   array_agg(end_number ORDER BY place) AS ends,
                   (SELECT json_list(array_agg(row_to_json(hung)::text ORDER BY id))
                      FROM (SELECT * FROM targets WHERE session_id = $1 ORDER BY id LIMIT 10000) AS hung) AS targets
              FROM (SELECT archer_id, x, y, end_number, row_number() OVER (ORDER BY shot_at DESC, seq DESC) AS place
                      FROM scored_shots WHERE session_id = $1 AND x IS NOT NULL
                     ORDER BY shot_at DESC, seq DESC LIMIT 1000) AS newest
             GROUP BY archer_id ORDER BY min(place) LIMIT 1000
            """,
            session_id,
        )
        if not rows:
            return [], ()
        landed = read_all_or_none(LandedShots, rows)
        if landed is None:
            return _by_archer(await self._landed_so_far_alone(session_id)), await self._faces(session_id)
        return landed, hung_on(check_all(TargetRead, rows[0]["targets"]).rows).get(session_id, ())

    async def _landed_so_far_alone(self, session_id: UUID) -> list[LandedShot]:
        """The same shot by shot, to leave out and name those that cannot be read."""
        rows = await self._fetch(
            """
            SELECT id, session_id, end_number, archer_id, arrow_id, x, y FROM scored_shots
             WHERE session_id = $1 AND x IS NOT NULL ORDER BY shot_at DESC, seq DESC LIMIT 1000
            """,
            session_id,
        )
        return read_all(LandedShot, rows)

    async def _faces(self, session_id: UUID) -> tuple[Point, ...]:
        return (await self._faces_of([session_id])).get(session_id, ())

    async def _faces_of(self, session_ids: list[UUID]) -> dict[UUID, tuple[Point, ...]]:
        """Centres of the faces in each session, mm in the butt's frame, by target id."""
        rows = await self._fetch(
            "SELECT * FROM targets WHERE session_id = ANY($1::uuid[]) ORDER BY id LIMIT 10000", session_ids
        )
        return hung_on(read_all(TargetRead, rows))


def of_the_only_one(fields: type[BaseModel], archers: Sequence[BaseModel]) -> dict[str, Any]:
    """These fields of the only archer; with several all are None, without any counts are 0 and the others None."""
    values = {}
    for name, field in fields.model_fields.items():
        nothing = 0 if field.annotation is int and not archers else None
        values[name] = getattr(archers[0], name) if len(archers) == 1 else nothing
    return values


def by_name(archer: ArcherSummaryRead | ArcherTrendRead) -> tuple[bool, NameKey]:
    """Sort key for archers by name, with shots of no archer last."""
    return archer.name is None, name_key(archer.name)


def _places(shots: Iterable[LandedShot], key: Callable[[LandedShot], Hashable]) -> Places:
    """Positions of the arrows, grouped by `key`."""
    by_key: Places = defaultdict(list)
    for shot in shots:
        by_key[key(shot)].append((shot.x, shot.y))
    return by_key


def _by_archer(shots: Iterable[LandedShot]) -> list[LandedShots]:
    """The shots of each archer, in the order of `shots`."""
    by_archer: dict[UUID | None, list[LandedShot]] = {}
    for shot in shots:
        by_archer.setdefault(shot.archer_id, []).append(shot)
    return [
        LandedShots(
            archer_id=archer_id,
            x=[shot.x for shot in own],
            y=[shot.y for shot in own],
            ends=[shot.end_number for shot in own],
        )
        for archer_id, own in by_archer.items()
    ]


def _all(shots: Iterable[LandedShot]) -> list[Point]:
    return [(shot.x, shot.y) for shot in shots]


def _totals(row: Mapping[str, Any], places: Sequence[Point], faces: Sequence[Point]) -> dict[str, Any]:
    """The fields of Totals."""
    return {
        **{name: row[name] for name in COUNTS},
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
