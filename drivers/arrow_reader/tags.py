"""Output of tag readers: frames of 125 kHz modules (RDM6300 and similar), or one line of text per tag. Pure."""

import re

STX, ETX = 0x02, 0x03
FRAME = re.compile(rb"[0-9A-Fa-f]{12}")
CODE = re.compile(r"[0-9A-Za-z-]{4,64}")
LONGEST_LINE = 80


class TagFramer:
    """Cuts the bytes of a reader into the codes of tags; anything else is skipped and counted."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._is_frame = False
        self.dropped = 0

    def feed(self, data: bytes) -> list[str]:
        """The codes that `data` completes, in upper case."""
        codes = []
        for byte in data:
            if byte == STX:
                self._drop()
                self._is_frame = True
            elif byte == ETX if self._is_frame else byte in b"\r\n":
                code = _of_frame(bytes(self._buffer)) if self._is_frame else _of_line(bytes(self._buffer))
                if code is None:
                    self._drop()
                else:
                    codes.append(code)
                self._buffer.clear()
                self._is_frame = False
            elif len(self._buffer) <= LONGEST_LINE:
                # a longer line is no tag, whatever its end looks like
                self._buffer.append(byte)
        return codes

    def _drop(self) -> None:
        self.dropped += bool(self._buffer.strip())
        self._buffer.clear()
        self._is_frame = False


def _of_frame(body: bytes) -> str | None:
    """The ten hexadecimal digits of a frame; None unless the two after them are the exclusive or of the five bytes."""
    if FRAME.fullmatch(body) is None:
        return None
    *values, check = bytes.fromhex(body.decode())
    total = 0
    for value in values:
        total ^= value
    return body[:10].decode().upper() if total == check else None


def _of_line(line: bytes) -> str | None:
    text = line.decode("ascii", errors="replace").strip()
    return text.upper() if CODE.fullmatch(text) else None
