"""Which side shoots first in an end of a match in which the sides alternate."""

from typing import NamedTuple
from uuid import UUID

from appliance.core.scoring.matches import Side
from appliance.models.base_db import DBBase
from appliance.models.made_by import MADE_BY


class EndToBegin(NamedTuple):
    """An end that begins. `first_side`: who began the first end; `side`: who would begin by the present order."""

    match_id: UUID
    bracket_id: UUID
    first_side: Side
    side: Side | None


class MatchOrderDB(DBBase):
    """The order of the sides, in the table matches."""

    async def let_begin(self, match_id: UUID, side: Side, made_by: str | None = None) -> None:
        """Let this side shoot first in the coming end. Raises DBNotFound, and DBException where that end has begun, or
        the sides do not alternate.
        """
        await self._one(
            "match",
            "SELECT true FROM begin_end_with($1, $2, $3) AS is_there WHERE is_there",
            match_id,
            side,
            made_by or MADE_BY.get(),
        )

    async def is_alternating(self) -> bool | None:
        """Whether the open session is a match with alternating sides; None where no session has such a match."""
        found: bool | None = await self._fetchval(
            """
            SELECT bool_or(sessions.is_opened) FROM matches JOIN sessions ON sessions.id = matches.session_id
             WHERE matches.first_side IS NOT NULL
            """
        )
        return found

    async def end_to_begin(self) -> EndToBegin | None:
        """The coming end, where the rule decides who shoots first; else None."""
        row = await self._fetchrow("SELECT match_id, bracket_id, first_side, side FROM end_to_begin()")
        return None if row is None else EndToBegin(**dict(row))

    async def take_back_order(self) -> bool:
        """Undo the rule's choice for an end that is no longer the coming one; whether there was such a choice."""
        return bool(await self._fetchval("SELECT take_back_order()"))
