"""Whatever the file, it is read in bounded memory and time, and refused in one sentence."""

import gzip
import os
import random
import tracemalloc
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.archive.file import check_archive
from appliance.archive.lines import UPLOADED, ArchiveError, ArchiveLimits, read_lines
from appliance.messages.translation import english_of
from tests.english import refusing

MIB = 2**20
SMALL = ArchiveLimits(
    file_bytes=2 * MIB, line_bytes=10_000, unpacked_bytes=4 * MIB, rows=1000, ratio=20, ratio_from_bytes=100_000
)


def written(folder: Path, raw: bytes) -> Path:
    path = folder / "x.ndjson.gz"
    path.write_bytes(raw)
    return path


def zeros(count: int) -> bytes:
    """A gzip file of so many MiB of nothing: a thousandth of it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(bytes(MIB)) for _ in range(count)) + packer.flush()


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "is empty"),
        (b"nonsense", "not gzip, or damaged"),
        (gzip.compress(b""), "is empty"),
        (gzip.compress(b"{}\n" * 99)[:-9], "line 1: is no line of an export"),
        (gzip.compress(b"{}\n" * 99)[:5], "was cut off"),
        (gzip.compress(b"\xff\xfe\n"), "line 1: is not JSON"),
        (gzip.compress(b"\n\n\n"), "line 1: is not JSON"),
        (gzip.compress(b"[" * 100_000), "line 1: is not JSON: recursion limit"),
        (gzip.compress(b'{"kind":' + b'{"a":' * 1000), "line 1: is not JSON: recursion limit"),
        (gzip.compress(b"9" * 100_000), "line 1: is not JSON"),
        (gzip.compress(b'"\\ud800"\n'), "line 1: is not JSON"),
        (gzip.compress(b"null\n"), "line 1: "),
        (gzip.compress(os.urandom(2 * MIB).hex().encode()), "line 1: is longer than 524288 bytes"),
        (gzip.compress(b"x" * 5 * MIB), "line 1: is longer than 524288 bytes"),
        (zeros(20), "line 1: is longer than 524288 bytes"),
    ],
)
def test_a_file_that_is_none(raw: bytes, words: str, tmp_path: Path) -> None:
    with refusing(ArchiveError, words) as raised:
        check_archive(written(tmp_path, raw))
    assert len(english_of(raised.value)) < 500


def test_a_file_in_two_pieces_or_with_more_behind_it(exported: bytes, tmp_path: Path) -> None:
    assert check_archive(written(tmp_path, exported)).rows["shots"] == 4
    for more in (exported, b"\0", b"\0" * 512, gzip.compress(b"")):
        with refusing(ArchiveError, "has more behind its end"):
            check_archive(written(tmp_path, exported + more))


def test_every_cut_is_noticed(exported: bytes, tmp_path: Path) -> None:
    for at in random.Random(7).sample(range(len(exported)), 100):
        with pytest.raises(ArchiveError):
            check_archive(written(tmp_path, exported[:at]))


def test_every_flipped_bit_is_noticed_or_changes_nothing(exported: bytes, tmp_path: Path) -> None:
    """Some bits of gzip mean nothing: the time and name in its head, the fill before a stored block."""

    def lines_of(raw: bytes) -> list[tuple[int, bytes]]:
        return list(read_lines(written(tmp_path, raw), UPLOADED))

    truth, dice, noticed = lines_of(exported), random.Random(7), 0
    for at in dice.sample(range(len(exported)), 200):
        spoiled = bytearray(exported)
        spoiled[at] ^= 1 << dice.randrange(8)
        try:
            assert lines_of(bytes(spoiled)) == truth
        except ArchiveError:
            noticed += 1
    assert noticed > 150


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (gzip.compress((b"y" * 999 + b"\n") * 1000), "unpacks to more than 20 times its size"),
        (gzip.compress(b"\n" * MIB), "unpacks to more than 20 times its size"),
        (gzip.compress(random.Random(1).randbytes(3 * MIB).hex()[:2000].encode() + b"\n"), None),
        (gzip.compress(random.Random(1).randbytes(3 * MIB), 1), "is larger than 2 MiB"),
        (
            gzip.compress(b"\n".join(random.Random(1).randbytes(400).hex().encode()[:900] for _ in range(9000))),
            "times its",
        ),
    ],
)
def test_limits(raw: bytes, words: str | None, tmp_path: Path) -> None:
    def all_lines() -> None:
        for _ in read_lines(written(tmp_path, raw), SMALL):
            pass

    if words is None:
        all_lines()
        return
    with refusing(ArchiveError, words):
        all_lines()


def test_more_than_is_allowed_in_all(exported: bytes, tmp_path: Path) -> None:
    path = written(tmp_path, exported)
    with refusing(ArchiveError, "has more than 3 rows"):
        check_archive(path, replace(UPLOADED, rows=3))
    with refusing(ArchiveError, "unpacks to more than 0 MiB"):
        check_archive(path, replace(UPLOADED, unpacked_bytes=1000))
    with refusing(ArchiveError, "is larger than 0 MiB"):
        check_archive(path, replace(UPLOADED, file_bytes=1000))


def test_a_bomb_is_met_with_a_few_megabytes(tmp_path: Path) -> None:
    lines = zlib.compressobj(9, zlib.DEFLATED, 31)
    line = b'{"kind":"end","rows":{}}' + b" " * 500_000 + b"\n"
    bomb = written(tmp_path, b"".join(lines.compress(line) for _ in range(200)) + lines.flush())
    for path in (bomb, written(tmp_path.parent, zeros(200))):
        tracemalloc.start()
        with pytest.raises(ArchiveError):
            for _ in read_lines(path, UPLOADED):
                pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert most < 8 * MIB


def test_lines_come_whole_however_they_are_cut(tmp_path: Path) -> None:
    dice = random.Random(3)
    lines = [dice.randbytes(dice.choice((0, 1, 10, 70_000, 200_000))).replace(b"\n", b"") for _ in range(60)]
    path = written(tmp_path, gzip.compress(b"\n".join(lines) + b"\n", 1))
    got: Iterator[tuple[int, bytes]] = read_lines(path, UPLOADED)
    assert list(got) == list(enumerate(lines, 1))
