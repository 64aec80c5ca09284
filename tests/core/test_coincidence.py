import pytest

from appliance.core.coincidence import Coincidence
from appliance.core.events import ImpactPulse
from tests.builders import NOW, a_burst


def pulse(at_us: float, pin: int = 17) -> ImpactPulse:
    return ImpactPulse(pin, NOW, at_us)


def test_without_impact_sensors_every_burst_stands_alone_at_once() -> None:
    machine = Coincidence()
    (impact,) = machine.push(a_burst(loop_us=5))
    assert impact.believed
    assert machine.deadline_us is None


@pytest.mark.parametrize("apart_us", [-249_000.0, -1.0, 0.0, 59_000.0])
def test_a_pulse_near_a_burst_is_one_impact(apart_us: float) -> None:
    machine = Coincidence(expects_pulses=True, believe_without_pulse=False)
    burst, knock = a_burst(loop_us=1e6), pulse(1e6 + apart_us)
    first, second = (burst, knock) if apart_us >= 0 else (knock, burst)
    assert machine.push(first) == []
    (impact,) = machine.push(second)
    assert impact.believed
    assert impact.pulses == (knock,)
    assert machine.deadline_us is None


def test_a_burst_that_nobody_felt_is_believed_or_not_by_setting() -> None:
    for believed in (True, False):
        machine = Coincidence(expects_pulses=True, believe_without_pulse=believed)
        machine.push(a_burst(loop_us=1000))
        assert machine.deadline_us == 61_000
        assert machine.settle(60_999) == []
        (impact,) = machine.settle(61_000)
        assert impact.believed is believed


def test_a_pulse_that_nobody_heard_is_reported() -> None:
    machine = Coincidence(expects_pulses=True)
    machine.push(pulse(0))
    (impact,) = machine.settle(250_000)
    assert impact.burst is None
    assert not impact.believed


def test_a_neighbours_arrow_takes_no_pulse_of_ours() -> None:
    machine = Coincidence(expects_pulses=True)
    machine.push(pulse(0))
    assert machine.push(a_burst(loop_us=251_000)) == []


def test_two_pins_of_one_knock_belong_to_one_impact() -> None:
    machine = Coincidence(expects_pulses=True)
    machine.push(pulse(0, 17))
    machine.push(pulse(40, 27))
    (impact,) = machine.push(a_burst(loop_us=30_000))
    assert [p.pin for p in impact.pulses] == [17, 27]


def test_flush_settles_everything() -> None:
    machine = Coincidence(expects_pulses=True)
    machine.push(a_burst(loop_us=0))
    assert len(machine.flush()) == 1
    assert machine.deadline_us is None


@pytest.mark.parametrize(
    ("apart_us", "is_one"), [(-61e3, False), (-59e3, True), (0.0, True), (59e3, True), (61e3, False)]
)
def test_a_burst_whose_node_has_a_clock_belongs_to_the_pulse_of_that_moment_however_late_it_arrives(
    apart_us: float, is_one: bool
) -> None:
    machine = Coincidence(expects_pulses=True, believe_without_pulse=False)
    machine.push(pulse(1e6))
    burst = a_burst(loop_us=1.2e6, impact_us=1e6 + apart_us)
    impacts = machine.push(burst) or machine.settle(1.2e6)
    assert [impact.believed for impact in impacts if impact.burst is burst] == [is_one]


def test_a_burst_that_was_sent_again_finds_the_pulse_that_was_settled_without_it() -> None:
    machine = Coincidence(expects_pulses=True, believe_without_pulse=False)
    machine.push(pulse(1e6))
    (orphan,) = machine.settle(2e6)
    assert orphan.burst is None
    late = a_burst(loop_us=9e6, impact_us=1.01e6)
    assert machine.push(late) == []
    # it waits for nothing: what could have come of that moment has come
    assert machine.deadline_us is not None
    assert machine.deadline_us < 9e6
    (impact,) = machine.settle(9e6)
    assert impact.believed
    assert impact.pulses == orphan.pulses
    # once
    machine.push(a_burst(5, loop_us=9.1e6, impact_us=1.01e6))
    assert [again.believed for again in machine.settle(9.1e6)] == [False]


def test_a_burst_without_a_time_of_its_own_takes_no_pulse_of_long_ago() -> None:
    machine = Coincidence(expects_pulses=True, believe_without_pulse=False)
    machine.push(pulse(1e6))
    machine.settle(2e6)
    machine.push(a_burst(loop_us=9e6))
    assert [impact.believed for impact in machine.settle(10e6)] == [False]


def test_a_burst_sent_again_delays_no_live_one() -> None:
    machine = Coincidence(expects_pulses=True, believe_without_pulse=False)
    machine.push(a_burst(1, loop_us=5e6))
    machine.push(a_burst(2, loop_us=5e6, impact_us=1e6))
    (late,) = machine.settle(5e6)
    assert late.burst is not None
    assert late.burst.key.sequence == 2
    (live,) = machine.push(pulse(5.01e6))
    assert live.burst is not None
    assert live.burst.key.sequence == 1


def test_an_old_pulse_is_forgotten_in_the_end() -> None:
    machine = Coincidence(expects_pulses=True, believe_without_pulse=False)
    machine.push(pulse(0))
    machine.settle(1e6)
    machine.settle(600e6)
    machine.push(a_burst(loop_us=601e6, impact_us=0.0))
    assert [impact.believed for impact in machine.settle(601e6)] == [False]
