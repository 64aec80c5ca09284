"""Numbers the boots of a board, so that a shot is never taken for one of an earlier boot."""

from drivers.node.ports import Board
from drivers.wire.fields import MAX_BOOT

NAME = "boot"
MOST_FIRST = (1 << 62) - 1


def count_boot(board: Board) -> tuple[int, bool]:
    """The number of this boot, and whether it is random because it cannot be stored.

    Counting begins at a random number: a board that lost its files must not repeat earlier numbers.
    """
    boot = _last(board) + 1
    if not 0 < boot <= MAX_BOOT:
        boot = int.from_bytes(board.random(8), "little") & MOST_FIRST or 1
    try:
        board.flash.write(NAME, str(boot).encode())
    except OSError:
        return int.from_bytes(board.random(8), "little") & MAX_BOOT or 1, True
    return boot, False


def _last(board: Board) -> int:
    """The number of the previous boot; -1 if none can be read."""
    try:
        return int(board.flash.read(NAME).decode())
    except (OSError, ValueError):
        return -1
