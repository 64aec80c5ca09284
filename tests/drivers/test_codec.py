import binascii
import dataclasses
import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.errors import FrameError, VersionError
from drivers.wire import fields
from drivers.wire.codec import MAX_BOOT, PROTOCOL_VERSION, decode, encode
from drivers.wire.framer import Framer
from drivers.wire.messages import (
    Ack,
    Channel,
    Chirp,
    ChirpChannel,
    Climate,
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
from drivers.wire.ranges import RANGES
from tests.drivers.properties import steady
from tests.english import refusing

NODE = 0xE661640843275C21
HEADER = Header(NODE, 7, 0)
HELD = Held(12, 40, 41, 3, 5, 9)
SHOT = Shot(
    Header(NODE, 7, 41),
    123_456_789_012,
    123_456_700_000,
    8_000_000,
    32,
    (Channel(4_294_967_295, 12, 900, 3, 24, 96), Channel(None, None, 0, 4, 32, 128), Channel(0, None, 77, 5, 40, 160)),
    Climate(-3.25, 81.5, 99_800.0),
    3300,
    clipped=True,
    second_event=True,
)
MESSAGES: list[Message] = [
    Hello(HEADER, 2_000_000, 99, 8_000_000, 32, 8, True, HELD, "node 2.0 ñ"),
    SHOT,
    Status(HEADER, 5, Climate(), 3290, HELD, 2, (1, 2, 3)),
    Gone(HEADER, 5, 9, GoneReason.DROPPED),
    Chirp(HEADER, 7_000_300, 7_000_000, 8_000_000, 32, 1, 9, (ChirpChannel(20, 300), ChirpChannel(None, 0))),
    Ack(Header(NODE, 7, 41)),
    Replay(HEADER, 12, 40),
    Ping(Header(0, 0, 0), 99),
    Refuse(Header(NODE, 0, 0), 2, 2),
    Measure(Header(NODE, 7, 0), 3000),
    Prompt(Header(NODE, 0, 0)),
]
BY_NAME = {type(message).__name__: message for message in MESSAGES}
PROTOCOL = (Path(__file__).parents[2] / "drivers" / "PROTOCOL.md").read_text()


def frame_of(message: Message) -> bytes:
    (frame,) = Framer().feed(encode(message))
    return frame


@pytest.mark.parametrize("message", MESSAGES, ids=lambda m: type(m).__name__)
def test_round_trip(message: Message) -> None:
    assert decode(frame_of(message)) == message


def test_a_full_shot_fits_the_budget_of_its_protocol() -> None:
    full = dataclasses.replace(SHOT, channels=(Channel(1, 2, 3, 4, 5, 6),) * 8)
    assert len(encode(full)) == stated("A full shot is")
    chirp = Chirp(HEADER, 1, 1, 8_000_000, 32, 0, 1, (ChirpChannel(1, 2),) * 8)
    assert len(encode(chirp)) == stated("A chirp of eight channels is")


def stated(words: str) -> int:
    """The number of bytes that the protocol document names."""
    (number,) = re.findall(rf"{words} (\d+) bytes", PROTOCOL)
    return int(number)


def test_a_shot_that_tells_no_thresholds_is_a_shot_without_them() -> None:
    frame = frame_of(SHOT)
    shorter = decode(frame[: -4 * len(SHOT.channels)])
    assert isinstance(shorter, Shot)
    assert shorter.channels == tuple(dataclasses.replace(c, lower=0, upper=0) for c in SHOT.channels)


@pytest.mark.parametrize(("count", "emitter"), [(0, 0), (9, 0), (2, 2), (2, 255)])
def test_a_chirp_of_an_emitter_that_is_no_channel_is_refused(count: int, emitter: int) -> None:
    frame = bytearray(frame_of(BY_NAME["Chirp"]))
    frame[21 + 8 + 8 + 4 + 1] = count
    frame[21 + 8 + 8 + 4 + 3] = emitter
    with pytest.raises(FrameError):
        decode(bytes(frame) + bytes(3000))


def test_a_chirp_of_a_board_with_one_channel_comes_as_it_was_sent() -> None:
    values = (1, 2, 80_000_000, 32, 1, 0, 3, [(4, 5)])
    assert fields.unpack_chirp(fields.pack_chirp(*values)) == values


def test_the_examples_of_the_protocol_document_are_what_we_send() -> None:
    examples = re.findall(r"^    (~[0-9A-Za-z+/=]+)  <- (\w+)$", PROTOCOL, re.M)
    assert {name for _, name in examples} == set(BY_NAME)
    for text, name in examples:
        assert encode(BY_NAME[name]) == text.encode() + b"\n", name


def test_the_worked_example_of_the_protocol_document_is_the_acknowledgement() -> None:
    found = re.search(r"^    ((?:[0-9a-f]{2} )+)\| ((?:[0-9a-f]{2} ?){4})$", PROTOCOL, re.M)
    assert found is not None
    frame, crc = bytes.fromhex(found[1]), bytes.fromhex(found[2])
    assert frame == frame_of(BY_NAME["Ack"])
    assert int.from_bytes(crc, "little") == binascii.crc32(frame)


def test_every_range_of_the_protocol_document_is_the_one_that_is_checked() -> None:
    for quantity in ("temperature", "humidity", "pressure", "supply", "tick rate", "counter bits", "channels"):
        low, high = RANGES[quantity].low, RANGES[quantity].high
        assert re.search(rf"^\| {quantity} \| {low:,.10g} to {high:,.10g} ?{RANGES[quantity].unit} ", PROTOCOL, re.M), (
            quantity
        )


def test_trailing_bytes_are_fields_of_a_later_version() -> None:
    for message in MESSAGES:
        assert decode(frame_of(message) + b"more") == message


def test_a_node_may_say_how_it_is_behind_its_noise() -> None:
    report = SelfReport(NodeFault.AIR_SENSOR | NodeFault.CHANNEL_STUCK, 120, 360, 9_000, 140_000)
    status = dataclasses.replace(BY_NAME["Status"], self_report=report)  # type: ignore[arg-type]
    frame = frame_of(status)
    assert decode(frame) == status
    assert decode(frame[:-1]) == BY_NAME["Status"]


def test_an_unknown_type_is_skipped() -> None:
    assert decode(b"\x2f" + bytes(20)) is None


@pytest.mark.parametrize("version", [v for v in range(16) if v != PROTOCOL_VERSION])
def test_another_version_is_known_by_its_first_byte_alone(version: int) -> None:
    with refusing(VersionError, f"version {version}") as caught:
        decode(bytes([version << 4 | 1]))
    assert caught.value.version == version


@pytest.mark.parametrize("message", MESSAGES, ids=lambda m: type(m).__name__)
def test_a_frame_cut_short_is_refused(message: Message) -> None:
    frame = frame_of(message)
    # what stands at the end and may be left out: noise, firmware, thresholds
    left_out = {Status: 3, Hello: 11, Shot: 4 * len(SHOT.channels)}
    shortest = len(frame) - left_out.get(type(message), 0)
    for length in range(1, shortest):
        with pytest.raises(FrameError):
            decode(frame[:length])


@pytest.mark.parametrize("count", [0, 9, 255])
def test_a_shot_of_no_or_nine_channels_is_refused(count: int) -> None:
    frame = bytearray(frame_of(SHOT))
    frame[21 + 8 + 8 + 4 + 1] = count
    with pytest.raises(FrameError):
        decode(bytes(frame) + bytes(3000))


@pytest.mark.parametrize("count", [9, 255])
def test_a_status_of_more_noises_than_channels_is_refused(count: int) -> None:
    frame = bytearray(frame_of(BY_NAME["Status"]))
    frame[21 + 8 + 8 + 2 + 4] = count
    with pytest.raises(FrameError):
        decode(bytes(frame) + bytes(3000))


def test_a_boot_number_with_its_highest_bit_is_refused() -> None:
    assert decode(frame_of(Ack(Header(1, MAX_BOOT, 1)))) is not None
    with refusing(FrameError, "bit 63"):
        decode(frame_of(Ack(Header(1, MAX_BOOT + 1, 1))))


@pytest.mark.parametrize("firmware", [b"\x00\x01\x1b[2J", b"\xff\xfe\x80", "\u202e\ud7ff\n".encode()])
def test_firmware_text_is_what_can_be_shown(firmware: bytes) -> None:
    hello = frame_of(dataclasses.replace(BY_NAME["Hello"], firmware=""))  # type: ignore[arg-type]
    message = decode(hello[:-1] + bytes([len(firmware)]) + firmware)
    assert isinstance(message, Hello)
    assert message.firmware.isprintable()
    assert "\0" not in message.firmware


@steady
@given(st.binary(max_size=300), st.sampled_from(range(16)))
def test_whatever_a_frame_holds_it_is_a_message_or_refused(body: bytes, kind: int) -> None:
    for frame in (body, bytes([PROTOCOL_VERSION << 4 | kind]) + body):
        with suppress(FrameError):
            decode(frame)
