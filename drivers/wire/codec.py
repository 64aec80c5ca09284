"""Frames to messages and back, byte for byte as in PROTOCOL.md; fields.py packs and unpacks the bytes."""

import struct
from typing import assert_never

from appliance.core.message import message
from drivers.errors import FrameError, VersionError
from drivers.wire import fields
from drivers.wire.fields import MAX_BOOT, MAX_FIRMWARE_BYTES, PROTOCOL_VERSION
from drivers.wire.framer import framed
from drivers.wire.messages import (
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
    NodeFault,
    Ping,
    Prompt,
    Refuse,
    Replay,
    SelfReport,
    Shot,
    Status,
)
from drivers.wire.ranges import plain_text

__all__ = ["MAX_BOOT", "PROTOCOL_VERSION", "decode", "encode", "unwrapped"]


def decode(frame: bytes) -> Message | None:
    """The message in a checked frame; None for a type that this host does not know.

    Raises VersionError for another protocol version, and FrameError for a frame that is too short for its type or
    that no node may send. Bytes beyond the known fields are ignored, so that fields can be added.
    """
    kind, header, payload = unwrapped(frame)
    try:
        return _decode_payload(kind, header, payload)
    except (struct.error, ValueError, IndexError) as error:
        raise FrameError(message("frame_broken", kind=str(kind)), frame) from error


def unwrapped(frame: bytes) -> tuple[int, Header, bytes]:
    """Type, header and payload of a checked frame.

    Raises VersionError for another protocol version, and FrameError for a header that is cut or that nobody sends.
    """
    version = fields.version_of(frame) if frame else PROTOCOL_VERSION
    if version != PROTOCOL_VERSION:
        raise VersionError(version, frame)
    if len(frame) < fields.HEADER_BYTES:
        raise FrameError(message("frame_too_short"), frame)
    kind, node, boot, sequence = fields.unpack_header(frame)
    if boot > MAX_BOOT:
        raise FrameError(message("frame_boot_number"), frame)
    return kind, Header(node, boot, sequence), frame[fields.HEADER_BYTES :]


def _decode_payload(kind: int, header: Header, payload: bytes) -> Message | None:
    return _decode_host(kind, header, payload) if kind >= fields.ACK else _decode_node(kind, header, payload)


def _decode_node(kind: int, header: Header, payload: bytes) -> FromNode | None:
    match kind:
        case fields.HELLO:
            return _decode_hello(header, payload)
        case fields.SHOT:
            return _decode_shot(header, payload)
        case fields.STATUS:
            return _decode_status(header, payload)
        case fields.GONE:
            first, last, reason = fields.unpack_gone(payload)
            return Gone(header, first, last, GoneReason(reason))
        case fields.CHIRP:
            return _decode_chirp(header, payload)
        case _:
            return None


def _decode_host(kind: int, header: Header, payload: bytes) -> FromHost | None:
    match kind:
        case fields.ACK:
            return Ack(header)
        case fields.REPLAY:
            return Replay(header, *fields.unpack_replay(payload))
        case fields.PING:
            return Ping(header, fields.unpack_ping(payload))
        case fields.REFUSE:
            return Refuse(header, *fields.unpack_refuse(payload))
        case fields.MEASURE:
            return Measure(header, fields.unpack_measure(payload))
        case fields.PROMPT:
            return Prompt(header)
        case _:
            return None


def _decode_hello(header: Header, payload: bytes) -> Hello:
    sent_us, token, tick_hz, tick_bits, channels, flags, held, text = fields.unpack_hello(payload)
    firmware = plain_text(text.decode("utf-8", errors="replace"), MAX_FIRMWARE_BYTES)
    is_boot_random = bool(flags & fields.BOOT_IS_RANDOM)
    return Hello(header, sent_us, token, tick_hz, tick_bits, channels, is_boot_random, Held(*held), firmware)


def _decode_status(header: Header, payload: bytes) -> Status:
    sent_us, climate, supply_mv, false_triggers, held, noise, report = fields.unpack_status(payload)
    self_report = None if report is None else SelfReport(NodeFault(report[0]), *report[1:])
    return Status(
        header, sent_us, _climate(*climate), supply_mv, Held(*held), false_triggers, tuple(noise), self_report
    )


def _decode_shot(header: Header, payload: bytes) -> Shot:
    sent_us, impact_us, tick_hz, tick_bits, mask, flags, climate, supply_mv, channels = fields.unpack_shot(payload)
    return Shot(
        header,
        sent_us,
        impact_us,
        tick_hz,
        tick_bits,
        tuple(
            Channel(tick if mask >> k & 1 else None, None if rise == fields.NO_RISE else rise, *rest)
            for k, (tick, rise, *rest) in enumerate(channels)
        ),
        _climate(*climate),
        supply_mv,
        clipped=bool(flags & fields.CLIPPED),
        late_channel=bool(flags & fields.LATE_CHANNEL),
        second_event=bool(flags & fields.SECOND_EVENT),
    )


def _decode_chirp(header: Header, payload: bytes) -> Chirp:
    sent_us, driven_us, tick_hz, tick_bits, mask, emitter, driven_tick, channels = fields.unpack_chirp(payload)
    heard = tuple(ChirpChannel(tick if mask >> k & 1 else None, peak) for k, (tick, peak) in enumerate(channels))
    return Chirp(header, sent_us, driven_us, tick_hz, tick_bits, emitter, driven_tick, heard)


def _climate(temp: int, rh: int, pressure: int) -> Climate:
    return Climate(
        None if temp == fields.NO_TEMPERATURE else temp / 100,
        None if rh == fields.NO_HUMIDITY else rh / 100,
        None if pressure == fields.NO_PRESSURE else float(pressure),
    )


def encode(message: Message) -> bytes:
    """The bytes of `message` on the wire, start byte and line end included."""
    kind, payload = _encode_payload(message)
    header = message.header
    return framed(fields.pack_frame(kind, header.node, header.boot, header.sequence, payload))


def _encode_payload(message: Message) -> tuple[int, bytes]:
    match message:
        case Hello():
            return fields.HELLO, _encode_hello(message)
        case Shot():
            return fields.SHOT, _encode_shot(message)
        case Status():
            return fields.STATUS, _encode_status(message)
        case Gone():
            return fields.GONE, fields.pack_gone(message.first, message.last, message.reason)
        case Chirp():
            return fields.CHIRP, _encode_chirp(message)
        case _:
            return _encode_host(message)


def _encode_host(message: FromHost) -> tuple[int, bytes]:
    match message:
        case Ack():
            return fields.ACK, b""
        case Replay():
            return fields.REPLAY, fields.pack_replay(message.first, message.last)
        case Ping():
            return fields.PING, fields.pack_ping(message.token)
        case Refuse():
            return fields.REFUSE, fields.pack_refuse(message.lowest, message.highest)
        case Measure():
            return fields.MEASURE, fields.pack_measure(message.for_ms)
        case Prompt():
            return fields.PROMPT, b""
        case _:
            assert_never(message)


def _encode_hello(hello: Hello) -> bytes:
    return fields.pack_hello(
        hello.sent_us,
        hello.token,
        hello.tick_hz,
        hello.tick_bits,
        hello.channels,
        fields.BOOT_IS_RANDOM * hello.is_boot_random,
        _held(hello.held),
        hello.firmware.encode(),
    )


def _encode_status(status: Status) -> bytes:
    report = status.self_report
    return fields.pack_status(
        status.sent_us,
        _climate_fields(status.climate),
        status.supply_mv,
        status.false_triggers,
        _held(status.held),
        bytes(status.noise),
        None
        if report is None
        else (report.faults, report.lower_mv, report.upper_mv, report.blind_us, report.free_bytes),
    )


def _encode_shot(shot: Shot) -> bytes:
    flags = (
        shot.clipped * fields.CLIPPED
        | shot.late_channel * fields.LATE_CHANNEL
        | shot.second_event * fields.SECOND_EVENT
    )
    return fields.pack_shot(
        shot.sent_us,
        shot.impact_us,
        shot.tick_hz,
        shot.tick_bits,
        sum(1 << k for k, channel in enumerate(shot.channels) if channel.tick is not None),
        flags,
        _climate_fields(shot.climate),
        shot.supply_mv,
        [
            (
                channel.tick or 0,
                fields.NO_RISE if channel.rise_ticks is None else channel.rise_ticks,
                channel.peak,
                channel.noise,
                channel.lower,
                channel.upper,
            )
            for channel in shot.channels
        ],
    )


def _encode_chirp(chirp: Chirp) -> bytes:
    return fields.pack_chirp(
        chirp.sent_us,
        chirp.driven_us,
        chirp.tick_hz,
        chirp.tick_bits,
        sum(1 << k for k, channel in enumerate(chirp.channels) if channel.tick is not None),
        chirp.emitter,
        chirp.driven_tick,
        [(channel.tick or 0, channel.peak) for channel in chirp.channels],
    )


def _held(held: Held) -> fields.Held:
    return held.oldest, held.newest, held.last, held.dropped, held.dropped_first, held.dropped_last


def _climate_fields(climate: Climate) -> fields.Climate:
    return (
        fields.NO_TEMPERATURE if climate.temp_c is None else round(climate.temp_c * 100),
        fields.NO_HUMIDITY if climate.rh_pct is None else round(climate.rh_pct * 100),
        fields.NO_PRESSURE if climate.pressure_pa is None else round(climate.pressure_pa),
    )
