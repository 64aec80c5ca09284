"""What a node finds wrong with itself is told, once and as long as it lasts."""

import pytest

from drivers.acoustic.archstats import ArchStatsDialect
from drivers.acoustic.dialect import Reception
from drivers.acoustic.node_faults import FAULTS, faults_of
from drivers.wire.codec import encode
from drivers.wire.messages import Climate, Header, Held, NodeFault, SelfReport, Status
from tests.builders import NOW


def told(dialect: ArchStatsDialect, faults: int, second: int) -> list[str]:
    report = SelfReport(NodeFault(faults), 120, 360, 13_000, 90_000)
    status = Status(Header(5, 1), second * 1_000_000, Climate(), 0, Held(), 0, (), report)
    dialect.feed(encode(status), Reception(NOW, second * 1e6))
    return [said.code for said in dialect.problems(second * 1e6)]


@pytest.mark.parametrize("fault", list(NodeFault))
def test_a_fault_is_told_while_it_lasts(fault: NodeFault) -> None:
    dialect = ArchStatsDialect(8e6)
    dialect.open_link(0.0)
    assert told(dialect, fault, 1) == [FAULTS[fault].code]
    assert told(dialect, fault, 2) == [FAULTS[fault].code]
    assert told(dialect, 0, 3) == []


def test_bits_of_a_later_version_are_passed_over() -> None:
    dialect = ArchStatsDialect(8e6)
    dialect.open_link(0.0)
    assert told(dialect, 0xFFC0, 1) == []


def test_a_node_that_does_not_say_has_none() -> None:
    assert faults_of(None) == []
