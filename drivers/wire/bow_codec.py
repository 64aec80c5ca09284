"""The messages of a bow by BOW_PROTOCOL.md: frames to messages and back."""

import struct
from dataclasses import dataclass

from appliance.core.message import message
from drivers.errors import FrameError
from drivers.wire import bow_fields
from drivers.wire.codec import unwrapped
from drivers.wire.fields import MAX_FIRMWARE_BYTES, pack_frame
from drivers.wire.framer import framed
from drivers.wire.messages import Header
from drivers.wire.ranges import plain_text


@dataclass(frozen=True, slots=True)
class BowHello:
    """Sent at boot and in answer to a PING, whose `token` it repeats (0: unsolicited).

    `dropped`: releases of this boot that were lost for want of memory. `supply_mv` is None where it is not measured.
    """

    header: Header
    sent_us: int
    token: int
    dropped: int
    supply_mv: int | None
    firmware: str


@dataclass(frozen=True, slots=True)
class Release:
    """An arrow left the bow. All times are of the bow's own clock; `drawn_us` is None where it is not known."""

    header: Header
    sent_us: int
    released_us: int
    drawn_us: int | None


FromBow = BowHello | Release


def decode_bow(frame: bytes) -> FromBow | None:
    """The message in a checked frame; None for a type that no bow sends.

    Raises VersionError and FrameError as `codec.decode` does.
    """
    kind, header, payload = unwrapped(frame)
    try:
        if kind == bow_fields.BOW:
            return _hello(header, payload)
        if kind == bow_fields.RELEASE:
            sent_us, released_us, drawn_us = bow_fields.unpack_release(payload)
            return Release(header, sent_us, released_us, None if drawn_us == bow_fields.NOT_DRAWN else drawn_us)
    except (struct.error, IndexError) as error:
        raise FrameError(message("frame_broken", kind=str(kind)), frame) from error
    return None


def _hello(header: Header, payload: bytes) -> BowHello:
    sent_us, token, dropped, supply_mv, text = bow_fields.unpack_bow(payload)
    return BowHello(
        header,
        sent_us,
        token,
        dropped,
        None if supply_mv == bow_fields.NO_SUPPLY else supply_mv,
        plain_text(text.decode("utf-8", errors="replace"), MAX_FIRMWARE_BYTES),
    )


def encode_bow(from_bow: FromBow) -> bytes:
    """The bytes of `from_bow` on the wire, start byte and line end included."""
    if isinstance(from_bow, Release):
        kind = bow_fields.RELEASE
        payload = bow_fields.pack_release(
            from_bow.sent_us, from_bow.released_us, from_bow.drawn_us or bow_fields.NOT_DRAWN
        )
    else:
        kind = bow_fields.BOW
        supply_mv = from_bow.supply_mv or bow_fields.NO_SUPPLY
        payload = bow_fields.pack_bow(
            from_bow.sent_us, from_bow.token, from_bow.dropped, supply_mv, from_bow.firmware.encode()
        )
    header = from_bow.header
    return framed(pack_frame(kind, header.node, header.boot, header.sequence, payload))
