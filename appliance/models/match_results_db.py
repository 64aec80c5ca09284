"""What people enter about a match: its butt, a judge's ruling, and a result from another butt."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from appliance.core.message import refusal
from appliance.core.scoring.matches import Side
from appliance.models.base_db import DBBase, Queryable, Source, Streaming, run_in_transaction
from appliance.models.errors import DBException, DBNotFound


class EnteredResult(NamedTuple):
    """Who met and won, and the two results.

    `instead_of`, `ruled_at`: the match's session and the time of its ruling, if any, as the caller read them.
    """

    seeds: tuple[int, int]
    winner: Side
    a: int
    b: int
    entered_by: str | None
    instead_of: UUID | None
    ruled_at: datetime | None


class MatchResultsDB(DBBase):
    """Butts, rulings and entered results in the table matches."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._pool = source

    async def put_butt(self, match_id: UUID, butt: str | None) -> None:
        """Set the butt at which a match is shot. Raises DBNotFound."""
        await self._one("match", "UPDATE matches SET butt = $2 WHERE id = $1 RETURNING id", match_id, butt)

    async def enter(self, match_id: UUID, result: EnteredResult) -> None:
        """Enter a result in place of an earlier one. Raises DBNotFound, and DBException where the match was shot or
        decided since the caller read it."""

        async def work(connection: Streaming) -> None:
            await locked(connection, match_id, result.instead_of, result.ruled_at)
            await connection.fetchval(
                """
                UPDATE matches
                   SET session_id = NULL, seed_a = $2, seed_b = $3, ruled_winner = $4, result_a = $5, result_b = $6,
                       ruled_by = $7, ruled_at = appliance_now(), clock_id = current_clock_id(), first_side = NULL,
                       chosen_end = NULL
                 WHERE id = $1
                """,
                match_id, *result.seeds, result.winner, result.a, result.b, result.entered_by,
            )  # fmt: skip

        await run_in_transaction(self._pool, work)

    async def rule(self, match_id: UUID, winner: Side, seeds: tuple[int, int], ruled_by: str) -> None:
        """Record a judge's ruling between these seeds, which replaces an entered result. Raises DBNotFound."""
        await self._one(
            "match",
            """
            UPDATE matches
               SET ruled_winner = $2, seed_a = $3, seed_b = $4, ruled_by = $5, ruled_at = appliance_now(),
                   clock_id = current_clock_id(), result_a = NULL, result_b = NULL
             WHERE id = $1 RETURNING id
            """,
            match_id,
            winner,
            *seeds,
            ruled_by,
        )

    async def take_back(self, match_id: UUID, *, is_result: bool) -> None:
        """Delete the entered result, or else the judge's ruling, so that the arrows decide again. Raises DBNotFound
        where there is none."""
        await self._one(
            "match_result" if is_result else "match",
            """
            UPDATE matches
               SET ruled_winner = NULL, ruled_by = NULL, ruled_at = NULL, clock_id = NULL, result_a = NULL,
                   result_b = NULL
             WHERE id = $1 AND ruled_winner IS NOT NULL AND (result_a IS NOT NULL) = $2 RETURNING id
            """,
            match_id,
            is_result,
        )


async def locked(
    connection: Queryable, match_id: UUID, session_id: UUID | None, ruled_at: datetime | None
) -> UUID | None:
    """Lock a match until the end of the transaction; returns the session that seeded its bracket.

    Raises DBNotFound, and DBException where the match has another session or time of ruling than the caller read.
    """
    row = await connection.fetchrow(
        """
        SELECT matches.session_id, matches.ruled_at, brackets.session_id AS seeded_by
          FROM matches JOIN brackets ON brackets.id = matches.bracket_id
         WHERE matches.id = $1 FOR UPDATE OF matches
        """,
        match_id,
    )
    if row is None:
        raise DBNotFound(refusal("path.id", "row_not_there", what="match", id=str(match_id)))
    if row["session_id"] != session_id:
        raise DBException(refusal("path.id", "match_has_begun"))
    if row["ruled_at"] != ruled_at:
        raise DBException(refusal("path.id", "match_is_decided"))
    seeded_by: UUID | None = row["seeded_by"]
    return seeded_by
