"""What is counted beside the score, by which ties are broken too.

World Archery counts tens (inner tens are among them), then inner tens (X): Rulebook, Book 3, article 14.5. Archery GB
counts hits, then golds: Rules of Shooting, part 1. A gold is whatever the gold zone gives, 9 of five zones, 9 and 10 of
ten.
"""

from collections.abc import Iterable
from typing import Literal

Count = Literal["tens", "xs", "hits", "golds"]
TEN = 10
LEAST_GOLD = 9

TENS_AND_XS: tuple[Count, ...] = ("tens", "xs")
HITS_AND_GOLDS: tuple[Count, ...] = ("hits", "golds")


def count_of(count: Count, arrows: Iterable[tuple[int | None, bool]]) -> int:
    """How many of these arrows, each with its points and whether it is an X, are counted."""
    return sum(_is_counted(count, points or 0, is_x) for points, is_x in arrows)


def _is_counted(count: Count, points: int, is_x: bool) -> bool:
    match count:
        case "tens":
            return points == TEN
        case "xs":
            return is_x
        case "hits":
            return points > 0
        case "golds":
            return points >= LEAST_GOLD
