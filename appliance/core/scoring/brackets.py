"""Brackets: who meets whom, from the seeds of a ranking to the final.

The first of the ranking meets the last, the second the last but one, so placed that the best meet as late as possible
(World Archery Rulebook, Book 2, chapter 4: 1 against 32, 16 against 17). Places without a seed are byes: the opponent
goes on without an arrow.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from appliance.core import limits
from appliance.core.scoring.matches import Side

MOST_ENTRIES = limits.SEED.most
FEWEST_ENTRIES = 2
"""Smallest bracket: one match."""
BYE: Literal[0] = 0
"""In place of a seed: no opponent."""
BRONZE = 3
"""The stage of the match for the third place; the others are named by how many are left: 32, 16, 8, 4, 2."""
FINAL = 2
"""The stage of the match for the first place: two are left."""


class MatchPlace(NamedTuple):
    """A match of a bracket: `number` counts from 1, down the page."""

    stage: int
    number: int


class Sides(NamedTuple):
    """The seeds that meet; None: not decided yet, BYE: no opponent."""

    a: int | None
    b: int | None

    @property
    def gone_on(self) -> Side | None:
        """The side that goes on without an arrow; None unless one side is a bye."""
        if BYE in (self.a, self.b):
            return "b" if self.a == BYE else "a"
        return None

    def seed(self, side: Side | None) -> int | None:
        return None if side is None else self.a if side == "a" else self.b


def size_of(entries: int) -> int:
    """Places of the first stage: the next power of two."""
    size = FINAL
    while size < entries:
        size *= 2
    return size


def first_seeds(size: int) -> list[int]:
    """The seeds of the first stage, down the page."""
    seeds = [1]
    while len(seeds) < size:
        most = 2 * len(seeds) + 1
        seeds = [one for seed in seeds for one in (seed, most - seed)]
    return seeds


def matches_of(stage: int) -> int:
    """How many matches a stage has."""
    return 1 if stage == BRONZE else stage // 2


def places(entries: int) -> list[MatchPlace]:
    """Every match, the first stage first; with a match for the third place where there are semi-finals."""
    size = size_of(entries)
    found = []
    stage = size
    while stage >= FINAL:
        if stage == FINAL and size > FINAL:
            found.append(MatchPlace(BRONZE, 1))
        found.extend(MatchPlace(stage, number) for number in range(1, matches_of(stage) + 1))
        stage //= 2
    return found


def meetings(entries: int, winners: Mapping[MatchPlace, Side | None]) -> dict[MatchPlace, Sides]:
    """Who meets whom in every match, as far as those before it are decided."""
    size = size_of(entries)
    seeds = [seed if seed <= entries else BYE for seed in first_seeds(size)]
    met: dict[MatchPlace, Sides] = {}
    for place in places(entries):
        if place.stage == size:
            met[place] = Sides(seeds[2 * place.number - 2], seeds[2 * place.number - 1])
        elif place.stage == BRONZE:
            met[place] = Sides(*(_gone(met, winners, MatchPlace(4, n), is_winner=False) for n in (1, 2)))
        else:
            before = [MatchPlace(2 * place.stage, 2 * place.number - 1 + k) for k in (0, 1)]
            met[place] = Sides(*(_gone(met, winners, one, is_winner=True) for one in before))
    return met


def _gone(
    met: Mapping[MatchPlace, Sides], winners: Mapping[MatchPlace, Side | None], place: MatchPlace, *, is_winner: bool
) -> int | None:
    """The seed of a match's winner, or of its loser; None where it is not decided."""
    winner = met[place].gone_on or winners.get(place)
    if winner is None:
        return None
    other: Side = "b" if winner == "a" else "a"
    return met[place].seed(winner if is_winner else other)
