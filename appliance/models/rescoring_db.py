"""Scoring a session again by other faces, or trying it: the database scores in both cases, by its own rule."""

from typing import Any, NamedTuple
from uuid import UUID

from appliance.models.base_db import DBBase, Queryable, Source, Streaming, run_in_transaction
from appliance.models.made_by import MADE_BY
from appliance.models.sessions_db import SessionsDB
from appliance.schema.sessions import SessionUpdate
from appliance.schema.targets import Face


class ScoredShot(NamedTuple):
    """What an arrow that counts and may be shown is worth, and whether a person said so."""

    id: UUID
    archer_id: UUID | None
    end_number: int
    points: int | None
    is_x: bool
    is_called: bool


class Rescored(NamedTuple):
    """The arrows of a session before and after."""

    before: list[ScoredShot]
    after: list[ScoredShot]


class RescoringDB(DBBase):
    """The shots of a session, with the faces and the session that they are scored by."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._pool = source

    async def tried(self, session_id: UUID, faces: list[Face] | None) -> Rescored:
        """What these faces would give; None: those that hang. Nothing is changed, and nothing waits."""
        before = await _shots(self._source, session_id)
        if faces is None:
            return Rescored(before, before)
        rows = await self._fetch(
            """
            -- of each end as many are surplus as are now, but by other faces others may be the highest (find_surplus)
            SELECT id, archer_id, end_number, CASE WHEN place <= too_many THEN 0 ELSE points END AS points,
                   is_x AND place > too_many AS is_x, is_called
              FROM (SELECT *, count(*) FILTER (WHERE is_surplus) OVER one_end AS too_many,
                           row_number() OVER (one_end ORDER BY coalesce(points, 0) DESC, is_x DESC, shot_at DESC,
                                                               seq DESC) AS place
                      FROM (SELECT shots.id, shots.archer_id, shots.end_number, shots.shot_at, shots.seq,
                                   shots.is_surplus, coalesce(points_called, scored.points) AS points,
                                   counts_as_x(scored.is_x, points_called, is_x_called) AS is_x,
                                   points_called IS NOT NULL AS is_called
                              FROM counted_shots AS own
                              JOIN shots ON shots.id = own.id
                              JOIN scored_by($1, $2) AS scored ON scored.shot_id = own.id
                             WHERE own.session_id = $1) AS scored
                    WINDOW one_end AS (PARTITION BY archer_id, end_number)) AS judged
             ORDER BY end_number, shot_at, seq LIMIT 100000
            """,
            session_id,
            _as_json(faces),
        )
        return Rescored(before, [ScoredShot(**dict(row)) for row in rows])

    async def rescore(self, session_id: UUID, update: SessionUpdate, faces: list[Face] | None) -> Rescored:
        """Change the session and, where given, its faces, and note that, in one transaction.

        Raises DBNotFound, DBException.
        """

        async def work(connection: Streaming) -> Rescored:
            return await _rescored(connection, session_id, update, faces)

        return await run_in_transaction(self._pool, work)


async def _rescored(
    connection: Streaming, session_id: UUID, update: SessionUpdate, faces: list[Face] | None
) -> Rescored:
    before = await _shots(connection, session_id)
    facts = await connection.fetchval("SELECT session_as_scored($1)", session_id)
    if update.model_fields_set:
        await SessionsDB(connection).update_one(session_id, update)
    if faces is not None:
        # all of them on what was hung first: which is nearest is asked over all targets of a session
        await connection.fetch(
            """
            UPDATE targets SET faces = CASE WHEN id = (SELECT min(id::text) FROM targets WHERE session_id = $1)::uuid
                                            THEN $2 ELSE '[]'::jsonb END
             WHERE session_id = $1
            """,
            session_id,
            _as_json(faces),
        )
    await connection.fetchval("SELECT keep_rescoring($1, $2, $3)", session_id, facts, MADE_BY.get())
    return Rescored(before, await _shots(connection, session_id))


def _as_json(faces: list[Face]) -> list[dict[str, Any]]:
    return [face.model_dump(mode="json") for face in faces]


async def _shots(connection: Queryable, session_id: UUID) -> list[ScoredShot]:
    rows = await connection.fetch(
        """
        SELECT own.id, own.archer_id, own.end_number, own.counted AS points, own.is_x,
               shots.points_called IS NOT NULL AS is_called
          FROM counted_shots AS own JOIN shots ON shots.id = own.id
         WHERE own.session_id = $1 ORDER BY own.end_number, own.shot_at, own.seq LIMIT 100000
        """,
        session_id,
    )
    return [ScoredShot(**dict(row)) for row in rows]
