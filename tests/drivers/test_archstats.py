"""Our own node's language, in simulated time: nothing is lost, nothing invented, everything in order and dated."""

import random

import pytest

from appliance.core.events import BurstKey
from drivers.acoustic.archstats import ArchStatsDialect
from drivers.acoustic.dialect import Reception
from drivers.acoustic.streams import MOST_STREAMS
from drivers.sim.virtual_node import HARDWARE_ID, VirtualNode
from drivers.wire.codec import encode
from drivers.wire.messages import Ack, Header, Ping, Replay, Shot
from tests.builders import NOW
from tests.drivers.simulated_line import SimulatedLine, a_shot, flips_bits, messages_in
from tests.english import english

NAME = f"archstats-{HARDWARE_ID:016x}"


def replays(line: SimulatedLine) -> list[tuple[int, int]]:
    return [(m.first, m.last) for m in messages_in(line.sent_to_nodes) if isinstance(m, Replay)]


def test_a_shot_becomes_a_burst_with_its_own_counter_and_name() -> None:
    line = SimulatedLine()
    line.receive(encode(a_shot()))
    (burst,) = line.bursts
    assert burst.key == BurstKey(NAME, 1, 1)
    assert (burst.tick_hz, burst.tick_bits, burst.ticks[7], burst.air.temp_c) == (80e6, 32, 1007, 20.0)
    assert burst.node_time_us == 19_990_000
    assert burst.impact_us == pytest.approx(line.now_us - 10_000)


def test_what_is_durable_is_acknowledged_and_forgotten_by_the_node() -> None:
    line = SimulatedLine()
    line.acknowledges = False
    line.shoot()
    line.run(0.5)
    assert set(line.node.held) == {1}
    line.dialect.acknowledge(BurstKey(NAME, 1, 1))
    line.run(0.1)
    assert line.node.held == {}
    assert [m.header for m in messages_in(line.sent_to_nodes) if isinstance(m, Ack)] == [Header(HARDWARE_ID, 1, 1)]


def test_what_the_node_still_holds_is_asked_for() -> None:
    node = VirtualNode()
    for k in range(20):
        node.latch((1,) * 8, k)
    line = SimulatedLine(node)
    # what it holds is dated by its clock, which a few frames do not tell yet
    line.run(0.2)
    assert replays(line) == []
    line.run(1.2)
    assert line.sequences == list(range(1, 21))
    assert replays(line) == [(1, 16), (17, 20)]
    line.run(10)
    assert node.held == {}
    assert line.sequences == list(range(1, 21))


def test_a_damaged_shot_comes_again_and_changes_no_order() -> None:
    line = SimulatedLine()
    line.run(1)
    line.shoot()
    line.shoot(arrives=False)
    line.shoot()
    line.run(0.3)
    assert line.sequences == [1, 2, 3]


def test_a_later_shot_waits_for_a_gap_no_longer_than_an_archer_does() -> None:
    line = SimulatedLine()
    line.run(1.05)
    line.shoot()
    line.to_node = lambda data: b""
    line.shoot(arrives=False)
    line.shoot()
    line.run(0.28)
    assert line.sequences == [1]
    line.run(0.03)
    assert line.sequences == [1, 3]
    # that gap has been waited for
    line.shoot()
    assert line.sequences == [1, 3, 4]
    line.to_node = lambda data: data
    line.run(10)
    assert line.sequences == [1, 3, 4, 2]
    felt = {burst.key.sequence: burst.at_us for burst in line.bursts}
    assert felt[1] <= felt[2] <= felt[3]


def test_a_lost_last_shot_is_noticed_by_the_next_status() -> None:
    line = SimulatedLine()
    line.run(1)
    line.shoot(arrives=False)
    line.run(1.5)
    assert line.sequences == [1]


def test_the_first_shot_of_all_is_missed_too() -> None:
    line = SimulatedLine()
    line.run(1)
    line.shoot()
    line.run(0.1)
    again = SimulatedLine(line.node)
    again.run(1)
    again.shoot(arrives=False)
    again.shoot()
    again.run(1.5)
    assert again.sequences == [2, 3]


@pytest.mark.parametrize("seed", range(3))
def test_three_hundred_held_shots_arrive_over_a_line_that_flips_one_bit_in_a_thousand(seed: int) -> None:
    dice = random.Random(seed)
    node = VirtualNode(capacity=400)
    for k in range(300):
        node.latch(tuple(dice.randrange(1 << 32) for _ in range(8)), k * 10_000)
    shots = node.held
    line = SimulatedLine(node, to_host=flips_bits(dice, 1e-3), to_node=flips_bits(dice, 1e-3))
    for _ in range(600):
        line.run(1)
        if not node.held:
            break
    assert node.held == {}
    assert sorted(line.sequences) == list(range(1, 301))
    assert all(burst.ticks == tuple(c.tick for c in shots[burst.key.sequence].channels) for burst in line.bursts)
    assert line.losses == []
    assert line.dialect.verdict(line.now_us) == "understood"
    assert "damaged" in english(line.dialect.problems(line.now_us)[-1])


def test_a_lost_request_is_made_again() -> None:
    node = VirtualNode()
    node.latch((1,) * 8, 0)
    line = SimulatedLine(node)
    line.to_host = lambda data: b"" if isinstance(messages_in(data)[0], Shot) else data
    line.run(4)
    assert len(replays(line)) >= 3
    assert line.sequences == []
    line.to_host = lambda data: data
    line.run(3)
    assert line.sequences == [1]


def test_an_unanswered_request_is_not_made_ever_faster() -> None:
    line = SimulatedLine()
    line.run(1)
    line.to_node = lambda data: b""
    line.shoot(arrives=False)
    line.run(60)
    assert 8 <= len(replays(line)) <= 20


def test_over_a_new_link_it_is_asked_at_once_for_what_the_old_one_lost() -> None:
    line = SimulatedLine()
    line.run(1)
    line.to_node = lambda data: b""
    line.shoot(arrives=False)
    line.run(60)
    asked = len(replays(line))
    # the next request over the old link would be up to eight seconds away
    line.pull()
    line.plug()
    line.to_node = lambda data: data
    line.run(0.9)
    assert len(replays(line)) == asked + 1
    assert line.sequences == [1]


def test_two_nodes_share_a_line() -> None:
    nodes = VirtualNode(hardware_id=1), VirtualNode(hardware_id=2)
    line = SimulatedLine(*nodes)
    line.run(1)
    for k in range(10):
        for node in nodes:
            line.shoot(node, arrives=k % 3 != 1)
            line.run(0.05)
    line.run(5)
    for node in nodes:
        name = f"archstats-{node.hardware_id:016x}"
        assert [b.key.sequence for b in line.bursts if b.key.node == name] == list(range(1, 11))
        assert node.held == {}
    assert line.losses == []


def test_a_burst_that_nobody_could_take_comes_again() -> None:
    line = SimulatedLine()
    line.run(1)
    full = [True]
    line.takes = lambda burst: not full[0]
    for _ in range(5):
        line.shoot()
    line.run(3)
    assert line.sequences == []
    full[0] = False
    line.run(10)
    assert line.sequences == [1, 2, 3, 4, 5]
    assert line.node.held == {}


def test_a_shot_whose_acknowledgement_was_lost_is_acknowledged_and_not_handed_on_again() -> None:
    line = SimulatedLine()
    line.run(1)
    line.shoot()
    line.to_node = lambda data: b""
    line.run(1)
    line.to_node = lambda data: data
    line.run(8)
    assert line.sequences == [1]
    assert line.node.held == {}


def test_the_same_identity_with_other_content_is_not_taken_for_known() -> None:
    line = SimulatedLine()
    line.receive(encode(a_shot()))
    line.run(0.1)
    line.receive(encode(a_shot(impact_us=19_000_000)))
    assert [burst.node_time_us for burst in line.bursts] == [19_990_000, 19_000_000]


def test_held_shots_are_dated_one_by_one() -> None:
    line = SimulatedLine()
    line.run(5)
    line.pull()
    felt = {}
    for k in range(12):
        line.run(2)
        felt[line.shoot()] = line.now_us
        assert k < 12
    line.plug()
    # over the new link the delays are to be learned anew
    line.run(0.2)
    assert replays(line) == []
    line.run(2.7)
    assert line.sequences == list(range(1, 13))
    for burst in line.bursts:
        assert burst.impact_us == pytest.approx(felt[burst.key.sequence], abs=50_000)


def test_our_own_echo_is_not_a_word_of_the_node() -> None:
    dialect = ArchStatsDialect(8e6)
    dialect.open_link(0.0)
    out = dialect.output(0.0, quiet=True)
    assert [type(m) for m in messages_in(out)] == [Ping]
    assert dialect.feed(out, Reception(NOW, 1000.0)) == []
    assert dialect.verdict(1000.0) == "nothing"
    assert dialect.counts.dropped == 0


def test_a_link_that_is_lost_hands_on_what_waited() -> None:
    line = SimulatedLine()
    line.run(1)
    line.shoot()
    line.shoot(arrives=False)
    line.shoot()
    line.pull()
    assert line.sequences == [1, 3]


def test_half_a_frame_of_an_old_link_is_not_joined_to_what_a_new_one_brings() -> None:
    line = SimulatedLine()
    frame = encode(a_shot())
    line.receive(frame[:50])
    line.pull()
    line.plug()
    line.receive(frame[50:])
    assert line.bursts == []
    line.receive(frame)
    assert line.sequences == [1]


def test_ever_new_nodes_take_bounded_memory() -> None:
    line = SimulatedLine()
    for node in range(1, 41):
        line.receive(encode(a_shot(header=Header(node, 1, 1))))
    assert len(line.bursts) == 40
    assert len(line.dialect._streams) == len(line.dialect._streams.running) == MOST_STREAMS


def test_a_node_sends_again_by_itself_what_nobody_asks_for() -> None:
    line = SimulatedLine()
    line.run(3)
    line.acknowledges = False
    line.shoot()
    line.run(40)
    # given back to a host that forgets: no request is needed
    assert set(line.node.held) == {1}
    assert line.sequences.count(1) >= 2
