"""Who shoots first in the ends of a match in which sides alternate."""

from typing import NamedTuple
from uuid import UUID

from appliance.core.scoring.matches import Side
from appliance.models.base_db import DBBase
from appliance.models.made_by import MADE_BY


class EndToBegin(NamedTuple):
    """An end that begins: which side did in the first end, and which would by the order of shooting as it is."""

    match_id: UUID
    bracket_id: UUID
    first_side: Side
    side: Side | None


class MatchOrderDB(DBBase):
    """Turns of the table matches."""

    async def let_begin(self, match_id: UUID, side: Side, made_by: str | None = None) -> None:
        """This side shoots first in the end that begins. Raises DBNotFound, and DBException where that has begun, or
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
        """Whether a match in which sides alternate is in the open session; None where no session has such a match."""
        found: bool | None = await self._fetchval(
            """
            SELECT bool_or(sessions.is_opened) FROM matches JOIN sessions ON sessions.id = matches.session_id
             WHERE matches.first_side IS NOT NULL
            """
        )
        return found

    async def end_to_begin(self) -> EndToBegin | None:
        """The end that begins, where it is for the rule to say who shoots first."""
        row = await self._fetchrow("SELECT match_id, bracket_id, first_side, side FROM end_to_begin()")
        return None if row is None else EndToBegin(**dict(row))

    async def take_back_order(self) -> bool:
        """Take back what the rule said of an end that has not begun any more; whether that was so."""
        return bool(await self._fetchval("SELECT take_back_order()"))
