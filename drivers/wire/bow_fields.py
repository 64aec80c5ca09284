"""The fields of BOW_PROTOCOL.md's frames: values to bytes and back, little endian.

Host, simulator and bow run this same file, so it uses only what CPython and MicroPython both have.
"""

import struct

from drivers.wire.fields import MAX_FIRMWARE_BYTES

BOW, RELEASE = 6, 7
NOT_DRAWN = 0
"""Time of drawing that means: not known."""
NO_SUPPLY = 0

_BOW = "<QQIH"
_RELEASE = "<QQQ"
_BOW_BYTES = struct.calcsize(_BOW)
RELEASE_BYTES = struct.calcsize(_RELEASE)


def pack_bow(sent_us: int, token: int, dropped: int, supply_mv: int, firmware: bytes) -> bytes:
    """The payload of a BOW."""
    firmware = firmware[:MAX_FIRMWARE_BYTES]
    head = struct.pack(_BOW, sent_us, token, dropped, supply_mv)
    return head + bytes([len(firmware)]) + firmware


def unpack_bow(payload: bytes) -> tuple[int, int, int, int, bytes]:
    """The fields of a BOW, in the order of `pack_bow`."""
    sent_us, token, dropped, supply_mv = struct.unpack_from(_BOW, payload)
    text = payload[_BOW_BYTES:]
    return sent_us, token, dropped, supply_mv, text[1 : 1 + text[0]]


def pack_release(sent_us: int, released_us: int, drawn_us: int) -> bytes:
    """The payload of a RELEASE."""
    return struct.pack(_RELEASE, sent_us, released_us, drawn_us)


def unpack_release(payload: bytes) -> tuple[int, int, int]:
    """The fields of a RELEASE, in the order of `pack_release`."""
    sent_us, released_us, drawn_us = struct.unpack_from(_RELEASE, payload)
    return sent_us, released_us, drawn_us
