"""Chirps on the wire, in simulated time: asked for while they may be, never beside an arrow, and bounded."""

import dataclasses
import random
from collections.abc import Sequence

import pytest

from appliance.core.chirp_policy import QUIET_AFTER_IMPACT_US, QUIET_AFTER_RELEASE_US, Wanted, may_chirp
from drivers.acoustic import measuring
from drivers.sim.chirping import Emitters
from drivers.sim.virtual_butt import VirtualButt
from drivers.sim.virtual_node import HARDWARE_ID, VirtualNode
from drivers.wire.codec import encode
from drivers.wire.messages import Chirp, ChirpChannel, Header, Measure
from tests.drivers.simulated_line import SimulatedLine, messages_in
from tests.english import all_english

NAME = f"archstats-{HARDWARE_ID:016x}"
BUTT = VirtualButt(wind_x_m_per_s=3.0)
EMITTERS = Emitters(BUTT.sensors, (3.0, 40.0, 12.0, 0.0, 27.0, 33.0, 8.0, 19.0), (0.0,) * 8, sigma_us=0.0)
A_CHIRP = Chirp(
    Header(HARDWARE_ID, 1),
    sent_us=30_000_300,
    driven_us=30_000_000,
    tick_hz=8_000_000,
    tick_bits=32,
    emitter=1,
    driven_tick=80,
    channels=(ChirpChannel(8080, 300), ChirpChannel(None, 0), ChirpChannel(240, 300)),
)


def heard_of(emitter: int) -> Sequence[float | None]:
    return EMITTERS.one(emitter, BUTT.air, random.Random(emitter))


def a_node(**changes: object) -> VirtualNode:
    return VirtualNode(emitters=range(8), heard_of=heard_of, **changes)  # type: ignore[arg-type]


class ArcherLine(SimulatedLine):
    """Its host goes by the rule: who may chirp depends on impacts that were heard, and on releases."""

    def __init__(self, *nodes: VirtualNode, is_on: bool = True) -> None:
        self.released_us: float | None = None
        self.is_tapped, self.is_on = False, is_on
        super().__init__(*nodes, may_chirp=self._may)

    def _may(self, now_us: float) -> bool:
        impact_us = max((burst.at_us for burst in self.bursts), default=None)
        wanted = Wanted(now_us, is_open=True, is_tapped=self.is_tapped)
        return may_chirp(now_us, is_on=self.is_on, wanted=wanted, impact_us=impact_us, released_us=self.released_us)

    @property
    def measures(self) -> list[Measure]:
        return [m for m in messages_in(self.sent_to_nodes) if isinstance(m, Measure)]


def test_while_nobody_shoots_every_emitter_is_heard_in_turn_and_the_permission_is_renewed_once_a_second() -> None:
    line = ArcherLine(a_node())
    line.run(10)
    assert [chirp.emitter for chirp in line.chirps[:9]] == [0, 1, 2, 3, 4, 5, 6, 7, 0]
    assert {chirp.node for chirp in line.chirps} == {NAME}
    assert 9 <= len(line.measures) <= 11
    assert {measure.for_ms for measure in line.measures} == {round(measuring.ALLOWED_FOR_US / 1e3)}
    assert {measure.header.node for measure in line.measures} == {HARDWARE_ID}
    first = line.chirps[0]
    assert first.heard_us == pytest.approx(heard_of(0), abs=0.1)
    assert line.now_us - 10e6 <= first.sent_us <= first.loop_us
    assert (line.bursts, line.dialect.counts.dropped, line.dialect.counts.refused_values) == ([], 0, 0)


def test_a_chirp_has_no_number_and_is_not_acknowledged() -> None:
    line = ArcherLine(a_node())
    line.run(3)
    assert line.chirps
    line.shoot()
    line.run(1)
    assert line.sequences == [1]
    assert line.node.held == {}


def quiet_s(line: ArcherLine, since_us: float) -> float:
    """How long nothing chirped from then on, by the node's clock."""
    return min(us for us in line.node.turns.chirped if us >= since_us) / 1e6 - since_us / 1e6


def test_nothing_chirps_within_five_seconds_of_an_impact() -> None:
    line = ArcherLine(a_node())
    for wait_s in (3.0, 3.13, 6.4, 0.9):
        line.run(wait_s)
        felt_us = line.node_us
        line.shoot()
        line.run(QUIET_AFTER_IMPACT_US / 1e6 + 1.5)
        assert QUIET_AFTER_IMPACT_US / 1e6 <= quiet_s(line, felt_us) < QUIET_AFTER_IMPACT_US / 1e6 + 1
    assert line.sequences == [1, 2, 3, 4]


def test_a_shot_that_is_lost_on_its_way_keeps_the_node_quiet_too() -> None:
    line = ArcherLine(a_node())
    line.run(3)
    felt_us = line.node_us
    line.shoot(arrives=False)
    line.run(10)
    assert line.sequences == [1]
    # the node itself is quiet, then it is asked for that shot, then the host waits out the rest
    assert quiet_s(line, felt_us) >= QUIET_AFTER_IMPACT_US / 1e6


def test_nothing_chirps_within_ten_seconds_of_a_release_nor_while_taps_are_awaited() -> None:
    line = ArcherLine(a_node())
    line.run(3)
    line.released_us, left_us = float(line.now_us), line.node_us
    line.run(0.05)
    assert line.measures[-1].for_ms == 0
    line.run(QUIET_AFTER_RELEASE_US / 1e6 + 1)
    assert quiet_s(line, left_us + 50_000) >= QUIET_AFTER_RELEASE_US / 1e6 - 0.05
    line.is_tapped, tapped_us = True, line.node_us
    line.run(30)
    assert not [us for us in line.node.turns.chirped if us > tapped_us + 50_000]
    line.is_tapped = False
    line.run(2)
    assert line.node.turns.chirped[-1] > tapped_us + 30_000_000


def test_switched_off_no_node_is_asked() -> None:
    line = ArcherLine(a_node(), is_on=False)
    line.run(60)
    assert (line.measures, line.chirps) == ([], [])


def test_a_node_that_lost_its_host_is_quiet_by_itself() -> None:
    line = ArcherLine(a_node())
    line.run(3)
    lost_us = line.node_us
    line.pull()
    line.run(30)
    assert max(line.node.turns.chirped) <= lost_us + measuring.ALLOWED_FOR_US


def test_a_node_without_emitters_is_asked_once_a_minute_in_the_end_and_one_that_answers_again_each_second() -> None:
    line = ArcherLine(VirtualNode())
    line.run(measuring.UNANSWERED + 1)
    asked = len(line.measures)
    assert asked == measuring.UNANSWERED
    line.run(300)
    assert len(line.measures) - asked == 5
    # emitters were plugged in
    line.node.turns._present, line.node._heard_of = range(8), heard_of
    line.run(61)
    asked = len(line.measures)
    line.run(10)
    assert len(line.measures) - asked == 10


def test_a_reset_asks_anew() -> None:
    line = ArcherLine(VirtualNode())
    line.run(100)
    line.nodes = (a_node(boot=2),)
    line.run(3)
    assert line.chirps


def test_a_flood_of_chirps_costs_counts_and_no_arrow() -> None:
    line = ArcherLine(a_node())
    line.run(3)
    taken = len(line.chirps)
    now_us = line.node_us
    flood = encode(dataclasses.replace(A_CHIRP, sent_us=now_us, driven_us=now_us))
    line.receive(flood * 500)
    assert len(line.chirps) - taken <= measuring.MOST_AT_ONCE
    assert line.dialect.counts.dropped >= 500 - measuring.MOST_AT_ONCE
    assert "chirps more than it was asked to" in all_english(line.dialect.problems(line.now_us))[-1]
    line.shoot()
    assert line.sequences == [1]


def test_chirps_that_nobody_asked_for_are_not_used() -> None:
    line = SimulatedLine()
    line.run(1)
    line.receive(encode(A_CHIRP))
    assert (line.chirps, line.dialect.counts.dropped) == ([], 1)


@pytest.mark.parametrize(
    ("change", "heard_us", "problem"),
    [
        ({}, (1000.0, None, 20.0), None),
        ({"driven_tick": (1 << 32) - 80, "channels": (ChirpChannel(7920, 1),) * 2}, (1000.0, 1000.0), None),
        ({"channels": (ChirpChannel(8080, 1), ChirpChannel(79, 1))}, (1000.0, None), "delay of a chirp"),
        ({"channels": (ChirpChannel(8080, 1), ChirpChannel(80 + 200_001, 1))}, (1000.0, None), "delay of a chirp"),
        ({"tick_bits": 8}, None, "counter"),
        ({"tick_bits": 33}, None, "counter bits"),
        ({"tick_hz": 99_999}, None, "tick rate"),
        ({"driven_us": 30_000_301}, None, "clock"),
        ({"sent_us": 1 << 60}, None, "clock"),
    ],
)
def test_values_that_no_chirp_has_are_not_believed(
    change: dict[str, object], heard_us: tuple[float | None, ...] | None, problem: str | None
) -> None:
    line = SimulatedLine(may_chirp=lambda now_us: True)
    line.run(1)
    line.receive(encode(dataclasses.replace(A_CHIRP, **change)))  # type: ignore[arg-type]
    assert [chirp.heard_us for chirp in line.chirps] == ([] if heard_us is None else [heard_us])
    problems = all_english(line.dialect.problems(line.now_us))
    assert bool(problems) is (problem is not None)
    assert problem is None or problem in problems[-1]


def test_two_nodes_on_a_line_are_allowed_each_by_itself() -> None:
    line = ArcherLine(a_node(), VirtualNode(hardware_id=2))
    line.run(60)
    asked = [measure.header.node for measure in line.measures]
    assert asked.count(2) == measuring.UNANSWERED
    assert asked.count(HARDWARE_ID) > 55
