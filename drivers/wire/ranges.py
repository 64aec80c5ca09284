"""Plausible ranges of measured quantities; a value outside is treated as unknown and reported."""

import math
from dataclasses import dataclass, field
from typing import Literal

from appliance.core.message import Message, message

Quantity = Literal[
    "temperature",
    "humidity",
    "pressure",
    "supply",
    "tick rate",
    "counter bits",
    "channels",
    "counter",
    "board position",
    "radius",
    "angle",
    "reference voltage",
    "shot number",
    "shot time",
    "strikes",
    "uptime",
    "clock",
    "shot counter",
    "hold time",
    "chirp delay",
]


@dataclass(frozen=True, slots=True)
class Range:
    """Lowest and highest value of a quantity, their unit, and the source of both."""

    low: float
    high: float
    unit: str
    source: str

    def holds(self, value: float) -> bool:
        """Whether `value` is plausible; False for NaN and infinity."""
        return math.isfinite(value) and self.low <= value <= self.high


RANGES: dict[Quantity, Range] = {
    "temperature": Range(-40.0, 60.0, "C", "weather that people shoot in; within any sensor's own (SHT3x: -40 to 125)"),
    "humidity": Range(0.0, 100.0, "%", "relative humidity"),
    "pressure": Range(30_000.0, 110_000.0, "Pa", "BMP280 data sheet: 300 to 1100 hPa; sea level to Everest"),
    "supply": Range(0.0, 60.0, "V", "above any extra-low voltage supply of a board"),
    "tick rate": Range(1e5, 1e9, "Hz", "below 0.1 MHz a tick is 3 cm of sound; above 1 GHz no such counter exists"),
    "counter bits": Range(8, 32, "bits", "PROTOCOL.md sends 32 bits a channel"),
    "channels": Range(1, 8, "channels", "PROTOCOL.md"),
    "counter": Range(-32_768, 65_535, "ticks", "freETarget firmware: 16 bits, printed signed by Arduino"),
    "board position": Range(-2_000.0, 2_000.0, "mm", "half of the largest butt, and as much again"),
    "radius": Range(0.0, 3_000.0, "mm", "of the largest board position"),
    "angle": Range(-360.0, 720.0, "degrees", "freETarget 3.x adds its ANGLE setting to -180..180"),
    "reference voltage": Range(0.0, 5.5, "V", "the boards' supply"),
    "shot number": Range(0, 999_999, "", "freETarget counts from 0; nobody shoots a million arrows at one board"),
    "shot time": Range(0, 10_000_000, "s", "four months of one session"),
    "strikes": Range(0, 1_000_000, "", "freETarget `face`"),
    "uptime": Range(0, 999_999_999, "s", "thirty years"),
    "clock": Range(0, 3.2e14, "us", "ten years of one boot; exact in a float"),
    "shot counter": Range(0, 10_000_000, "", "of one boot: two years of a shot every six seconds"),
    "chirp delay": Range(0.0, 25_000.0, "us", "PROTOCOL.md: the next chirp is 25 ms later; sound needs 5 ms for 1.8 m"),
    "hold time": Range(0.05, 120.0, "s", "a switch bounces for less; an arrow may lie on the rest for longer"),
}

SHOWN_CHARACTERS = 24
Why = Literal["value_not_believed", "decimal_point_missing", "beside_x_and_y", "counter_too_small", "felt_after_sent"]


@dataclass(slots=True)
class Refusals:
    """Collects the values of one message that no sensor can measure, as messages for a person."""

    messages: list[Message] = field(default_factory=list)

    def believed(self, quantity: Quantity, value: float | None) -> float | None:
        """`value`, or None if it is outside its range, which is noted."""
        if value is None or RANGES[quantity].holds(value):
            return value
        self.refuse(quantity, value)
        return None

    def believed_count(self, quantity: Quantity, value: int | None) -> int | None:
        """The same as `believed`, for integers."""
        return None if self.believed(quantity, value) is None else value

    def refuse(self, quantity: Quantity, value: object, why: Why = "value_not_believed", **values: int) -> None:
        """Note that `value` is refused, and why; `values`: further values of the message."""
        shown = f"{_shown(value)} {RANGES[quantity].unit}".rstrip()
        self.messages.append(message(why, quantity=quantity.replace(" ", "_"), value=shown, **values))


def _shown(value: object) -> str:
    if isinstance(value, float) and math.isfinite(value) and abs(value) < 1e9:
        return f"{value:g}"
    if isinstance(value, int) and abs(value) >= 10**SHOWN_CHARACTERS:
        # converting a number of thousands of digits to text is slow, and Python refuses it from 4,300 on
        return f"{'≤ -' if value < 0 else '≥ '}1e{SHOWN_CHARACTERS}"
    return str(value)[:SHOWN_CHARACTERS]


def plain_text(text: str, longest: int = 60) -> str:
    """`text` as it may be stored and shown: at most `longest` characters, unprintable ones replaced by `?`."""
    return "".join(c if c.isprintable() else "?" for c in text[:longest])
