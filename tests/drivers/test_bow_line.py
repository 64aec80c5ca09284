"""A bow and the host on one line, in simulated time: each release once, whatever the line does."""

import random
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.core.events import BowReleased
from drivers.acoustic.dialect import Reception
from drivers.acoustic.link_quality import REMEMBERED_US
from drivers.bow.conversation import Bow
from drivers.bow.line import MOST_BOWS, REMEMBERED, BowLine
from drivers.errors import FrameError
from drivers.wire.bow_codec import BowHello, FromBow, Release, decode_bow, encode_bow
from drivers.wire.codec import decode
from drivers.wire.fields import PING, REFUSE, pack_frame
from drivers.wire.framer import Framer, framed
from drivers.wire.messages import Ack, Header, Refuse
from tests.builders import NOW
from tests.drivers.properties import steady
from tests.drivers.simulated_line import flips_bits
from tests.english import all_english

BOW, OTHER = 0xE6260C01B6A37564, 0xE6260C01B6A37565
HEADER = Header(BOW, 7, 0)
MESSAGES: list[FromBow] = [
    BowHello(HEADER, 2_000_000, 99, 3, 3700, "bow 1.0"),
    Release(Header(BOW, 7, 41), 123_456_789_012, 123_456_700_000, 123_451_550_000),
]
PROTOCOL = (Path(__file__).parents[2] / "drivers" / "BOW_PROTOCOL.md").read_text()
STEP_US = 10_000


def at(now_us: float) -> Reception:
    return Reception(NOW + timedelta(microseconds=now_us), now_us)


class Wired:
    """Bows whose clocks run `ahead_us` of the host's, and a host that stores what it hears."""

    def __init__(self, *bows: Bow, ahead_us: int = 5_000_000) -> None:
        self.bows, self.ahead_us = bows, ahead_us
        self.line = BowLine("/dev/bow")
        self.now_us = 100_000_000
        self.released: list[BowReleased] = []
        self.stores = True
        self.to_host: Callable[[bytes], bytes] = bytes
        self.to_bow: Callable[[bytes], bytes] = bytes
        self.line.open_link(self.now_us)

    @property
    def bow_us(self) -> int:
        return self.now_us + self.ahead_us

    def run(self, seconds: float) -> None:
        for _ in range(round(seconds * 1e6 / STEP_US)):
            self.now_us += STEP_US
            out = self.to_bow(self.line.output(self.now_us))
            for bow in self.bows:
                bow.receive(out, self.bow_us)
                while frame := bow.next_frame(self.bow_us):
                    self.hear(self.to_host(frame))

    def hear(self, data: bytes) -> None:
        for one in self.line.feed(data, at(self.now_us)):
            self.released.append(one)
            if self.stores:
                self.line.acknowledge(one.key)

    def replug(self) -> None:
        self.line.open_link(self.now_us)
        for bow in self.bows:
            bow.lost()

    def troubles_in_english(self) -> str:
        return "\n".join(all_english(self.line.problems(self.now_us)))


@pytest.mark.parametrize("sent", MESSAGES, ids=lambda sent: type(sent).__name__)
def test_what_a_bow_says_comes_back_as_it_was_and_as_the_protocol_shows_it(sent: FromBow) -> None:
    wire = encode_bow(sent)
    (frame,) = Framer().feed(wire)
    assert decode_bow(frame) == sent
    example = re.search(rf"^    (~\S+)  <- {type(sent).__name__}$", PROTOCOL, re.M)
    assert example is not None
    assert example[1] == wire.decode().strip()
    row = re.search(rf"^\| {type(sent).__name__} \| (.+) \|$", PROTOCOL, re.M)
    assert row is not None
    for number in re.findall(r"\d+", repr(sent).replace(repr(sent.header), "")):
        assert number in row[1]


@pytest.mark.parametrize("sent", MESSAGES, ids=lambda sent: type(sent).__name__)
def test_every_frame_that_is_cut_is_refused_by_its_type_alone(sent: FromBow) -> None:
    (frame,) = Framer().feed(encode_bow(sent))
    for size in range(len(frame)):
        if isinstance(sent, BowHello) and size > len(frame) - len(sent.firmware) - 1:
            continue  # a shorter name is a name
        with pytest.raises(FrameError):
            decode_bow(frame[:size])
    assert decode_bow(frame + b"more") == sent


def test_a_release_is_reported_once_dated_by_the_bows_clock_and_forgotten_when_it_is_stored() -> None:
    bow = Bow(BOW, 1)
    wired = Wired(bow)
    wired.run(2)
    bow.released(wired.bow_us - 200_000, wired.bow_us - 3_200_000)
    released_us = wired.now_us - 200_000
    wired.run(2)
    (one,) = wired.released
    assert (one.key.bow, one.key.boot, one.key.sequence) == (f"{BOW:016x}", 1, 1)
    assert one.released_us == pytest.approx(released_us, abs=STEP_US)
    assert one.drawn_us == pytest.approx(one.released_us - 3_000_000)
    assert bow.held == []


def test_a_release_that_was_held_up_on_its_way_has_the_instant_of_the_bows_clock() -> None:
    bow = Bow(BOW, 1)
    wired = Wired(bow)
    wired.run(3)
    bow.released(wired.bow_us)
    shot_us, frame = wired.now_us, bow.next_frame(wired.bow_us)
    assert frame is not None
    wired.now_us += 700_000
    wired.hear(frame)
    assert [one.released_us for one in wired.released] == [pytest.approx(shot_us, abs=STEP_US)]


def test_what_is_remembered_of_a_boots_releases_is_bounded() -> None:
    wired = Wired()
    for number in range(1, REMEMBERED + 100):
        wired.hear(encode_bow(Release(Header(BOW, 1, number), number + 10, number, None)))
    assert len(wired.released) == REMEMBERED + 99
    assert len(wired.line._boots[BOW, 1].seen) == REMEMBERED


def test_releases_of_a_break_come_in_their_order_with_their_own_times() -> None:
    bow = Bow(BOW, 1)
    wired = Wired(bow)
    wired.run(2)
    shot_us = []
    for _ in range(5):
        wired.now_us += 4_000_000
        bow.released(wired.bow_us)
        shot_us.append(wired.now_us)
        while bow.next_frame(wired.bow_us):
            pass  # into the void
    wired.now_us += 600_000_000
    wired.replug()
    wired.run(12)
    assert [one.key.sequence for one in wired.released] == [1, 2, 3, 4, 5]
    assert [one.released_us for one in wired.released] == pytest.approx(shot_us, abs=50_000)
    assert all(one.drawn_us is None for one in wired.released)
    assert bow.held == []


def test_what_is_not_stored_stays_with_the_bow_and_comes_again() -> None:
    bow = Bow(BOW, 1)
    wired = Wired(bow)
    wired.stores = False
    wired.run(2)
    bow.released(wired.bow_us)
    wired.run(1)
    assert len(wired.released) == 1
    # there was no room for it
    wired.line.give_back(wired.released[0].key)
    wired.stores = True
    wired.run(8)
    assert [one.key.sequence for one in wired.released] == [1, 1]
    assert bow.held == []


def test_a_lost_acknowledgement_is_given_again_and_nothing_is_reported_twice() -> None:
    bow = Bow(BOW, 1)
    wired = Wired(bow)
    wired.run(2)
    wired.to_bow = lambda data: b""
    bow.released(wired.bow_us)
    wired.run(1)
    assert bow.held == [1]
    wired.to_bow = bytes
    wired.run(8)
    assert bow.held == []
    assert len(wired.released) == 1


def test_a_bow_that_numbers_its_boots_alike_loses_no_release_and_is_reported() -> None:
    """It was switched off and on: its clock begins anew, its boot is the same, and so are its numbers."""
    wired = Wired(Bow(BOW, 1))
    wired.run(2)
    shot_us = []
    for k in range(3):
        wired.run(600)
        wired.ahead_us = -wired.now_us
        wired.bows = (Bow(BOW, 1),)
        wired.run(1 + k)
        wired.bows[0].released(wired.bow_us)
        shot_us.append(wired.now_us)
        wired.run(8)
        assert wired.bows[0].held == []
        assert "numbers its starts alike" in wired.troubles_in_english()
    assert [one.key.sequence for one in wired.released] == [1, 1, 1]
    assert len({one.key for one in wired.released}) == 3
    assert [one.released_us for one in wired.released] == pytest.approx(shot_us, abs=STEP_US)


def test_what_was_stored_of_one_boot_is_not_taken_for_stored_of_another_that_is_numbered_alike() -> None:
    wired = Wired()
    wired.stores = False
    for released_us in (50, 70):
        wired.hear(encode_bow(Release(Header(BOW, 1, 1), 100, released_us, None)))
    assert len(wired.released) == 2
    wired.line.acknowledge(wired.released[0].key)
    wired.line.output(wired.now_us)
    # not stored, so it is not acknowledged when it comes again
    wired.hear(encode_bow(Release(Header(BOW, 1, 1), 100, 70, None)))
    acks = [frame for frame in Framer().feed(wired.line.output(wired.now_us)) if isinstance(decode(frame), Ack)]
    assert acks == []


def test_two_bows_on_one_line_are_told_apart_and_each_is_acknowledged_its_own() -> None:
    bows = Bow(BOW, 1), Bow(OTHER, 9)
    wired = Wired(*bows)
    wired.run(2)
    for bow in bows:
        bow.released(wired.bow_us)
    wired.run(1)
    assert {(one.key.bow, one.key.boot, one.key.sequence) for one in wired.released} == {
        (f"{BOW:016x}", 1, 1),
        (f"{OTHER:016x}", 9, 1),
    }
    assert [bow.held for bow in bows] == [[], []]
    assert {sensor.bow for sensor in wired.line.sensors} == {f"{BOW:016x}", f"{OTHER:016x}"}


@pytest.mark.parametrize(
    ("sent", "trouble"),
    [
        (Release(Header(BOW, 1, 1), 50, 60, None), "still to come"),
        (Release(Header(BOW, 1, 1), 1 << 60, 60, None), "clock"),
        (Release(Header(BOW, 1, 20_000_000), 60, 50, None), "shot counter"),
        (BowHello(HEADER, 5, 0, 0, 65_000, "x"), "supply 65 V"),
    ],
)
def test_values_that_no_bow_has_are_reported_and_release_nothing(sent: FromBow, trouble: str) -> None:
    wired = Wired()
    wired.hear(encode_bow(sent))
    assert wired.released == []
    assert trouble in wired.troubles_in_english()
    assert wired.line.refused == 1


@pytest.mark.parametrize(
    ("drawn_us", "is_known"), [(9_000_000, True), (9_990_000, False), (10_000_001, False), (1, True)]
)
def test_a_draw_is_known_where_it_can_have_been_one(drawn_us: int, is_known: bool) -> None:
    wired = Wired()
    wired.hear(encode_bow(Release(Header(BOW, 1, 1), 10_000_500, 10_000_000, drawn_us)))
    assert (wired.released[0].drawn_us is not None) is is_known
    assert bool(wired.troubles_in_english()) is not is_known


def test_a_release_that_can_never_be_taken_does_not_come_for_ever() -> None:
    bow = Bow(BOW, 1)
    wired = Wired(bow)
    wired.run(2)
    bow.released(wired.bow_us + 60_000_000)
    wired.run(1)
    assert (wired.released, bow.held) == ([], [])


def test_another_version_is_refused_and_reported() -> None:
    wired = Wired()
    wired.hear(framed(pack_frame(7, BOW, 1, 1, bytes(24), version=3)))
    frames = Framer().feed(wired.line.output(wired.now_us))
    assert Refuse(Header(BOW, 0), 2, 2) in [decode(frame) for frame in frames]
    assert "version 3" in wired.troubles_in_english()
    assert wired.released == []


def test_a_line_of_something_else_is_reported() -> None:
    wired = Wired()
    wired.hear(b"GPGGA,123519,4807.038,N,01131.000,E\r\n" * 4)
    assert "from /dev/bow makes no sense" in wired.troubles_in_english()


@steady
@given(st.binary(max_size=400), st.integers(1, 50))
def test_nothing_that_arrives_ends_it_or_releases_an_arrow(noise: bytes, size: int) -> None:
    wired = Wired()
    for k in range(0, len(noise), size):
        wired.hear(noise[k : k + size])
    assert wired.released == []
    wired.hear(b"\n" + encode_bow(MESSAGES[1]))
    assert len(wired.released) == 1


@pytest.mark.parametrize("seed", range(8))
def test_every_release_comes_once_over_a_line_that_flips_bits(seed: int) -> None:
    dice = random.Random(seed)
    bow = Bow(BOW, 1)
    wired = Wired(bow)
    wired.to_host = wired.to_bow = flips_bits(dice, 1e-3)
    for _ in range(5):
        wired.run(2)
        bow.released(wired.bow_us)
    wired.run(60)
    assert sorted(one.key.sequence for one in wired.released) == [1, 2, 3, 4, 5]
    assert bow.held == []


def test_a_bow_that_changes_its_name_with_every_word_takes_no_more_memory() -> None:
    wired = Wired()
    for node in range(1, 10 * MOST_BOWS):
        wired.hear(encode_bow(Release(Header(node, node, 1), 10, 10, None)))
    assert len(wired.line.sensors) == MOST_BOWS
    assert len(wired.line._boots) == MOST_BOWS


def test_a_full_memory_of_a_bow_drops_the_oldest_and_says_so() -> None:
    bow = Bow(BOW, 1, capacity=3)
    for k in range(5):
        bow.released(k)
    assert (bow.held, bow.dropped) == ([3, 4, 5], 2)
    wired = Wired(bow)
    wired.run(1)
    assert wired.line.sensors[0].dropped == 2
    assert "Arrows without times of the bow: 2" in wired.troubles_in_english()
    # it says so each second, and it is told once
    told_us = wired.now_us
    wired.run(5)
    bow.released(wired.bow_us)
    wired.run(1)
    assert wired.line.problems(told_us + REMEMBERED_US) == []


def test_what_is_shot_while_there_is_no_connection_waits_until_the_clock_is_measured() -> None:
    bow = Bow(BOW, 1)
    wired = Wired(bow)
    wired.run(2)
    wired.replug()
    bow.released(wired.bow_us - 50_000)
    bow.lost()
    # the first word of the host has come
    wired.run(0.1)
    assert wired.released == []
    wired.run(4)
    assert [one.key.sequence for one in wired.released] == [1]


@pytest.mark.parametrize(
    ("kind", "bow_id", "is_refused"), [(REFUSE, BOW, True), (REFUSE, OTHER, False), (PING, BOW, False)]
)
def test_a_bow_of_another_version_is_refused_by_what_is_for_it(kind: int, bow_id: int, is_refused: bool) -> None:
    bow = Bow(BOW, 7)
    bow.receive(framed(pack_frame(kind, bow_id, 0, version=3)), 0)
    assert bow.is_refused is is_refused


def test_noise_of_a_while_ago_makes_no_line_senseless() -> None:
    line = BowLine("/dev/bow")
    line.open_link(0.0)
    line.feed(b"x" * 300, at(1e6))
    for k in range(40):
        hello = BowHello(HEADER, 2_000_000 + 1000 * k, 99, 0, 3700, "bow 1.0")
        line.feed(encode_bow(hello), at(2e6 + 1000 * k))
    assert all_english(line.problems(2.1e6)) == []
