"""Tags as readers tell them: every way of cutting the bytes, every kind of nonsense between."""

import pytest

from appliance.core.tags import arrow_id_of
from drivers.arrow_reader.tags import TagFramer

# the check digits are the exclusive or of the five bytes before them
FRAME = b"\x020A00A3B1C2DA\x03"
PROGRAMMED = "0d9c3a52-3c2e-4b8e-9a50-0f0a8f4a1a01"


@pytest.mark.parametrize("size", [1, 3, 100])
def test_tags_are_told_however_the_bytes_are_cut(size: int) -> None:
    stream = FRAME + b"\r\n04A1B2C3D4E5F6\r\n" + PROGRAMMED.encode() + b"\n" + FRAME
    framer = TagFramer()
    codes = [code for k in range(0, len(stream), size) for code in framer.feed(stream[k : k + size])]
    assert codes == ["0A00A3B1C2", "04A1B2C3D4E5F6", PROGRAMMED.upper(), "0A00A3B1C2"]
    assert framer.dropped == 0


@pytest.mark.parametrize(
    "noise",
    [
        b"\x020A00A3B1C2DB\x03",  # a wrong check
        b"\x020A00",  # cut off by the next
        b"\xff\x00\n",
        b"x" * 500 + b"\n",
        b"0A 00\n",
        b"abc\n",
    ],
)
def test_nonsense_is_passed_over_and_counted(noise: bytes) -> None:
    framer = TagFramer()
    assert framer.feed(noise + FRAME) == ["0A00A3B1C2"]
    assert framer.dropped > 0


def test_a_tag_is_always_the_same_arrow() -> None:
    assert str(arrow_id_of(PROGRAMMED.upper())) == PROGRAMMED
    assert arrow_id_of("0a00a3b1c2") == arrow_id_of("0A00A3B1C2") != arrow_id_of("0A00A3B1C3")
