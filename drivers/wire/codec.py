"""Frames to messages and back, byte for byte as PROTOCOL.md says. Little endian."""

import struct
from typing import assert_never

from appliance.core.message import message
from drivers.errors import FrameError, VersionError
from drivers.wire.framer import framed
from drivers.wire.messages import (
    MAX_CHANNELS,
    Ack,
    Channel,
    Chirp,
    ChirpChannel,
    Climate,
    FromHost,
    FromNode,
    Gone,
    GoneReason,
    Header,
    Held,
    Hello,
    Measure,
    Message,
    Ping,
    Refuse,
    Replay,
    Shot,
    Status,
)
from drivers.wire.ranges import plain_text

PROTOCOL_VERSION = 2
HELLO, SHOT, STATUS, GONE, CHIRP = 1, 2, 3, 4, 5
ACK, REPLAY, PING, REFUSE, MEASURE = 8, 9, 10, 11, 12

_HEADER = struct.Struct("<BQQI")
_HELD = struct.Struct("<IIIIII")
_HELLO = struct.Struct("<QQIBBB")
_CLIMATE = struct.Struct("<hHI")
_SHOT = struct.Struct("<QQIBBBBhHIH")
_CHANNEL = struct.Struct("<IHHB")
_THRESHOLDS = struct.Struct("<HH")
_STATUS = struct.Struct("<QhHIHIB")
_GONE = struct.Struct("<IIB")
_CHIRP = struct.Struct("<QQIBBBBI")
_CHIRP_CHANNEL = struct.Struct("<IH")
_REPLAY = struct.Struct("<II")
_PING = struct.Struct("<Q")
_REFUSE = struct.Struct("<BB")
_MEASURE = struct.Struct("<I")

NO_TEMPERATURE = 0x7FFF
NO_HUMIDITY = 0xFFFF
NO_PRESSURE = 0
NO_RISE = 0xFFFF
CLIPPED, LATE_CHANNEL, SECOND_EVENT = 1, 2, 4
BOOT_IS_RANDOM = 1
MAX_BOOT = (1 << 63) - 1
MAX_FIRMWARE_BYTES = 60


def decode(frame: bytes) -> Message | None:
    """The message in a checked frame; None for a type that this host does not know.

    Raises VersionError for another protocol version, and FrameError for a frame that is too short for its type or
    that no node may send. Bytes beyond the known fields are ignored, so that fields can be added.
    """
    version = frame[0] >> 4 if frame else PROTOCOL_VERSION
    if version != PROTOCOL_VERSION:
        raise VersionError(version, frame)
    if len(frame) < _HEADER.size:
        raise FrameError(message("frame_too_short"), frame)
    first, node, boot, sequence = _HEADER.unpack_from(frame)
    if boot > MAX_BOOT:
        raise FrameError(message("frame_boot_number"), frame)
    kind, header = first & 0x0F, Header(node, boot, sequence)
    try:
        return _decode_payload(kind, header, frame[_HEADER.size :])
    except (struct.error, ValueError, IndexError) as error:
        raise FrameError(message("frame_broken", kind=str(kind)), frame) from error


def _decode_payload(kind: int, header: Header, payload: bytes) -> Message | None:
    return _decode_host(kind, header, payload) if kind >= ACK else _decode_node(kind, header, payload)


def _decode_node(kind: int, header: Header, payload: bytes) -> FromNode | None:
    match kind:
        case 1:
            return _decode_hello(header, payload)
        case 2:
            return _decode_shot(header, payload)
        case 3:
            return _decode_status(header, payload)
        case 4:
            first, last, reason = _GONE.unpack_from(payload)
            return Gone(header, first, last, GoneReason(reason))
        case 5:
            return _decode_chirp(header, payload)
        case _:
            return None


def _decode_host(kind: int, header: Header, payload: bytes) -> FromHost | None:
    match kind:
        case 8:
            return Ack(header)
        case 9:
            return Replay(header, *_REPLAY.unpack_from(payload))
        case 10:
            return Ping(header, *_PING.unpack_from(payload))
        case 11:
            return Refuse(header, *_REFUSE.unpack_from(payload))
        case 12:
            return Measure(header, *_MEASURE.unpack_from(payload))
        case _:
            return None


def _decode_hello(header: Header, payload: bytes) -> Hello:
    sent_us, token, tick_hz, tick_bits, channels, flags = _HELLO.unpack_from(payload)
    held = Held(*_HELD.unpack_from(payload, _HELLO.size))
    text = payload[_HELLO.size + _HELD.size :]
    firmware = text[1 : 1 + text[0]].decode("utf-8", errors="replace")
    return Hello(
        header,
        sent_us,
        token,
        tick_hz,
        tick_bits,
        channels,
        bool(flags & BOOT_IS_RANDOM),
        held,
        plain_text(firmware, MAX_FIRMWARE_BYTES),
    )


def _decode_status(header: Header, payload: bytes) -> Status:
    sent_us, temp, rh, pressure, supply_mv, false_triggers, count = _STATUS.unpack_from(payload)
    held = Held(*_HELD.unpack_from(payload, _STATUS.size))
    noise = payload[_STATUS.size + _HELD.size :][: min(count, MAX_CHANNELS)]
    return Status(header, sent_us, _climate(temp, rh, pressure), supply_mv, held, false_triggers, tuple(noise))


def _decode_shot(header: Header, payload: bytes) -> Shot:
    sent_us, felt_us, tick_hz, tick_bits, count, mask, flags, temp, rh, pressure, supply_mv = _SHOT.unpack_from(payload)
    if not 1 <= count <= MAX_CHANNELS:
        raise ValueError(count)
    end = _SHOT.size + count * _CHANNEL.size
    if len(payload) < end:
        raise IndexError(end)
    told = payload[end : end + count * _THRESHOLDS.size]
    thresholds = list(_THRESHOLDS.iter_unpack(told)) if len(told) == count * _THRESHOLDS.size else [(0, 0)] * count
    channels = tuple(
        Channel(tick if mask >> k & 1 else None, None if rise == NO_RISE else rise, peak, noise, *thresholds[k])
        for k, (tick, rise, peak, noise) in enumerate(_CHANNEL.iter_unpack(payload[_SHOT.size : end]))
    )
    return Shot(
        header,
        sent_us,
        felt_us,
        tick_hz,
        tick_bits,
        channels,
        _climate(temp, rh, pressure),
        supply_mv,
        bool(flags & CLIPPED),
        bool(flags & LATE_CHANNEL),
        bool(flags & SECOND_EVENT),
    )


def _decode_chirp(header: Header, payload: bytes) -> Chirp:
    sent_us, driven_us, tick_hz, tick_bits, count, mask, emitter, driven = _CHIRP.unpack_from(payload)
    if not 1 <= count <= MAX_CHANNELS or emitter >= count:
        raise ValueError(count)
    end = _CHIRP.size + count * _CHIRP_CHANNEL.size
    if len(payload) < end:
        raise IndexError(end)
    channels = tuple(
        ChirpChannel(tick if mask >> k & 1 else None, peak)
        for k, (tick, peak) in enumerate(_CHIRP_CHANNEL.iter_unpack(payload[_CHIRP.size : end]))
    )
    return Chirp(header, sent_us, driven_us, tick_hz, tick_bits, emitter, driven, channels)


def _climate(temp: int, rh: int, pressure: int) -> Climate:
    return Climate(
        None if temp == NO_TEMPERATURE else temp / 100,
        None if rh == NO_HUMIDITY else rh / 100,
        None if pressure == NO_PRESSURE else float(pressure),
    )


def encode(message: Message) -> bytes:
    """What goes on the wire for `message`, beginning and line end included."""
    kind, payload = _encode_payload(message)
    header = message.header
    return framed(_HEADER.pack(PROTOCOL_VERSION << 4 | kind, header.node, header.boot, header.sequence) + payload)


def _encode_payload(message: Message) -> tuple[int, bytes]:
    match message:
        case Hello():
            return HELLO, _encode_hello(message)
        case Shot():
            return SHOT, _encode_shot(message)
        case Status():
            return STATUS, _encode_status(message)
        case Gone():
            return GONE, _GONE.pack(message.first, message.last, message.reason)
        case Chirp():
            return CHIRP, _encode_chirp(message)
        case _:
            return _encode_host(message)


def _encode_host(message: FromHost) -> tuple[int, bytes]:
    match message:
        case Ack():
            return ACK, b""
        case Replay():
            return REPLAY, _REPLAY.pack(message.first, message.last)
        case Ping():
            return PING, _PING.pack(message.token)
        case Refuse():
            return REFUSE, _REFUSE.pack(message.lowest, message.highest)
        case Measure():
            return MEASURE, _MEASURE.pack(message.for_ms)
        case _:
            assert_never(message)


def _encode_hello(hello: Hello) -> bytes:
    firmware = hello.firmware.encode()[:MAX_FIRMWARE_BYTES]
    flags = BOOT_IS_RANDOM * hello.is_boot_random
    head = _HELLO.pack(hello.sent_us, hello.token, hello.tick_hz, hello.tick_bits, hello.channels, flags)
    return head + _held(hello.held) + bytes([len(firmware)]) + firmware


def _encode_status(status: Status) -> bytes:
    climate = _climate_fields(status.climate)
    head = _STATUS.pack(status.sent_us, *climate, status.supply_mv, status.false_triggers, len(status.noise))
    return head + _held(status.held) + bytes(status.noise)


def _encode_shot(shot: Shot) -> bytes:
    mask = sum(1 << k for k, channel in enumerate(shot.channels) if channel.tick is not None)
    flags = shot.clipped * CLIPPED | shot.late_channel * LATE_CHANNEL | shot.second_event * SECOND_EVENT
    head = _SHOT.pack(
        shot.sent_us,
        shot.felt_us,
        shot.tick_hz,
        shot.tick_bits,
        len(shot.channels),
        mask,
        flags,
        *_climate_fields(shot.climate),
        shot.supply_mv,
    )
    channels = b"".join(
        _CHANNEL.pack(
            channel.tick or 0,
            NO_RISE if channel.rise_ticks is None else channel.rise_ticks,
            channel.peak,
            channel.noise,
        )
        for channel in shot.channels
    )
    return head + channels + b"".join(_THRESHOLDS.pack(channel.lower, channel.upper) for channel in shot.channels)


def _encode_chirp(chirp: Chirp) -> bytes:
    mask = sum(1 << k for k, channel in enumerate(chirp.channels) if channel.tick is not None)
    head = _CHIRP.pack(
        chirp.sent_us,
        chirp.driven_us,
        chirp.tick_hz,
        chirp.tick_bits,
        len(chirp.channels),
        mask,
        chirp.emitter,
        chirp.driven_tick,
    )
    return head + b"".join(_CHIRP_CHANNEL.pack(channel.tick or 0, channel.peak) for channel in chirp.channels)


def _held(held: Held) -> bytes:
    return _HELD.pack(held.oldest, held.newest, held.last, held.dropped, held.dropped_first, held.dropped_last)


def _climate_fields(climate: Climate) -> tuple[int, int, int]:
    return (
        NO_TEMPERATURE if climate.temp_c is None else round(climate.temp_c * 100),
        NO_HUMIDITY if climate.rh_pct is None else round(climate.rh_pct * 100),
        NO_PRESSURE if climate.pressure_pa is None else round(climate.pressure_pa),
    )
