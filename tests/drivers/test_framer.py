import random

import pytest

from drivers.wire.crc import crc16
from drivers.wire.framer import MAX_FRAME_BYTES, Framer, cobs_decode, cobs_encode, framed

FRAME = b"\x12\x01\x4d\x00\x01\x00\x00\x00payload with \x00 zeros \x00\x00"


def test_crc_has_its_published_check_value() -> None:
    assert crc16(b"123456789") == 0x29B1


@pytest.mark.parametrize("size", [0, 1, 2, 253, 254, 255, 256, 508, 509])
@pytest.mark.parametrize("fill", [b"\x00", b"\x01", b"\xff", b"\x00\x07"])
def test_cobs_round_trip_without_a_zero(size: int, fill: bytes) -> None:
    data = (fill * size)[:size]
    assert 0 not in cobs_encode(data)
    assert cobs_decode(cobs_encode(data)) == data


def test_byte_by_byte() -> None:
    framer = Framer()
    wire = framed(FRAME) * 2
    assert [frame for byte in wire for frame in framer.feed(bytes([byte]))] == [FRAME, FRAME]


def test_one_lump() -> None:
    assert Framer().feed(framed(FRAME) * 3) == [FRAME] * 3


def test_garbage_before_between_and_after() -> None:
    framer = Framer()
    assert framer.feed(b"\x99\x88noise\x00" + framed(FRAME) + b"\x05\x05\x00" + framed(FRAME) + b"tail") == [FRAME] * 2
    assert framer.dropped == 2


def test_cut_in_half_loses_that_frame_alone() -> None:
    framer = Framer()
    wire = framed(FRAME)
    assert framer.feed(wire[:10]) == []
    assert framer.feed(wire + wire) == [FRAME]


def test_every_single_flipped_bit_is_noticed() -> None:
    wire = bytearray(framed(FRAME))
    for position in range(len(wire) - 1):
        for bit in range(8):
            wire[position] ^= 1 << bit
            assert Framer().feed(bytes(wire)) == []
            wire[position] ^= 1 << bit


def test_a_row_of_delimiters_is_nothing() -> None:
    framer = Framer()
    assert framer.feed(b"\x00" * 50) == []
    assert framer.dropped == 0


def test_overlong_input_is_capped_and_the_next_frame_is_whole() -> None:
    framer = Framer()
    assert framer.feed(b"\x01" * 100_000) == []
    assert len(framer._buffer) <= MAX_FRAME_BYTES
    assert framer.feed(b"\x00" + framed(FRAME)) == [FRAME]
    assert framer.dropped == 1


def test_noise_never_raises() -> None:
    dice = random.Random(3)
    framer = Framer()
    for _ in range(300):
        framer.feed(dice.randbytes(dice.randrange(200)))
    framer.feed(b"\x00")
    assert framer.feed(framed(FRAME)) == [FRAME]
