"""Matches: two sides shoot ends against each other until one has won. Everything follows from their arrows.

World Archery Rulebook, Book 2, chapter 4 (rounds of matches) and Book 3, chapter 14 (scoring and ties). In sets
(recurve) the higher score of a set gives two set points and an equal one each side one; an individual shoots up to
five sets of three arrows and needs six set points, a team up to four of six (two an archer) and needs five, a mixed
team up to four of four and needs five. Cumulative (compound) the score of all ends counts: five of three, four of six,
four of four. Equal at the end, each archer shoots one more arrow; of equal scores the arrow nearest to the middle wins,
and where those are equally near another one is shot.

Where sides alternate (Book 3, chapter 13, order of shooting), the higher seed chooses who shoots first in the first
end. Afterwards whoever has fewer set points, or the lower score, does, and where they are equal, as in a shoot-off,
whoever did in the first end.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Literal

from appliance.core import limits
from appliance.core.timer_plans import PLANS, TimerPlan

Format = Literal["individual", "team", "mixed_team"]
Counting = Literal["sets", "cumulative"]
Side = Literal["a", "b"]
MatchState = Literal["shooting", "shoot_off", "judge", "decided"]
"""`judge`: the shoot-off is equal, and the measurement cannot tell whose arrow is nearest to the middle."""
DecidedBy = Literal["points", "shoot_off", "nearest", "judge", "entered"]
"""`entered`: the match was shot at another butt, and a person entered its result."""
LEAST_PROBABILITY = 0.995
"""Minimum probability of the nearer arrow without a judge, as for a line call: sql/routines/functions/scoring.sql."""


@dataclass(frozen=True, slots=True)
class MatchRules:
    """`archers` of a side, each with `arrows` an end; `to_win`: set points, None where the score counts."""

    archers: int
    arrows: int
    ends: int
    to_win: int | None


RULES: dict[tuple[Format, Counting], MatchRules] = {
    ("individual", "sets"): MatchRules(1, 3, 5, 6),
    ("team", "sets"): MatchRules(3, 2, 4, 5),
    ("mixed_team", "sets"): MatchRules(2, 2, 4, 5),
    ("individual", "cumulative"): MatchRules(1, 3, 5, None),
    ("team", "cumulative"): MatchRules(3, 2, 4, None),
    ("mixed_team", "cumulative"): MatchRules(2, 2, 4, None),
}


@dataclass(frozen=True, slots=True)
class MatchArrow:
    """Points of an arrow, None: unknown; distance of the shaft's inner edge from the middle, with standard deviation.

    `sigma_mm` None: a person tapped the place, which is good for a picture but not for a decision. `is_shot` False:
    the end is over without this arrow, and it counts as a miss.
    """

    points: int | None
    edge_mm: float | None = None
    sigma_mm: float | None = None
    is_shot: bool = True


Ends = Sequence[Sequence[MatchArrow]]
"""The arrows of a side, end by end; shoot-offs follow the last end as further ends."""


@dataclass(frozen=True, slots=True)
class EndResult:
    """Points of both sides in an end; set points once it is whole, None before and where the score counts.

    `unshot_a`, `unshot_b`: arrows of the end that were not shot, and count as misses.
    """

    points_a: int
    points_b: int
    set_a: int | None
    set_b: int | None
    is_whole: bool
    unshot_a: int = 0
    unshot_b: int = 0


@dataclass(frozen=True, slots=True)
class ShootOff:
    """One arrow of each archer. `nearer`: the side measured nearer to the middle; `probability`: that it is.

    `nearest_a_mm`, `sigma_a_mm`: `edge_mm` and `sigma_mm` of the side's nearest arrow; `unshot_a`: as in EndResult.
    """

    points_a: int
    points_b: int
    is_whole: bool
    nearest_a_mm: float | None = None
    nearest_b_mm: float | None = None
    sigma_a_mm: float | None = None
    sigma_b_mm: float | None = None
    nearer: Side | None = None
    probability: float | None = None
    winner: Side | None = None
    unshot_a: int = 0
    unshot_b: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """How a match stands: `a` and `b` are set points, or the score where that counts."""

    ends: tuple[EndResult, ...]
    shoot_offs: tuple[ShootOff, ...]
    a: int
    b: int
    state: MatchState
    winner: Side | None
    by: DecidedBy | None


def play(rules: MatchRules, a: Ends, b: Ends) -> Standing:
    """How the match stands after these arrows; arrows shot after it was decided change nothing."""
    ends: list[EndResult] = []
    for number in range(rules.ends):
        ends.append(_end(rules, _at(a, number), _at(b, number)))
        total_a, total_b = _totals(rules, ends)
        if not ends[-1].is_whole:
            return Standing(tuple(ends), (), total_a, total_b, "shooting", None, None)
        if rules.to_win is not None and max(total_a, total_b) >= rules.to_win:
            break
    if total_a != total_b:
        return Standing(tuple(ends), (), total_a, total_b, "decided", "a" if total_a > total_b else "b", "points")
    offs, state, winner = _shoot_offs(rules, a[rules.ends :], b[rules.ends :])
    by: DecidedBy | None = None
    if winner is not None:
        by = "shoot_off" if offs[-1].points_a != offs[-1].points_b else "nearest"
    return Standing(tuple(ends), offs, total_a, total_b, state, winner, by)


@dataclass(frozen=True, slots=True)
class Ruling:
    """The winner by a judge, or by a person who entered the `result` of a match shot at another butt."""

    winner: Side
    result: tuple[int, int] | None = None


def decide(standing: Standing, ruling: Ruling | None, gone_on: Side | None) -> Standing:
    """How a match stands in its bracket: a bye before any ruling, a ruling before the arrows.

    There is one ruling at a time: a judge's takes the place of an entered result, and never the other way round.
    """
    if gone_on is not None:
        return replace(standing, state="decided", winner=gone_on, by=None)
    if ruling is None:
        return standing
    if ruling.result is None:
        return replace(standing, state="decided", winner=ruling.winner, by="judge")
    a, b = ruling.result
    return replace(standing, a=a, b=b, state="decided", winner=ruling.winner, by="entered")


def can_end(rules: MatchRules, a: int, b: int) -> bool:
    """Whether a match can have this result before a shoot-off: set points, or the score where that counts."""
    if rules.to_win is None:
        return max(a, b) <= rules.archers * rules.arrows * rules.ends * limits.POINTS.most
    # each set gives two set points, and none is shot after the one that decides
    is_shot = (a + b) % 2 == 0 and a + b <= 2 * rules.ends
    is_won = max(a, b) >= rules.to_win > max(min(a, b), max(a, b) - 2)
    return is_shot and (is_won or a == b == rules.ends)


def shoots_first(a: int, b: int, first: Side) -> Side:
    """The side that shoots first in the next end at `a` to `b`; `first`: the side that did in the first end."""
    if a == b:
        return first
    return "a" if a < b else "b"


def timed(form: Format, *, is_shoot_off: bool) -> TimerPlan:
    """The timer plan of a match that is shot alternately."""
    if is_shoot_off:
        # an arrow of each archer in turn, teams too
        return replace(PLANS["shoot_off_alternating"], arrows=RULES[form, "sets"].archers)
    return PLANS["alternating" if form == "individual" else f"alternating_{form}"]


def _at(ends: Ends, number: int) -> Sequence[MatchArrow]:
    return ends[number] if number < len(ends) else ()


def _points(arrows: Sequence[MatchArrow]) -> int:
    return sum(arrow.points or 0 for arrow in arrows)


def _unshot(arrows: Sequence[MatchArrow]) -> int:
    return sum(not arrow.is_shot for arrow in arrows)


def _is_whole(arrows: Sequence[MatchArrow], count: int) -> bool:
    return len(arrows) >= count and all(arrow.points is not None for arrow in arrows)


def _end(rules: MatchRules, a: Sequence[MatchArrow], b: Sequence[MatchArrow]) -> EndResult:
    count = rules.archers * rules.arrows
    points_a, points_b = _points(a), _points(b)
    is_whole = _is_whole(a, count) and _is_whole(b, count)
    unshot_a, unshot_b = _unshot(a), _unshot(b)
    if rules.to_win is None or not is_whole:
        return EndResult(points_a, points_b, None, None, is_whole, unshot_a, unshot_b)
    set_a = 2 if points_a > points_b else 1 if points_a == points_b else 0
    return EndResult(points_a, points_b, set_a, 2 - set_a, is_whole, unshot_a, unshot_b)


def _totals(rules: MatchRules, ends: Sequence[EndResult]) -> tuple[int, int]:
    if rules.to_win is None:
        return sum(end.points_a for end in ends), sum(end.points_b for end in ends)
    return sum(end.set_a or 0 for end in ends), sum(end.set_b or 0 for end in ends)


def _shoot_offs(rules: MatchRules, a: Ends, b: Ends) -> tuple[tuple[ShootOff, ...], MatchState, Side | None]:
    """All shoot-offs until a side has won, the state, and the winner; where the measurement cannot tell, a judge may
    have another one shot."""
    offs: list[ShootOff] = []
    state: MatchState = "shoot_off"
    for arrows_a, arrows_b in zip_longest(a, b, fillvalue=()):
        if not arrows_a and not arrows_b:
            break
        first_a, first_b = arrows_a[: rules.archers], arrows_b[: rules.archers]
        off = _shoot_off(first_a, first_b, rules.archers)
        off = replace(off, unshot_a=_unshot(first_a), unshot_b=_unshot(first_b))
        offs.append(off)
        if off.winner is not None:
            return tuple(offs), "decided", off.winner
        # a shoot-off of misses alone is shot again, and an incomplete one goes on
        state = "judge" if off.is_whole and max(off.points_a, off.points_b) > 0 else "shoot_off"
    return tuple(offs), state, None


def _shoot_off(a: Sequence[MatchArrow], b: Sequence[MatchArrow], count: int) -> ShootOff:
    points_a, points_b = _points(a), _points(b)
    if not (_is_whole(a, count) and _is_whole(b, count)):
        return ShootOff(points_a, points_b, is_whole=False)
    if points_a != points_b:
        return ShootOff(points_a, points_b, is_whole=True, winner="a" if points_a > points_b else "b")
    nearest_a, nearest_b = _nearest(a), _nearest(b)
    if nearest_a is None or nearest_b is None or nearest_a.edge_mm is None or nearest_b.edge_mm is None:
        return ShootOff(points_a, points_b, is_whole=True)
    probability = _probability(nearest_a, nearest_b)
    nearer: Side = "a" if nearest_a.edge_mm < nearest_b.edge_mm else "b"
    is_sure = probability is not None and probability >= LEAST_PROBABILITY
    return ShootOff(
        points_a,
        points_b,
        is_whole=True,
        nearest_a_mm=nearest_a.edge_mm,
        nearest_b_mm=nearest_b.edge_mm,
        sigma_a_mm=nearest_a.sigma_mm,
        sigma_b_mm=nearest_b.sigma_mm,
        nearer=nearer,
        probability=probability,
        winner=nearer if is_sure else None,
    )


def _nearest(arrows: Sequence[MatchArrow]) -> MatchArrow | None:
    """The arrow nearest to the middle; None where one that scored has no place, for it may be the nearest."""
    if any(arrow.edge_mm is None and arrow.points for arrow in arrows):
        return None
    placed = [arrow for arrow in arrows if arrow.edge_mm is not None]
    return min(placed, key=lambda arrow: arrow.edge_mm or 0.0, default=None)


def _probability(a: MatchArrow, b: MatchArrow) -> float | None:
    """How probable it is that the arrow measured nearer is the nearer one; their errors are independent and normal."""
    if a.sigma_mm is None or b.sigma_mm is None or a.edge_mm is None or b.edge_mm is None:
        return None
    doubt_mm = math.hypot(a.sigma_mm, b.sigma_mm)
    apart_mm = abs(a.edge_mm - b.edge_mm)
    if doubt_mm == 0:
        return 1.0 if apart_mm > 0 else 0.5
    return 0.5 * (1 + math.erf(apart_mm / doubt_mm / math.sqrt(2)))
