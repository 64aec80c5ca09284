"""Runs the reader of arrow tags: emits each tag once while it is held, and reconnects for ever."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime

from appliance.core.backoff import delays_s
from appliance.core.events import TagHeld
from appliance.core.message import Message, message, message_of
from appliance.core.ports import TagOrder, TagReaderState
from drivers.arrow_reader.tags import TagFramer
from drivers.errors import LinkLost
from drivers.link.serial_link import SerialLink, open_link

log = logging.getLogger(__name__)

HELD_S = 2.0
"""Time without a tag after which it is emitted again: readers repeat a tag while it is held."""


class ArrowReader:
    """Emits a TagHeld for every tag that is held to it; it cannot write."""

    def __init__(self, url: str, baud: int, emit: Callable[[TagHeld], None]) -> None:
        self._url, self._baud, self._emit = url, baud, emit
        self._last: tuple[str, float] | None = None
        self._lost: Message | None = None
        self.is_heard = False
        self._delays = delays_s()
        self._faults: set[str] = set()

    @property
    def state(self) -> TagReaderState:
        """Whether the reader is connected, and what it can do."""
        return "reads" if self.is_heard else "away"

    @property
    def is_writing(self) -> bool:
        """False: this reader cannot write."""
        return False

    def problems(self) -> list[Message]:
        """Warnings about the reader."""
        return [] if self._lost is None else [message("tag_reader_gone", why=self._lost)]

    def order(self, order: TagOrder | None) -> None:
        """Ignored: this reader cannot write."""

    async def run(self) -> None:
        """Listen for ever; a lost or absent link is tried again with growing pauses."""
        while True:
            try:
                await self._listen(await open_link(self._url, self._baud))
            except LinkLost as error:
                if self._lost is None:
                    log.warning("tag reader: %s", error)
                self._lost = message_of(error)
            except Exception as error:  # opening the port anew resets the reader
                self._contain(error)
            finally:
                self.is_heard = False
            await asyncio.sleep(next(self._delays))

    def _heard(self, what: str) -> None:
        """Note that the reader is connected."""
        log.info("tag reader %s: %s", self._url, what)
        self.is_heard, self._lost, self._delays = True, None, delays_s()

    async def _listen(self, link: SerialLink) -> None:
        framer = TagFramer()
        self._heard("listening")
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
        except Exception as error:  # a fault of the receiver must not end the reader
            self._contain(error)

    def _contain(self, error: Exception) -> None:
        kind = type(error).__name__
        if kind not in self._faults:
            self._faults.add(kind)
            log.error("tag reader %s: an unforeseen fault was contained", self._url, exc_info=error)
