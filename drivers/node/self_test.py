"""Self-test before the first shot: whether all machines count, in step."""

import gc

from drivers.node.counts import count_of, since
from drivers.node.ports import Board
from drivers.wire.fields import OUT_OF_STEP

FORCED_WITHIN_US = 500
"""Largest difference between channels in step: the interpreter sets the lines one after the other."""
STEPS = 200
TRIES = 2


def counters_fault(board: Board) -> int:
    """OUT_OF_STEP if in every try a machine does not count, or is far from the others; else 0."""
    for _ in range(TRIES):
        if _are_in_step(board):
            return 0
    return OUT_OF_STEP


def _are_in_step(board: Board) -> bool:
    gc.collect()  # so that it does not run between setting two lines
    board.counters.arm()
    board.counters.force(is_high=True)
    every = (1 << board.channels) - 1
    for _ in range(STEPS):
        if board.counters.heard() & every == every:
            break
    words = board.counters.read()
    board.counters.force(is_high=False)
    if not all(words):
        return False
    ticks = [count_of(of_machine[0]) for of_machine in words]
    apart = max([abs(since(ticks[0], tick)) for tick in ticks])
    return apart * 1_000_000 <= FORCED_WITHIN_US * board.tick_hz
