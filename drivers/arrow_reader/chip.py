"""Commands to a PN532: one at a time, repeated if not acknowledged and answered in time."""

import asyncio
from contextlib import suppress

from appliance.core.message import message
from appliance.errors import Unavailable
from drivers.errors import FrameError, LinkLost
from drivers.link.serial_link import SerialLink
from drivers.wire import ntag, pn532
from drivers.wire.pn532 import Answer, ChipFramer, Signal, Target

TRIES = 3
ANSWER_WITHIN_S = 0.6
"""Time for an answer: the longest command here is the search for two tags, some 50 ms."""
QUIET_S, QUIET_WITHIN_S = 0.03, 0.3
"""Silence that ends the rest of a spoilt answer, and the longest wait for that silence."""


class TagGone(Unavailable):
    """The tag did not answer, or refused."""


class Chip:
    """The chip at the other end of a link."""

    def __init__(self, link: SerialLink, url: str, baud: int) -> None:
        self._link, self._url, self._baud = link, url, baud
        self._framer = ChipFramer()

    async def begin(self) -> str:
        """Wake the chip and configure it; returns the version of its firmware. Raises LinkLost."""
        self._link.write(pn532.WAKE_UP)
        await self._ask(pn532.SAM_CONFIGURATION, pn532.WITHOUT_SAM)
        try:
            firmware = pn532.firmware_of(await self._ask(pn532.GET_FIRMWARE_VERSION))
        except FrameError as error:
            raise LinkLost(message("reader_no_pn532", link=self._url)) from error
        await self._ask(pn532.RF_CONFIGURATION, pn532.FEW_RETRIES)
        return firmware

    async def targets(self) -> list[Target]:
        """The tags in the field, at most two, each selected for commands. Raises LinkLost."""
        try:
            return pn532.targets_of(await self._ask(pn532.IN_LIST_PASSIVE_TARGET, pn532.TWO_OF_TYPE_A))
        except FrameError:
            return []

    async def field_off(self) -> None:
        """Switch the field off until the next search: it resets the tags there, and saves heat."""
        await self._ask(pn532.RF_CONFIGURATION, pn532.FIELD_OFF)

    async def version(self) -> bytes:
        """The version bytes of the tag found. Raises TagGone, LinkLost."""
        # InDataExchange would take the number of this command for MIFARE's authentication
        return _answered(await self._ask(pn532.IN_COMMUNICATE_THRU, bytes((ntag.GET_VERSION,))))

    async def read(self, target: Target, page: int) -> bytes:
        """Four pages of a tag, from `page` on. Raises TagGone, LinkLost."""
        command = bytes((target.number, ntag.READ, page))
        data = _answered(await self._ask(pn532.IN_DATA_EXCHANGE, command))
        if len(data) != ntag.READ_BYTES:
            raise TagGone(message("tag_no_answer"))
        return data

    async def write(self, target: Target, page: int, data: bytes) -> None:
        """Write one page of a tag. Raises TagGone, LinkLost."""
        command = bytes((target.number, ntag.WRITE, page)) + data
        _answered(await self._ask(pn532.IN_DATA_EXCHANGE, command))

    async def _ask(self, command: int, data: bytes = b"") -> bytes:
        for _ in range(TRIES):
            self._framer.reset()
            self._link.write(pn532.frame_of(command, data))
            with suppress(TimeoutError):
                async with asyncio.timeout(ANSWER_WITHIN_S):
                    answer = await self._answer_to(command)
                if answer is not None:
                    return answer
            self._link.write(pn532.ACK)
            await self._until_quiet()
        raise LinkLost(message("reader_mute", link=self._url, baud=str(self._baud)))

    async def _answer_to(self, command: int) -> bytes | None:
        """The data of the answer to `command`; None: the chip did not receive it whole, or refused it."""
        is_acknowledged = False
        while True:
            for received in self._framer.feed(await self._link.read()):
                if received in (Signal.NACK, Signal.REFUSED):
                    return None
                if received is Signal.ACK:
                    is_acknowledged = True
                # what comes before the acknowledgement answers an earlier command
                elif is_acknowledged and isinstance(received, Answer) and received.command == command:
                    return received.data

    async def _until_quiet(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(QUIET_WITHIN_S):
                while True:
                    try:
                        async with asyncio.timeout(QUIET_S):
                            await self._link.read()
                    except TimeoutError:
                        return


def _answered(data: bytes) -> bytes:
    answer = pn532.exchanged(data)
    if answer is None:
        raise TagGone(message("tag_no_answer"))
    return answer
