"""What a node finds wrong with itself is told, once and as long as it lasts."""

import pytest

from appliance.runtime.background import background
from drivers.acoustic.archstats import ArchStatsDialect
from drivers.acoustic.dialect import Reception
from drivers.acoustic.link_quality import MOST_PROBLEMS, REMEMBERED_US
from drivers.acoustic.node import AcousticNode
from drivers.acoustic.node_faults import FAULTS, faults_of
from drivers.sim.pty_line import PtyLine
from drivers.wire.codec import PROTOCOL_VERSION as VERSION
from drivers.wire.codec import encode
from drivers.wire.fields import SHOT
from drivers.wire.framer import framed
from drivers.wire.messages import Climate, Header, Held, NodeFault, SelfReport, Status
from tests.builders import NOW
from tests.drivers.collected import Collected

ALL = [problem.code for problem in FAULTS.values()]
EVERY_FAULT = sum(NodeFault)
UNREADABLE = framed(bytes([VERSION << 4 | SHOT]) + bytes(20))


def a_status(faults: int, second: int, node: int = 5) -> bytes:
    report = SelfReport(NodeFault(faults), 120, 360, 13_000, 90_000)
    return encode(Status(Header(node, 1), second * 1_000_000, Climate(), 0, Held(), 0, (), report))


def problems_after(dialect: ArchStatsDialect, faults: int, second: int, node: int = 5) -> list[str]:
    dialect.feed(a_status(faults, second, node), Reception(NOW, second * 1e6))
    return codes(dialect, second)


def codes(dialect: ArchStatsDialect, second: int) -> list[str]:
    return [problem.code for problem in dialect.problems(second * 1e6)]


@pytest.mark.parametrize("fault", list(NodeFault))
def test_a_fault_is_reported_while_it_lasts(fault: NodeFault) -> None:
    dialect = ArchStatsDialect(8e6)
    dialect.open_link(0.0)
    assert problems_after(dialect, fault, 1) == [FAULTS[fault].code]
    assert problems_after(dialect, fault, 2) == [FAULTS[fault].code]
    assert problems_after(dialect, 0, 3) == []


def test_bits_of_a_later_version_are_passed_over() -> None:
    dialect = ArchStatsDialect(8e6)
    dialect.open_link(0.0)
    assert problems_after(dialect, 0xFFFF & ~EVERY_FAULT, 1) == []


def test_a_node_that_does_not_say_has_none() -> None:
    assert faults_of(None) == []


def test_faults_push_nothing_out_and_nothing_pushes_them_out() -> None:
    dialect = ArchStatsDialect(8e6)
    dialect.open_link(0.0)
    dialect.feed(UNREADABLE, Reception(NOW, 0.5e6))
    for second in (1, 2):
        assert problems_after(dialect, EVERY_FAULT, second) == ["node_message_unreadable", *ALL]
    # problems of other kinds, as many as are remembered
    for node in range(MOST_PROBLEMS):
        dialect.feed(framed(bytes([(VERSION + 1) << 4, node]) + bytes(8)), Reception(NOW, 3e6))
    assert set(ALL) < set(codes(dialect, 3))
    assert len(codes(dialect, 3)) == MOST_PROBLEMS + len(ALL)


def test_each_nodes_faults_last_as_long_as_it_is_heard() -> None:
    dialect = ArchStatsDialect(8e6)
    dialect.open_link(0.0)
    problems_after(dialect, NodeFault.CHANNEL_STUCK, 1, node=6)
    # what two nodes have is said once
    assert problems_after(dialect, NodeFault.CHANNEL_STUCK, 2) == ["node_channel_stuck"]
    assert problems_after(dialect, 0, 3) == ["node_channel_stuck"]
    assert codes(dialect, round(1 + REMEMBERED_US / 1e6)) == []


async def test_every_fault_reaches_the_page() -> None:
    line, collected = PtyLine(), Collected()
    node = AcousticNode(line.url, 115200, collected.take, lambda: ArchStatsDialect(8e6))
    async with background(node=node.run()):
        await line.write(a_status(EVERY_FAULT, 1) + UNREADABLE)
        status = await collected.state("listening", "cannot be read")
    line.unplug()
    assert [problem.code for problem in status.detail] == ["node_message_unreadable", *ALL]
