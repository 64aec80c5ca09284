"""Matches that are shot at other butts: where, and what a person entered of them."""

from typing import NamedTuple
from uuid import UUID

from appliance.core.message import refusal
from appliance.core.scoring.matches import Side
from appliance.models.base_db import DBBase
from appliance.models.errors import DBException


class EnteredResult(NamedTuple):
    """Who met and won, and with how much; `instead_of`: the session that others shot there before, if any did."""

    seeds: tuple[int, int]
    winner: Side
    a: int
    b: int
    entered_by: str | None
    instead_of: UUID | None


class MatchResultsDB(DBBase):
    """What is entered in the table matches."""

    async def put_butt(self, match_id: UUID, butt: str | None) -> None:
        """Raises DBNotFound."""
        await self._one("match", "UPDATE matches SET butt = $2 WHERE id = $1 RETURNING id", match_id, butt)

    async def enter(self, match_id: UUID, result: EnteredResult) -> None:
        """Instead of what was entered before. Raises DBException where it began here meanwhile."""
        row = await self._fetchrow(
            """
            UPDATE matches
               SET session_id = NULL, seed_a = $2, seed_b = $3, ruled_winner = $4, result_a = $5, result_b = $6,
                   ruled_by = $7, ruled_at = appliance_now(), clock_id = current_clock_id(), first_side = NULL,
                   chosen_end = NULL
             WHERE id = $1 AND session_id IS NOT DISTINCT FROM $8 RETURNING id
            """,
            match_id, *result.seeds, result.winner, result.a, result.b, result.entered_by, result.instead_of,
        )  # fmt: skip
        if row is None:
            raise DBException(refusal("path.id", "match_has_begun"))

    async def take_back(self, match_id: UUID) -> None:
        """It is still to be shot. Raises DBNotFound where nothing was entered."""
        await self._one(
            "match_result",
            """
            UPDATE matches
               SET ruled_winner = NULL, ruled_by = NULL, ruled_at = NULL, clock_id = NULL, result_a = NULL,
                   result_b = NULL
             WHERE id = $1 AND result_a IS NOT NULL RETURNING id
            """,
            match_id,
        )
