"""The fields of PROTOCOL.md's frames: values to bytes and back, little endian.

Host, simulator and board run this same file, so it uses only what CPython and MicroPython both have.
"""

import struct

PROTOCOL_VERSION = 2
HELLO, SHOT, STATUS, GONE, CHIRP = 1, 2, 3, 4, 5
ACK, REPLAY, PING, REFUSE, MEASURE, PROMPT = 8, 9, 10, 11, 12, 13

ALL_NODES = 0
MAX_CHANNELS = 8
MAX_BOOT = (1 << 63) - 1
MAX_FIRMWARE_BYTES = 60
NO_TEMPERATURE = 0x7FFF
NO_HUMIDITY = 0xFFFF
NO_PRESSURE = 0
NO_RISE = 0xFFFF
CLIPPED, LATE_CHANNEL, SECOND_EVENT = 1, 2, 4
BOOT_IS_RANDOM = 1
ACKNOWLEDGED, DROPPED, UNKNOWN = 1, 2, 3
AIR_SENSOR, THRESHOLDS, BOOT_COUNT, CHANNEL_SILENT, CHANNEL_STUCK, OUT_OF_STEP, EMITTER_SILENT = 1, 2, 4, 8, 16, 32, 64
"""Faults that a node finds in itself."""

CutShort: type[Exception] = getattr(struct, "error", ValueError)
"""The exception of unpacking too few bytes; MicroPython's struct has no error of its own."""

_HEADER = "<BQQI"
_HELD = "<IIIIII"
_HELLO = "<QQIBBB"
_SHOT = "<QQIBBBBhHIH"
_CHANNEL = "<IHHB"
_THRESHOLDS = "<HH"
_STATUS = "<QhHIHIB"
_SELF_REPORT = "<HHHII"
_GONE = "<IIB"
_CHIRP = "<QQIBBBBI"
_CHIRP_CHANNEL = "<IH"
_REPLAY = "<II"
_PING = "<Q"
_REFUSE = "<BB"
_MEASURE = "<I"
HEADER_BYTES = struct.calcsize(_HEADER)
_HELD_BYTES = struct.calcsize(_HELD)
_HELLO_BYTES = struct.calcsize(_HELLO)
_SHOT_BYTES = struct.calcsize(_SHOT)
_CHANNEL_BYTES = struct.calcsize(_CHANNEL)
_THRESHOLDS_BYTES = struct.calcsize(_THRESHOLDS)
_CHIRP_BYTES = struct.calcsize(_CHIRP)
_CHIRP_CHANNEL_BYTES = struct.calcsize(_CHIRP_CHANNEL)
_STATUS_BYTES = struct.calcsize(_STATUS)
MAX_SHOT_BYTES = _SHOT_BYTES + MAX_CHANNELS * (_CHANNEL_BYTES + _THRESHOLDS_BYTES)
_SELF_REPORT_BYTES = struct.calcsize(_SELF_REPORT)

try:
    Held = tuple[int, int, int, int, int, int]
    """Oldest, newest, last, dropped, dropped first, dropped last."""
    Climate = tuple[int, int, int]
    """Temperature (0.01 C), humidity (0.01 %) and pressure (Pa), as on the wire."""
    ChannelFields = tuple[int, int, int, int, int, int]
    """Tick, rise, peak, noise, lower and upper threshold."""
    ChirpFields = tuple[int, int]
    """Tick and peak."""
    SelfReport = tuple[int, int, int, int, int]
    """Faults, lower and upper threshold (mV), longest blind time (us), free memory (bytes)."""
except TypeError:
    pass  # MicroPython has no types with parameters, and does not look at annotations


def pack_frame(
    kind: int, node: int, boot: int, sequence: int = 0, payload: bytes = b"", *, version: int = PROTOCOL_VERSION
) -> bytes:
    """A frame without its checksum."""
    return struct.pack(_HEADER, version << 4 | kind, node, boot, sequence) + payload


def version_of(frame: bytes) -> int:
    """The protocol version of a frame, which must not be empty."""
    return frame[0] >> 4


def unpack_header(frame: bytes) -> tuple[int, int, int, int]:
    """Type, node, boot and sequence."""
    first, node, boot, sequence = struct.unpack_from(_HEADER, frame)
    return first & 0x0F, node, boot, sequence


def pack_hello(
    sent_us: int, token: int, tick_hz: int, tick_bits: int, channels: int, flags: int, held: Held, firmware: bytes
) -> bytes:
    """The payload of a HELLO."""
    head = struct.pack(_HELLO, sent_us, token, tick_hz, tick_bits, channels, flags)
    firmware = firmware[:MAX_FIRMWARE_BYTES]
    return head + struct.pack(_HELD, *held) + bytes([len(firmware)]) + firmware


def unpack_hello(payload: bytes) -> tuple[int, int, int, int, int, int, Held, bytes]:
    """The fields of a HELLO, in the order of `pack_hello`."""
    sent_us, token, tick_hz, tick_bits, channels, flags = struct.unpack_from(_HELLO, payload)
    oldest, newest, last, dropped, first, through = struct.unpack_from(_HELD, payload, _HELLO_BYTES)
    text = payload[_HELLO_BYTES + _HELD_BYTES :]
    held = (oldest, newest, last, dropped, first, through)
    return sent_us, token, tick_hz, tick_bits, channels, flags, held, text[1 : 1 + text[0]]


def pack_shot(
    sent_us: int,
    impact_us: int,
    tick_hz: int,
    tick_bits: int,
    mask: int,
    flags: int,
    climate: Climate,
    supply_mv: int,
    channels: list[ChannelFields],
) -> bytes:
    """The payload of a SHOT."""
    temp, rh, pressure = climate
    head = struct.pack(
        _SHOT, sent_us, impact_us, tick_hz, tick_bits, len(channels), mask, flags, temp, rh, pressure, supply_mv
    )
    times = b"".join([struct.pack(_CHANNEL, *fields[:4]) for fields in channels])
    return head + times + b"".join([struct.pack(_THRESHOLDS, *fields[4:]) for fields in channels])


def unpack_shot(payload: bytes) -> tuple[int, int, int, int, int, int, Climate, int, list[ChannelFields]]:
    """The fields of a SHOT, in the order of `pack_shot`. Raises ValueError for a count of channels that no node has."""
    sent_us, impact_us, tick_hz, tick_bits, count, mask, flags, temp, rh, pressure, supply_mv = struct.unpack_from(
        _SHOT, payload
    )
    if not 1 <= count <= MAX_CHANNELS:
        raise ValueError(count)
    end = _SHOT_BYTES + count * _CHANNEL_BYTES
    has_thresholds = len(payload) >= end + count * _THRESHOLDS_BYTES
    channels = []
    for k in range(count):
        tick, rise, peak, noise = struct.unpack_from(_CHANNEL, payload, _SHOT_BYTES + k * _CHANNEL_BYTES)
        lower = upper = 0
        if has_thresholds:
            lower, upper = struct.unpack_from(_THRESHOLDS, payload, end + k * _THRESHOLDS_BYTES)
        channels.append((tick, rise, peak, noise, lower, upper))
    return sent_us, impact_us, tick_hz, tick_bits, mask, flags, (temp, rh, pressure), supply_mv, channels


def pack_status(
    sent_us: int,
    climate: Climate,
    supply_mv: int,
    false_triggers: int,
    held: Held,
    noise: bytes,
    self_report: SelfReport | None = None,
) -> bytes:
    """The payload of a STATUS."""
    temp, rh, pressure = climate
    head = struct.pack(_STATUS, sent_us, temp, rh, pressure, supply_mv, false_triggers, len(noise))
    tail = b"" if self_report is None else struct.pack(_SELF_REPORT, *self_report)
    return head + struct.pack(_HELD, *held) + noise + tail


def unpack_status(payload: bytes) -> tuple[int, Climate, int, int, Held, bytes, SelfReport | None]:
    """The fields of a STATUS, in the order of `pack_status`; the self report is None where it is missing.

    Raises ValueError for a count of noise values that no node has: the rest would be read from the wrong place.
    """
    sent_us, temp, rh, pressure, supply_mv, false_triggers, count = struct.unpack_from(_STATUS, payload)
    oldest, newest, last, dropped, first, through = struct.unpack_from(_HELD, payload, _STATUS_BYTES)
    if count > MAX_CHANNELS:
        raise ValueError(count)
    start = _STATUS_BYTES + _HELD_BYTES
    end = start + count
    self_report = None
    if len(payload) >= end + _SELF_REPORT_BYTES:
        faults, lower_mv, upper_mv, blind_us, free_bytes = struct.unpack_from(_SELF_REPORT, payload, end)
        self_report = (faults, lower_mv, upper_mv, blind_us, free_bytes)
    held = (oldest, newest, last, dropped, first, through)
    return sent_us, (temp, rh, pressure), supply_mv, false_triggers, held, payload[start:end], self_report


def pack_gone(first: int, last: int, reason: int) -> bytes:
    """The payload of a GONE."""
    return struct.pack(_GONE, first, last, reason)


def unpack_gone(payload: bytes) -> tuple[int, int, int]:
    """First, last, reason."""
    first, last, reason = struct.unpack_from(_GONE, payload)
    return first, last, reason


def pack_chirp(
    sent_us: int,
    driven_us: int,
    tick_hz: int,
    tick_bits: int,
    mask: int,
    emitter: int,
    driven_tick: int,
    channels: list[ChirpFields],
) -> bytes:
    """The payload of a CHIRP."""
    head = struct.pack(_CHIRP, sent_us, driven_us, tick_hz, tick_bits, len(channels), mask, emitter, driven_tick)
    return head + b"".join([struct.pack(_CHIRP_CHANNEL, *fields) for fields in channels])


def unpack_chirp(payload: bytes) -> tuple[int, int, int, int, int, int, int, list[ChirpFields]]:
    """The fields of a CHIRP, in the order of `pack_chirp`.

    Raises ValueError for a count of channels, or an emitter, that no node has.
    """
    sent_us, driven_us, tick_hz, tick_bits, count, mask, emitter, driven = struct.unpack_from(_CHIRP, payload)
    if not 1 <= count <= MAX_CHANNELS or emitter >= count:
        raise ValueError(count)
    channels = []
    for k in range(count):
        tick, peak = struct.unpack_from(_CHIRP_CHANNEL, payload, _CHIRP_BYTES + k * _CHIRP_CHANNEL_BYTES)
        channels.append((tick, peak))
    return sent_us, driven_us, tick_hz, tick_bits, mask, emitter, driven, channels


def pack_replay(first: int, last: int) -> bytes:
    """The payload of a REPLAY."""
    return struct.pack(_REPLAY, first, last)


def unpack_replay(payload: bytes) -> tuple[int, int]:
    """First and last."""
    first, last = struct.unpack_from(_REPLAY, payload)
    return first, last


def pack_ping(token: int) -> bytes:
    """The payload of a PING."""
    return struct.pack(_PING, token)


def unpack_ping(payload: bytes) -> int:
    """The token."""
    token: int = struct.unpack_from(_PING, payload)[0]
    return token


def pack_refuse(lowest: int, highest: int) -> bytes:
    """The payload of a REFUSE."""
    return struct.pack(_REFUSE, lowest, highest)


def unpack_refuse(payload: bytes) -> tuple[int, int]:
    """Lowest and highest version."""
    lowest, highest = struct.unpack_from(_REFUSE, payload)
    return lowest, highest


def pack_measure(for_ms: int) -> bytes:
    """The payload of a MEASURE."""
    return struct.pack(_MEASURE, for_ms)


def unpack_measure(payload: bytes) -> int:
    """How long a node may chirp, ms."""
    for_ms: int = struct.unpack_from(_MEASURE, payload)[0]
    return for_ms
