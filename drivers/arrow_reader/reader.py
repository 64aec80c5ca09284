"""Runs the reader of arrow tags: emits each tag once while it is held, and reconnects for ever."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime

from appliance.core.backoff import delays_s
from appliance.core.events import TagHeld
from drivers.arrow_reader.tags import TagFramer
from drivers.errors import LinkLost
from drivers.link.serial_link import SerialLink, open_link

log = logging.getLogger(__name__)

HELD_S = 2.0
"""Readers repeat a tag while it is there: told again only after so long without it."""


class ArrowReader:
    """Emits a TagHeld for every tag that is held to it."""

    def __init__(self, url: str, baud: int, emit: Callable[[TagHeld], None]) -> None:
        self._url, self._baud, self._emit = url, baud, emit
        self._last: tuple[str, float] | None = None
        self._was_lost = False
        self._faults: set[str] = set()

    async def run(self) -> None:
        """Listen for ever; a lost or absent link is tried again with growing pauses."""
        delays = delays_s()
        while True:
            try:
                link = await open_link(self._url, self._baud)
                log.info("tag reader %s: listening", self._url)
                self._was_lost, delays = False, delays_s()
                await self._listen(link)
            except LinkLost as error:
                if not self._was_lost:
                    log.warning("tag reader: %s", error)
                self._was_lost = True
            except Exception as error:  # the port is opened anew, which sets the reader straight
                self._contain(error)
            await asyncio.sleep(next(delays))

    async def _listen(self, link: SerialLink) -> None:
        framer = TagFramer()
        try:
            while True:
                data = await link.read()
                for code in framer.feed(data):
                    self._publish(code, asyncio.get_running_loop().time())
        finally:
            link.close()

    def _publish(self, code: str, now_s: float) -> None:
        is_held = self._last is not None and self._last[0] == code and now_s - self._last[1] < HELD_S
        self._last = code, now_s
        if is_held:
            return
        try:
            self._emit(TagHeld(code, datetime.now(UTC)))
        except Exception as error:  # of whoever takes it; the next tag is another
            self._contain(error)

    def _contain(self, error: Exception) -> None:
        kind = type(error).__name__
        if kind not in self._faults:
            self._faults.add(kind)
            log.error("tag reader %s: an unforeseen fault was contained", self._url, exc_info=error)
