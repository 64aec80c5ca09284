"""What bow and host say to each other, word by word: when they ask, what is counted, what is said again."""

import itertools
from dataclasses import replace

import pytest

from drivers.bow.conversation import Bow
from drivers.bow.line import FIRST_PINGS, MOST_BOWS
from drivers.wire.bow_codec import Release, encode_bow
from drivers.wire.codec import decode, encode
from drivers.wire.framer import Framer
from drivers.wire.messages import Ack, Header, Ping
from tests.drivers.test_bow_line import BOW, MESSAGES, OTHER, Wired


def test_how_long_it_was_drawn_is_exact_to_the_microsecond() -> None:
    wired = Wired()
    wired.hear(encode_bow(Release(Header(BOW, 1, 1), 40_000_000, 39_000_000, 9_000_001)))
    (one,) = wired.released
    assert one.drawn_us is not None
    assert one.released_us - one.drawn_us == pytest.approx(29_999_999, abs=0.1)


def test_a_clock_is_measured_by_a_burst_of_pings_and_then_one_a_second() -> None:
    asked_us: list[int] = []
    wired = Wired()

    def note(data: bytes) -> bytes:
        asked_us.extend([wired.now_us] * sum(isinstance(decode(frame), Ping) for frame in Framer().feed(data)))
        return data

    wired.to_bow = note
    wired.run(10)
    assert asked_us[FIRST_PINGS - 1] - asked_us[0] < 1_000_000
    assert all(b - a >= 900_000 for a, b in itertools.pairwise(asked_us[FIRST_PINGS:]))
    assert len(asked_us) < FIRST_PINGS + 11
    # and so it is whenever the link is opened anew, and for a bow that was not there before
    for anew in (wired.replug, lambda: wired.hear(encode_bow(replace(MESSAGES[0], header=Header(OTHER, 3, 0))))):
        asked_us.clear()
        anew()
        wired.run(0.9)
        assert len(asked_us) >= FIRST_PINGS


def test_half_a_word_of_a_link_that_is_lost_is_no_word_on_the_next() -> None:
    bow = Bow(BOW, 1)
    bow.released(10)
    ack = encode(Ack(Header(BOW, 1, 1)))
    bow.receive(ack[:10], 20)
    bow.lost()
    bow.receive(ack[10:], 30)
    assert bow.held == [1]
    bow.receive(ack, 40)
    assert bow.held == []


def test_a_bow_that_numbers_from_below_one_is_counted_and_releases_nothing() -> None:
    wired = Wired()
    wired.hear(encode_bow(Release(Header(BOW, 1, 0), 100, 50, None)))
    assert (wired.released, wired.line.refused) == ([], 1)


def test_a_line_is_mute_when_no_bow_was_heard_for_three_seconds() -> None:
    wired = Wired()
    opened_us = wired.now_us
    assert not wired.line.is_mute(opened_us + 3_000_000)
    assert wired.line.is_mute(opened_us + 3_100_000)
    wired.now_us += 5_000_000
    wired.hear(encode_bow(MESSAGES[0]))
    assert not wired.line.is_mute(wired.now_us + 2_900_000)
    assert wired.line.is_mute(wired.now_us + 3_100_000)


def test_what_is_durable_is_acknowledged_though_its_boot_is_forgotten() -> None:
    wired = Wired()
    wired.stores = False
    wired.hear(encode_bow(Release(Header(BOW, 1, 1), 100, 50, None)))
    for node in range(1, 2 * MOST_BOWS):
        wired.hear(encode_bow(Release(Header(node, node, 1), 10, 10, None)))
    wired.line.output(wired.now_us)
    key = wired.released[0].key
    wired.line.give_back(key)
    wired.line.acknowledge(key)
    frames = [decode(frame) for frame in Framer().feed(wired.line.output(wired.now_us))]
    assert Ack(Header(BOW, 1, 1)) in frames


def test_a_release_that_is_not_durable_after_long_is_handed_on_again() -> None:
    wired = Wired()
    wired.stores = False
    for after_us in (0, 29_000_000, 2_000_000):
        wired.now_us += after_us
        wired.hear(encode_bow(Release(Header(BOW, 1, 1), 100 + after_us, 50, None)))
    assert len(wired.released) == 2
