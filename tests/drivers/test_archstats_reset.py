"""A node that was reset, or forgot: what is lost is a loss with its times, and its new clock is asked for at once."""

import pytest

from drivers.acoustic.archstats import FIRST_PINGS
from drivers.sim.virtual_node import HARDWARE_ID, VirtualNode
from drivers.wire.messages import Ping
from tests.drivers.simulated_line import TICKS, SimulatedLine, messages_in

NAME = f"archstats-{HARDWARE_ID:016x}"


def test_what_the_node_dropped_is_a_loss_with_its_times() -> None:
    node = VirtualNode(capacity=4)
    line = SimulatedLine(node)
    line.run(2)
    line.shoot()
    line.run(1)
    line.pull()
    for _ in range(7):
        line.run(1)
        line.shoot()
    line.run(1)
    line.plug()
    line.run(5)
    assert sorted(line.sequences) == [1, 5, 6, 7, 8]
    (loss,) = line.losses
    assert (loss.node, loss.boot, loss.first, loss.last) == (NAME, 1, 2, 4)
    assert loss.reason == "lost_dropped"
    felt = {burst.key.sequence: burst.at_us for burst in line.bursts}
    assert loss.from_us == felt[1]
    assert loss.until_us == felt[5]
    line.run(30)
    assert len(line.losses) == 1
    assert line.dialect.counts.shots_awaited == 0


def test_what_an_earlier_run_of_the_host_acknowledged_is_no_loss() -> None:
    node = VirtualNode()
    line = SimulatedLine(node)
    line.run(1)
    line.shoot()
    line.acknowledges = False
    line.shoot()
    line.acknowledges = True
    line.shoot()
    line.run(0.1)
    assert set(node.held) == {2}
    node.latch((1,) * 8, line.node_us)
    again = SimulatedLine(node)
    again.now_us = line.now_us
    again.run(3)
    assert again.sequences == [2, 4]
    assert again.losses == []
    assert again.dialect.counts.shots_awaited == 0


def test_a_shot_that_a_node_neither_holds_nor_ever_sent_is_a_loss() -> None:
    line = SimulatedLine()
    line.run(1)
    line.shoot()
    number = line.shoot(arrives=False)
    # the node forgets it, and believes that somebody has it
    del line.node._kept[number]
    line.run(5)
    (loss,) = line.losses
    assert (loss.first, loss.last) == (number, number)
    assert loss.reason == "lost_acknowledged"
    assert line.dialect.counts.shots_awaited == 0


def test_a_reset_node_begins_anew_and_what_it_forgot_is_a_loss() -> None:
    line = SimulatedLine()
    line.run(1)
    line.shoot()
    line.shoot(arrives=False)
    line.shoot()
    line.to_node = lambda data: b""
    line.run(1)
    line.nodes = (VirtualNode(boot=2),)
    line.to_node = lambda data: data
    line.shoot()
    line.run(10)
    assert [(b.key.boot, b.key.sequence) for b in line.bursts] == [(1, 1), (1, 3), (2, 1)]
    (loss,) = line.losses
    assert (loss.boot, loss.first, loss.last) == (1, 2, 2)
    assert loss.reason == "lost_unknown"
    felt = {burst.key.sequence: burst.at_us for burst in line.bursts if burst.key.boot == 1}
    assert (loss.from_us, loss.until_us) == (felt[1], felt[3])


def test_a_loss_without_neighbours_lies_between_the_nodes_reset_and_now() -> None:
    line = SimulatedLine()
    line.run(1)
    line.shoot(arrives=False)
    line.to_node = lambda data: b""
    line.run(1.2)
    lost_from_us = line.now_us
    line.nodes = (VirtualNode(boot=2),)
    line.to_node = lambda data: data
    line.run(10)
    (loss,) = line.losses
    assert loss.from_us == pytest.approx(-line.node_ahead_us, abs=50_000)
    assert loss.until_us is not None
    assert lost_from_us < loss.until_us <= line.now_us


def pings(line: SimulatedLine, seconds: float) -> int:
    """How many the host sends within this time."""
    line.sent_to_nodes = b""
    line.run(seconds)
    return sum(isinstance(message, Ping) for message in messages_in(line.sent_to_nodes))


def test_a_node_that_was_reset_is_asked_for_its_clock_at_once() -> None:
    line = SimulatedLine()
    line.run(5.0)
    assert pings(line, 2.0) == 2
    line.nodes = (VirtualNode(boot=2),)
    assert pings(line, 2.0) >= FIRST_PINGS
    assert pings(line, 2.0) == 2


def test_shots_keep_their_order_while_the_clock_of_a_reset_node_becomes_known() -> None:
    line = SimulatedLine()
    line.pull()
    line.plug()
    # a busy computer reads the first frames of a boot half a second after they were written
    frames = []
    for _ in range(2):
        line.now_us += 200_000
        frames.append(line.node.stamped(line.node.latch(TICKS, line.node_us), line.node_us))
    line.now_us += 500_000
    line.receive(frames[0])
    line.receive(frames[1])
    line.now_us += 100_000
    line.shoot()
    first, second, third = (burst.at_us for burst in line.bursts)
    assert line.sequences == [1, 2, 3]
    assert first < second < third
    # and one that comes later lies between its neighbours
    line.now_us += 200_000
    late = line.node.stamped(line.node.latch(TICKS, line.node_us), line.node_us)
    line.now_us += 50_000
    line.shoot()
    line.run(0.5)
    line.receive(late)
    felt = {burst.key.sequence: burst.at_us for burst in line.bursts}
    assert felt[3] < felt[4] < felt[5]
