"""The firmware keeps PROTOCOL.md, with the appliance's own driver on the other end of a simulated line."""

import random

import pytest

from drivers.node.conversation import Conversation, Identity
from drivers.sim.virtual_node import HARDWARE_ID
from drivers.wire import fields
from drivers.wire.codec import encode
from drivers.wire.framer import framed
from drivers.wire.messages import (
    ALL_NODES,
    Ack,
    Gone,
    GoneReason,
    Header,
    Hello,
    Message,
    Ping,
    Prompt,
    Refuse,
    Replay,
    Shot,
    Status,
)
from tests.drivers.simulated_line import SimulatedLine, flips_bits, messages_in
from tests.node.firmware_node import FirmwareNode

OURS = Header(HARDWARE_ID, 1)
EIGHT = [(1000 + k, 40, 900, 3, 0, 0) for k in range(8)]
SECOND = 1_000_000


class Table:
    """The conversation alone, in a hand's reach."""

    def __init__(self, *, capacity: int = 256, shares_line: bool = False) -> None:
        self.talk = Conversation(
            Identity(HARDWARE_ID, 1, firmware="node test"), capacity=capacity, shares_line=shares_line
        )
        self.now_us = 0
        self.received()

    def send(self, *messages: Message) -> list[Message | None]:
        """The host says this; what is answered at once."""
        self.talk.receive(b"".join(encode(message) for message in messages), self.now_us)
        return self.received()

    def received(self) -> list[Message | None]:
        out = b""
        while frame := self.talk.next_frame(self.now_us):
            out += frame
        return messages_in(out)

    def shoot(self, count: int = 1) -> list[Message | None]:
        for _ in range(count):
            self.talk.shot(self.now_us, 0xFF, 0, EIGHT)
        return self.received()

    def over(self, seconds: float) -> list[tuple[int, Message | None]]:
        """All that is said while time passes, with its time."""
        heard: list[tuple[int, Message | None]] = []
        for _ in range(round(seconds * 200)):
            self.now_us += 5_000
            heard += [(self.now_us, message) for message in self.received()]
        return heard


def shots_of(messages: list[Message | None]) -> list[int]:
    return [message.header.sequence for message in messages if isinstance(message, Shot)]


def test_it_speaks_first_a_hello_that_nobody_asked_for_and_its_state() -> None:
    talk = Conversation(Identity(HARDWARE_ID, 7, tick_hz=62_500_000, channels=4, firmware="node test"))
    first, second = messages_in((talk.next_frame(0) or b"") + (talk.next_frame(0) or b""))
    assert isinstance(first, Hello)
    assert (first.header, first.token, first.tick_hz, first.channels) == (Header(HARDWARE_ID, 7), 0, 62_500_000, 4)
    assert first.firmware == "node test"
    assert isinstance(second, Status)
    assert talk.next_frame(0) is None


def test_every_second_its_state() -> None:
    times = [at for at, message in Table().over(5.2) if isinstance(message, Status)]
    assert times == [SECOND * n for n in range(1, 6)]


def test_a_shot_is_reported_at_once_and_before_all_else() -> None:
    table = Table()
    table.talk.receive(encode(Ping(Header(ALL_NODES, 0), 9)), 0)
    table.talk.shot(0, 0xFF, 0, EIGHT)
    received = table.received()
    assert [type(message) for message in received] == [Shot, Hello]


def test_ping_is_answered_with_its_token_to_all_and_to_one_alone() -> None:
    table = Table()
    (to_all,) = table.send(Ping(Header(ALL_NODES, 0), 77))
    (to_one,) = table.send(Ping(OURS, 78))
    assert isinstance(to_all, Hello)
    assert isinstance(to_one, Hello)
    assert (to_all.token, to_one.token) == (77, 78)
    assert table.send(Ping(Header(HARDWARE_ID + 1, 0), 79)) == []


def test_an_acknowledgement_forgets_that_shot_alone() -> None:
    table = Table()
    assert shots_of(table.shoot(5)) == [1, 2, 3, 4, 5]
    table.send(Ack(Header(HARDWARE_ID, 1, 4)))
    assert table.talk.held_shots.held() == (1, 5, 5, 0, 0, 0)
    table.send(Ack(Header(HARDWARE_ID, 1, 5)), Ack(Header(HARDWARE_ID, 2, 1)), Ack(Header(HARDWARE_ID + 1, 1, 2)))
    assert table.talk.held_shots.held() == (1, 3, 5, 0, 0, 0)


def test_nothing_but_a_ping_is_for_every_node() -> None:
    table = Table()
    table.shoot()
    everybody = Header(ALL_NODES, 1, 1)
    assert table.send(Ack(everybody), Replay(everybody, 1, 1), Refuse(everybody, 9, 9), Prompt(everybody)) == []
    assert table.talk.held_shots.held()[0] == 1
    assert not table.talk.is_refused
    assert not table.talk.is_prompt_wanted


def test_replay_answers_for_every_number() -> None:
    table = Table(capacity=6)
    table.shoot(10)
    table.send(Ack(Header(HARDWARE_ID, 1, 6)), Ack(Header(HARDWARE_ID, 1, 9)))
    answers = table.send(Replay(OURS, 1, 14))
    assert [
        (m.first, m.last, m.reason) if isinstance(m, Gone) else m.header.sequence if m else None for m in answers
    ] == [
        (1, 4, GoneReason.DROPPED),
        5,
        (6, 6, GoneReason.ACKNOWLEDGED),
        7,
        8,
        (9, 9, GoneReason.ACKNOWLEDGED),
        10,
        (11, 14, GoneReason.UNKNOWN),
    ]


def test_at_most_sixteen_shots_for_one_replay() -> None:
    table = Table()
    table.shoot(16)
    table.shoot(16)
    assert shots_of(table.send(Replay(OURS, 3, 32))) == list(range(3, 19))


def test_of_another_boot_it_knows_nothing() -> None:
    table = Table()
    table.shoot()
    (answer,) = table.send(Replay(Header(HARDWARE_ID, 99), 1, 5))
    assert answer == Gone(Header(HARDWARE_ID, 99), 1, 5, GoneReason.UNKNOWN)


@pytest.mark.parametrize("asked", [(5, 1), (0, 0), (0, (1 << 32) - 1), ((1 << 32) - 1, (1 << 32) - 1)])
def test_odd_replays_are_answered_within_bounds(asked: tuple[int, int]) -> None:
    table = Table()
    table.shoot(3)
    assert len(table.send(Replay(OURS, *asked))) <= 5


def test_a_storm_of_replays_fills_no_memory() -> None:
    table = Table()
    table.shoot(16)
    for _ in range(1000):
        table.talk.receive(encode(Replay(OURS, 1, 16)), 0)
        table.talk.receive(encode(Ping(Header(ALL_NODES, 0), 5)), 0)
    assert len(table.received()) < 200


def test_what_is_not_acknowledged_comes_again_while_a_host_is_there() -> None:
    table = Table()
    table.over(10)
    table.shoot(3)
    assert shots_of([m for _, m in table.over(20)]) == []
    table.send(Ping(Header(ALL_NODES, 0), 1))
    heard = [(at, m.header.sequence) for at, m in table.over(4.5) if isinstance(m, Shot)]
    begin = 32 * SECOND
    assert heard == [(begin, 1), (begin + 125_000, 2), (begin + 250_000, 3)]
    # nobody there any more: it is quiet
    assert shots_of([m for _, m in table.over(20)]) == []


def test_what_is_held_is_not_looked_through_at_each_step_while_nothing_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    table = Table()
    table.send(Ping(Header(ALL_NODES, 0), 1))
    table.shoot()
    looks: list[int] = []

    def nothing_due(now_us: int) -> int:
        looks.append(now_us)
        return 0

    monkeypatch.setattr(table.talk.held_shots, "oldest_due", nothing_due)
    table.over(4)
    assert len(looks) == 17


def test_a_shot_comes_again_five_seconds_after_it_was_last_sent() -> None:
    table = Table()
    table.send(Ping(Header(ALL_NODES, 0), 1))
    table.over(3)
    table.shoot()
    start = table.now_us
    times = []
    for _ in range(11):
        table.send(Ping(Header(ALL_NODES, 0), 1))
        times += [at - start for at, m in table.over(1) if isinstance(m, Shot)]
    assert times == [5 * SECOND, 10 * SECOND]


def test_the_oldest_of_257_is_dropped_and_counted() -> None:
    table = Table()
    for _ in range(258):
        table.shoot()
    assert table.talk.held_shots.held() == (3, 258, 258, 2, 1, 2)


def test_the_time_of_sending_is_new_each_time_and_that_of_the_impact_is_not() -> None:
    table = Table()
    (first,) = table.shoot()
    table.now_us = 7 * SECOND
    (again,) = [m for m in table.send(Replay(OURS, 1, 1)) if isinstance(m, Shot)]
    assert isinstance(first, Shot)
    assert (first.sent_us, first.impact_us) == (0, 0)
    assert (again.sent_us, again.impact_us) == (7 * SECOND, 0)
    assert again.channels == first.channels


@pytest.mark.parametrize("version", [1, 2, 3, 15])
def test_a_host_of_another_version_that_refuses_is_shown_and_shots_are_kept(version: int) -> None:
    table = Table()
    table.shoot()
    refusal = bytearray(fields.pack_frame(fields.REFUSE, HARDWARE_ID, 0, 0, fields.pack_refuse(version, version)))
    refusal[0] = version << 4 | fields.REFUSE
    table.talk.receive(framed(bytes(refusal)), 0)
    assert table.talk.is_refused
    assert shots_of(table.send(Replay(OURS, 1, 1))) == [1]
    table.send(Ping(Header(ALL_NODES, 0), 1))
    assert not table.talk.is_refused


@pytest.mark.parametrize("version", [1, 3, 15])
def test_the_prompt_is_given_to_a_host_of_any_version(version: int) -> None:
    table = Table()
    for node, is_wanted in ((HARDWARE_ID + 1, False), (fields.ALL_NODES, False), (HARDWARE_ID, True)):
        table.talk.receive(framed(fields.pack_frame(fields.PROMPT, node, 0, version=version)), 0)
        assert table.talk.is_prompt_wanted == is_wanted


@pytest.mark.parametrize("kind", [kind for kind in range(16) if kind not in (fields.REFUSE, fields.PROMPT)])
def test_other_frames_of_another_version_are_passed_over(kind: int) -> None:
    table = Table()
    table.shoot()
    frame = bytearray(fields.pack_frame(kind, HARDWARE_ID, 1, 1, bytes(8)))
    frame[0] = 3 << 4 | kind
    table.talk.receive(framed(bytes(frame)), 0)
    assert table.received() == []
    assert table.talk.held_shots.held()[0] == 1
    assert not table.talk.is_refused
    assert not table.talk.is_prompt_wanted


def test_its_own_frames_that_are_echoed_are_nothing() -> None:
    table = Table()
    received = b""
    table.talk.shot(0, 0xFF, 0, EIGHT)
    table.now_us = 2 * SECOND
    while frame := table.talk.next_frame(table.now_us):
        received += frame
    table.talk.receive(received * 3, table.now_us)
    assert table.received() == []
    assert not table.talk.is_host_there(table.now_us)


def test_the_prompt_is_given_to_who_asks_this_node() -> None:
    table = Table()
    table.send(Prompt(Header(HARDWARE_ID + 1, 0)))
    assert not table.talk.is_prompt_wanted
    table.send(Prompt(Header(HARDWARE_ID, 0)))
    assert table.talk.is_prompt_wanted


@pytest.mark.parametrize("kind", range(16))
@pytest.mark.parametrize("length", [0, 1, 7, 8, 20])
def test_a_frame_cut_short_under_a_good_checksum_ends_nothing(kind: int, length: int) -> None:
    table = Table()
    whole = fields.pack_frame(kind, HARDWARE_ID, 1, 1)
    table.talk.receive(framed(whole + bytes(length)) + framed((whole + b"x")[:length] or b"x"), 0)
    table.received()
    assert len(table.send(Ping(OURS, 1))) == 1


def test_on_a_shared_pair_of_wires_it_waits_for_its_turn_and_for_quiet() -> None:
    table = Table(shares_line=True)
    slot_us = HARDWARE_ID % 16 * 5_000
    assert slot_us > 0
    table.now_us = SECOND // 2
    table.send(Ping(Header(ALL_NODES, 0), 3))
    asked_us = table.now_us
    (at, hello) = table.over(0.2)[0]
    assert isinstance(hello, Hello)
    assert at - asked_us == slot_us
    table.talk.receive(b"some other node speaks", table.now_us)
    table.talk.shot(table.now_us, 0xFF, 0, EIGHT)
    table.now_us += 1_999
    assert table.received() == []
    table.now_us += 1
    assert shots_of(table.received()) == [1]


def test_shots_reach_the_driver_in_order_and_are_forgotten() -> None:
    node = FirmwareNode()
    line = SimulatedLine(node)
    for k in range(20):
        line.shoot(arrives=k % 3 != 1)
        line.run(0.4)
    line.run(3)
    assert line.sequences == list(range(1, 21))
    assert node.numbers == []
    assert line.losses == []


def test_everything_arrives_once_over_a_wire_that_flips_bits() -> None:
    node = FirmwareNode()
    line = SimulatedLine(node, to_host=flips_bits(random.Random(1), 1e-4), to_node=flips_bits(random.Random(2), 1e-4))
    for _ in range(60):
        line.shoot()
        line.run(0.5)
    line.run(20)
    assert sorted(line.sequences) == list(range(1, 61))
    assert node.numbers == []


def test_256_shots_that_were_held_while_the_cable_was_out_all_arrive() -> None:
    node = FirmwareNode()
    line = SimulatedLine(node)
    line.run(3)
    line.pull()
    for _ in range(256):
        line.shoot()
        line.run(0.05)
    assert len(node.numbers) == 256
    line.plug()
    line.run(40)
    assert line.sequences == list(range(1, 257))
    assert node.numbers == []


def test_what_was_dropped_is_reported_as_lost() -> None:
    node = FirmwareNode(capacity=10)
    line = SimulatedLine(node)
    line.shoot()
    line.run(3)
    line.pull()
    for _ in range(14):
        line.shoot()
        line.run(0.05)
    line.plug()
    line.run(10)
    assert line.sequences == [1, *range(6, 16)]
    assert [(lost.first, lost.last) for lost in line.losses] == [(2, 5)]


def test_several_nodes_on_one_line_are_told_apart() -> None:
    nodes = [FirmwareNode(hardware_id=HARDWARE_ID + k, boot=5 + k) for k in range(3)]
    line = SimulatedLine(*nodes)
    for k in range(12):
        line.shoot(nodes[k % 3])
        line.run(0.3)
    line.run(3)
    assert {(burst.key.node, burst.key.sequence) for burst in line.bursts} == {
        (f"archstats-{node.hardware_id:016x}", number) for node in nodes for number in range(1, 5)
    }
    assert all(node.numbers == [] for node in nodes)
