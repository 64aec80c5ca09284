"""Cuts a byte stream into frames: `~`, base64 of the frame and its CRC-32, line end. Printable ASCII throughout.

So no terminal setting, prompt or modem on the way changes a frame: it has no control characters and no bit 7.
Host, simulator and board run this same file, so it uses only what CPython and MicroPython both have.
"""

import binascii

MAX_FRAME_BYTES = 300
CRC_BYTES = 4
BEGIN = b"~"
MAX_LINE_BYTES = 4 * ((MAX_FRAME_BYTES + CRC_BYTES + 2) // 3)
_SHORTEST_LINE_BYTES = 8


class Framer:
    """Bytes in, checked frames out. `junk_bytes`: bytes that are not of a valid frame, and are skipped.

    `dropped`: frames that were cut, are too long, or fail base64 or CRC.
    """

    def __init__(self) -> None:
        self.dropped = 0
        self.junk_bytes = 0
        self._buffer = bytearray()
        self._is_inside = False
        self._is_overlong = False

    def feed(self, data: bytes) -> list[bytes]:
        """Frames completed by `data`, without checksum."""
        frames = []
        *complete, rest = data.replace(b"\r", b"\n").split(b"\n")
        for piece in complete:
            self._take(piece)
            frame = self._finish()
            if frame is not None:
                frames.append(frame)
        self._take(rest)
        return frames

    def reset(self) -> None:
        """Drop a partial frame: the link was opened anew."""
        self._buffer = bytearray()
        self._is_inside = self._is_overlong = False

    def _take(self, piece: bytes) -> None:
        begin = piece.rfind(BEGIN)
        if begin >= 0:
            # each start byte before the last is of a frame whose end was lost
            begun = piece.count(BEGIN) - 1
            self.dropped += begun + self._is_inside
            self.junk_bytes += begin - begun + len(self._buffer)
            self._buffer = bytearray()
            self._is_inside, self._is_overlong = True, False
            piece = piece[begin + 1 :]
        if not self._is_inside:
            self.junk_bytes += len(piece)
        elif len(self._buffer) + len(piece) > MAX_LINE_BYTES:
            self.junk_bytes += len(self._buffer) + len(piece)
            self._is_overlong = True
            self._buffer = bytearray()
        elif self._is_overlong:
            self.junk_bytes += len(piece)
        else:
            self._buffer += piece

    def _finish(self) -> bytes | None:
        if not self._is_inside:
            return None
        line, is_overlong = bytes(self._buffer), self._is_overlong
        self.reset()
        frame = None if is_overlong else checked(line)
        if frame is None:
            self.dropped += 1
            self.junk_bytes += len(line) + 1
        return frame


def checked(line: bytes) -> bytes | None:
    """The frame inside `line` (base64, without start byte and line end); None when base64 or checksum fail."""
    if len(line) < _SHORTEST_LINE_BYTES:
        return None
    try:
        decoded = binascii.a2b_base64(line)
    except ValueError:
        return None
    if binascii.b2a_base64(decoded)[:-1] != line:
        # the decoder skips characters that are not base64; MicroPython's has no strict mode
        return None
    frame, crc = decoded[:-CRC_BYTES], int.from_bytes(decoded[-CRC_BYTES:], "little")
    return frame if frame and binascii.crc32(frame) == crc else None


def framed(frame: bytes) -> bytes:
    """The bytes of `frame` on the wire: with its checksum, in base64, with start byte and line end."""
    crc = binascii.crc32(frame).to_bytes(CRC_BYTES, "little")
    return BEGIN + binascii.b2a_base64(frame + crc)
