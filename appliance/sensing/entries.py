"""Encodes and decodes lines of the journal: a checksum and a JSON object with its version."""

import json
import zlib
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from appliance.core.events import Air, BowReleased, Burst, BurstKey, Front, ImpactPulse, ReleaseKey, ShotsLost

VERSION = 2
"""Format version of an entry of the journal, which later programs read."""

Recordable = Burst | ImpactPulse | ShotsLost | BowReleased
"""The events that can be an entry: all but the last are journalled before they are processed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An event with the kernel boot of its monotonic times, and its date by the wall clock at that moment."""

    event: Recordable
    kernel_boot: str
    stored_at: datetime


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line that cannot be decoded: `broken` by its checksum, `unknown` when another version wrote it."""

    kind: Literal["broken", "unknown"]
    line: bytes


def encode(entry: Entry) -> bytes:
    """Encode an entry. Raises ValueError, TypeError, OverflowError or RecursionError for what JSON cannot hold."""
    kind, event = _kind(entry.event), asdict(entry.event)
    data = {
        "v": VERSION,
        "kind": kind,
        "boot": entry.kernel_boot,
        "at": entry.stored_at.isoformat(),
        "event": event,
    }
    text = json.dumps(data, default=_plain, separators=(",", ":")).encode()
    return b"%08x %s\n" % (zlib.crc32(text), text)


def decode(line: bytes) -> Entry | Unreadable:
    """Decode a line; never raises."""
    crc, separator, text = line.rstrip(b"\n").partition(b" ")
    try:
        is_whole = bool(separator) and len(crc) == 8 and int(crc, 16) == zlib.crc32(text)
    except ValueError:
        is_whole = False
    if not is_whole:
        return Unreadable("broken", line)
    try:
        data = json.loads(text)
        if data["v"] != VERSION:
            return Unreadable("unknown", line)
        return Entry(_event(data["kind"], data["event"]), str(data["boot"]), datetime.fromisoformat(data["at"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Unreadable("unknown", line)


def _kind(event: Recordable) -> str:
    match event:
        case Burst():
            return "burst"
        case ImpactPulse():
            return "pulse"
        case ShotsLost():
            return "lost"
        case BowReleased():
            return "release"


def _event(kind: str, fields: dict[str, Any]) -> Recordable:
    fields["received_at"] = datetime.fromisoformat(fields["received_at"])
    if kind == "burst":
        fields["key"] = BurstKey(**fields["key"])
        fields["air"] = Air(**fields["air"])
        fields["ticks"] = tuple(fields["ticks"])
        fields["amplitudes"] = tuple(fields["amplitudes"])
        fields["fronts"] = tuple(None if one is None else Front(**one) for one in fields.get("fronts", ()))
        return Burst(**fields)
    if kind == "pulse":
        return ImpactPulse(**fields)
    if kind == "lost":
        return ShotsLost(**fields)
    if kind == "release":
        fields["key"] = ReleaseKey(**fields["key"])
        return BowReleased(**fields)
    raise ValueError(kind)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value))
