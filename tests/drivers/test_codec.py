import dataclasses
import re
from pathlib import Path

import pytest

from drivers.errors import FrameError
from drivers.wire.codec import decode, encode
from drivers.wire.framer import Framer, cobs_encode, framed
from drivers.wire.messages import Ack, Channel, Climate, Header, Hello, Message, Ping, Replay, Shot, Status

HEADER = Header(3, 0xBEEF, 70_000)
SHOT = Shot(
    HEADER,
    123_456_789_012,
    (Channel(4_294_967_295, 12, 900, 3), Channel(None, None, 0, 4), Channel(0, None, 77, 5)),
    True,
    False,
    True,
    Climate(-3.25, 81.5, 99_800.0),
    3300,
)
MESSAGES: list[Message] = [
    Hello(HEADER, 80_000_000, 32, 8, 12, 40, "node 1.2"),
    SHOT,
    Status(HEADER, 5, 6, Climate(), 3290, 41, 2, (1, 2, 3)),
    Ack(HEADER),
    Replay(HEADER, 12, 40),
    Ping(HEADER),
]
PROTOCOL = Path(__file__).parents[2] / "drivers" / "PROTOCOL.md"


def through(message: Message) -> Message | None:
    (frame,) = Framer().feed(encode(message))
    return decode(frame)


@pytest.mark.parametrize("message", MESSAGES, ids=lambda m: type(m).__name__)
def test_round_trip(message: Message) -> None:
    assert through(message) == message


def test_a_full_shot_fits_the_budget_of_its_protocol() -> None:
    full = dataclasses.replace(SHOT, channels=(Channel(1, 2, 3, 4),) * 8)
    assert len(encode(full)) <= 108


def test_the_examples_of_the_protocol_document_are_what_we_send() -> None:
    examples = re.findall(r"^    ((?:[0-9a-f]{2} )+00)  <- (\w+)$", PROTOCOL.read_text(), re.M)
    assert {name for _, name in examples} == {type(m).__name__ for m in MESSAGES}
    by_name = {type(m).__name__: m for m in MESSAGES}
    for text, name in examples:
        assert encode(by_name[name]) == bytes.fromhex(text), name


def test_trailing_bytes_are_fields_of_a_later_version() -> None:
    (frame,) = Framer().feed(encode(MESSAGES[0]))
    assert decode(frame + b"more") == MESSAGES[0]


def test_an_unknown_type_is_skipped() -> None:
    assert decode(b"\x1f" + bytes(7)) is None


def test_another_version_is_refused() -> None:
    with pytest.raises(FrameError, match="version 2"):
        decode(b"\x21" + bytes(7))


@pytest.mark.parametrize("kind", [1, 2, 3, 9])
def test_a_frame_cut_short_is_refused(kind: int) -> None:
    with pytest.raises(FrameError, match="cut short"):
        decode(bytes([0x10 | kind]) + bytes(8))
    assert Framer().feed(framed(bytes([0x10 | kind]) + bytes(8))) != []
    with pytest.raises(FrameError, match="header"):
        decode(b"\x11\x00")


def test_a_shot_of_nine_channels_is_refused() -> None:
    (frame,) = Framer().feed(encode(SHOT))
    broken = frame[:16] + b"\x09" + frame[17:]
    with pytest.raises(FrameError):
        decode(broken)
    assert cobs_encode(broken)
