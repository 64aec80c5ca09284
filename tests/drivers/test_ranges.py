"""What a sensor can measure at most: both ends of each range, and how a value outside is said."""

import math

import pytest

from drivers.wire.believed import believed_clock, believed_counter, believed_hello
from drivers.wire.messages import Channel, Header, Held, Hello
from drivers.wire.ranges import RANGES, Quantity, Refusals, plain_text
from tests.drivers.simulated_line import a_shot
from tests.english import all_english, english

ENDS: dict[Quantity, tuple[float, float]] = {
    "temperature": (-40, 60),
    "humidity": (0, 100),
    "pressure": (30_000, 110_000),
    "supply": (0, 60),
    "tick rate": (100_000, 1_000_000_000),
    "counter bits": (8, 32),
    "channels": (1, 8),
    "counter": (-32_768, 65_535),
    "board position": (-2_000, 2_000),
    "radius": (0, 3_000),
    "angle": (-360, 720),
    "reference voltage": (0, 5.5),
    "shot number": (0, 999_999),
    "shot time": (0, 10_000_000),
    "strikes": (0, 1_000_000),
    "uptime": (0, 999_999_999),
    "clock": (0, 320_000_000_000_000),
    "shot counter": (0, 10_000_000),
    "hold time": (0.05, 120),
    "chirp delay": (0, 25_000),
}


def a_hello(**changes: int) -> Hello:
    values = {"tick_hz": 8_000_000, "tick_bits": 32, "channels": 8, **changes}
    held = Held(oldest=1, newest=1, last=1, dropped=0, dropped_first=0, dropped_last=0)
    return Hello(
        Header(1, 1), 20_000_000, 0, values["tick_hz"], values["tick_bits"], values["channels"], False, held, "x"
    )


def test_every_quantity_has_both_ends() -> None:
    assert RANGES.keys() == ENDS.keys()


@pytest.mark.parametrize(("quantity", "ends"), ENDS.items())
def test_both_ends_are_believed_and_what_lies_outside_is_not(quantity: Quantity, ends: tuple[float, float]) -> None:
    refusals = Refusals()
    low, high = ends
    assert (refusals.believed(quantity, low), refusals.believed(quantity, high)) == ends
    assert all_english(refusals.messages) == []
    for value in (math.nextafter(low, -math.inf), math.nextafter(high, math.inf), math.nan, math.inf, -math.inf):
        assert refusals.believed(quantity, value) is None
    assert len(all_english(refusals.messages)) == 5
    assert refusals.believed_count(quantity, int(high)) == int(high)
    assert refusals.believed_count(quantity, int(high) + 1) is None
    assert refusals.believed(quantity, None) is None
    assert len(all_english(refusals.messages)) == 6


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (225.0, "the board says temperature 225 C: not believed"),
        (99.5, "the board says temperature 99.5 C: not believed"),
        (1e9, "the board says temperature 1000000000.0 C: not believed"),
        (math.inf, "the board says temperature inf C: not believed"),
        (10**24 - 1, f"the board says temperature {'9' * 24} C: not believed"),
        (10**24, "the board says temperature ≥ 1e24 C: not believed"),
        (-(10**5000), "the board says temperature ≤ -1e24 C: not believed"),
        ("x" * 30, f"the board says temperature {'x' * 24} C: not believed"),
    ],
    ids=range(8),
)
def test_what_is_not_believed_is_reported_with_its_value(value: object, sentence: str) -> None:
    refusals = Refusals()
    refusals.refuse("temperature", value)
    assert all_english(refusals.messages) == [sentence]
    refusals.refuse("temperature", 99.5, "decimal_point_missing")
    assert english(refusals.messages[-1]) == (
        "the board says temperature 99.5 C: not believed (its decimal point is missing)"
    )


def test_a_quantity_without_a_unit_is_said_without_one() -> None:
    refusals = Refusals()
    refusals.refuse("shot number", -1)
    assert all_english(refusals.messages) == ["the board says shot number -1: not believed"]


def test_text_is_bounded_and_can_be_printed() -> None:
    assert plain_text("a\x00b\ud800\udfffü\n") == "a?b??ü?"
    assert plain_text("x" * 61) == "x" * 60
    assert plain_text("abc", 2) == "ab"


@pytest.mark.parametrize("change", [{"tick_hz": 0}, {"tick_bits": 33}, {"channels": 9}])
def test_a_counter_is_described_wholly_or_not_at_all(change: dict[str, int]) -> None:
    refusals = Refusals()
    assert believed_hello(a_hello(), refusals)
    assert not believed_hello(a_hello(**change), refusals)
    assert len(all_english(refusals.messages)) == 1


@pytest.mark.parametrize("change", [{"tick_hz": 0}, {"tick_bits": 33}])
def test_a_shot_whose_counter_cannot_be_has_none(change: dict[str, int]) -> None:
    assert believed_counter(a_shot(), Refusals()) == (80e6, 32)
    assert believed_counter(a_shot(**change), Refusals()) is None


def test_a_tick_wider_than_its_counter_is_noted() -> None:
    refusals = Refusals()
    channels = (Channel(255, 5, 100, 1), Channel(256, 5, 100, 1), Channel(None, 5, 100, 1))
    assert believed_counter(a_shot(tick_bits=8, channels=channels), refusals) == (80e6, 8)
    assert all_english(refusals.messages) == ["the board says counter 256 ticks: not believed (its counter has 8 bits)"]


def test_a_clock_that_cannot_be_is_not_believed() -> None:
    refusals = Refusals()
    assert believed_clock(a_shot(sent_us=20, impact_us=20), refusals)
    assert all_english(refusals.messages) == []
    # the node's time is believed all the same, and of the shot's own it is said
    assert believed_clock(a_shot(sent_us=20, impact_us=21), refusals)
    assert not believed_clock(a_shot(sent_us=320_000_000_000_001, impact_us=20), refusals)
    assert [sentence.split(":")[0] for sentence in all_english(refusals.messages)] == [
        "the board says clock 21 us",
        "the board says clock 320000000000001 us",
    ]
