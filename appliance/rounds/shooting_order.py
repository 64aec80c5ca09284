"""Decides who shoots first in the next end of a match in which sides alternate, by the rule unless a person decides."""

import asyncio

from appliance.core.scoring.matches import shoots_first
from appliance.database.channels import Notice, Resync, Table
from appliance.models.base_db import Source
from appliance.models.brackets_db import BracketsDB
from appliance.models.errors import DBException
from appliance.models.match_order_db import MatchOrderDB
from appliance.rounds.bracketing import bracket_read

BY_THE_RULE = "order"
"""The author of these turns among the corrections."""
LOOKS_AT: dict[bool | None, frozenset[Table]] = {
    None: frozenset({"matches"}),
    False: frozenset({"matches", "sessions"}),
    True: frozenset({"matches", "sessions", "turns", "shots"}),
}
"""Tables whose changes matter: by whether an alternating match has no session, a closed or an open one."""


class ShootingOrder:
    """Sets who begins an end, following turns, since an end begins after the last arrow of another, and changed
    arrows."""

    def __init__(self, source: Source) -> None:
        self._brackets, self._order = BracketsDB(source), MatchOrderDB(source)
        self._is_news = asyncio.Event()
        self._looks_at = LOOKS_AT[True]

    def on_notice(self, notice: Notice | Resync) -> None:
        """Handle a notice of the database; called by the listener on the event loop."""
        if isinstance(notice, Resync) or notice.table in self._looks_at:
            self._is_news.set()

    async def run(self) -> None:
        """Keep the order of shooting up to date, until cancelled. Raises DBUnavailable."""
        while True:
            self._is_news.clear()
            # changes during the query must not be missed; without alternating sides, arrows do not matter, and when
            # sides begin to alternate, that is a notice itself
            self._looks_at = LOOKS_AT[True]
            is_alternating = await self._order.is_alternating()
            self._looks_at = LOOKS_AT[is_alternating]
            while is_alternating and await self.follow():
                pass
            await self._is_news.wait()

    async def follow(self) -> bool:
        """Set the turns by the order of shooting once; whether anything changed. Raises DBUnavailable."""
        if await self._order.take_back_order():
            return True
        begins = await self._order.end_to_begin()
        if begins is None:
            return False
        try:
            matches = bracket_read(await self._brackets.get_one(begins.bracket_id)).matches
            match = next(one for one in matches if one.id == begins.match_id)
            side = shoots_first(match.a, match.b, begins.first_side)
            if match.winner is not None or side == begins.side:
                return False
            await self._order.let_begin(begins.match_id, side, BY_THE_RULE)
        except DBException:
            # an arrow came first, or the bracket cannot be evaluated, which its page reports
            return False
        return True
