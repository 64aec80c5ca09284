"""The signals of the lamp on the board. README.md has the same table for people."""

SHOT_US = 150_000
BLINK_US = 120_000
GAP_US = 240_000
PERIOD_US = 2_000_000
LISTENS, NO_HOST, REFUSED, FAULT = 1, 2, 3, 4
"""Number of short blinks every two seconds."""


def blinks(*, is_host_there: bool, is_refused: bool, faults: int) -> int:
    """Number of blinks for the most serious problem."""
    if faults:
        return FAULT
    if is_refused:
        return REFUSED
    return LISTENS if is_host_there else NO_HOST


def is_lit(count: int, now_us: int, shot_us: int) -> bool:
    """Whether the lamp is lit now; `shot_us`: time of the last shot, since each lights it for a moment."""
    if 0 <= now_us - shot_us < SHOT_US:
        return True
    at_us = now_us % PERIOD_US
    return at_us < count * GAP_US and at_us % GAP_US < BLINK_US
