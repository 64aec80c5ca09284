"""Frames of an NXP PN532 on its serial line, and the content of its answers: pure.

The numbers are those of the chip's user manual, UM0701-02: frames 6.2.1, commands 7, errors 7.1.
"""

from dataclasses import dataclass
from enum import Enum

from appliance.core.message import message
from drivers.errors import FrameError

START = b"\x00\xff"
TO_CHIP, FROM_CHIP, ERROR = 0xD4, 0xD5, 0x7F
MOST_DATA = 0xFF - 2
"""Most data of a normal frame, whose length byte also counts direction and command."""
ACK = b"\x00\x00\xff\x00\xff\x00"
"""Acknowledgement; from the host it also aborts the command in progress."""
WAKE_UP = b"\x55\x55" + bytes(14)
"""Wakes a sleeping chip by its first edges; the zeros, at up to 115,200 baud, last the 2 ms until the chip listens."""

GET_FIRMWARE_VERSION, SAM_CONFIGURATION, RF_CONFIGURATION = 0x02, 0x14, 0x32
IN_DATA_EXCHANGE, IN_COMMUNICATE_THRU, IN_LIST_PASSIVE_TARGET = 0x40, 0x42, 0x4A
WITHOUT_SAM = b"\x01\x00\x01"
FEW_RETRIES = b"\x05\xff\x01\x02"
"""RFConfiguration 5: a search for tags ends after two retries instead of going on for ever."""
FIELD_OFF = b"\x01\x02"
"""RFConfiguration 1: field off until the next search."""
TWO_OF_TYPE_A = b"\x02\x00"
PN532_IC = 0x32
STATUS_BITS = 0x3F


class Signal(Enum):
    """A frame without content; `REFUSED`: a syntax error in the command."""

    ACK = "ack"
    NACK = "nack"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Answer:
    """The chip's answer to `command`."""

    command: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Target:
    """A tag in the field: the number that the chip gave it, its kind (SAK) and its own number."""

    number: int
    kind: int
    uid: bytes


def frame_of(command: int, data: bytes = b"") -> bytes:
    """The frame of a command to the chip. Raises ValueError for more data than a frame holds."""
    if len(data) > MOST_DATA:
        raise ValueError(len(data))
    content = bytes((TO_CHIP, command)) + data
    length = len(content)
    return b"\x00" + START + bytes((length, -length & 0xFF)) + content + bytes((-sum(content) & 0xFF, 0))


class ChipFramer:
    """Cuts the chip's bytes into frames; anything else is skipped."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def reset(self) -> None:
        """Drop a partial frame: the bytes to come answer another command."""
        self._buffer.clear()

    def feed(self, data: bytes) -> list[Answer | Signal]:
        """Frames completed by `data`."""
        self._buffer += data
        found: list[Answer | Signal] = []
        at = 0
        while (start := self._buffer.find(START, at)) >= 0:
            begins = start + len(START)
            header = self._buffer[begins : begins + 2]
            if len(header) < 2:
                at = start
                break
            if bytes(header) in (b"\x00\xff", b"\xff\x00"):
                found.append(Signal.ACK if header[0] == 0 else Signal.NACK)
                at = begins + 2
                continue
            length, ends = header[0], begins + 2 + header[0] + 1
            if sum(header) & 0xFF or length == 0:
                at = start + 1
                continue
            if len(self._buffer) < ends:
                at = start
                break
            content = self._buffer[begins + 2 : ends]
            parsed = None if sum(content) & 0xFF else _parse_content(bytes(content[:-1]))
            # an invalid frame may only have looked like a start: a valid one may be inside
            at = start + 1 if parsed is None else ends
            if parsed is not None:
                found.append(parsed)
        else:
            # the last byte may be the first of a start
            at = max(at, len(self._buffer) - 1)
        del self._buffer[:at]
        return found


def _parse_content(content: bytes) -> Answer | Signal | None:
    if content == bytes((ERROR,)):
        return Signal.REFUSED
    if len(content) < 2 or content[0] != FROM_CHIP or not content[1] & 1:
        return None
    return Answer(content[1] - 1, content[2:])


def firmware_of(data: bytes) -> str:
    """The version from the answer to GetFirmwareVersion. Raises FrameError if the chip is no PN532."""
    if len(data) != 4 or data[0] != PN532_IC:
        raise FrameError(message("pn532_other_chip"), data)
    return f"{data[1]}.{data[2]}"


def targets_of(data: bytes) -> list[Target]:
    """The tags from the answer to InListPassiveTarget at 106 kbit/s type A. Raises FrameError if it is cut short."""
    targets, at = [], 1
    for _ in range(data[0] if data else 0):
        head = data[at : at + 5]
        uid = data[at + 5 : at + 5 + head[4]] if len(head) == 5 else b""
        if not uid or len(uid) != head[4]:
            raise FrameError(message("pn532_cut_short"), data)
        at += 5 + len(uid)
        if head[3] & 0x20:
            # an answer to select (ATS) follows, whose first byte is its length with itself
            at += max(data[at], 1) if at < len(data) else 1
        targets.append(Target(head[0], head[3], uid))
    return targets


def exchanged(data: bytes) -> bytes | None:
    """The tag's part of the answer to InDataExchange or InCommunicateThru; None if it did not answer, or refused."""
    return data[1:] if data and not data[0] & STATUS_BITS else None
