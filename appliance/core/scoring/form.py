"""When an archer shoots well: points by the number of the end, and by the hour of the day, over many sessions.

Sessions differ by distance, face and weather far more than ends of one session do, so each session is one observation:
an end is compared with the whole of its own session, an hour with all arrows of the same round, distance and faces.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from appliance.core.scoring.interval import mean_and_doubt

MOST_ENDS = 60
"""Largest end number that is compared; a round has 48 ends at most."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Arrows of one end that were shot in one hour of the day: their number and their score.

    `task`: round, distance and faces; by the hour, only arrows of the same task are compared.
    """

    session: Hashable
    task: Hashable
    end: int
    hour: int
    arrows: int
    score: int


@dataclass(frozen=True, slots=True)
class Form:
    """Arrows of one end number or hour: points per arrow, and their difference from the usual.

    `doubt`: half width of the 95 % interval of `difference`; None over too few sessions.
    """

    number: int
    arrows: int
    sessions: int
    average: float
    difference: float
    doubt: float | None


def by_end(scored: Sequence[Scored]) -> list[Form]:
    """Each end number compared with the averages of the sessions in which it was shot."""
    usual = _averages(scored, lambda one: one.session)
    return _compared([(one.end, usual[one.session], one) for one in scored if one.end <= MOST_ENDS])


def by_hour(scored: Sequence[Scored]) -> list[Form]:
    """Each hour of the day compared with the averages, over all hours, of the tasks that were shot in it."""
    usual = _averages(scored, lambda one: one.task)
    return _compared([(one.hour, usual[one.task], one) for one in scored])


def _averages(scored: Iterable[Scored], key: Callable[[Scored], Hashable]) -> dict[Hashable, float]:
    sums: dict[Hashable, list[int]] = defaultdict(lambda: [0, 0])
    for one in scored:
        found = sums[key(one)]
        found[0] += one.score
        found[1] += one.arrows
    return {name: score / arrows for name, (score, arrows) in sums.items()}


def _compared(numbered: Sequence[tuple[int, float, Scored]]) -> list[Form]:
    # by number, then by session: score above what is usual, score, arrows
    sums: dict[int, dict[Hashable, list[float]]] = defaultdict(lambda: defaultdict(lambda: [0.0, 0, 0]))
    for number, usual, one in numbered:
        found = sums[number][one.session]
        found[0] += one.score - usual * one.arrows
        found[1] += one.score
        found[2] += one.arrows
    return [_form(number, list(sums[number].values())) for number in sorted(sums)]


def _form(number: int, sessions: Sequence[Sequence[float]]) -> Form:
    difference, doubt = mean_and_doubt([above / arrows for above, _, arrows in sessions])
    arrows = int(sum(one[2] for one in sessions))
    return Form(number, arrows, len(sessions), sum(one[1] for one in sessions) / arrows, difference, doubt)
