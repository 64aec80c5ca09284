"""Lines of the journal: what is taken for an entry of ours, and what is kept as unreadable. No files."""

import json
import zlib
from typing import Any

import pytest

from appliance.core.events import BowReleased, ReleaseKey
from appliance.sensing.entries import VERSION, Entry, Unreadable, decode, encode
from tests.builders import NOW
from tests.sensing.bench import an_entry
from tests.sensing.test_journal import ENTRIES

RELEASE = an_entry(BowReleased(ReleaseKey("b1", 3, 4, 5), NOW, 9.0, 7.0), NOW)
BY_KIND = dict(zip(("burst", "pulse", "lost", "release"), [*ENTRIES, RELEASE], strict=True))


def parts(entry: Entry) -> tuple[bytes, dict[str, Any]]:
    crc, _, text = encode(entry).partition(b" ")
    return crc, json.loads(text)


def line_of(data: object) -> bytes:
    text = json.dumps(data).encode()
    return b"%08x %s\n" % (zlib.crc32(text), text)


@pytest.mark.parametrize("kind", BY_KIND)
def test_an_entry_is_of_its_own_kind_and_of_no_other(kind: str) -> None:
    entry = BY_KIND[kind]
    data = parts(entry)[1]
    assert data["kind"] == kind
    assert decode(line_of(data)) == entry
    # before and behind each of ours in the alphabet: what a newer version may call another event of the same shape
    for other in ("a", "bursu", "los", "losu", "puls", "pulsf", "releasd", "releasf", "zz", "", None, 1):
        line = line_of(data | {"kind": other})
        assert decode(line) == Unreadable("unknown", line), other


def test_an_entry_is_of_this_version_and_of_no_other() -> None:
    data = parts(RELEASE)[1]
    for version in (VERSION - 1, VERSION + 1, str(VERSION), None):
        line = line_of(data | {"v": version})
        assert decode(line) == Unreadable("unknown", line), version


def test_a_checksum_has_eight_digits_and_a_space_behind_it() -> None:
    # found by trying: a checksum that begins with a zero
    for sequence in range(100):
        entry = an_entry(BowReleased(ReleaseKey("b1", 3, sequence, 5), NOW, 9.0, 7.0), NOW)
        line = encode(entry)
        if line.startswith(b"0"):
            break
    crc, _, text = line.partition(b" ")
    assert (crc[:1], decode(line)) == (b"0", entry)
    for odd in (crc[1:] + b" " + text, b"0" + crc + b" " + text, crc + text, crc, crc + b" ", b"?" * 8 + b" " + text):
        assert decode(odd) == Unreadable("broken", odd)
    assert decode(b"00000000") == Unreadable("broken", b"00000000")


def test_what_json_cannot_hold_is_no_entry_and_the_error_names_its_type() -> None:
    odd: Any = {1, 2}
    with pytest.raises(TypeError, match="set"):
        encode(an_entry(BowReleased(ReleaseKey("b1", 3, odd, 5), NOW, 9.0, 7.0), NOW))
