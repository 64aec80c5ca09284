"""What our own node says that cannot be: unknown, counted, and told."""

import dataclasses
from typing import Any

import pytest

from drivers.sim.virtual_node import HARDWARE_ID
from drivers.wire.codec import encode
from drivers.wire.framer import framed
from drivers.wire.messages import Climate, Header, Held, Hello, Refuse
from tests.drivers.simulated_line import SimulatedLine, a_shot, messages_in
from tests.english import all_english, english


def test_a_shot_is_never_felt_after_it_came() -> None:
    line = SimulatedLine()
    line.receive(encode(a_shot(impact_us=20_000_001)))
    (burst,) = line.bursts
    assert burst.impact_us is None
    assert "after it sent it" in english(line.dialect.problems(line.now_us)[0])


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"climate": Climate(327.66)}, "327.66 C"),
        ({"climate": Climate(-41.0)}, "-41 C"),
        ({"climate": Climate(20.0, 101.0)}, "101 %"),
        ({"climate": Climate(20.0, 50.0, 29_999.0)}, "29999 Pa"),
        ({"climate": Climate(20.0, 50.0, 4_294_967_295.0)}, "4.29497e+09 Pa|4294967295"),
        ({"supply_mv": 65_535}, "65.535 V"),
        ({"tick_hz": 0}, "tick rate 0"),
        ({"tick_hz": 4_294_967_295}, "tick rate 4294967295"),
        ({"tick_bits": 0}, "counter bits 0"),
        ({"tick_bits": 255}, "counter bits 255"),
        ({"tick_bits": 9}, "counter 1007"),
        ({"sent_us": (1 << 64) - 1}, "clock"),
    ],
)
def test_what_no_sensor_can_measure_is_unknown_counted_and_reported(changes: dict[str, Any], word: str) -> None:
    line = SimulatedLine()
    line.receive(encode(a_shot(**changes)))
    (burst,) = line.bursts
    assert line.dialect.counts.refused_values >= 1
    problems = " ".join(all_english(line.dialect.problems(line.now_us)))
    assert any(part in problems for part in word.split("|")), problems
    assert "not believed" in problems
    assert burst.tick_hz in (8e6, 80e6)
    assert burst.tick_bits in (9, 32)
    assert burst.air.temp_c in (None, 20.0)
    assert burst.impact_us is None or burst.impact_us <= burst.loop_us


def test_a_hello_of_a_counter_that_cannot_be_is_not_believed() -> None:
    line = SimulatedLine()
    hello = Hello(Header(HARDWARE_ID, 1), 20_000_000, 0, 0, 32, 8, False, Held(), "x")
    line.receive(encode(hello))
    line.receive(encode(a_shot(tick_hz=0)))
    assert [burst.tick_hz for burst in line.bursts] == [8e6]
    line.receive(encode(dataclasses.replace(hello, tick_hz=80_000_000)))
    line.receive(encode(a_shot(2, tick_hz=0)))
    assert line.bursts[-1].tick_hz == 80e6


@pytest.mark.parametrize("number", [0, 10_000_001, (1 << 32) - 1])
def test_a_shot_number_that_cannot_be_is_refused(number: int) -> None:
    line = SimulatedLine()
    line.receive(encode(a_shot(number)))
    assert line.bursts == []
    assert f"shot number {number}" in english(line.dialect.problems(line.now_us)[0])


def test_a_node_that_leaps_ahead_is_not_believed() -> None:
    line = SimulatedLine()
    line.receive(encode(a_shot(1)) + encode(a_shot(1_000_000)))
    assert line.sequences == [1]
    held = Held(1, 9_000_000, 9_000_000)
    line.receive(encode(Hello(Header(HARDWARE_ID, 1), 20_000_000, 0, 8_000_000, 32, 8, False, held, "x")))
    assert line.dialect.counts.shots_awaited == 0


def test_a_frame_of_another_version_that_names_no_node_is_answered_to_nobody() -> None:
    line = SimulatedLine()
    line.run(0.1)
    line.receive(framed(bytes([3 << 4 | 2]) + HARDWARE_ID.to_bytes(8, "little")[:7]))
    refusals = [one for one in messages_in(line.dialect.output(line.now_us, quiet=False)) if isinstance(one, Refuse)]
    assert refusals == []


@pytest.mark.parametrize(("version", "update"), [(1, "bring the board up to date"), (3, "bring this box up to date")])
def test_a_node_of_another_version_is_told_and_told_of(version: int, update: str) -> None:
    line = SimulatedLine()
    line.to_host = lambda data: b""
    foreign = framed(bytes([version << 4 | 2]) + HARDWARE_ID.to_bytes(8, "little") + bytes(40))
    for _ in range(3):
        line.receive(foreign)
        line.run(0.1)
    assert line.dialect.verdict(line.now_us) == "not_understood"
    (problem,) = all_english(line.dialect.problems(line.now_us))
    assert f"version {version}" in problem
    assert update in problem
    assert line.dialect.counts.dropped == 3
    assert line.node.refused_by == Refuse(Header(HARDWARE_ID, 0), 2, 2)
