"""Tags as readers tell them: every way of cutting the bytes, every kind of nonsense between."""

import asyncio

import pytest

from appliance.core.events import TagHeld
from appliance.core.tags import arrow_id_of
from appliance.runtime.background import background
from drivers.arrow_reader import reader
from drivers.arrow_reader.reader import ArrowReader
from drivers.arrow_reader.tags import TagFramer
from drivers.link.serial_link import SerialLink, open_link
from drivers.sim.pty_line import PtyLine

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


def test_a_tag_is_reported_once_while_it_is_held_and_again_when_it_was_away() -> None:
    held: list[str] = []
    tags = ArrowReader("/dev/none", 9600, lambda tag: held.append(tag.code))
    for code, now_s in (("A", 0.0), ("A", 1.9), ("A", 3.8), ("B", 3.9), ("A", 4.0), ("A", 5.9), ("A", 7.9)):
        tags._publish(code, now_s)
    # held for 3.8 s; another; back at once; held; away for two seconds
    assert held == ["A", "B", "A", "A"]


async def test_a_taker_that_breaks_does_not_end_the_reader() -> None:
    line = PtyLine()
    held: asyncio.Queue[TagHeld] = asyncio.Queue()

    def emit(tag: TagHeld) -> None:
        held.put_nowait(tag)
        raise RuntimeError

    try:
        async with background(reader=ArrowReader(line.url, 9600, emit).run()):
            for code in ("04A1B2C3", "04A1B2C4"):
                await line.write(code.encode() + b"\r\n")
                assert (await asyncio.wait_for(held.get(), 30)).code == code
    finally:
        line.unplug()


async def test_a_port_that_breaks_in_an_unforeseen_way_is_opened_again(monkeypatch: pytest.MonkeyPatch) -> None:
    line = PtyLine()
    held: asyncio.Queue[TagHeld] = asyncio.Queue()
    opened = []
    is_open = asyncio.Event()

    async def open_twice(url: str, baud: int) -> SerialLink:
        opened.append(url)
        if len(opened) == 1:
            raise ZeroDivisionError
        link = await open_link(url, baud)
        is_open.set()
        return link

    monkeypatch.setattr(reader, "open_link", open_twice)
    try:
        async with background(reader=ArrowReader(line.url, 9600, held.put_nowait).run()):
            await asyncio.wait_for(is_open.wait(), 30)
            await line.write(b"04A1B2C3\r\n")
            assert (await asyncio.wait_for(held.get(), 30)).code == "04A1B2C3"
    finally:
        line.unplug()
    assert len(opened) == 2
