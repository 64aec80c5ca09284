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


def test_a_pulse_that_nobody_heard_is_told() -> None:
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
