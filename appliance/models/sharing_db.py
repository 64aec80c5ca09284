"""Ends transactions that hold up other users of the database for too long."""

import asyncio
import logging

from appliance.models.base_db import DBBase
from appliance.models.patience import patiently

log = logging.getLogger(__name__)

LOOK_EVERY_S = 10.0


class SharingDB(DBBase):
    """The transactions of all roles that log in; each wing checks them, so that neither depends on the other."""

    async def end_overlong_transactions(self) -> int:
        """End transactions that last longer than any of ours, and return their number."""
        return int(await self._fetchval("SELECT end_overlong_transactions()"))

    async def run(self) -> None:
        """Check every LOOK_EVERY_S, until cancelled."""
        while True:
            if ended := await patiently(self.end_overlong_transactions):
                log.warning("%d transactions that held up the database for too long were ended", ended)
            await asyncio.sleep(LOOK_EVERY_S)
