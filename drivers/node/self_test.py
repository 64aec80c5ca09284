"""Before the first shot: do all machines count, in step, and are the lines at rest?"""

from drivers.node.counts import count_of, since
from drivers.node.ports import Board
from drivers.wire.fields import OUT_OF_STEP

FORCED_WITHIN_US = 500
"""The lines are set one after the other by the interpreter."""
STEPS = 200


def counters_fault(board: Board) -> int:
    """OUT_OF_STEP where a machine does not count, or far from the others."""
    board.counters.arm()
    board.counters.force(is_high=True)
    every = (1 << board.channels) - 1
    for _ in range(STEPS):
        if board.counters.heard() & every == every:
            break
    words = board.counters.read()
    board.counters.force(is_high=False)
    if not all(words):
        return OUT_OF_STEP
    ticks = [count_of(of_machine[0]) for of_machine in words]
    apart = max([abs(since(ticks[0], tick)) for tick in ticks])
    return 0 if apart * 1_000_000 <= FORCED_WITHIN_US * board.tick_hz else OUT_OF_STEP
