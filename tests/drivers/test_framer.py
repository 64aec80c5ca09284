import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.wire.framer import MAX_FRAME_BYTES, MAX_LINE_BYTES, Framer, checked, framed
from tests.drivers.properties import steady

FRAME = b"\x22\x01\x4d\x00\x01\x00\x00\x00payload with \x00 zeros, ~ and \r\n\x03 \xff\x00"


def test_crc_has_its_published_check_value() -> None:
    assert zlib.crc32(b"123456789") == 0xCBF43926
    assert checked(framed(b"123456789")[1:-1]) == b"123456789"


def test_byte_by_byte() -> None:
    framer = Framer()
    wire = framed(FRAME) * 2
    assert [frame for byte in wire for frame in framer.feed(bytes([byte]))] == [FRAME, FRAME]
    assert (framer.dropped, framer.junk_bytes) == (0, 0)


def test_one_lump() -> None:
    assert Framer().feed(framed(FRAME) * 3) == [FRAME] * 3


@steady
@given(st.binary(min_size=1, max_size=MAX_FRAME_BYTES))
def test_no_byte_on_the_wire_means_anything_to_a_terminal(frame: bytes) -> None:
    wire = framed(frame)
    assert wire.endswith(b"\n")
    assert all(0x21 <= byte <= 0x7E for byte in wire[:-1])
    assert len(wire) <= MAX_LINE_BYTES + 2
    assert Framer().feed(wire) == [frame]


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n", b"\n\r", b"\r\r\n"])
def test_whatever_a_terminal_makes_of_the_line_end(end: bytes) -> None:
    framer = Framer()
    assert framer.feed((framed(FRAME).rstrip() + end) * 2) == [FRAME] * 2
    assert framer.dropped == 0


def test_text_around_is_passed_over() -> None:
    framer = Framer()
    text = b"MicroPython v1.22 on 2024-01-01\r\n>>> "
    assert framer.feed(text + framed(FRAME) + text + framed(FRAME) + b"login: ") == [FRAME] * 2
    assert framer.dropped == 0
    # a line end is no nonsense
    assert framer.junk_bytes == 2 * (len(text) - 2) + len(b"login: ")


def test_cut_in_half_loses_that_frame_alone() -> None:
    framer = Framer()
    wire = framed(FRAME)
    assert framer.feed(wire[:10] + wire + wire) == [FRAME] * 2
    assert framer.dropped == 1
    assert framer.feed(wire[:10]) == []
    assert framer.feed(b"\n" + wire) == [FRAME]
    assert framer.dropped == 2


def test_a_link_that_opens_anew_does_not_join_two_halves() -> None:
    framer = Framer()
    wire = framed(FRAME)
    framer.feed(wire[:10])
    framer.reset()
    assert framer.feed(wire[10:] + wire) == [FRAME]


def test_no_single_flipped_bit_invents_a_frame() -> None:
    wire = bytearray(framed(FRAME))
    for position in range(len(wire)):
        for bit in range(8):
            wire[position] ^= 1 << bit
            assert set(Framer().feed(bytes(wire) + b"\n")) <= {FRAME}
            wire[position] ^= 1 << bit


def test_two_and_three_flipped_bits_invent_no_frame() -> None:
    dice = random.Random(5)
    for _ in range(20_000):
        wire = bytearray(framed(FRAME))
        for _ in range(dice.randrange(2, 4)):
            wire[dice.randrange(len(wire))] ^= 1 << dice.randrange(8)
        assert set(Framer().feed(bytes(wire) + b"\n")) <= {FRAME}


def test_rows_of_line_ends_are_nothing() -> None:
    framer = Framer()
    assert framer.feed(b"\r\n" * 50) == []
    assert (framer.dropped, framer.junk_bytes) == (0, 0)


@pytest.mark.parametrize("filler", [b"x", b"~x", b"~"])
def test_overlong_input_is_capped_and_the_next_frame_is_whole(filler: bytes) -> None:
    framer = Framer()
    for start in (b"~", b""):
        assert framer.feed(start + filler * 100_000) == []
        assert len(framer._buffer) <= MAX_LINE_BYTES
        assert framer.feed(b"\n" + framed(FRAME)) == [FRAME]
    assert framer.dropped >= 1


@steady
@given(st.lists(st.one_of(st.binary(max_size=80), st.sampled_from([b"~", b"\n", framed(FRAME), framed(FRAME)[:30]]))))
def test_whatever_comes_is_cut_alike_in_every_kind_of_piece(pieces: list[bytes]) -> None:
    whole, cut = Framer(), Framer()
    lump = b"".join(pieces)
    assert [f for p in pieces for f in cut.feed(p)] == whole.feed(lump)
    single = Framer()
    assert [f for byte in lump for f in single.feed(bytes([byte]))] == Framer().feed(lump)
    assert single.dropped == whole.dropped == cut.dropped
    assert single.junk_bytes == whole.junk_bytes == cut.junk_bytes
    assert single.feed(b"\n" + framed(FRAME)) == [FRAME]
