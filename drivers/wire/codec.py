"""Frames to messages and back, byte for byte as PROTOCOL.md says. Little endian."""

import struct
from typing import assert_never

from drivers.errors import FrameError
from drivers.wire.framer import framed
from drivers.wire.messages import Ack, Channel, Climate, Header, Hello, Message, Ping, Replay, Shot, Status

PROTOCOL_VERSION = 1
HELLO, SHOT, STATUS, ACK, REPLAY, PING = 1, 2, 3, 8, 9, 10

_HEADER = struct.Struct("<BBHI")
_HELLO = struct.Struct("<IBBIIB")
_CLIMATE = struct.Struct("<hHI")
_SHOT = struct.Struct("<QBBBhHIH")
_CHANNEL = struct.Struct("<IHHB")
_STATUS = struct.Struct("<QIhHIHIIB")
_REPLAY = struct.Struct("<II")

NO_TEMPERATURE = 0x7FFF
NO_HUMIDITY = 0xFFFF
NO_PRESSURE = 0
NO_RISE = 0xFFFF
CLIPPED, LATE_CHANNEL, SECOND_EVENT = 1, 2, 4
MAX_CHANNELS = 8


def decode(frame: bytes) -> Message | None:
    """The message in a checked frame; None for a type that this host does not know.

    Raises FrameError for another protocol version, or a frame too short for its type. Bytes beyond the known
    fields are ignored, so that fields can be added.
    """
    if len(frame) < _HEADER.size:
        raise FrameError("shorter than a header", frame)
    kind, node, boot, sequence = _HEADER.unpack_from(frame)
    version, kind = kind >> 4, kind & 0x0F
    if version != PROTOCOL_VERSION:
        raise FrameError(f"protocol version {version}, this host speaks {PROTOCOL_VERSION}", frame)
    header = Header(node, boot, sequence)
    payload = frame[_HEADER.size :]
    try:
        return _decode_payload(kind, header, payload)
    except (struct.error, UnicodeDecodeError, IndexError) as error:
        raise FrameError(f"type {kind} is cut short or broken", frame) from error


def _decode_payload(kind: int, header: Header, payload: bytes) -> Message | None:
    match kind:
        case 1:
            tick_hz, tick_bits, channels, oldest, newest, length = _HELLO.unpack_from(payload)
            firmware = payload[_HELLO.size : _HELLO.size + length].decode("utf-8")
            return Hello(header, tick_hz, tick_bits, channels, oldest, newest, firmware)
        case 2:
            return _decode_shot(header, payload)
        case 3:
            time_us, uptime_s, temp, rh, pressure, supply_mv, newest, false_triggers, count = _STATUS.unpack_from(
                payload
            )
            noise = tuple(payload[_STATUS.size : _STATUS.size + count])
            climate = _climate(temp, rh, pressure)
            return Status(header, time_us, uptime_s, climate, supply_mv, newest, false_triggers, noise)
        case 8:
            return Ack(header)
        case 9:
            return Replay(header, *_REPLAY.unpack_from(payload))
        case 10:
            return Ping(header)
        case _:
            return None


def _decode_shot(header: Header, payload: bytes) -> Shot:
    time_us, count, mask, flags, temp, rh, pressure, supply_mv = _SHOT.unpack_from(payload)
    if count > MAX_CHANNELS:
        raise IndexError(count)
    channels = []
    for k in range(count):
        tick, rise, peak, noise = _CHANNEL.unpack_from(payload, _SHOT.size + k * _CHANNEL.size)
        heard = bool(mask >> k & 1)
        channels.append(Channel(tick if heard else None, None if rise == NO_RISE else rise, peak, noise))
    return Shot(
        header,
        time_us,
        tuple(channels),
        bool(flags & CLIPPED),
        bool(flags & LATE_CHANNEL),
        bool(flags & SECOND_EVENT),
        _climate(temp, rh, pressure),
        supply_mv,
    )


def _climate(temp: int, rh: int, pressure: int) -> Climate:
    return Climate(
        None if temp == NO_TEMPERATURE else temp / 100,
        None if rh == NO_HUMIDITY else rh / 100,
        None if pressure == NO_PRESSURE else float(pressure),
    )


def encode(message: Message) -> bytes:
    """What goes on the wire for `message`, delimiter included."""
    match message:
        case Hello():
            firmware = message.firmware.encode()[:60]
            kind, payload = (
                HELLO,
                _HELLO.pack(
                    message.tick_hz,
                    message.tick_bits,
                    message.channels,
                    message.oldest,
                    message.newest,
                    len(firmware),
                )
                + firmware,
            )
        case Shot():
            kind, payload = SHOT, _encode_shot(message)
        case Status():
            kind, payload = (
                STATUS,
                _STATUS.pack(
                    message.node_time_us,
                    message.uptime_s,
                    *_climate_fields(message.climate),
                    message.supply_mv,
                    message.newest,
                    message.false_triggers,
                    len(message.noise),
                )
                + bytes(message.noise),
            )
        case Ack():
            kind, payload = ACK, b""
        case Replay():
            kind, payload = REPLAY, _REPLAY.pack(message.first, message.last)
        case Ping():
            kind, payload = PING, b""
        case _:
            assert_never(message)
    header = message.header
    return framed(_HEADER.pack(PROTOCOL_VERSION << 4 | kind, header.node, header.boot, header.sequence) + payload)


def _encode_shot(shot: Shot) -> bytes:
    mask = sum(1 << k for k, channel in enumerate(shot.channels) if channel.tick is not None)
    flags = shot.clipped * CLIPPED | shot.late_channel * LATE_CHANNEL | shot.second_event * SECOND_EVENT
    climate = _climate_fields(shot.climate)
    head = _SHOT.pack(shot.node_time_us, len(shot.channels), mask, flags, *climate, shot.supply_mv)
    return head + b"".join(
        _CHANNEL.pack(
            channel.tick or 0,
            NO_RISE if channel.rise_ticks is None else channel.rise_ticks,
            channel.peak,
            channel.noise,
        )
        for channel in shot.channels
    )


def _climate_fields(climate: Climate) -> tuple[int, int, int]:
    return (
        NO_TEMPERATURE if climate.temp_c is None else round(climate.temp_c * 100),
        NO_HUMIDITY if climate.rh_pct is None else round(climate.rh_pct * 100),
        NO_PRESSURE if climate.pressure_pa is None else round(climate.pressure_pa),
    )
