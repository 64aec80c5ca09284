"""A PN532 on a real pseudo-terminal: tags are read and written, or it is said why not."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from uuid import UUID, uuid4, uuid5

import pytest

from appliance.core.events import TagHeld
from appliance.core.ports import TagOrder
from appliance.core.tags import TAGS
from appliance.runtime.background import background
from drivers.arrow_reader import chip, reader
from drivers.arrow_reader.pn532_reader import Pn532Reader
from drivers.errors import LinkLost
from drivers.link.serial_link import SerialLink, open_link
from drivers.sim.pty_line import PtyLine
from drivers.sim.simulated_ntag import UID, SimulatedNtag
from drivers.sim.simulated_pn532 import BAUD, SimulatedPn532
from drivers.wire.ndef import arrow_in, memory_of
from tests.drivers.collected import WAIT_S
from tests.english import all_english

ARROW, OTHER = UUID("0d9c3a52-3c2e-4b8e-9a50-0f0a8f4a1a01"), UUID("7b1f6a1e-5a05-4a51-a2f2-0c8bb0d9d0f2")
HOST = "archstats.local"
Outcome = tuple[str, str | None]


class Bench:
    """A simulated chip on a line, and the driver that listens to it."""

    def __init__(self, line: PtyLine, baud: int = BAUD) -> None:
        self.line, self.chip = line, SimulatedPn532(line)
        self.held: asyncio.Queue[TagHeld] = asyncio.Queue()
        self.reported: asyncio.Queue[tuple[TagOrder, str, str | None]] = asyncio.Queue()
        self.reader = Pn532Reader(
            line.url, baud, self.held.put_nowait, host=HOST, on_written=lambda *what: self.reported.put_nowait(what)
        )

    async def outcome(self, others: Mapping[UUID, str] | None = None) -> Outcome:
        """Order the tag of ARROW, and wait for what becomes of it."""
        order = TagOrder(uuid4(), ARROW, others or {})
        self.reader.order(order)
        answered, outcome, other = await asyncio.wait_for(self.reported.get(), WAIT_S)
        assert answered is order
        return outcome, other

    async def code(self) -> str:
        return (await asyncio.wait_for(self.held.get(), WAIT_S)).code


@asynccontextmanager
async def bench_of(baud: int = BAUD) -> AsyncIterator[Bench]:
    line = PtyLine(BAUD)
    bench = Bench(line, baud)
    try:
        async with background(chip=bench.chip.run(), reader=bench.reader.run()):
            yield bench
    finally:
        line.unplug()


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with bench_of() as bench:
        yield bench


def content(tag: SimulatedNtag) -> UUID | int | None:
    return arrow_in(bytes(tag.memory[16:]))


def outside(tag: SimulatedNtag) -> bytes:
    """What must never change: number, locks, capability container, and all behind what an NTAG213 keeps for users."""
    return bytes(tag.memory[:16] + tag.memory[0x28 * 4 :])


async def test_a_tag_is_read_by_its_own_number_and_by_its_arrow_once_it_is_written(bench: Bench) -> None:
    tag = SimulatedNtag()
    before = outside(tag)
    bench.chip.tags = [tag]
    assert await bench.code() == UID.hex().upper()
    assert bench.reader.state == "writes"
    assert await bench.outcome() == ("programmed", None)
    assert not bench.reader.is_writing
    assert content(tag) == ARROW
    assert outside(tag) == before
    # a length of nothing first, and the true one last
    assert tag.written[0] == tag.written[-1] == 4
    assert tag.written[1:-1] == list(range(5, 5 + len(tag.written) - 2))
    assert await bench.code() == str(ARROW).upper()


@pytest.mark.parametrize("storage", [0x0E, 0x11, 0x13])
async def test_other_sizes_are_written_too(bench: Bench, storage: int) -> None:
    tag = SimulatedNtag(storage=storage)
    bench.chip.tags = [tag]
    assert await bench.outcome() == ("programmed", None)
    assert content(tag) == ARROW


def locked(tag: SimulatedNtag, *pages: int) -> SimulatedNtag:
    tag.lock(*pages)
    return tag


def with_password(tag: SimulatedNtag, page: int) -> SimulatedNtag:
    tag.require_password_from(page)
    return tag


def unformatted() -> SimulatedNtag:
    tag = SimulatedNtag()
    tag.forget_format()
    return tag


@pytest.mark.parametrize(
    ("tag", "outcome"),
    [
        (SimulatedNtag(storage=0x0B), "too_small"),
        (locked(SimulatedNtag(), 4), "read_only"),
        (locked(SimulatedNtag(), 20), "read_only"),
        (with_password(SimulatedNtag(), 8), "read_only"),
        (unformatted(), "unsuitable"),
        (SimulatedNtag(storage=None), "unsuitable"),  # it says no version, and is there all the same
        (SimulatedNtag(uid=b"\x01\x02\x03\x04", kind=0x08), "unsuitable"),  # a MIFARE Classic
    ],
)
async def test_a_tag_that_cannot_be_written_is_left_alone_and_it_is_said_why(
    bench: Bench, tag: SimulatedNtag, outcome: str
) -> None:
    bench.chip.tags = [tag]
    assert await bench.outcome() == (outcome, None)
    assert tag.written == []


async def test_what_lies_elsewhere_may_be_locked(bench: Bench) -> None:
    tag = with_password(locked(SimulatedNtag(), 22, 3), 0x29)
    bench.chip.tags = [tag]
    assert await bench.outcome() == ("programmed", None)


@pytest.mark.parametrize("carries_number", [True, False])
async def test_the_tag_of_another_arrow_is_named_and_left_alone(bench: Bench, carries_number: bool) -> None:
    tag = SimulatedNtag()
    if not carries_number:
        tag.put(memory_of("elsewhere", OTHER))
    bench.chip.tags = [tag]
    others = {uuid5(TAGS, UID.hex().upper()) if carries_number else OTHER: "7"}
    assert await bench.outcome(others) == ("another_arrow", "7")
    assert tag.written == []
    # where that arrow is not there any more its tag is free
    assert await bench.outcome() == ("programmed", None)


async def test_of_two_tags_none_is_written_and_none_is_told(bench: Bench) -> None:
    tags = [SimulatedNtag(), SimulatedNtag(uid=bytes.fromhex("04112233445566"))]
    bench.chip.tags = tags
    assert await bench.outcome() == ("two_tags", None)
    assert [tag.written for tag in tags] == [[], []]
    bench.chip.tags = tags[1:]
    # told alone, as the first word
    assert await bench.code() == "04112233445566"


def taken_away(bench: Bench, after: int) -> Callable[[bytes], None]:
    """Takes the tag away with the so-many-th write."""
    seen = 0

    def look(command: bytes) -> None:
        nonlocal seen
        seen += command[0] == 0xA2
        if seen == after:
            bench.chip.tags = []

    return look


@pytest.mark.parametrize("is_heard", [True, False])
@pytest.mark.parametrize("after", [1, 2, 9, 18, 19])
async def test_a_tag_that_is_taken_away_says_its_arrow_or_none_and_that_it_was_is_reported(
    bench: Bench, after: int, is_heard: bool
) -> None:
    tag = SimulatedNtag()
    tag.put(memory_of(HOST, OTHER))
    bench.chip.tags = [tag]
    if is_heard:
        bench.chip.before_exchange = taken_away(bench, after)
    else:
        bench.chip.after_exchange = taken_away(bench, after)
    assert await bench.outcome() == ("taken_away", None)
    assert not bench.reader.is_writing
    whole = OTHER if (after, is_heard) == (1, True) else ARROW if (after, is_heard) == (19, False) else None
    assert content(tag) == whole
    # held there again it is written whole
    bench.chip.before_exchange = bench.chip.after_exchange = lambda command: None
    bench.chip.tags = [tag]
    assert await bench.outcome() == ("programmed", None)


async def test_a_tag_that_is_gone_before_anything_was_written_is_waited_for(bench: Bench) -> None:
    tag = SimulatedNtag()

    def leave(command: bytes) -> None:
        if command[0] == 0x60:
            bench.chip.tags = []
            left.set()

    left = asyncio.Event()
    bench.chip.before_exchange = leave
    bench.chip.tags = [tag]
    bench.reader.order(TagOrder(uuid4(), ARROW, {}))
    await asyncio.wait_for(left.wait(), WAIT_S)
    bench.chip.before_exchange = lambda command: None
    bench.chip.tags = [tag]
    _, outcome, _ = await asyncio.wait_for(bench.reported.get(), WAIT_S)
    assert outcome == "programmed"


async def test_a_tag_that_misses_a_command_and_is_still_there_is_written(bench: Bench) -> None:
    tag = SimulatedNtag()
    missed = iter((3, 11))
    next_missed = next(missed)
    writes = 0

    def miss(command: bytes) -> None:
        nonlocal writes, next_missed
        writes += command[0] == 0xA2
        if writes == next_missed and tag.is_active:
            tag.is_active = False
            next_missed = next(missed, -1)

    bench.chip.before_exchange = miss
    bench.chip.tags = [tag]
    assert await bench.outcome() == ("programmed", None)
    assert next_missed == -1


async def test_a_tag_that_does_not_keep_what_is_written_is_not_called_written(bench: Bench) -> None:
    tag = SimulatedNtag()

    def wear_out(command: bytes) -> None:
        tag.memory[7 * 4] ^= 1 if command[:2] == b"\xa2\x07" else 0

    bench.chip.after_exchange = wear_out
    bench.chip.tags = [tag]
    assert await bench.outcome() == ("failed", None)


async def test_noise_on_the_line_costs_time_and_nothing_else(bench: Bench) -> None:
    count = 0

    def spoil(frame: bytes) -> bytes:
        nonlocal count
        count += 1
        match count % 11:
            case 3:
                return b"\x00\xff\x80\x80\x00\xff" + frame
            case 7:
                return frame[:-2] + bytes((frame[-2] ^ 0x10, frame[-1]))
        return frame

    bench.chip.on_wire = spoil
    tag = SimulatedNtag()
    bench.chip.tags = [tag]
    assert await bench.outcome() == ("programmed", None)
    assert content(tag) == ARROW


async def test_a_chip_that_goes_silent_while_it_writes_is_reported_and_found_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chip, "ANSWER_WITHIN_S", 0.05)
    tag = SimulatedNtag()

    def silence(command: bytes) -> None:
        bench.chip.is_mute = bench.chip.is_mute or command[:2] == b"\xa2\x09"

    bench.chip.after_exchange = silence
    bench.chip.on_wire = lambda frame: b"" if bench.chip.is_mute else frame
    bench.chip.tags = [tag]
    assert await bench.outcome() == ("reader_lost", None)
    assert not bench.reader.is_writing
    assert content(tag) is None
    bench.chip.after_exchange = lambda command: None
    bench.chip.is_mute = False
    assert await bench.outcome() == ("programmed", None)
    assert bench.reader.problems() == []


async def test_the_wrong_baud_and_a_chip_that_is_none_are_reported_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(chip, "ANSWER_WITHIN_S", 0.05)
    tries = 0
    enough = asyncio.Event()

    async def count(url: str, baud: int) -> SerialLink:
        nonlocal tries
        tries += 1
        if tries == 3:
            enough.set()
        return await open_link(url, baud)

    monkeypatch.setattr(reader, "open_link", count)
    with caplog.at_level(logging.WARNING, reader.__name__):
        async with bench_of(baud=9600) as bench:
            await asyncio.wait_for(enough.wait(), WAIT_S)
            (problem,) = all_english(bench.reader.problems())
            assert "at 9600 baud" in problem
            assert bench.reader.state == "away"
        assert len(caplog.records) == 1


async def test_another_chip_is_said_to_be_one() -> None:
    line = PtyLine(BAUD)
    bench = Bench(line)
    bench.chip = SimulatedPn532(line, firmware=bytes.fromhex("33010607"))
    try:
        async with background(chip=bench.chip.run()):
            link = await open_link(line.url, BAUD)
            with pytest.raises(LinkLost) as lost:
                await chip.Chip(link, line.url, BAUD).begin()
            link.close()
    finally:
        line.unplug()
    assert "reader_no_pn532" in str(lost.value)


async def test_what_is_not_wanted_any_more_is_not_written(bench: Bench) -> None:
    bench.reader.order(TagOrder(uuid4(), ARROW, {}))
    bench.reader.order(None)
    tag = SimulatedNtag()
    bench.chip.tags = [tag]
    assert await bench.code() == UID.hex().upper()
    assert (tag.written, bench.reported.qsize()) == ([], 0)


async def test_one_that_tells_and_breaks_does_not_end_the_reader(bench: Bench) -> None:
    def break_down(*what: object) -> None:
        raise RuntimeError

    bench.reader._on_written = break_down
    bench.chip.tags = [SimulatedNtag()]
    bench.reader.order(TagOrder(uuid4(), ARROW, {}))
    assert await bench.code() == str(ARROW).upper()
