"""Sees to it that nobody who shares the database holds the others up for ever."""

import asyncio
import logging

from appliance.models.base_db import DBBase
from appliance.models.patience import patiently

log = logging.getLogger(__name__)

LOOK_EVERY_S = 10.0


class SharingDB(DBBase):
    """The transactions of whoever logs in; each wing looks, so that neither depends on the other."""

    async def end_overlong_transactions(self) -> int:
        """End what keeps locks for longer than anything of ours takes; how many there were."""
        return int(await self._fetchval("SELECT end_overlong_transactions()"))

    async def run(self) -> None:
        """Look for ever."""
        while True:
            if ended := await patiently(self.end_overlong_transactions):
                log.warning("%d transactions that held up the database for too long were ended", ended)
            await asyncio.sleep(LOOK_EVERY_S)
