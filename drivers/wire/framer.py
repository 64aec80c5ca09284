"""Cuts a byte stream into frames: COBS (Cheshire and Baker, 1999), checksum last, delimiter 0x00."""

from drivers.wire.crc import crc16

DELIMITER = 0
MAX_FRAME_BYTES = 300
CRC_BYTES = 2


class Framer:
    """Bytes in, checked frames out. On rubbish it waits for the next delimiter and counts what it dropped."""

    def __init__(self) -> None:
        self.dropped = 0
        self._buffer = bytearray()
        self._overlong = False

    def feed(self, data: bytes) -> list[bytes]:
        """Whole frames completed by `data`, without checksum."""
        frames = []
        *complete, rest = data.split(bytes([DELIMITER]))
        for piece in complete:
            frame = self._finish(piece)
            if frame is not None:
                frames.append(frame)
        self._take(rest)
        return frames

    def _take(self, piece: bytes) -> None:
        if len(self._buffer) + len(piece) > MAX_FRAME_BYTES:
            self._overlong = True
            self._buffer.clear()
        elif not self._overlong:
            self._buffer += piece

    def _finish(self, piece: bytes) -> bytes | None:
        self._take(piece)
        encoded, overlong = bytes(self._buffer), self._overlong
        self._buffer.clear()
        self._overlong = False
        if not encoded and not overlong:
            return None
        frame = None if overlong else checked(encoded)
        if frame is None:
            self.dropped += 1
        return frame


def checked(encoded: bytes) -> bytes | None:
    """The frame inside `encoded` (COBS, no delimiter); None when COBS or checksum fail."""
    decoded = cobs_decode(encoded)
    if decoded is None or len(decoded) <= CRC_BYTES:
        return None
    frame, crc = decoded[:-CRC_BYTES], int.from_bytes(decoded[-CRC_BYTES:], "little")
    return frame if crc16(frame) == crc else None


def framed(frame: bytes) -> bytes:
    """What goes on the wire for `frame`: checksum added, COBS, delimiter."""
    return cobs_encode(frame + crc16(frame).to_bytes(CRC_BYTES, "little")) + bytes([DELIMITER])


def cobs_encode(data: bytes) -> bytes:
    """`data` without zero bytes: each block is led by its length."""
    out = bytearray()
    for block in data.split(b"\0"):
        start = 0
        while len(block) - start >= 254:
            out += b"\xff" + block[start : start + 254]
            start += 254
        out += bytes([len(block) - start + 1]) + block[start:]
    return bytes(out)


def cobs_decode(data: bytes) -> bytes | None:
    """The inverse of `cobs_encode`; None when `data` is not COBS."""
    out = bytearray()
    position = 0
    while position < len(data):
        code = data[position]
        block = data[position + 1 : position + code]
        if code == 0 or len(block) != code - 1 or 0 in block:
            return None
        out += block
        position += code
        if code < 255 and position < len(data):
            out.append(0)
    return bytes(out)
