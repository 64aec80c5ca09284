"""Brackets: seeds, byes, and who meets whom up to the final."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.core.scoring.brackets import (
    BRONZE,
    BYE,
    FEWEST_ENTRIES,
    FINAL,
    MOST_ENTRIES,
    MatchPlace,
    Sides,
    first_seeds,
    meetings,
    places,
    size_of,
)
from appliance.core.scoring.matches import Side

ENTRIES = st.integers(FEWEST_ENTRIES, MOST_ENTRIES)


def test_the_first_meets_the_last() -> None:
    assert first_seeds(8) == [1, 8, 4, 5, 2, 7, 3, 6]
    met = meetings(32, {})
    assert met[MatchPlace(32, 1)] == Sides(1, 32)
    assert met[MatchPlace(32, 2)] == Sides(16, 17)
    assert met[MatchPlace(32, 9)] == Sides(2, 31)
    assert len([one for one in met if one.stage == 32]) == 16


@pytest.mark.parametrize(("entries", "size"), [(2, 2), (3, 4), (4, 4), (5, 8), (17, 32), (32, 32)])
def test_places_are_the_next_power_of_two(entries: int, size: int) -> None:
    assert size_of(entries) == size
    assert len(places(entries)) == size - 1 + (size > FINAL)


def test_the_fewest_meet_in_one_match_and_fewer_meet_nobody() -> None:
    assert meetings(FEWEST_ENTRIES, {}) == {MatchPlace(FINAL, 1): Sides(1, 2)}
    assert meetings(FEWEST_ENTRIES - 1, {}) == {MatchPlace(FINAL, 1): Sides(1, BYE)}


def test_two_meet_in_the_final_alone() -> None:
    assert meetings(2, {}) == {MatchPlace(FINAL, 1): Sides(1, 2)}


def test_byes_go_to_the_best_and_the_third_of_three_is_third_without_a_match() -> None:
    met = meetings(3, {MatchPlace(4, 2): "b"})
    assert met == {
        MatchPlace(4, 1): Sides(1, BYE),
        MatchPlace(4, 2): Sides(2, 3),
        MatchPlace(BRONZE, 1): Sides(BYE, 2),
        MatchPlace(FINAL, 1): Sides(1, 3),
    }
    assert met[MatchPlace(BRONZE, 1)].gone_on == "b"
    assert meetings(3, {})[MatchPlace(FINAL, 1)] == Sides(1, None)


@settings(deadline=None)  # a busy machine is slow, not wrong
@given(ENTRIES)
def test_everybody_begins_once_and_byes_meet_nobody_below_them(entries: int) -> None:
    first = [sides for place, sides in meetings(entries, {}).items() if place.stage == size_of(entries)]
    assert sorted(seed for sides in first for seed in sides if seed) == list(range(1, entries + 1))
    byes = [sides.a for sides in first if sides.b == BYE]
    assert sorted(seed for seed in byes if seed) == list(range(1, size_of(entries) - entries + 1))
    assert all(sides.a != BYE for sides in first)


@settings(deadline=None)  # a busy machine is slow, not wrong
@given(ENTRIES)
def test_where_the_better_seed_always_wins_the_stages_are_the_ranking(entries: int) -> None:
    winners: dict[MatchPlace, Side | None] = {}
    for place in places(entries):
        sides = meetings(entries, winners)[place]
        assert sides.a is not None
        assert sides.b is not None
        if sides.gone_on is None:
            winners[place] = "a" if sides.a < sides.b else "b"
            if place.stage != BRONZE:
                assert {sides.a, sides.b} <= set(range(1, place.stage + 1))
    final = meetings(entries, winners)[MatchPlace(FINAL, 1)]
    assert {final.a, final.b} == {1, 2}


@settings(deadline=None)  # a busy machine is slow, not wrong
@given(ENTRIES, st.integers(0, 10**6))
def test_whoever_wins_there_is_one_winner_and_everybody_else_has_lost_once(entries: int, seed: int) -> None:
    dice = random.Random(seed)
    winners: dict[MatchPlace, Side | None] = {}
    lost: list[int | None] = []
    for place in places(entries):
        sides = meetings(entries, winners)[place]
        if sides.gone_on is None:
            winner: Side = dice.choice(("a", "b"))
            winners[place] = winner
            if place.stage != BRONZE:
                lost.append(sides.b if winner == "a" else sides.a)
    final = MatchPlace(FINAL, 1)
    won = meetings(entries, winners)[final].seed(winners[final])
    assert sorted([*(one or 0 for one in lost), won or 0]) == list(range(1, entries + 1))
