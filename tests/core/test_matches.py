"""Matches by the rules: sets, totals, shoot-offs, what the measurement cannot tell; against another reckoning."""

import math
import random
import re
from collections.abc import Sequence
from statistics import NormalDist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.core import limits
from appliance.core.scoring.matches import (
    LEAST_PROBABILITY,
    RULES,
    Counting,
    Format,
    MatchArrow,
    MatchRules,
    Ruling,
    Standing,
    can_end,
    decide,
    play,
)
from appliance.runtime.resources import sql_dir

SETS = RULES["individual", "sets"]
COMPOUND = RULES["individual", "cumulative"]
RULES_OF_ALL = st.sampled_from(list(RULES.values()))
POINTS = st.integers(0, 10)


def shot(*points: int) -> list[MatchArrow]:
    return [MatchArrow(one) for one in points]


def at(edge_mm: float, sigma_mm: float | None = 0.5, points: int = 10) -> list[MatchArrow]:
    return [MatchArrow(points, edge_mm, sigma_mm)]


def result_of(one: Standing) -> tuple[int, int, str, str | None, str | None]:
    return one.a, one.b, one.state, one.winner, one.by


HIGH, LOW = shot(10, 10, 10), shot(9, 9, 9)
FIVE_ALL = [HIGH, LOW, HIGH, LOW, HIGH], [LOW, HIGH, LOW, HIGH, HIGH]


def test_six_set_points_end_a_match_and_what_is_shot_then_counts_no_more() -> None:
    assert result_of(play(SETS, [HIGH] * 3, [LOW] * 3)) == (6, 0, "decided", "a", "points")
    after = play(SETS, [HIGH] * 3 + [LOW] * 2, [LOW] * 3 + [HIGH] * 2)
    assert (result_of(after), len(after.ends)) == ((6, 0, "decided", "a", "points"), 3)
    assert result_of(play(SETS, [HIGH] * 2, [LOW] * 2)) == (4, 0, "shooting", None, None)


def test_an_equal_set_gives_one_point_each() -> None:
    found = play(SETS, [HIGH, HIGH, HIGH], [HIGH, LOW, LOW])
    assert [(end.set_a, end.set_b) for end in found.ends] == [(1, 1), (2, 0), (2, 0), (None, None)]
    assert result_of(found) == (5, 1, "shooting", None, None)


def test_a_set_counts_once_both_have_shot_it_whole() -> None:
    found = play(SETS, [shot(10, 10, 10)], [shot(9, 9)])
    assert result_of(found) == (0, 0, "shooting", None, None)
    assert (found.ends[0].points_a, found.ends[0].points_b, found.ends[0].set_a) == (30, 18, None)
    # what nobody can score yet decides nothing
    assert result_of(play(SETS, [HIGH], [[*shot(9, 9), MatchArrow(None)]])) == (0, 0, "shooting", None, None)


def test_what_was_not_shot_counts_as_missed_and_is_reported() -> None:
    missed = MatchArrow(0, is_shot=False)
    found = play(SETS, [HIGH, [*shot(8), missed, missed]], [[missed] * 3, shot(9, 0, 0)])
    assert [(end.points_a, end.points_b, end.unshot_a, end.unshot_b) for end in found.ends] == [
        (30, 0, 0, 3), (8, 9, 2, 0), (0, 0, 0, 0)
    ]  # fmt: skip
    # of a shoot-off one arrow each counts, however many an end has
    off = play(SETS, [*FIVE_ALL[0], shot(9)], [*FIVE_ALL[1], [missed] * 3]).shoot_offs[0]
    assert (off.unshot_a, off.unshot_b, off.winner) == (0, 1, "a")


@pytest.mark.parametrize(("format_", "ends", "arrows"), [("individual", 5, 3), ("team", 4, 6), ("mixed_team", 4, 4)])
def test_how_many_ends_and_arrows(format_: Format, ends: int, arrows: int) -> None:
    for counting in ("sets", "cumulative"):
        rules = RULES[format_, counting]
        assert (rules.ends, rules.archers * rules.arrows) == (ends, arrows)
        equal = play(rules, [shot(*[9] * arrows)] * ends, [shot(*[9] * arrows)] * ends)
        assert (equal.a == equal.b, equal.state) == (True, "shoot_off")
        assert equal.a == (ends if counting == "sets" else 9 * arrows * ends)


def test_cumulative_is_decided_by_the_last_arrow_alone() -> None:
    assert result_of(play(COMPOUND, [HIGH] * 4, [shot(0, 0, 0)] * 4)) == (120, 0, "shooting", None, None)
    assert result_of(play(COMPOUND, [HIGH] * 5, [HIGH] * 4 + [shot(10, 10, 9)])) == (150, 149, "decided", "a", "points")


def shoot_off(a: Sequence[list[MatchArrow]], b: Sequence[list[MatchArrow]]) -> Standing:
    return play(SETS, [*FIVE_ALL[0], *a], [*FIVE_ALL[1], *b])


def test_a_shoot_off_goes_to_the_higher_score() -> None:
    assert result_of(shoot_off([], [])) == (5, 5, "shoot_off", None, None)
    assert result_of(shoot_off([shot(9)], [])) == (5, 5, "shoot_off", None, None)
    assert result_of(shoot_off([shot(9)], [shot(10)])) == (5, 5, "decided", "b", "shoot_off")


def test_of_equal_scores_the_nearest_wins_where_the_measurement_is_sure() -> None:
    found = shoot_off([at(12.0)], [at(17.0)])
    assert result_of(found) == (5, 5, "decided", "a", "nearest")
    assert (found.shoot_offs[0].nearest_a_mm, found.shoot_offs[0].nearest_b_mm) == (12.0, 17.0)
    found = shoot_off([at(12.0)], [at(11.5)])
    assert result_of(found) == (5, 5, "judge", None, None)
    assert found.shoot_offs[0].nearer == "b"
    assert found.shoot_offs[0].probability == pytest.approx(NormalDist().cdf(0.5 / math.hypot(0.5, 0.5)))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (at(12.0, None), at(40.0, 0.5)),  # tapped by a person
        (shot(10), at(40.0)),  # called, and nobody knows where it is
        (at(12.0, 0.0), at(12.0, 0.0)),
    ],
)
def test_what_cannot_be_reported_is_a_judges(a: list[MatchArrow], b: list[MatchArrow]) -> None:
    assert result_of(shoot_off([a], [b])) == (5, 5, "judge", None, None)
    # who may have another one shot
    assert result_of(shoot_off([a, shot(10)], [b, shot(9)])) == (5, 5, "decided", "a", "shoot_off")
    assert result_of(shoot_off([a, shot(10)], [b])) == (5, 5, "shoot_off", None, None)


def test_two_misses_are_shot_again() -> None:
    assert result_of(shoot_off([shot(0)], [shot(0)])) == (5, 5, "shoot_off", None, None)
    assert result_of(shoot_off([shot(0), shot(7)], [shot(0), shot(0)])) == (5, 5, "decided", "a", "shoot_off")


def test_a_teams_shoot_off_is_one_arrow_of_each_and_then_the_nearest_of_all() -> None:
    rules = RULES["team", "sets"]
    even = [shot(*[9] * 6)] * 4
    three = [MatchArrow(9, edge, 0.5) for edge in (30.0, 60.0, 25.0)]
    other = [MatchArrow(9, edge, 0.5) for edge in (35.0, 36.0, 37.0)]
    assert result_of(play(rules, [*even, three], [*even, other])) == (4, 4, "decided", "a", "nearest")
    assert result_of(play(rules, [*even, three], [*even, other[:2]])) == (4, 4, "shoot_off", None, None)
    # a fourth arrow is none of it
    assert result_of(play(rules, [*even, [*three, MatchArrow(10)]], [*even, other])) == (
        4,
        4,
        "decided",
        "a",
        "nearest",
    )


def test_a_shoot_off_needs_to_be_as_sure_as_a_line_call() -> None:
    text = (sql_dir() / "routines" / "functions" / "scoring.sql").read_text()
    assert re.search(rf"NOT BETWEEN {1 - LEAST_PROBABILITY:.3f} AND {LEAST_PROBABILITY}\b", text)


@settings(deadline=None)  # a busy machine is slow, not wrong
@given(st.floats(0, 100), st.floats(0, 100), st.floats(0.01, 20), st.floats(0.01, 20))
def test_nobody_wins_by_less_than_the_doubt(a_mm: float, b_mm: float, sigma_a: float, sigma_b: float) -> None:
    found = shoot_off([at(a_mm, sigma_a)], [at(b_mm, sigma_b)])
    z = abs(a_mm - b_mm) / math.hypot(sigma_a, sigma_b)
    if abs(z - NormalDist().inv_cdf(LEAST_PROBABILITY)) > 1e-6:
        assert (found.winner is not None) == (z > NormalDist().inv_cdf(LEAST_PROBABILITY))
    if found.winner is not None:
        assert found.winner == ("a" if a_mm < b_mm else "b")
    # the sides are treated alike
    mirrored = shoot_off([at(b_mm, sigma_b)], [at(a_mm, sigma_a)])
    assert mirrored.winner == {None: None, "a": "b", "b": "a"}[found.winner]


def reckoned(rules: MatchRules, a: list[list[int]], b: list[list[int]]) -> tuple[int, int, str | None]:
    """As somebody with paper and pencil does it: the line of the match, and its winner."""
    left = right = 0
    for mine, theirs in zip(a, b, strict=True):
        difference = sum(mine) - sum(theirs)
        if rules.to_win is None:
            left, right = left + sum(mine), right + sum(theirs)
            continue
        left += 1 + (difference > 0) - (difference < 0)
        right += 1 - (difference > 0) + (difference < 0)
        if left > rules.ends or right > rules.ends:
            break
    return left, right, None if left == right else "a" if left > right else "b"


@settings(deadline=None)  # a busy machine is slow, not wrong
@given(RULES_OF_ALL, st.data())
def test_whatever_is_shot_comes_to_what_paper_says(rules: MatchRules, data: st.DataObject) -> None:
    count = rules.archers * rules.arrows
    sides = [
        data.draw(st.lists(st.lists(POINTS, min_size=count, max_size=count), min_size=rules.ends, max_size=rules.ends))
        for _ in "ab"
    ]
    found = play(rules, *([shot(*end) for end in side] for side in sides))
    assert (found.a, found.b, found.winner) == reckoned(rules, *sides)
    assert found.state == ("shoot_off" if found.winner is None else "decided")
    # arrow by arrow nobody wins earlier than the whole match says, and never somebody else
    for whole in range(rules.ends):
        begun = play(rules, *([shot(*end) for end in side[:whole]] for side in sides))
        assert begun.winner in (None, found.winner)


@pytest.mark.parametrize(("format_", "counting"), list(RULES))
def test_every_match_ends(format_: Format, counting: Counting) -> None:
    rules, dice = RULES[format_, counting], random.Random(5)
    for _ in range(100):
        sides: list[list[list[MatchArrow]]] = [[], []]
        while (found := play(rules, *sides)).winner is None:
            count = rules.archers if len(sides[0]) >= rules.ends else rules.archers * rules.arrows
            for side in sides:
                side.append([MatchArrow(dice.randint(6, 10), dice.uniform(0, 60), 0.4) for _ in range(count)])
            assert len(sides[0]) < 100
        assert found.state == "decided"


def test_a_bye_comes_before_a_ruling_and_a_ruling_before_the_arrows() -> None:
    shot_by_a = play(SETS, [HIGH] * 3, [LOW] * 3)
    judge, entered = Ruling("b"), Ruling("b", (2, 6))
    assert decide(shot_by_a, None, None) == shot_by_a
    assert result_of(decide(shot_by_a, judge, None)) == (6, 0, "decided", "b", "judge")
    assert result_of(decide(shot_by_a, entered, None)) == (2, 6, "decided", "b", "entered")
    assert result_of(decide(play(SETS, [], []), entered, "a")) == (0, 0, "decided", "a", None)


@pytest.mark.parametrize("key", RULES)
def test_a_match_can_end_as_sets_can(key: tuple[Format, Counting]) -> None:
    """Every way in which the sets of a match may go, one after the other, against what is said of its end."""
    rules = RULES[key]
    if rules.to_win is None:
        most = rules.archers * rules.arrows * rules.ends * limits.POINTS.most
        assert can_end(rules, 139, 140)
        assert can_end(rules, most, 0)
        assert not can_end(rules, 0, most + 1)
        assert most <= limits.MATCH_RESULT.most
        return
    ends, going = set(), {(0, 0)}
    for _ in range(rules.ends):
        going = {(a + won, b + 2 - won) for a, b in going for won in (0, 1, 2)}
        ends |= {one for one in going if max(one) >= rules.to_win}
        going -= ends
    ends |= going
    most = 2 * rules.ends + 2
    assert {(a, b) for a in range(most) for b in range(most) if can_end(rules, a, b)} == ends
