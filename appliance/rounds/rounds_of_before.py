"""Computes once, for sessions of older versions and their export files, which arrows are beyond their round."""

import asyncio
import logging

from appliance.models.base_db import Source
from appliance.models.errors import DBException, DBNotFound
from appliance.models.rounds_db import RoundsDB
from appliance.rounds.lengths import keep_arrows

log = logging.getLogger(__name__)


class RoundsOfBefore:
    """Works off these sessions one by one, each in its own statements, so that arrows are never delayed."""

    def __init__(self, source: Source) -> None:
        self._rounds = RoundsDB(source)

    async def run(self) -> None:
        """Work off all such sessions, then wait until cancelled. Raises DBUnavailable."""
        while await self.settle_one():
            pass
        await asyncio.Event().wait()

    async def settle_one(self) -> bool:
        """Work off one session; False if there was none. Raises DBUnavailable."""
        session_id = await self._rounds.next_unsettled()
        if session_id is None:
            return False
        try:
            await keep_arrows(self._rounds, session_id)
        except (DBException, DBNotFound) as error:
            # it would fail again at each start
            log.warning("session %s keeps all of its arrows: %s", session_id, error)
        await self._rounds.settled(session_id)
        return True
