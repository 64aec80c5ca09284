"""Transcripts in the formats of real boards, in every kind of piece."""

import base64
import json
import random
from typing import Any

import pytest

from appliance.core.events import Burst
from drivers.acoustic.dialect import Reception, Said
from drivers.acoustic.freetarget import FreeTargetDialect, FreeTargetParser
from drivers.wire.freetarget_text import MAX_OBJECT_BYTES, BraceCutter
from tests.builders import NOW
from tests.data import ACOUSTICS

TRANSCRIPTS = sorted(path.stem for path in ACOUSTICS.glob("serial_*.json"))
FOR_THE_READER = ("truth_mm", "note", "text")
RECEPTION = Reception(NOW, 0.0)


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


def bursts(raw: bytes) -> list[Burst]:
    return [word for word in FreeTargetDialect().feed(raw, RECEPTION) if isinstance(word, Burst)]


def test_an_arduino_counts_at_8_mhz_and_an_esp32_at_10() -> None:
    assert {burst.tick_hz for burst in bursts(transcript("serial_arduino_4_3")[1])} == {8e6}
    assert {burst.tick_hz for burst in bursts(transcript("serial_esp32_6_3")[1])} == {10e6}


def test_a_shot_without_counters_carries_the_boards_own_position() -> None:
    first = bursts(transcript("serial_esp32_5_2")[1])[0]
    assert first.ticks == (None,) * 4
    assert (first.board_x_mm, first.board_y_mm) == (1.13, 16.81)


def test_shots_that_a_board_repeats_after_a_reconnect_are_told_once() -> None:
    shot = b'{"shot":1, "name":"T", "time": 13.38 ,"x":1.13, "y":16.81 }'
    assert len(bursts(shot + shot)) == 1
    assert len(bursts(shot + shot.replace(b"13.38", b"14.00"))) == 2


def test_an_esp32_is_asked_for_ticks_when_it_is_quiet() -> None:
    dialect = FreeTargetDialect()
    words = dialect.feed(b'\r\n{"VERSION": "6.3.2 March 22, 2026"}\r\n', RECEPTION)
    assert words == [Said(firmware="6.3.2 March 22, 2026")]
    assert dialect.output(quiet=False) == b""
    assert [dialect.output(quiet=True) for _ in range(3)] == [b'{"TRACE":0}', b'{"TRACE":64}', b""]
    # the echo of our own command is not a message
    assert dialect.feed(b'{"TRACE":0}{"TRACE":64}', RECEPTION) == []


def test_an_arduinos_loudness_correction_is_switched_off() -> None:
    dialect = FreeTargetDialect()
    dialect.feed(b'freETarget "4.3.2 September 24, 2024"\r\n', RECEPTION)
    assert dialect.output(quiet=True) == b'{"DOPPLER":0}'


def test_a_stuck_sensor_is_told_in_words() -> None:
    (said,) = FreeTargetDialect().feed(b'{ "Fault": "E" }', RECEPTION)
    assert isinstance(said, Said)
    assert "sensor E" in said.detail
