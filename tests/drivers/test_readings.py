"""arch-stats parse: a recording in any language that a driver speaks, whichever it is."""

import json
import re
from pathlib import Path
from typing import get_args

import pytest

from appliance.cli.main import main
from appliance.commands.transcript import read_transcript
from appliance.core.ports import NodeProtocol, ReaderProtocol
from drivers.readings import READINGS
from drivers.wire import bow_fields, fields
from drivers.wire.framer import framed
from drivers.wire.pn532 import ACK

ROOT = Path(__file__).parents[2]
BOARD = b'\r\n{"shot":1, "name":"T", "time": 13.38 ,"x":1.13, "y":16.81 }\r\n'
TAG, CHIP = b"\x020A00A3B1C2DA\x03", ACK + b"\x00\x00\xff\x06\xfa\xd5\x03\x32\x01\x06\x07\xe8\x00"


def examples_of(document: str) -> bytes:
    """The frames that a protocol's page shows."""
    lines = re.findall(r"^ {4}(~\S+)", (ROOT / "drivers" / document).read_text(), re.MULTILINE)
    return b"".join(line.encode() + b"\n" for line in lines)


NODE, BOW = examples_of("PROTOCOL.md"), examples_of("BOW_PROTOCOL.md")
RECORDED = {"archstats": NODE, "freetarget": BOARD, "bow": BOW, "pn532": CHIP, "lines": TAG}


def parsed(tmp_path: Path, data: bytes, capsys: pytest.CaptureFixture[str], *options: str) -> list[dict[str, object]]:
    file = tmp_path / "line.bin"
    file.write_bytes(data)
    assert main(["parse", str(file), *options]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_every_language_of_a_driver_can_be_read() -> None:
    assert set(READINGS) == {*RECORDED, "auto"}
    assert set(READINGS) == {*get_args(NodeProtocol), *get_args(ReaderProtocol), "bow"}


@pytest.mark.parametrize("word", RECORDED)
def test_what_was_recorded_is_told_by_its_word(word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    messages = parsed(tmp_path, RECORDED[word], capsys, "--protocol", word)
    assert {str(one["type"]) for one in messages} & {"shot", "hello", "release", "answer", "tag"}


@pytest.mark.parametrize("word", sorted(set(RECORDED) - {"lines"}))
def test_which_language_it_is_need_not_be_told(word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    by_word = parsed(tmp_path, RECORDED[word], capsys, "--protocol", word)
    assert parsed(tmp_path, RECORDED[word], capsys) == by_word


def test_a_bow_and_a_tag_are_told_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    frame = fields.pack_frame(bow_fields.RELEASE, 7, 3, 9, bow_fields.pack_release(5_000_000, 4_000_000, 1_000_000))
    (released,) = parsed(tmp_path, framed(frame), capsys)
    assert released == {
        "type": "release", "header": {"node": 7, "boot": 3, "sequence": 9},
        "sent_us": 5_000_000, "released_us": 4_000_000, "drawn_us": 1_000_000,
    }  # fmt: skip
    assert parsed(tmp_path, TAG, capsys, "--protocol", "lines") == [{"type": "tag", "code": "0A00A3B1C2"}]
    answers = parsed(tmp_path, CHIP, capsys)
    assert answers == [{"type": "ack"}, {"type": "answer", "command": 2, "data": "32010607"}]


def test_a_frame_that_is_broken_is_reported_and_an_empty_file_says_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cut = framed(fields.pack_frame(bow_fields.RELEASE, 7, 3, 9, b"\x00"))
    messages = parsed(tmp_path, BOW + cut + b"~abc\n", capsys)
    assert [one["type"] for one in messages][-2:] == ["error", "log"]
    assert "1 frame was dropped" in str(messages[-1]["text"])
    assert parsed(tmp_path, b"", capsys) == []


def test_recorded_boards_are_found_among_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    for file in sorted((ROOT / "tests" / "data" / "acoustics").glob("serial_*.json")):
        assert read_transcript(file).chunks
        assert main(["parse", str(file)]) == 0
        found = capsys.readouterr().out
        assert main(["parse", str(file), "--protocol", "freetarget"]) == 0
        assert found == capsys.readouterr().out
        assert found


def test_a_word_that_no_driver_speaks_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", str(tmp_path / "any"), "--protocol", "morse"]) == 1
    assert "--protocol morse: auto, archstats, freetarget, bow, lines, pn532" in capsys.readouterr().err
