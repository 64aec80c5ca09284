"""What a driver says of a node and counts of its bytes: nothing is refused in silence, nothing is asked of another."""

import asyncio
import logging
import random
from itertools import repeat

import pytest

from appliance.runtime.background import background
from drivers.acoustic.archstats import ArchStatsDialect
from drivers.acoustic.freetarget_parser import FreeTargetParser
from drivers.acoustic.languages import make_dialect
from drivers.acoustic.link_quality import MOST_PROBLEMS, Problems
from drivers.acoustic.node import AcousticNode
from drivers.acoustic.node_clock import DRIFT_FROM_US, NodeClock
from drivers.acoustic.outstanding import ASKED_AT_ONCE, Outstanding
from drivers.arrow_reader import reader
from drivers.arrow_reader.reader import ArrowReader
from drivers.errors import LinkLost
from drivers.link.serial_link import SerialLink, open_link
from drivers.sim.pty_line import PtyLine
from drivers.sim.pty_node import PtyNode
from drivers.sim.virtual_butt import VirtualButt
from drivers.sim.virtual_node import FIRMWARE, HARDWARE_ID
from drivers.wire.codec import PROTOCOL_VERSION as VERSION
from drivers.wire.codec import decode, encode
from drivers.wire.fields import SHOT
from drivers.wire.framer import Framer, framed
from drivers.wire.freetarget_text import BraceCutter, TextObject, pairs
from drivers.wire.messages import Header
from tests.drivers.collected import WAIT_S, Collected
from tests.drivers.simulated_line import SimulatedLine, a_shot
from tests.english import all_english, as_english, english

S = 1e6


def a_frame_cut_short() -> bytes:
    """A whole frame with a right checksum whose node left out all but the header of a shot."""
    header = bytes([VERSION << 4 | SHOT]) + HARDWARE_ID.to_bytes(8, "little") + bytes(12)
    return framed(header)


def test_a_message_that_cannot_be_read_is_counted_and_reported() -> None:
    line = SimulatedLine()
    line.receive(a_frame_cut_short())
    assert line.dialect.counts.dropped == 1
    (problem,) = line.dialect.problems(line.now_us)
    assert "cut short" in english(problem)


def test_a_shot_that_nobody_could_take_is_asked_for_of_its_own_boot_alone() -> None:
    line = SimulatedLine()
    for boot in (1, 2, 3):
        line.receive(encode(a_shot(header=Header(HARDWARE_ID, boot, 1))))
    given_back = next(burst for burst in line.bursts if burst.key.boot == 2)
    assert line.dialect.counts.shots_awaited == 0
    line.dialect.give_back(given_back)
    assert line.dialect.counts.shots_awaited == 1
    assert awaited_of(line.dialect) == [2]


def awaited_of(dialect: ArchStatsDialect) -> list[int]:
    return [stream.boot for stream in dialect._streams if stream.outstanding.count]


async def test_the_firmware_that_a_node_names_is_reported() -> None:
    node = PtyNode(VirtualButt(), random.Random(1))
    collected = Collected()
    driver = AcousticNode(node.line.url, 115200, collected.take, lambda: make_dialect("archstats"))
    async with background(node=node.run(), driver=driver.run()), asyncio.timeout(WAIT_S):
        while (await collected.state("listening")).firmware != FIRMWARE:
            continue
    node.line.unplug()


def test_gaps_that_are_close_are_asked_for_as_one() -> None:
    outstanding = Outstanding()
    for number in (1, 3, ASKED_AT_ONCE, ASKED_AT_ONCE + 1):
        outstanding.expect(number, number)
    assert outstanding.next_request(0.0) == (1, ASKED_AT_ONCE)


def test_beyond_the_last_two_frames_a_node_is_dated_by_their_drift() -> None:
    clock = NodeClock()
    drift = 100e-6
    for at_us in (0.0, DRIFT_FROM_US):
        assert clock.note(at_us, at_us * (1 + drift))
    assert clock.to_host_us(2 * DRIFT_FROM_US) == pytest.approx(2 * DRIFT_FROM_US * (1 + drift), abs=1.0)


def test_before_anything_was_fed_no_byte_made_sense_or_none() -> None:
    parser = FreeTargetParser()
    assert (parser.good_bytes, parser.bad_bytes) == (0, 0)


def test_no_byte_is_counted_as_nonsense_and_then_taken_back() -> None:
    parser = FreeTargetParser()
    banner = b'freETarget "' + b"4" * 200 + b'"\r\n'
    (message,) = [*parser.feed(banner[:150]), *parser.feed(banner[150:])]
    assert message.as_json()["type"] == "version"
    assert (parser.good_bytes, parser.bad_bytes) == (len(banner) - 2, 0)


@pytest.mark.parametrize("flag", ["clipped", "late_channel", "second_event"])
def test_each_flag_of_a_shot_is_on_the_wire_by_itself(flag: str) -> None:
    shot = a_shot(**{flag: True})
    (frame,) = Framer().feed(encode(shot))
    assert decode(frame) == shot


def test_an_object_that_begins_within_another_is_the_only_one() -> None:
    cutter = BraceCutter()
    (cut,) = cutter.feed(b'{"shot":1, "x":1.5 {"shot":2}')
    assert isinstance(cut, TextObject)
    assert cut.body == '"shot":2'
    assert cutter.dropped == 1


def test_a_key_whose_quote_lacks_is_read_right_behind_a_text() -> None:
    assert pairs('"a":"x"b":2') == {"a": "x", "b": 2}


def test_of_a_problem_that_comes_again_the_newest_is_last_and_the_oldest_kind_goes_first() -> None:
    problems = Problems()
    for at_us, kind in enumerate("aba"):
        problems.note(at_us, kind, as_english(f"{kind} at {at_us}"))
    assert all_english(problems.recent(3.0)) == ["b at 1", "a at 2"]
    for number in range(MOST_PROBLEMS - 1):
        problems.note(3.0, f"kind {number}", as_english(f"problem {number}"))
    assert all_english(problems.recent(3.0))[0] == "a at 2"
    assert len(problems.recent(3.0)) == MOST_PROBLEMS


async def test_that_the_tag_reader_is_away_is_logged_once_each_time(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(reader, "delays_s", lambda: repeat(0.0))
    line = PtyLine()
    tries = 0
    is_over = asyncio.Event()

    async def open_now_and_then(url: str, baud: int) -> SerialLink:
        nonlocal tries
        tries += 1
        if tries == 7:
            is_over.set()
        if tries == 4:
            link = await open_link(url, baud)
            line.unplug()
            return link
        raise LinkLost(f"{url}: it is not there")

    monkeypatch.setattr(reader, "open_link", open_now_and_then)
    with caplog.at_level(logging.WARNING, reader.__name__):
        async with background(reader=ArrowReader(line.url, 9600, lambda _: None).run()):
            await asyncio.wait_for(is_over.wait(), WAIT_S)
    assert len(caplog.records) == 2
