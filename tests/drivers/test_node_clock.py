import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.acoustic.node_clock import MAX_ANCHORS, NodeClock
from tests.drivers.properties import steady

WITHIN_US = 50_000
LATENCY_US = 100_000


class Bench:
    """A node whose clock drifts, behind a link that delays each frame otherwise."""

    def __init__(self, seed: int, drift: float) -> None:
        self.dice = random.Random(seed)
        self.zero_us = self.dice.uniform(-1e13, 1e13)
        self.drift = drift
        self.clock = NodeClock()
        self.node_us = 3e6

    def host_us(self, node_us: float) -> float:
        return self.zero_us + node_us * (1 + self.drift)

    def frame(self) -> None:
        self.clock.note(self.node_us, self.host_us(self.node_us) + 300 + self.dice.uniform(0, LATENCY_US))

    def listen(self, seconds: float) -> None:
        for _ in range(int(seconds * 2)):
            self.frame()
            self.node_us += 0.5e6

    def open_link(self) -> None:
        self.clock.open_link()
        while not self.clock.is_settled(self.host_us(self.node_us)):
            self.frame()
            self.node_us += 40e3

    def error_us(self, node_us: float) -> float:
        host_us = self.clock.to_host_us(node_us)
        assert host_us is not None
        return abs(host_us - self.host_us(node_us))


@pytest.mark.sampled
@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("drift", [-50e-6, 50e-6])
@pytest.mark.parametrize("outage_s", [24, 3600])
def test_shots_held_while_the_cable_is_out_get_their_own_instants(seed: int, drift: float, outage_s: int) -> None:
    bench = Bench(seed, drift)
    bench.open_link()
    bench.listen(60)
    pulled_us = bench.node_us
    bench.node_us += outage_s * 1e6
    bench.open_link()
    felt = [pulled_us + outage_s * 1e6 * (k + 0.5) / 12 for k in range(12)]
    assert max(bench.error_us(at_us) for at_us in felt) < WITHIN_US
    assert bench.clock.jumps == 0


@pytest.mark.parametrize("seed", range(10))
def test_shots_felt_before_this_host_ever_listened_are_dated_too(seed: int) -> None:
    bench = Bench(seed, 50e-6)
    bench.node_us = 60e6
    bench.open_link()
    assert bench.error_us(60e6 - 24e6) < WITHIN_US


def test_a_day_of_frames_takes_bounded_memory_and_stays_exact() -> None:
    bench = Bench(1, 40e-6)
    bench.open_link()
    for _ in range(24 * 60 * 6):
        bench.frame()
        bench.node_us += 10e6
    assert len(bench.clock._anchors) <= MAX_ANCHORS
    for back_s in (1, 60, 3600, 20 * 3600):
        assert bench.error_us(bench.node_us - back_s * 1e6) < WITHIN_US


@pytest.mark.parametrize(("jump_us", "frames"), [(60e6, 1), (-60e6, 20)])
def test_a_clock_that_jumps_is_believed_from_then_on_only(jump_us: float, frames: int) -> None:
    bench = Bench(1, 0.0)
    bench.open_link()
    bench.listen(30)
    before_us = bench.node_us
    # the node's clock shows more, or less, than it should
    bench.node_us += jump_us
    bench.zero_us -= jump_us
    believed = [bench.clock.note(bench.node_us + k, bench.host_us(bench.node_us + k) + 500) for k in range(frames)]
    assert believed == [True] * (frames - 1) + [False]
    assert bench.clock.jumps == 1
    assert bench.clock.to_host_us(min(before_us, bench.node_us) - 1e6) is None
    assert bench.error_us(bench.node_us + 1e6) < WITHIN_US


def test_frames_that_waited_in_a_buffer_change_nothing() -> None:
    bench = Bench(1, 20e-6)
    bench.open_link()
    bench.listen(60)
    # the host stood still for ten seconds: what came meanwhile is received at once
    stopped_us = bench.node_us
    for k in range(10):
        bench.clock.note(stopped_us + k * 1e6, bench.host_us(stopped_us + 10e6))
    bench.node_us = stopped_us + 10e6
    bench.listen(5)
    assert bench.clock.jumps == 0
    assert bench.error_us(stopped_us + 2e6) < WITHIN_US


def test_nothing_is_known_before_the_first_frame() -> None:
    assert NodeClock().to_host_us(5.0) is None
    assert not NodeClock().is_settled(1e12)


TIMES = st.floats(0, 3.2e14)


@steady
@given(st.lists(st.tuples(TIMES, TIMES)), TIMES)
def test_whatever_a_clock_says_nothing_breaks(frames: list[tuple[float, float]], asked_us: float) -> None:
    clock = NodeClock()
    for sent_us, received_us in frames:
        clock.note(sent_us, received_us)
        clock.open_link()
    answer = clock.to_host_us(asked_us)
    assert answer is None or abs(answer) < 1e15
