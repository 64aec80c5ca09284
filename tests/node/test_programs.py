"""The counting program in an emulator of the chip's PIO: to the cycle, with glitches, through zero, eight at once."""

import importlib
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import ModuleType

import pytest
from pioemu import State, conditions, emulate

from drivers.node.counts import LOOK_COUNTS, Disturbance, count_of, counts_lost
from drivers.node.pico_pins import COUNT_ANEW, CYCLES_A_COUNT, FIRST_LOWER, GATE
from drivers.wire.fields import NO_RISE
from tests.node.asm_pio import Program, asm_pio, rp2

MOST_INSTRUCTIONS = 32
GATE_OPENS = 7
FIRST_SAMPLE = 1
"""Cycles from the gate to the first look at the line: `wait` itself."""
ALL_ONES = 0xFFFFFFFF
Lines = Callable[[int], int]


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    monkeypatch.setitem(sys.modules, "rp2", rp2())
    module: ModuleType = importlib.import_module("drivers.node.programs")
    yield module.rises_and_fall
    sys.modules.pop("drivers.node.programs", None)


def quiet(clock: int) -> int:
    """A line on which nothing happens."""
    return 0


def pushed(
    program: Program,
    lines: Lines,
    *,
    upper: Lines = quiet,
    pin: int = FIRST_LOWER,
    cycles: int = 600,
    begins_with: int | None = None,
    restarted: int | None = None,
) -> list[int]:
    """What a machine pushes that watches `pin`, and `upper` as the first of its inputs.

    `begins_with`: it has passed the gate, with this in its counter. `restarted`: as soon as that cycle is over.
    """

    def source(clock: int) -> int:
        # the emulator's first input is always the lowest pin
        is_open = begins_with is not None or clock >= GATE_OPENS
        return lines(clock) | (1 if upper(clock) else 0) | (1 << GATE if is_open else 0)

    last = State(x_register=ALL_ONES)
    if begins_with is not None:
        last = State(program_counter=program.wrap_target, x_register=begins_with)
    words: list[int] = []
    for end in (cycles,) if restarted is None else (restarted, cycles):
        for _, after in emulate(
            program.opcodes, stop_when=conditions.clock_cycles_reached(end), initial_state=last, input_source=source,
            jmp_pin=pin, wrap_target=program.wrap_target, wrap_top=program.wrap_top,
        ):  # fmt: skip
            last = after
        words += [word & ALL_ONES for word in last.receive_fifo]
        last.receive_fifo.clear()
        # the counter is no part of what a restart clears (RP2040 data sheet, CTRL of a PIO)
        last = replace(last, program_counter=0)
    return words


def fields_of(words: list[int]) -> tuple[int, int]:
    """Rise to the upper threshold, in counts, and width, in counts."""
    heard = Disturbance([words], 1, 1_000_000, has_upper=True)
    ((_, rise, width, *_),) = heard.fields
    return rise, width


def high(pin: int, *spans: tuple[int, int]) -> Lines:
    """A line that is high from one cycle up to another, once or more."""

    def lines(clock: int) -> int:
        return sum(1 << pin for start, end in spans if start <= clock < end)

    return lines


def test_it_fits_and_its_first_loop_takes_two_cycles(program: Program) -> None:
    assert len(program.opcodes) <= MOST_INSTRUCTIONS
    assert program.wrap_top - program.wrap_target + 1 == CYCLES_A_COUNT


@pytest.mark.parametrize("pin", range(FIRST_LOWER, FIRST_LOWER + 8))
def test_a_rise_is_timed_to_the_cycle(program: Program, pin: int) -> None:
    errors = set()
    for rise in range(GATE_OPENS + FIRST_SAMPLE, 60):
        (word,) = pushed(program, high(pin, (rise, 10_000)), pin=pin, cycles=100)
        sampled = GATE_OPENS + FIRST_SAMPLE + CYCLES_A_COUNT * count_of(word)
        errors.add(sampled - rise)
    # it is seen at the next look, every second cycle
    assert errors == {0, 1}


@pytest.mark.parametrize("rise", [20, 21])
def test_a_pulses_width_is_timed_to_a_look(program: Program, rise: int) -> None:
    errors = set()
    for width in range(8, 80):
        words = pushed(program, high(FIRST_LOWER, (rise, rise + width)), cycles=200)
        assert len(words) == 3
        _, counted = fields_of(words)
        errors.add(counted * CYCLES_A_COUNT - width)
    look = LOOK_COUNTS * CYCLES_A_COUNT
    assert min(errors) >= -look
    assert max(errors) <= look


@pytest.mark.parametrize("rise", [20, 21])
def test_the_way_to_the_upper_threshold_is_timed_to_a_look(program: Program, rise: int) -> None:
    errors, widths = set(), set()
    for after in range(1, 90):
        lower, upper = high(FIRST_LOWER, (rise, rise + 150)), high(0, (rise + after, rise + 130))
        counted, width = fields_of(pushed(program, lower, upper=upper, cycles=300))
        errors.add(counted * CYCLES_A_COUNT - after)
        widths.add(width * CYCLES_A_COUNT - 150)
    look = LOOK_COUNTS * CYCLES_A_COUNT
    assert -look < min(errors) < max(errors) <= look
    assert abs(sum(errors) / len(errors)) < CYCLES_A_COUNT
    # the fall is found by the quick loop again
    assert widths <= {-2, -1, 0, 1, 2}


def test_both_thresholds_in_one_look_are_no_time_apart(program: Program) -> None:
    spans = (31, 90)
    words = pushed(program, high(FIRST_LOWER, spans), upper=high(0, spans), cycles=200)
    assert fields_of(words)[0] == 0


def test_a_pulse_that_falls_before_the_upper_threshold_has_no_time_to_it(program: Program) -> None:
    words = pushed(program, high(FIRST_LOWER, (30, 60)), upper=high(0, (80, 90)), cycles=200)
    assert fields_of(words)[0] == NO_RISE
    assert words[1] == words[2]


def test_the_upper_threshold_is_known_before_the_pulse_is_over(program: Program) -> None:
    words = pushed(program, high(FIRST_LOWER, (30, 10_000)), upper=high(0, (49, 10_000)))
    assert len(words) == 2
    rise, width = fields_of(words)
    assert abs(rise * CYCLES_A_COUNT - 19) <= LOOK_COUNTS * CYCLES_A_COUNT
    assert width == 0xFFFF


def test_a_line_that_stays_high_is_no_end(program: Program) -> None:
    assert len(pushed(program, high(FIRST_LOWER, (30, 10_000)))) == 1


def test_a_quiet_line_pushes_nothing(program: Program) -> None:
    assert pushed(program, high(FIRST_LOWER)) == []


def test_before_the_gate_opens_nothing_is_counted(program: Program) -> None:
    assert pushed(program, high(FIRST_LOWER, (0, GATE_OPENS - 1), (0, GATE_OPENS))) == []


def test_a_line_that_is_high_as_the_gate_opens_has_the_count_zero(program: Program) -> None:
    first, *_ = pushed(program, high(FIRST_LOWER, (0, 50)))
    assert count_of(first) == 0


def test_a_glitch_of_two_cycles_is_always_seen_and_one_of_one_may_be(program: Program) -> None:
    for start in range(20, 24):
        assert len(pushed(program, high(FIRST_LOWER, (start, start + 2)))) == 3
    seen = [len(pushed(program, high(FIRST_LOWER, (start, start + 1)))) for start in range(20, 24)]
    assert sorted(seen) == [0, 0, 3, 3]


def test_two_edges_in_one_count_are_a_pulse_of_the_shortest_width(program: Program) -> None:
    words = pushed(program, high(FIRST_LOWER, (31, 33)))
    assert fields_of(words) == (NO_RISE, LOOK_COUNTS)


def test_only_the_first_pulse_is_timed(program: Program) -> None:
    once = pushed(program, high(FIRST_LOWER, (40, 60)))
    assert pushed(program, high(FIRST_LOWER, (40, 60), (80, 100), (120, 140))) == once


@pytest.mark.parametrize("after", [None, 3, 16, 31])
@pytest.mark.parametrize("restarted", [90, 91, 130])
def test_restarted_after_a_pulse_it_times_the_next_by_the_same_count(
    program: Program, after: int | None, restarted: int
) -> None:
    upper = quiet if after is None else high(0, (30 + after, 69))
    for rise in range(140, 150):
        lines = high(FIRST_LOWER, (30, 70), (rise, rise + 20))
        words = pushed(program, lines, upper=upper, restarted=restarted)
        assert len(words) == 6
        first, second = (count_of(words[0]), count_of(words[3]) + counts_lost(words[:3]))
        assert abs((second - first) * CYCLES_A_COUNT - (rise - 30)) <= 3 * CYCLES_A_COUNT


def test_what_makes_it_count_from_the_top_is_what_the_assembler_makes_of_it() -> None:
    def anew() -> None:
        mov(x, invert(null))  # type: ignore[name-defined]  # noqa: F821

    assert asm_pio(out_shiftdir=1)(anew).opcodes == [COUNT_ANEW]


@pytest.mark.parametrize("after", [None, 2, 20])
def test_the_count_goes_on_through_zero_without_a_cycle_lost(program: Program, after: int | None) -> None:
    def words(start_x: int, spans: tuple[int, int]) -> list[int]:
        upper = quiet if after is None else high(0, (spans[0] + after, spans[1]))
        return pushed(program, high(FIRST_LOWER, spans), upper=upper, cycles=120, begins_with=start_x)

    for spans in ((10, 60), (11, 61), (30, 41), (3, 90)):
        far = words(0x80000000, spans)
        for start in (0, 1, 2, 3, 5, 12):
            near = words(start, spans)
            assert [(0x80000000 - word) & 0xFFFFFFFF for word in far] == [(start - word) & 0xFFFFFFFF for word in near]


def test_eight_at_once_time_one_shot_and_how_fast_it_rose(program: Program) -> None:
    dice = random.Random(3)
    rises = [dice.randrange(30, 200) for _ in range(8)]
    spans = [(rise, rise + dice.randrange(60, 120)) for rise in rises]
    afters = [dice.randrange(5, 50) for _ in range(8)]

    def lines(clock: int) -> int:
        return sum(high(FIRST_LOWER + k, span)(clock) for k, span in enumerate(spans))

    words = [
        pushed(program, lines, upper=high(0, (rise + after, end)), pin=FIRST_LOWER + k, cycles=500)
        for k, ((rise, end), after) in enumerate(zip(spans, afters, strict=True))
    ]
    heard = Disturbance(words, 8, 62_500_000, has_upper=True)
    assert heard.mask == 0xFF
    for k, (tick, rise, *_) in enumerate(heard.fields):
        assert abs((tick - heard.first) * CYCLES_A_COUNT - (rises[k] - min(rises))) <= 1
        assert abs(rise * CYCLES_A_COUNT - afters[k]) <= LOOK_COUNTS * CYCLES_A_COUNT
