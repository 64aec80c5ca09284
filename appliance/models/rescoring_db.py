"""Scoring a session again by other faces, or trying it: the database scores in both cases, by its own rule."""

from typing import NamedTuple
from uuid import UUID

from appliance.errors import ArchStatsError
from appliance.models.base_db import DBBase, Source, Streaming, transaction
from appliance.models.sessions_db import SessionsDB
from appliance.schema.sessions import SessionUpdate
from appliance.schema.targets import Face


class ScoredShot(NamedTuple):
    """What an arrow that counts is worth, and whether a person said so."""

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


class _OnlyTriedError(ArchStatsError):
    """Takes everything back."""


class RescoringDB(DBBase):
    """The shots of a session, with the faces and the session that they are scored by."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._pool = source

    async def rescore(
        self, session_id: UUID, update: SessionUpdate, faces: list[Face] | None, *, is_tried: bool
    ) -> Rescored:
        """Change the session and, where given, its faces, in one transaction; tried, it is taken back at the end.

        Raises DBNotFound, DBException.
        """
        found = Rescored([], [])
        try:
            async with transaction(self._pool) as connection:
                found = await _rescored(connection, session_id, update, faces)
                if is_tried:
                    raise _OnlyTriedError
        except _OnlyTriedError:
            pass
        return found


async def _rescored(
    connection: Streaming, session_id: UUID, update: SessionUpdate, faces: list[Face] | None
) -> Rescored:
    before = await _shots(connection, session_id)
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
            [face.model_dump(mode="json") for face in faces],
        )
    return Rescored(before, await _shots(connection, session_id))


async def _shots(connection: Streaming, session_id: UUID) -> list[ScoredShot]:
    rows = await connection.fetch(
        """
        SELECT id, archer_id, end_number, coalesce(points_called, points) AS points,
               counts_as_x(is_x, points_called, is_x_called) AS is_x, points_called IS NOT NULL AS is_called
          FROM shots WHERE session_id = $1 AND NOT is_sighter ORDER BY end_number, shot_at, seq LIMIT 100000
        """,
        session_id,
    )
    return [ScoredShot(**dict(row)) for row in rows]
