"""Runs the link of one or more bows: emits each release once, acknowledges it, and reconnects for ever."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime

from appliance.core.backoff import delays_s
from appliance.core.events import BowReleased, BowSensor, ReleaseKey
from appliance.core.message import Message, message, message_of
from drivers.acoustic.dialect import Reception
from drivers.bow.line import BowLine
from drivers.errors import LinkLost
from drivers.link.serial_link import SerialLink, open_link

log = logging.getLogger(__name__)

LEAST_WAIT_S = 0.02
SOCKET_MUTE_S = 8.0
"""Time after which a mute network link is opened again: the bow may have vanished without closing it."""
SETTLED_US = 5e6
"""After a link that lasted this long the pauses before reopening start anew."""
MUCH_WORK_S = 0.001
REST_SHARE = 2.0


class BowReceiver:
    """`emit`: receives each release; False: no room, the release is taken again when the bow repeats it."""

    def __init__(self, url: str, baud: int, emit: Callable[[BowReleased], bool]) -> None:
        self._url, self._baud, self._emit = url, baud, emit
        self._line = BowLine(url)
        self._link: SerialLink | None = None
        self._lost: Message | None = None
        self._faults: set[str] = set()

    @property
    def sensors(self) -> list[BowSensor]:
        """The bows that were heard here."""
        return self._line.sensors

    def problems(self) -> list[Message]:
        """Warnings about the link and its bows; a lost link over Wi-Fi is none, for the bow may be switched off."""
        is_gone = self._lost is not None and not self._is_socket
        gone = [message("bow_link_gone", link=self._url)] if is_gone else []
        return gone + self._line.problems(_now_us())

    @property
    def _is_socket(self) -> bool:
        return self._url.startswith("socket://")

    def acknowledge(self, key: ReleaseKey) -> None:
        """Acknowledge that a release is stored; a bow that is not connected gets it when it repeats the release."""
        self._line.acknowledge(key)
        self._send()

    async def run(self) -> None:
        """Listen for ever; a lost or absent link is tried again with growing pauses."""
        delays = delays_s()
        while True:
            try:
                link = await open_link(self._url, self._baud)
                log.info("bows at %s: listening", self._url)
                opened_us, self._lost = _now_us(), None
                try:
                    await self._listen(link)
                finally:
                    if _now_us() - opened_us > SETTLED_US:
                        delays = delays_s()
            except LinkLost as error:
                if self._lost is None:
                    log.info("bows: %s", error)
                self._lost = message_of(error)
            except Exception as error:  # opening the link anew resets the receiver
                self._contain(error)
            await asyncio.sleep(next(delays))

    async def _listen(self, link: SerialLink) -> None:
        self._link = link
        self._line.open_link(_now_us())
        mute_since_s: float | None = None
        try:
            while True:
                self._send()
                data = await self._read(link)
                began_us = _now_us()
                if data:
                    self._work(data)
                worked_s = (_now_us() - began_us) / 1e6
                await asyncio.sleep(REST_SHARE * worked_s if worked_s > MUCH_WORK_S else 0)
                mute_since_s = self._watch(mute_since_s)
        finally:
            self._link = None
            link.close()

    async def _read(self, link: SerialLink) -> bytes:
        wait_s = max((self._line.due_us() - _now_us()) / 1e6, LEAST_WAIT_S)
        try:
            async with asyncio.timeout(wait_s):
                return await link.read()
        except TimeoutError:
            return b""

    def _work(self, data: bytes) -> None:
        for released in self._line.feed(data, Reception(datetime.now(UTC), _now_us())):
            try:
                is_taken = self._emit(released)
            except Exception as error:  # a fault of the receiver; the bow repeats the release
                self._contain(error)
                is_taken = False
            if not is_taken:
                self._line.give_back(released.key)

    def _watch(self, mute_since_s: float | None) -> float | None:
        """Since when the link is silent, s, None: it is not. Raises LinkLost for a network link that stays silent."""
        now_s = _now_us() / 1e6
        if not self._line.is_mute(now_s * 1e6):
            return None
        since_s = now_s if mute_since_s is None else mute_since_s
        if self._is_socket and now_s - since_s > SOCKET_MUTE_S:
            raise LinkLost(message("link_silent", link=self._url))
        return since_s

    def _send(self) -> None:
        if self._link is not None:
            self._link.write(self._line.output(_now_us()))

    def _contain(self, error: Exception) -> None:
        kind = type(error).__name__
        if kind not in self._faults:
            self._faults.add(kind)
            log.error("bows at %s: an unforeseen fault was contained", self._url, exc_info=error)


def _now_us() -> float:
    return asyncio.get_running_loop().time() * 1e6
