"""Since when the board is heard, and when it was heard last."""

import pytest

from appliance.core.events import NodeState, NodeStatus
from appliance.sensing.board_continuity import BoardContinuity
from tests.builders import NOW, a_burst


def status(heard_us: float, state: NodeState = "listening", shots_awaited: int = 0) -> NodeStatus:
    return NodeStatus("/dev/node", state, NOW, shots_awaited=shots_awaited, heard_us=heard_us)


def test_it_is_heard_since_it_listens_until_something_came_from_it_last() -> None:
    continuity = BoardContinuity()
    assert continuity.heard_us(0) is None
    continuity.note(status(9e6), 10e6)
    assert continuity.heard_us(0) == (10e6, 9e6)
    continuity.note(status(11e6), 11e6)
    assert continuity.heard_us(0) == (10e6, 11e6)
    # its cable was pulled, and the driver has not noticed
    continuity.note(status(11e6), 13e6)
    assert continuity.heard_us(0) == (10e6, 11e6)


@pytest.mark.parametrize("state", ["connecting", "silent", "lost", "not_understood"])
def test_after_a_break_it_is_heard_since_it_listens_again(state: NodeState) -> None:
    continuity = BoardContinuity()
    continuity.note(status(1e6), 1e6)
    continuity.note(status(1e6, state), 5e6)
    assert continuity.heard_us(0) is None
    continuity.note(status(8e6), 8e6)
    assert continuity.heard_us(0) == (8e6, 8e6)


def test_while_it_owes_shots_or_some_wait_to_be_recorded_nobody_knows_what_else_it_heard() -> None:
    continuity = BoardContinuity()
    continuity.note(status(1e6), 1e6)
    assert continuity.heard_us(1) is None
    continuity.note(status(2e6, shots_awaited=1), 2e6)
    assert continuity.heard_us(0) is None
    continuity.note(status(3e6), 3e6)
    assert continuity.heard_us(0) == (1e6, 3e6)


def test_an_impact_says_nothing_of_its_state() -> None:
    continuity = BoardContinuity()
    continuity.note(status(1e6), 1e6)
    continuity.note(a_burst(1), 50e6)
    assert continuity.heard_us(0) == (1e6, 1e6)
