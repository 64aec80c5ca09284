"""Values at and beyond every limit, and what is damaged on its way."""

import random
import string
from dataclasses import fields, is_dataclass, replace
from typing import Any

INTEGERS = (0, 1, -1, 127, 128, 255, 256, 32767, 32768, 65535, 65536, 2**31 - 1, 2**31, 2**32 - 1, 2**63 - 1, 2**63)
NUMBERS = (0.0, -0.0, 1e-320, 5e-7, -273.15, 225.0, 327.66, 1e6, 1e15, 1e19, 1e308, float("inf"), float("nan"))
TEXTS = (
    "",
    "\0",
    "\x03",
    "5a",
    "999999999999999999999s",
    "\u202e",
    "\ud83c\udfaf",
    "'; DROP TABLE shots; --",
    "x" * 4000,
)
TIMES = (
    "0001-01-01T00:00:00Z",
    "1969-12-31T23:59:59Z",
    "1970-01-01T00:00:00Z",
    "2199-12-31T23:59:59Z",
    "9999-12-31T23:59:59Z",
    "infinity",
    "-infinity",
    "2024-02-30T00:00:00Z",
    "now",
)


def odd_integer(dice: random.Random) -> int:
    return dice.choice((dice.choice(INTEGERS), -dice.choice(INTEGERS), dice.getrandbits(dice.randrange(1, 80))))


def odd_number(dice: random.Random) -> float:
    return dice.choice((dice.choice(NUMBERS), -dice.choice(NUMBERS), dice.uniform(-1e3, 1e3)))


def odd_text(dice: random.Random) -> str:
    return dice.choice((dice.choice(TEXTS), "".join(dice.choices(string.printable, k=dice.randrange(30)))))


def odd_json(dice: random.Random, depth: int = 2) -> Any:
    """Anything that JSON can say, and NaN."""
    kind = dice.randrange(8 if depth else 6)
    if kind >= 6:
        many = range(dice.randrange(4))
        inner = [odd_json(dice, depth - 1) for _ in many]
        return inner if kind == 6 else {odd_text(dice): value for value in inner}
    plain = (odd_integer, odd_number, odd_text)
    return dice.choice((None, True, False, dice.choice(TIMES), *(make(dice) for make in plain)))


def damaged(data: bytes, dice: random.Random) -> bytes:
    """A flipped bit, a cut, a doubled piece, or noise."""
    if not data:
        return dice.randbytes(8)
    at = dice.randrange(len(data))
    match dice.randrange(5):
        case 0:
            return data[:at] + bytes([data[at] ^ 1 << dice.randrange(8)]) + data[at + 1 :]
        case 1:
            return data[:at]
        case 2:
            return data[:at] + data[dice.randrange(len(data)) :]
        case 3:
            return data[:at] + dice.randbytes(dice.randrange(1, 40)) + data[at:]
        case _:
            return dice.randbytes(dice.randrange(1, 200))


def with_odd_fields(message: Any, dice: random.Random) -> Any:
    """The same dataclass with a field or two that no honest sender would fill so."""
    chosen = dice.sample(fields(message), dice.randrange(1, 3))
    return replace(message, **{f.name: _odd_like(getattr(message, f.name), dice) for f in chosen})


def _odd_like(value: Any, dice: random.Random) -> Any:
    if is_dataclass(value):
        return with_odd_fields(value, dice)
    match value:
        case tuple():
            return tuple(_odd_like(dice.choice(value), dice) for _ in range(dice.randrange(12))) if value else value
        case bool():
            return not value
        case int():
            return odd_integer(dice)
        case float() | None:
            return odd_number(dice)
        case _:
            return odd_text(dice)
