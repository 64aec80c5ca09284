"""What a PN532 and an NTAG say, byte by byte: frames of the manuals, and everything else that may come."""

from contextlib import suppress
from typing import cast
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.arrow_reader.chip import Chip
from drivers.errors import FrameError
from drivers.link.serial_link import SerialLink
from drivers.wire import pn532
from drivers.wire.ndef import MOST_BYTES, arrow_in, memory_of
from drivers.wire.ntag import LAYOUTS, layout_of, obstacle_to
from drivers.wire.pn532 import ACK, Answer, ChipFramer, Signal, Target, firmware_of, frame_of, targets_of
from tests.drivers.properties import steady

FIRMWARE = bytes.fromhex("0000ff06fad50332010607e800")
"""The answer of the user manual's example."""
NACK, SYNTAX_ERROR = bytes.fromhex("0000ffff0000"), bytes.fromhex("0000ff01ff7f8100")
ARROW = UUID("0d9c3a52-3c2e-4b8e-9a50-0f0a8f4a1a01")
WHOLE = (ACK, NACK, SYNTAX_ERROR, FIRMWARE)
MEANT = [Signal.ACK, Signal.NACK, Signal.REFUSED, Answer(2, bytes.fromhex("32010607"))]


def test_commands_are_framed_as_the_manual_does() -> None:
    assert frame_of(pn532.GET_FIRMWARE_VERSION) == bytes.fromhex("0000ff02fed4022a00")
    assert frame_of(pn532.SAM_CONFIGURATION, pn532.WITHOUT_SAM) == bytes.fromhex("0000ff05fbd4140100011600")
    assert frame_of(0x40, bytes(pn532.MOST_DATA))[3:5] == b"\xff\x01"
    with pytest.raises(ValueError, match="254"):
        frame_of(0x40, bytes(pn532.MOST_DATA + 1))


@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_answers_are_found_however_the_bytes_are_cut(size: int) -> None:
    stream = b"".join(WHOLE)
    framer = ChipFramer()
    assert [one for k in range(0, len(stream), size) for one in framer.feed(stream[k : k + size])] == MEANT


@pytest.mark.parametrize(
    "noise",
    [
        b"\x00",
        b"\xff\xff\x00",
        FIRMWARE[:-3] + b"\x00\x00",  # a wrong sum
        bytes.fromhex("0000ff06fbd50332010607e800"),  # a wrong sum of the length
        bytes.fromhex("0000ff02fed4022a00"),  # our own command, come back
        bytes.fromhex("0000ff02fed5042700"),  # no answer has an even number
        bytes.fromhex("0000ffffff0006fad503"),  # a long frame, which nobody asked for
    ],
)
def test_what_is_no_frame_is_passed_over(noise: bytes) -> None:
    assert ChipFramer().feed(noise + FIRMWARE) == MEANT[-1:]


def test_a_frame_inside_what_looks_like_a_beginning_is_found_when_that_is_over() -> None:
    begun = bytes.fromhex("00ff20e0")
    assert ChipFramer().feed(begun + FIRMWARE + bytes(32)) == MEANT[-1:]
    framer = ChipFramer()
    assert framer.feed(begun) == []
    framer.reset()
    assert framer.feed(FIRMWARE) == MEANT[-1:]


@steady
@given(st.lists(st.one_of(st.binary(max_size=40), st.sampled_from([*WHOLE, b"\x00\xff", b"\x00\x00\xff\xfe\x02"]))))
def test_whatever_comes_is_answers_or_nothing_and_is_not_kept(pieces: list[bytes]) -> None:
    framer = ChipFramer()
    for received in (received for piece in pieces for received in framer.feed(piece)):
        if isinstance(received, Answer):
            for read in (firmware_of, targets_of):
                with suppress(FrameError):
                    read(received.data)
            pn532.exchanged(received.data)
    assert len(framer._buffer) < 300


@steady
@given(st.binary(max_size=80))
def test_whatever_a_chip_answers_is_a_list_of_tags_or_refused(data: bytes) -> None:
    with suppress(FrameError):
        targets = targets_of(data)
        assert len(targets) == (data[0] if data else 0)
        assert all(target.uid for target in targets)
    with suppress(FrameError):
        assert firmware_of(data).count(".") == 1


def test_tags_are_listed_by_number_kind_and_their_own_number() -> None:
    one, two = bytes.fromhex("0100440007 04a1b2c3d4e5f6"), bytes.fromhex("0200042004 01020304 057880")
    with pytest.raises(FrameError):
        targets_of(b"\x02" + one + two[:6])
    assert targets_of(b"\x00") == []
    assert targets_of(b"\x02" + two[:-3] + bytes.fromhex("03aabb") + one) == [
        Target(2, 0x20, bytes.fromhex("01020304")),
        Target(1, 0, bytes.fromhex("04a1b2c3d4e5f6")),
    ]
    assert firmware_of(bytes.fromhex("32010607")) == "1.6"
    with pytest.raises(FrameError):
        firmware_of(bytes.fromhex("33010607"))
    assert [pn532.exchanged(data) for data in (b"", b"\x00ab", b"\x40ab", b"\x01")] == [None, b"ab", b"ab", None]


def test_an_arrow_stands_on_a_tag_as_the_address_of_its_page() -> None:
    memory = memory_of("archstats.local", ARROW)
    # TLV, short record of the well-known type U, prefix http://, and the end
    assert memory[:8] == bytes((0x03, len(memory) - 3, 0xD1, 0x01, len(memory) - 7)) + b"U\x03a"
    assert memory[7:] == f"archstats.local/app/arrow/{ARROW}".encode() + b"\xfe"
    assert arrow_in(memory) == ARROW
    # what a factory writes before it is passed over
    assert arrow_in(b"\x00\x01\x03\xa0\x0c\x34" + memory) == ARROW
    with pytest.raises(ValueError, match="aaa"):
        memory_of("a" * 220, ARROW)


@pytest.mark.parametrize(
    "memory",
    [
        b"\xfe" + memory_of("h", ARROW),
        b"\x03\x00\xfe",
        b"\x03\xff\x01\x00",
        memory_of("h", ARROW).replace(b"\xd1", b"\x91"),  # more records follow
        memory_of("h", ARROW).replace(b"U\x03", b"U\x04"),
        memory_of("h", ARROW).replace(b"U\x03", b"T\x03"),
        memory_of("h", ARROW).replace(b"/app/", b"/apq/"),
        memory_of("h", ARROW).replace(b"4b8e", b"4b8\xff"),
        bytes(MOST_BYTES),
    ],
)
def test_what_is_no_address_of_an_arrow_is_none(memory: bytes) -> None:
    assert arrow_in(memory) is None


@steady
@given(st.binary(max_size=MOST_BYTES), st.binary(max_size=12))
def test_whatever_stands_on_a_tag_is_read_to_an_end(memory: bytes, before: bytes) -> None:
    for tag in (memory, before + memory_of("h", uuid4())):
        found = arrow_in(tag)
        # more is asked for only as far as a tag is looked at, and never what is there
        assert not isinstance(found, int) or len(tag) < found <= MOST_BYTES


def test_an_arrow_is_asked_for_no_more_than_is_needed() -> None:
    memory = memory_of("archstats.local", ARROW)
    assert arrow_in(b"") == 1
    assert arrow_in(memory[:1]) == 2
    assert arrow_in(memory[:16]) == len(memory) - 1


HEAD = bytes.fromhex("04a1b29fc3d4e5f644480000e1101200")
TAIL = bytes.fromhex("000000bd040000ff0005000000000000")


def version(storage: int, kind: int = 4) -> bytes:
    return bytes((0, 4, kind, 2, 1, 0, storage, 3))


def changed(data: bytes, at: int, value: int) -> bytes:
    return data[:at] + bytes((value,)) + data[at + 1 :]


def test_kinds_of_tags_are_told_apart_by_what_they_say() -> None:
    assert [layout_of(version(storage)) for storage in LAYOUTS] == list(LAYOUTS.values())
    # an Ultralight EV1, a tag of another maker, one of a later version, and what is no version at all
    assert layout_of(version(0x0F, kind=3)) is None
    assert layout_of(changed(version(0x0F), 1, 5)) is None
    assert layout_of(changed(version(0x0F), 4, 2)) is None
    assert layout_of(version(0x15)) is layout_of(b"") is None


@pytest.mark.parametrize(
    ("head", "tail", "size", "obstacle"),
    [
        (HEAD, TAIL, 71, None),
        (HEAD, TAIL, 144, None),
        (HEAD, TAIL, 145, "too_small"),
        (changed(HEAD, 14, 6), TAIL, 49, "too_small"),
        (changed(HEAD, 14, 6), TAIL, 48, None),
        (changed(HEAD, 12, 0), TAIL, 71, "unsuitable"),
        (HEAD[:-1], TAIL, 71, "unsuitable"),
        (HEAD, TAIL[:-1], 71, "unsuitable"),
        (changed(HEAD, 15, 0x0F), TAIL, 71, "read_only"),
        (changed(HEAD, 10, 0x10), TAIL, 71, "read_only"),  # page 4
        (changed(HEAD, 10, 0x0F), TAIL, 71, None),  # locks of locks, and page 3
        (changed(HEAD, 11, 0x80), TAIL, 71, "read_only"),  # page 15
        (changed(HEAD, 11, 0x80), TAIL, 44, None),
        (HEAD, changed(TAIL, 0, 0x04), 71, "read_only"),  # pages 20 and 21
        (HEAD, changed(TAIL, 0, 0x08), 71, None),  # pages 22 and 23
        (HEAD, changed(TAIL, 1, 0x08), 144, "read_only"),  # pages 38 and 39
        (HEAD, changed(TAIL, 7, 21), 71, "read_only"),  # a password from page 21 on
        (HEAD, changed(TAIL, 7, 22), 71, None),
    ],
)
def test_what_stands_in_the_way_of_writing(head: bytes, tail: bytes, size: int, obstacle: str | None) -> None:
    assert obstacle_to(LAYOUTS[0x0F], head, tail, size) == obstacle


def test_where_locks_and_passwords_are_depends_on_the_kind() -> None:
    assert obstacle_to(LAYOUTS[0x11], HEAD, changed(TAIL, 0, 0x01), 71) == "read_only"
    # an NTAG210 has no locks beside those of page 2: its configuration begins at once
    small = changed(HEAD, 14, 6)
    assert obstacle_to(LAYOUTS[0x0B], small, TAIL[4:] + bytes(4), 48) is None
    assert obstacle_to(LAYOUTS[0x0B], small, changed(TAIL[4:] + bytes(4), 3, 4), 48) == "read_only"


@pytest.mark.parametrize(("storage", "room"), [(0x0B, 48), (0x0E, 128), (0x0F, 144), (0x11, 504), (0x13, 888)])
def test_nothing_is_written_behind_what_is_free_to_use(storage: int, room: int) -> None:
    """By the data sheets; behind it locks and configuration begin."""
    head, tail = changed(HEAD, 14, 0xFF), changed(changed(TAIL, 3, 0xFF), 7, 0xFF)
    assert obstacle_to(LAYOUTS[storage], head, tail, room) is None
    assert obstacle_to(LAYOUTS[storage], head, tail, room + 1) == "too_small"


@pytest.mark.parametrize(("storage", "locked_page"), [(0x0E, 18), (0x0F, 18), (0x11, 32), (0x13, 32)])
def test_a_lock_bit_is_of_so_many_pages(storage: int, locked_page: int) -> None:
    """The second of them, by the data sheets."""
    head, tail = changed(HEAD, 14, 0xFF), changed(changed(TAIL, 0, 0x02), 7, 0xFF)
    assert obstacle_to(LAYOUTS[storage], head, tail, 4 * (locked_page - 4)) is None
    assert obstacle_to(LAYOUTS[storage], head, tail, 4 * (locked_page - 3)) == "read_only"


class Said:
    """A link whose other end says this, piece by piece, whatever it is told."""

    def __init__(self, *pieces: bytes) -> None:
        self._pieces = list(pieces)

    def write(self, data: bytes) -> None:
        del data

    async def read(self) -> bytes:
        return self._pieces.pop(0)


async def test_an_answer_that_comes_before_the_acknowledgement_is_an_earlier_commands() -> None:
    """The chip was asked the same before, and what it says to that comes late."""
    stale = bytes.fromhex("0000ff06fad50332010203f000")
    assert ChipFramer().feed(stale) == [Answer(2, bytes.fromhex("32010203"))]
    asked = Chip(cast("SerialLink", Said(stale, ACK + FIRMWARE)), "/dev/nfc", 115_200)
    assert await asked._ask(pn532.GET_FIRMWARE_VERSION) == bytes.fromhex("32010607")
