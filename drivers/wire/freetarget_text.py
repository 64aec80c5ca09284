"""Cuts what a freETarget board prints into objects and the text between them, and picks the pairs out of an object.

Much of it is not JSON: commas are doubled or missing, NAN stands for a number, a quote or a colon may lack, objects
follow each other without a separator. So objects are cut by braces (they never nest) and read pair by pair.
"""

import re
from dataclasses import dataclass

MAX_OBJECT_BYTES = 8192
MAX_LINE_BYTES = 512
# bridge reset, flow control; with bit 7 set: token ring traffic between the text
DROPPED = bytes([0x00, 0x11, 0x13, *range(0x80, 0x100)])

Value = int | float | str | None
_PAIR = re.compile(
    r'"?(?P<key>[A-Za-z][A-Za-z0-9_ ]*)"\s*:?\s*(?P<value>"[^"]*"|[-+]?[A-Za-z0-9.]+)',
)
_INTEGER = re.compile(r"[-+]?\d+\Z")
_DECIMAL = re.compile(r"[-+]?(\d+\.\d*|\.\d+)\Z")


@dataclass(frozen=True, slots=True)
class TextObject:
    """What stood between braces, and the text on the same line before it."""

    body: str
    lead: str


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of log text outside braces."""

    text: str


class BraceCutter:
    """Bytes in, objects and lines out. An object that another opening brace interrupts was lost, and is dropped."""

    def __init__(self) -> None:
        self.dropped = 0
        self._inside = False
        self._object = bytearray()
        self._line = bytearray()

    def feed(self, data: bytes) -> list[TextObject | TextLine]:
        """Objects and lines completed by `data`, in order."""
        out: list[TextObject | TextLine] = []
        for byte in data.translate(None, DROPPED):
            char = chr(byte)
            if char == "{":
                self.dropped += self._inside
                self._inside = True
                self._object.clear()
            elif self._inside:
                if char == "}":
                    out.append(TextObject(self._object.decode("ascii"), self._line.decode("ascii")))
                    self._leave()
                else:
                    self._object.append(byte)
                    if len(self._object) > MAX_OBJECT_BYTES:
                        self.dropped += 1
                        self._leave()
            elif char in "\r\n":
                if self._line:
                    out.append(TextLine(self._line.decode("ascii")))
                    self._line.clear()
            elif len(self._line) < MAX_LINE_BYTES:
                self._line.append(byte)
        return out

    def _leave(self) -> None:
        self._inside = False
        self._object.clear()
        self._line.clear()


def pairs(body: str) -> dict[str, Value]:
    """Every `"key": value` of an object's body, in order; NAN is None, what is no number stays text."""
    return {m["key"]: _value(m["value"]) for m in _PAIR.finditer(body)}


def _value(text: str) -> Value:
    if text.startswith('"'):
        return text[1:-1]
    if _INTEGER.match(text) and len(text) < 20:
        return int(text)
    if _DECIMAL.match(text):
        return float(text)
    return None if text.lower().lstrip("+-") in {"nan", "inf"} else text
