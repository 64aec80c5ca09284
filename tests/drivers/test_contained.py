"""A fault that nobody foresaw stays with what it met: one object, one frame, one acknowledgement, one link."""

import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import repeat

import pytest

from appliance.core.events import Burst, Event, NodeStatus
from appliance.runtime.background import background
from drivers.acoustic import archstats, freetarget_parser, node, shot_times, stream
from drivers.acoustic.archstats import ArchStatsDialect
from drivers.acoustic.dialect import Reception
from drivers.acoustic.freetarget_parser import FreeTargetParser
from drivers.acoustic.languages import make_dialect
from drivers.acoustic.node import AcousticNode
from drivers.errors import LinkLost
from drivers.link import serial_link
from drivers.link.serial_link import open_link
from drivers.sim.pty_line import PtyLine
from drivers.wire.codec import decode, encode
from drivers.wire.freetarget_messages import BoardMessage, read_object
from drivers.wire.freetarget_text import TextObject
from drivers.wire.messages import Message
from tests.builders import NOW
from tests.drivers.collected import Collected
from tests.drivers.simulated_line import a_shot
from tests.english import all_english, refusing


@pytest.fixture
async def line() -> AsyncIterator[PtyLine]:
    line = PtyLine()
    yield line
    line.unplug()


def at(now_us: float) -> Reception:
    return Reception(NOW + timedelta(microseconds=now_us), now_us)


def test_an_object_that_breaks_the_parser_is_dropped_and_reported_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks_on_a_password(cut: TextObject) -> BoardMessage | None:
        if "password" in cut.body:
            raise ZeroDivisionError
        return read_object(cut)

    monkeypatch.setattr(freetarget_parser, "read_object", breaks_on_a_password)
    parser = FreeTargetParser()
    bad, good = b'{"password": "secret"}', b'{"shot":1, "name":"T", "time": 13.38 ,"x":1.13, "y":16.81 }'
    assert len(parser.feed(bad + good + bad)) == 1
    assert parser.dropped == 2
    assert len(caplog.records) == 1
    assert "secret" not in caplog.text


def test_a_frame_that_breaks_the_dialect_is_dropped_and_reported_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    dialect = ArchStatsDialect(8e6)
    dialect.open_link(0.0)

    def breaks_on_all_but_one(frame: bytes) -> Message | None:
        message = decode(frame)
        if message is not None and message.header.sequence != 2:
            raise ZeroDivisionError
        return message

    monkeypatch.setattr(archstats, "decode", breaks_on_all_but_one)
    frames = b"".join(encode(a_shot(sequence)) for sequence in (1, 2, 3))
    bursts = [word for word in dialect.feed(frames, at(1e6)) if isinstance(word, Burst)]
    assert [burst.key.sequence for burst in bursts] == [2]
    assert dialect.counts.dropped == 2
    assert any("ZeroDivisionError" in problem for problem in all_english(dialect.problems(1e6)))
    assert len([record for record in caplog.records if record.levelno >= logging.ERROR]) == 1


def test_what_is_remembered_of_a_boots_shots_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (stream, shot_times):
        monkeypatch.setattr(module, "REMEMBERED_SHOTS", 3)
    dialect = ArchStatsDialect(8e6)
    dialect.open_link(0.0)
    for sequence in range(1, 6):
        dialect.feed(encode(a_shot(sequence)), at(sequence * 1e6))
    (only,) = dialect._streams
    assert list(only._sent) == list(only._felt._numbers) == list(only._dated._numbers) == [3, 4, 5]


async def test_an_acknowledgement_that_fails_is_shown_and_ends_nothing(
    line: PtyLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    collected = Collected()
    driver = AcousticNode(line.url, 115200, collected.take, lambda: make_dialect("archstats"))

    def fails(_: object) -> None:
        raise ZeroDivisionError

    async with background(node=driver.run()):
        await collected.state("connecting")
        await line.write(encode(a_shot()))
        burst = await collected.burst()
        with monkeypatch.context() as broken:
            broken.setattr(driver._dialect, "acknowledge", fails)
            driver.acknowledge(burst.key)
        await collected.state("listening", "ZeroDivisionError")
        await line.write(encode(a_shot(2)))
        assert (await collected.burst()).key.sequence == 2


async def test_a_fault_while_it_listens_opens_the_link_anew(line: PtyLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(node, "delays_s", lambda: repeat(0.0))
    collected = Collected()
    driver = AcousticNode(line.url, 115200, collected.take, lambda: make_dialect("archstats"))
    real, calls = driver._dialect.verdict, [0]

    def verdict(now_us: float) -> object:
        calls[0] += 1
        if calls[0] == 1:
            raise ZeroDivisionError
        return real(now_us)

    monkeypatch.setattr(driver._dialect, "verdict", verdict)
    async with background(node=driver.run()):
        await collected.state("connecting")
        await line.write(encode(a_shot()))
        await collected.state("lost", "ZeroDivisionError")
        await collected.state("connecting")
        await line.write(encode(a_shot(2)))
        await collected.state("listening")


async def test_who_cannot_take_a_status_gets_the_next(line: PtyLine) -> None:
    collected = Collected()
    broken = [True]

    def take(event: Event) -> bool:
        if isinstance(event, NodeStatus) and broken:
            broken.clear()
            raise ZeroDivisionError
        return collected.take(event)

    driver = AcousticNode(line.url, 115200, take, lambda: make_dialect("archstats"))
    async with background(node=driver.run()):
        await collected.state("connecting")
        await line.write(encode(a_shot()))
        assert (await collected.burst()).key.sequence == 1


async def test_a_name_at_which_nobody_answers_is_given_up_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serial_link, "OPEN_WITHIN_S", 0.0)
    with refusing(LinkLost, "nobody answered within 0 s"):
        await open_link("socket://127.0.0.1:9", 0)
