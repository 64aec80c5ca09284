"""The messages of a freETarget board: shots, misses, and notices of every other kind.

The wire has no checksum, so values that a lost digit or decimal point made implausible are refused.
"""

import math
from dataclasses import dataclass, field
from typing import Any

from appliance.core.message import Message
from drivers.wire.freetarget_text import TextObject, Value, pairs
from drivers.wire.ranges import Quantity, Refusals, plain_text

SENSORS = ("N", "E", "S", "W")
COUNTER_MODULUS = 1 << 16
SETTINGS_AT_LEAST = 8
_SLEEP = {"GOOD_BYE", "BYE"}
_WAKE = {"Hello_World", "HELLO WORLD"}
_REFUSALS = ("Cannot decode", "Invalid input or locked")
RADIUS_AGREES_MM = 0.5
LONGEST_NAME = 32


@dataclass(frozen=True, slots=True)
class Counters:
    """Counters of the sensors N, E, S, W; `toa_ticks`: after the first sensor, None for one that never triggered."""

    toa_ticks: tuple[int | None, ...]
    raw: tuple[int, ...] | None = None
    raw_hi: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class BoardShot:
    """An impact. `x_mm`, `y_mm`: the board's own fix about its own centre, None when it printed NAN or missed.

    `time`: as printed, whatever its unit; None when the board sends none. `refused`: messages about refused values.
    """

    shot: int
    miss: bool
    x_mm: float | None
    y_mm: float | None
    counters: Counters | None
    is_esp32: bool
    extra: dict[str, Value] = field(default_factory=dict)
    time: int | float | None = None
    refused: tuple[Message, ...] = ()

    @property
    def name(self) -> str:
        """The name of the board that detected it; empty when not reported."""
        return plain_text(str(self.extra.get("name", "")), LONGEST_NAME)

    @property
    def temp_c(self) -> float | None:
        return as_float(self.extra.get("temp_c"))

    def as_json(self) -> dict[str, Any]:
        """One line of `arch-stats parse`."""
        out: dict[str, Any] = {"type": "miss" if self.miss else "shot", "shot": self.shot}
        if not self.miss:
            out |= {"miss": False, "x_mm": self.x_mm, "y_mm": self.y_mm}
        out |= self.extra
        out["toa_ticks"] = None if self.counters is None else list(self.counters.toa_ticks)
        if self.counters is not None and self.counters.raw is not None:
            out["raw"] = list(self.counters.raw)
        if self.counters is not None and self.counters.raw_hi is not None:
            out["raw_hi"] = list(self.counters.raw_hi)
        return out


@dataclass(frozen=True, slots=True)
class BoardNotice:
    """Anything that is not an impact: `type` is version, echo, fault, keep_alive, timer, event, error and so on."""

    type: str
    values: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """One line of `arch-stats parse`."""
        return {"type": self.type, **self.values}


BoardMessage = BoardShot | BoardNotice


def read_object(cut: TextObject) -> BoardMessage | None:
    """The message in an object; None when it holds nothing."""
    if any(refusal in cut.lead for refusal in _REFUSALS):
        return BoardNotice("error", {"text": next(r for r in _REFUSALS if r in cut.lead)})
    values = pairs(cut.body)
    if not values:
        return None
    if "shot" in values:
        return _shot(values, cut.body)
    if "timer" in values:
        counters = _counters(values, SENSORS, raw=True)
        return BoardNotice("timer", {"latch": values["timer"], **_counter_json(counters)})
    if len(values) >= SETTINGS_AT_LEAST:
        return BoardNotice("echo", {"values": values})
    return _notice(values)


def _notice(values: dict[str, Value]) -> BoardNotice:
    key, value = next(iter(values.items()))
    name: dict[str, Any] = {"name": values["NAME"]} if "NAME" in values else {}
    if key == "VERSION":
        return BoardNotice("version", {"version": value})
    if key == "Fault":
        return BoardNotice("fault", {"sensor": value})
    if key == "KEEP_ALIVE":
        return BoardNotice("keep_alive", {"count": value} | name)
    if key == "CONNECTED":
        seconds = str(value).removesuffix("s")
        # nine digits are thirty years; longer ones are no uptime, and their conversion is slow
        uptime_s = int(seconds) if len(seconds) <= 9 and seconds.isdecimal() and seconds.isascii() else None
        return BoardNotice("connected", {"uptime_s": uptime_s} | name)
    if key in _SLEEP:
        return BoardNotice("sleep", name)
    if key in _WAKE:
        return BoardNotice("wake", name)
    return BoardNotice("event", {"key": key, "value": value})


def _shot(values: dict[str, Value], body: str) -> BoardMessage:
    refusals = Refusals()
    number = values["shot"]
    if not isinstance(number, int) or refusals.believed("shot number", number) is None:
        return BoardNotice("error", {"text": body[:60]})
    is_esp32 = "session_type" in values or "n" in values or "time_to_go" in values
    # Arduino 4.2.0 prints "miss":0 in a miss, but only misses have the strikes on the frame
    miss = values.get("miss") == 1 or "face" in values
    extra = _extra(values, refusals)
    x_mm, y_mm = (None, None) if miss else _position(values, refusals)
    counters = _shot_counters(values, refusals, miss=miss)
    time = values.get("time")
    return BoardShot(
        shot=number,
        miss=miss,
        x_mm=x_mm,
        y_mm=y_mm,
        counters=counters,
        is_esp32=is_esp32,
        extra=extra,
        time=time if isinstance(time, int | float) else None,
        refused=tuple(refusals.messages),
    )


def _position(values: dict[str, Value], refusals: Refusals) -> tuple[float | None, float | None]:
    """The position, both coordinates or neither; the radius that some boards print as well must agree."""
    x_mm, y_mm = (_printed_decimal(values.get(axis), "board position", refusals) for axis in ("x", "y"))
    if x_mm is None or y_mm is None:
        return None, None
    radius = values.get("r")
    if isinstance(radius, float) and abs(radius - math.hypot(x_mm, y_mm)) > RADIUS_AGREES_MM:
        refusals.refuse("radius", radius, "beside_x_and_y")
        return None, None
    return x_mm, y_mm


def _printed_decimal(value: Value, quantity: Quantity, refusals: Refusals) -> float | None:
    """A value that boards always print with a decimal point: a whole number has lost it on the line, and is refused."""
    if isinstance(value, int):
        refusals.refuse(quantity, value, "decimal_point_missing")
        return None
    return refusals.believed(quantity, value) if isinstance(value, float) else None


def _shot_counters(values: dict[str, Value], refusals: Refusals, *, miss: bool) -> Counters | None:
    for key in (*SENSORS, *(s.lower() for s in SENSORS)):
        value = values.get(key)
        if isinstance(value, int) and refusals.believed("counter", value) is None:
            return None
    if "n" in values:
        return _counters(values, tuple(s.lower() for s in SENSORS), raw=miss, high=SENSORS)
    return _counters(values, SENSORS, raw=miss)


_TEXTS = {"name": "name", "VERSION": "version"}
_NUMBERS: dict[str, tuple[str, Quantity]] = {
    "face": ("face", "strikes"),
    "r": ("r_mm", "radius"),
    "a": ("a_deg", "angle"),
    "V_REF": ("v_ref", "reference voltage"),
}


def _extra(values: dict[str, Value], refusals: Refusals) -> dict[str, Value]:
    extra: dict[str, Value] = {}
    for theirs, value in values.items():
        if theirs in _TEXTS:
            extra[_TEXTS[theirs]] = plain_text(str(value))
        elif theirs in _NUMBERS:
            ours, quantity = _NUMBERS[theirs]
            extra[ours] = refusals.believed(quantity, value) if isinstance(value, int | float) else None
        elif theirs == "T":
            extra["temp_c"] = _printed_decimal(value, "temperature", refusals)
    time = values.get("time")
    if isinstance(time, int):
        # ESP32 6.x counts milliseconds, Arduino 3.x tenths of a second
        time = time / 1000 if "time_to_go" in values else time / 10
    if isinstance(time, float) and refusals.believed("shot time", time) is not None:
        extra["time_s"] = time
    return extra


def _counters(
    values: dict[str, Value], keys: tuple[str, ...], *, raw: bool, high: tuple[str, ...] | None = None
) -> Counters | None:
    """Times of arrival from counters, which start at a trigger and stop together: the largest came first, 0 never
    started. In a valid shot a zero means that the board sent arrival ticks instead."""
    latched = _four(values, keys)
    if latched is None:
        return None
    if not raw and 0 in latched:
        return Counters(latched)
    first = max(latched)
    toa = tuple(first - value if value else None for value in latched)
    return Counters(toa, latched, None if high is None else _four(values, high))


def _four(values: dict[str, Value], keys: tuple[str, ...]) -> tuple[int, ...] | None:
    found = [values.get(key) for key in keys]
    # printed as 16-bit signed
    numbers = [value % COUNTER_MODULUS for value in found if isinstance(value, int)]
    return tuple(numbers) if len(numbers) == len(keys) else None


def _counter_json(counters: Counters | None) -> dict[str, Any]:
    if counters is None:
        return {"toa_ticks": None}
    return {"toa_ticks": list(counters.toa_ticks), "raw": list(counters.raw or ())}


def as_float(value: Value) -> float | None:
    """A number as float; None for anything else."""
    return float(value) if isinstance(value, int | float) else None
