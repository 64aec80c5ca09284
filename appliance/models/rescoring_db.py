"""Scores a session again by other faces, or only tries it; in both cases the database scores, by its own rule."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from appliance.errors import ArchStatsError
from appliance.models.base_db import DBBase, Queryable, Source, Streaming, run_in_transaction
from appliance.models.made_by import MADE_BY
from appliance.models.rounds_db import keep_round_arrows
from appliance.models.sessions_db import SessionsDB
from appliance.schema.sessions import SessionUpdate
from appliance.schema.targets import Face


class ScoredShot(NamedTuple):
    """A shot in `counted_shots`: its points, and whether a person called them."""

    id: UUID
    archer_id: UUID | None
    end_number: int
    points: int | None
    is_x: bool
    is_called: bool


class Rescored(NamedTuple):
    """The shots of a session before and after rescoring."""

    before: list[ScoredShot]
    after: list[ScoredShot]


class _Undo(ArchStatsError):
    """Raised to roll a transaction back; carries its result."""

    def __init__(self, rescored: Rescored) -> None:
        self.rescored = rescored


class RescoringDB(DBBase):
    """The shots of a session, with the faces and the session that they are scored by."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._pool = source

    async def tried(self, session_id: UUID, faces: Sequence[Face], round_arrows: int | None) -> Rescored:
        """The scores by these faces and this many arrows of a round, without changing anything.

        It takes no locks, except where arrows count by their number: then it locks the session while it works.
        """
        before = await _shots(self._source, session_id)
        if any(face.later_points for face in faces) or await _counts_by_arrow(self._source, session_id):
            # a hit ends its target, so that ends change as well: the change is made and rolled back
            return await self._done_and_undone(session_id, faces, round_arrows)
        rows = await self._fetch(
            """
            -- each end keeps its number of surplus arrows, but by other faces others may be the highest (find_surplus);
            -- of the remaining arrows only those within the round count (find_beyond)
            WITH scored AS (
                SELECT shots.id, shots.archer_id, shots.end_number, shots.shot_at, shots.seq, shots.is_surplus,
                       coalesce(points_called, scored.points) AS points,
                       counts_as_x(scored.is_x, points_called, is_x_called) AS is_x,
                       points_called IS NOT NULL AS is_called
                  FROM counted_shots AS own
                  JOIN shots ON shots.id = own.id
                  JOIN scored_by($1, $2) AS scored ON scored.shot_id = own.id
                 WHERE own.session_id = $1),
            judged AS (
                SELECT *, count(*) FILTER (WHERE is_surplus) OVER one_end < row_number() OVER (
                              one_end ORDER BY coalesce(points, 0) DESC, is_x DESC, shot_at DESC, seq DESC) AS is_of_end
                  FROM scored WINDOW one_end AS (PARTITION BY archer_id, end_number)),
            counted AS (
                SELECT *, is_of_end AND coalesce($3::integer >= row_number() OVER (
                              PARTITION BY archer_id, is_of_end ORDER BY end_number, shot_at, seq), true) AS counts
                  FROM judged)
            SELECT id, archer_id, end_number, CASE WHEN counts THEN points ELSE 0 END AS points,
                   is_x AND counts AS is_x, is_called
              FROM counted
             ORDER BY end_number, shot_at, seq LIMIT 100000
            """,
            session_id,
            _as_json(faces),
            round_arrows,
        )
        return Rescored(before, [ScoredShot(**dict(row)) for row in rows])

    async def _done_and_undone(self, session_id: UUID, faces: Sequence[Face], round_arrows: int | None) -> Rescored:
        async def work(connection: Streaming) -> Rescored:
            raise _Undo(await _rescored(connection, session_id, SessionUpdate(), faces, round_arrows))

        try:
            return await run_in_transaction(self._pool, work)
        except _Undo as undone:
            return undone.rescored

    async def rescore(
        self, session_id: UUID, update: SessionUpdate, faces: Sequence[Face] | None, round_arrows: int | None
    ) -> Rescored:
        """Change the session and, where given, its faces, and record the correction, in one transaction.
        `round_arrows`: arrows of its round in the session then. Raises DBNotFound, DBException.
        """

        async def work(connection: Streaming) -> Rescored:
            return await _rescored(connection, session_id, update, faces, round_arrows)

        return await run_in_transaction(self._pool, work)


async def _rescored(
    connection: Streaming,
    session_id: UUID,
    update: SessionUpdate,
    faces: Sequence[Face] | None,
    round_arrows: int | None,
) -> Rescored:
    before = await _shots(connection, session_id)
    facts = await connection.fetchval("SELECT session_as_scored($1)", session_id)
    if update.model_fields_set:
        await SessionsDB(connection).update_one(session_id, update)
    if faces is not None:
        # all faces go on one target: the nearest face is searched among all targets of a session
        await connection.fetch(
            """
            UPDATE targets SET faces = CASE WHEN id = (SELECT min(id::text) FROM targets WHERE session_id = $1)::uuid
                                            THEN $2 ELSE '[]'::jsonb END
             WHERE session_id = $1
            """,
            session_id,
            _as_json(faces),
        )
    await keep_round_arrows(connection, {session_id: round_arrows})
    await connection.fetchval("SELECT keep_rescoring($1, $2, $3)", session_id, facts, MADE_BY.get())
    return Rescored(before, await _shots(connection, session_id))


async def _counts_by_arrow(connection: Queryable, session_id: UUID) -> bool:
    found: bool = await connection.fetchval("SELECT face_by_arrow($1, NULL) IS NOT NULL", session_id)
    return found


def _as_json(faces: Sequence[Face]) -> list[dict[str, Any]]:
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
