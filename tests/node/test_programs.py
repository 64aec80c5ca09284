"""The counting program in an emulator of the chip's PIO: to the cycle, with glitches, through zero, eight at once."""

import importlib
import random
import sys
from collections.abc import Callable, Iterator
from types import ModuleType

import pytest
from pioemu import State, conditions, emulate

from drivers.node.counts import AFTER_RISE, Disturbance, count_of, since
from drivers.node.pico_pins import CYCLES_A_COUNT, FIRST_LOWER, GATE
from tests.node.asm_pio import Program, rp2

MOST_INSTRUCTIONS = 32
GATE_OPENS = 7
FIRST_SAMPLE = 2
"""Cycles from the gate to the first look at the line: `wait` itself and `mov`."""
Lines = Callable[[int], int]


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    monkeypatch.setitem(sys.modules, "rp2", rp2())
    module: ModuleType = importlib.import_module("drivers.node.programs")
    yield module.rise_and_fall
    sys.modules.pop("drivers.node.programs", None)


def pushed(program: Program, lines: Lines, *, pin: int = FIRST_LOWER, cycles: int = 600) -> list[int]:
    """What a machine pushes that watches `pin`."""

    def source(clock: int) -> int:
        return lines(clock) | (1 << GATE if clock >= GATE_OPENS else 0)

    state = State()
    steps = emulate(
        program.opcodes,
        stop_when=conditions.clock_cycles_reached(cycles),
        initial_state=state,
        input_source=source,
        jmp_pin=pin,
        wrap_target=program.wrap_target,
        wrap_top=program.wrap_top,
    )
    last = state
    for _, after in steps:
        last = after
    return [word & 0xFFFFFFFF for word in last.receive_fifo]


def high(pin: int, *spans: tuple[int, int]) -> Lines:
    """A line that is high from one cycle up to another, once or more."""

    def lines(clock: int) -> int:
        return sum(1 << pin for start, end in spans if start <= clock < end)

    return lines


def test_it_fits_beside_others_and_both_loops_take_two_cycles(program: Program) -> None:
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


def test_a_pulses_width_is_timed_to_the_cycle(program: Program) -> None:
    errors = set()
    for rise in (20, 21):
        for width in range(6, 60):
            first, second = pushed(program, high(FIRST_LOWER, (rise, rise + width)), cycles=150)
            counted = since(count_of(first), count_of(second)) + AFTER_RISE
            errors.add(counted * CYCLES_A_COUNT - width)
    assert errors <= {-1, 0, 1}


def test_a_line_that_stays_high_is_no_end(program: Program) -> None:
    assert len(pushed(program, high(FIRST_LOWER, (30, 10_000)))) == 1


def test_a_quiet_line_pushes_nothing(program: Program) -> None:
    assert pushed(program, high(FIRST_LOWER)) == []


def test_before_the_gate_opens_nothing_is_counted(program: Program) -> None:
    assert pushed(program, high(FIRST_LOWER, (0, GATE_OPENS - 1), (0, GATE_OPENS))) == []


def test_a_line_that_is_high_as_the_gate_opens_has_the_count_zero(program: Program) -> None:
    first, _ = pushed(program, high(FIRST_LOWER, (0, 50)))
    assert count_of(first) == 0


def test_a_glitch_of_two_cycles_is_always_seen_and_one_of_one_may_be(program: Program) -> None:
    for start in range(20, 24):
        assert len(pushed(program, high(FIRST_LOWER, (start, start + 2)))) == 2
    seen = [len(pushed(program, high(FIRST_LOWER, (start, start + 1)))) for start in range(20, 24)]
    assert sorted(seen) == [0, 0, 2, 2]


def test_two_edges_in_one_count_are_a_pulse_of_the_shortest_width(program: Program) -> None:
    first, second = pushed(program, high(FIRST_LOWER, (31, 33)))
    assert since(count_of(first), count_of(second)) + AFTER_RISE == 2


def test_only_the_first_pulse_is_timed(program: Program) -> None:
    once = pushed(program, high(FIRST_LOWER, (40, 60)))
    assert pushed(program, high(FIRST_LOWER, (40, 60), (80, 100), (120, 140))) == once


def test_the_count_goes_on_through_zero_without_a_cycle_lost(program: Program) -> None:
    def words(start_x: int, spans: tuple[int, int]) -> list[int]:
        # the machine begins with this in its counter: `mov` is passed over
        state = State(program_counter=program.wrap_target, x_register=start_x)
        last = state
        for _, after in emulate(
            program.opcodes, stop_when=conditions.clock_cycles_reached(120), initial_state=state,
            input_source=high(FIRST_LOWER, spans), jmp_pin=FIRST_LOWER,
            wrap_target=program.wrap_target, wrap_top=program.wrap_top,
        ):  # fmt: skip
            last = after
        return [word & 0xFFFFFFFF for word in last.receive_fifo]

    for spans in ((10, 60), (11, 61), (30, 41), (3, 90)):
        far = words(0x80000000, spans)
        for start in (0, 1, 2, 3, 5, 12):
            near = words(start, spans)
            assert [(0x80000000 - word) & 0xFFFFFFFF for word in far] == [(start - word) & 0xFFFFFFFF for word in near]


def test_eight_at_once_time_one_shot_to_the_cycle(program: Program) -> None:
    dice = random.Random(3)
    rises = [dice.randrange(30, 200) for _ in range(8)]
    spans = [(rise, rise + dice.randrange(20, 90)) for rise in rises]

    def lines(clock: int) -> int:
        return sum(high(FIRST_LOWER + k, span)(clock) for k, span in enumerate(spans))

    words = [pushed(program, lines, pin=FIRST_LOWER + k, cycles=400) for k in range(8)]
    heard = Disturbance(words, 8, 62_500_000)
    assert heard.mask == 0xFF
    for k, (tick, *_) in enumerate(heard.fields):
        assert abs((tick - heard.first) * CYCLES_A_COUNT - (rises[k] - min(rises))) <= 1
