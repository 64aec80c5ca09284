"""Transcripts in the formats of real boards, in every kind of piece."""

import base64
import json
import random
from typing import Any

import pytest

from drivers.acoustic.freetarget_parser import FreeTargetParser
from drivers.wire.freetarget_text import MAX_OBJECT_BYTES, BraceCutter
from tests.data import ACOUSTICS

TRANSCRIPTS = sorted(path.stem for path in ACOUSTICS.glob("serial_*.json"))
FOR_THE_READER = ("truth_mm", "note", "text")


def transcript(name: str) -> tuple[dict[str, Any], bytes]:
    data = json.loads((ACOUSTICS / f"{name}.json").read_text())
    return data, base64.b64decode(data["raw_b64"])


def pieces(raw: bytes, sizes: list[int]) -> list[bytes]:
    out, position = [], 0
    for size in sizes:
        out.append(raw[position : position + size])
        position += size
    return [*out, raw[position:]]


@pytest.mark.parametrize("cut", ["chunks", "bytes", "lump"])
@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_messages_equal_the_expected(name: str, cut: str) -> None:
    data, raw = transcript(name)
    sizes = {"chunks": data["chunks"], "bytes": [1] * len(raw), "lump": [len(raw)]}[cut]
    parser = FreeTargetParser()
    for text in data["host_sent"]:
        parser.sent(text)
    got = [json.loads(json.dumps(m.as_json())) for piece in pieces(raw, sizes) for m in parser.feed(piece)]
    assert len(got) == len(data["expected"])
    for expected, message in zip(data["expected"], got, strict=True):
        for key, value in expected.items():
            if key == "subset":
                assert message["values"] | value == message["values"]
            elif key not in FOR_THE_READER:
                assert message[key] == value


@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_cut_anywhere_and_damaged_it_never_raises(name: str) -> None:
    _, raw = transcript(name)
    dice = random.Random(1)
    for _ in range(30):
        damaged = bytearray(raw)
        for _ in range(40):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        FreeTargetParser().feed(bytes(damaged[dice.randrange(len(raw)) :]))


def test_an_object_that_never_closes_is_dropped() -> None:
    cutter = BraceCutter()
    assert cutter.feed(b"{" + b"x" * 100_000) == []
    assert len(cutter._object) <= MAX_OBJECT_BYTES
    assert cutter.dropped == 1


@pytest.mark.parametrize(
    ("sent", "pending"),
    [
        (b"", 0), (b"abc", 3), (b"abc\r", 0), (b'abc{"x', 6), (b"{", 1), (b"{}", 0), (b"{}ab", 2), (b"x" * 64, 64),
        # that is no line of a board
        (b"x" * 65, 64), (b"x" * 65 + b"{", 65), (b"abc" + bytes([0x11, 0x80]), 3),
    ],
)  # fmt: skip
def test_what_may_become_a_line_or_an_object_is_counted(sent: bytes, pending: int) -> None:
    cutter = BraceCutter()
    cutter.feed(sent)
    assert cutter.pending_bytes == pending
    cutter.reset()
    assert cutter.pending_bytes == 0
