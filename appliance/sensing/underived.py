"""Arrows stored by their place alone, for a row beside them could not be read: derived once it can be."""

import asyncio
import logging
from contextlib import suppress

from appliance.core.message import Message, message
from appliance.database.channels import Notice, Resync
from appliance.models.base_db import Source
from appliance.models.shots_db import ShotsDB
from appliance.sensing.items import reason_of
from appliance.sensing.patience import Patience

log = logging.getLogger(__name__)

LOOK_EVERY_S = 60.0
"""What somebody mends by SQL may be announced by nothing."""
OF_ARROWS = ("shots", "detections")
"""Tables whose changes mend nothing, and come by the hundred."""


class UnderivedShots:
    """Counts them and tries them again, at the start and when something else has changed, until none is left."""

    def __init__(self, source: Source, patience: Patience) -> None:
        self._shots = ShotsDB(source)
        self._patience = patience
        self._is_changed = asyncio.Event()
        self._noted = 0
        self.count = 0

    def note(self) -> None:
        """One more was stored so."""
        self._noted += 1
        self.count += 1

    def on_notice(self, notice: Notice | Resync) -> None:
        """Called by the listener."""
        if self.count and (isinstance(notice, Resync) or notice.table not in OF_ARROWS):
            self._is_changed.set()

    def troubles(self) -> list[Message]:
        """How many are left."""
        return [message("stored_underived", impacts=self.count)] if self.count else []

    async def run(self) -> None:
        """Try until cancelled."""
        await self._try()
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY_S):
                    await self._is_changed.wait()
            self._is_changed.clear()
            if self.count:
                await self._try()

    async def _try(self) -> None:
        """A hundred at once, as long as it helps."""
        is_helping = True
        while is_helping:
            noted = self._noted
            try:
                left = await self._patience.retry(self._shots.derive_underived)
            except Exception as error:  # whatever is odd there: new arrows are recorded still
                log.warning("arrows stored by their place alone cannot be tried again: %s", reason_of(error))
                return
            if noted != self._noted:
                # it may not have seen what was stored meanwhile
                return
            is_helping = 0 < left < self.count
            self.count = left
