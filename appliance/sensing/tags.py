"""Writes tags from the arrow reader to the database; one that cannot be written at once is dropped."""

import asyncio
import logging

from appliance.core.events import TagHeld
from appliance.core.tags import arrow_id_of
from appliance.models.base_db import Queryable
from appliance.models.errors import DBUnavailable
from appliance.models.tags_db import TagsDB

log = logging.getLogger(__name__)

WAITING = 16
"""Largest number of tags waiting to be written; the oldest are dropped, since only the last tag held matters."""


class TagWriter:
    """A short queue of tags, written by `run`."""

    def __init__(self, source: Queryable) -> None:
        self._tags = TagsDB(source)
        self._held: asyncio.Queue[TagHeld] = asyncio.Queue(WAITING)

    def on_tag(self, tag: TagHeld) -> None:
        """Called by the driver."""
        if self._held.full():
            self._held.get_nowait()
        self._held.put_nowait(tag)

    async def run(self) -> None:
        """Write tags until cancelled."""
        while True:
            tag = await self._held.get()
            try:
                await self._tags.hold(tag.code, arrow_id_of(tag.code), tag.held_at)
            except DBUnavailable as error:
                log.warning("tag %s is not told: %s", tag.code, error)
