"""Cuts the output of a freETarget board into objects and the text between them, and parses the pairs of an object.

Much of it is not JSON: commas are doubled or missing, NAN stands for a number, a quote or a colon may be missing,
objects follow each other without a separator. So objects are cut by braces (they never nest) and parsed pair by pair.
"""

import re
from dataclasses import dataclass

MAX_OBJECT_BYTES = 8192
MAX_LINE_BYTES = 512
LONGEST_BOARD_LINE = 64
# bridge reset, flow control; with bit 7 set: token ring traffic between the text
DROPPED = bytes([0x00, 0x11, 0x13, *range(0x80, 0x100)])

LONGEST_NUMBER = 18

Value = int | float | str | None
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
_OF_KEYS = _LETTERS | frozenset("0123456789_ ")
_AFTER_KEY = re.compile(r"\s*:?\s*")
_BARE_VALUE = re.compile(r"[-+]?[A-Za-z0-9.]+")
_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_DECIMAL = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+)\Z")
# what boards print outside of braces: boot logs, a banner, refusals of a command
_BOARD_LINE = re.compile(
    r"\s*(\d+\.\d+: |[A-Z] \(\d|ESP-ROM:|Build:|rst:0x|SPIWP:|mode:|clock |load:0x|entry 0x|freETarget \"|Session data"
    r"|Cannot decode|Invalid input)"
)


@dataclass(frozen=True, slots=True)
class TextObject:
    """The text between braces, and the text before it on the same line."""

    body: str
    lead: str


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of log text outside braces."""

    text: str

    @property
    def is_of_board(self) -> bool:
        """Whether it looks like a line that the boards' firmware prints between objects."""
        return _BOARD_LINE.match(self.text) is not None


class BraceCutter:
    """Bytes in, objects and lines out. An object that is interrupted by another opening brace is dropped."""

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

    @property
    def pending_bytes(self) -> int:
        """Bytes of a partial object or line that may still be understood."""
        return len(self._object) + self._inside + min(len(self._line), LONGEST_BOARD_LINE)

    def reset(self) -> None:
        """Drop a partial object or line: the link was opened anew."""
        self._leave()

    def _leave(self) -> None:
        self._inside = False
        self._object.clear()
        self._line.clear()


def pairs(body: str) -> dict[str, Value]:
    """Every `"key": value` of an object's body, in order; NAN becomes None, other values that are no numbers stay text.

    A key is the text before a quote, so its first quote may be missing. Linear: each character is read a few times,
    whatever the input.
    """
    found: dict[str, Value] = {}
    free_from = 0
    quote = body.find('"')
    while quote >= 0:
        key = _key_before(body, free_from, quote)
        value, end = _value_after(body, quote) if key else ("", quote)
        if key and end > quote:
            found[key] = _value(value)
            free_from = end
        else:
            free_from = quote + 1
        quote = body.find('"', free_from)
    return found


def _key_before(body: str, start: int, quote: int) -> str:
    """The longest key that ends at `quote`; empty when none does."""
    begin = quote
    while begin > start and body[begin - 1] in _OF_KEYS:
        begin -= 1
    while begin < quote and body[begin] not in _LETTERS:
        begin += 1
    return body[begin:quote]


def _value_after(body: str, quote: int) -> tuple[str, int]:
    """The value after a key's closing quote, and where it ends; ("", quote) when there is none."""
    gap = _AFTER_KEY.match(body, quote + 1)
    assert gap is not None  # noqa: S101  (it may match nothing, but it always matches)
    start = gap.end()
    if body[start : start + 1] == '"':
        close = body.find('"', start + 1)
        return (body[start : close + 1], close + 1) if close >= 0 else ("", quote)
    bare = _BARE_VALUE.match(body, start)
    return ("", quote) if bare is None else (bare[0], bare.end())


def _value(text: str) -> Value:
    if text.startswith('"'):
        return text[1:-1]
    if len(text) <= LONGEST_NUMBER and _INTEGER.match(text):
        return int(text)
    if len(text) <= LONGEST_NUMBER and _DECIMAL.match(text):
        return float(text)
    return None if text.lower().lstrip("+-") in {"nan", "inf"} else text
