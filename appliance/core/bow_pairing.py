"""Which impact was the arrow of which release: decided where there is one answer, and left open where there are two.

An arrow flies for as long as its distance takes at 30 to 120 m/s. The slowest that is shot at a butt comes from a
child's bow (a 20 lb longbow does 35 m/s, and an arrow loses a tenth of its speed in 70 m), the fastest from a
compound of 350 feet per second (107 m/s: ATA/IBO speed rating, 5 grains per pound at 70 lb and 30 inches). The clocks
of bow and node are each known within 50 ms (BOW_PROTOCOL.md, PROTOCOL.md), so both ends have 0.1 s more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

SLOWEST_M_PER_S, FASTEST_M_PER_S = 30.0, 120.0
"""Mean speeds over a flight, with room for what is slower or faster than the bows above."""
DOUBT_S = 0.1
"""Of the difference of two clocks that are each known within half of it."""
LATE_S = 0.3
"""A word of a bow or of the board may come so much later than another that happened after it."""
LEAST_BETWEEN_S = 2.5
"""Nobody nocks, draws and looses two arrows within it: a sensor that says so is loose, or hears something else. Well
above the second that every sensor keeps between two releases: one that rattles says one in each such second."""
CAUGHT_UP_S = 15.0
"""So long after a break a board has sent what it heard in it."""
GIVEN_UP_S = 3600.0
"""A board that was not heard for so long after a release says nothing of it any more; nor a bow of a session that was
closed so long ago."""
MOST_AT_ONCE = 6
"""Archers at one butt; so many releases and impacts have some 13,000 assignments."""
LONGEST_FLIGHT_S = 300.0 / SLOWEST_M_PER_S + DOUBT_S
"""Over the longest distance that a session may have."""


@dataclass(frozen=True, slots=True)
class Release:
    """An arrow that left a bow. `is_decided`: nothing was heard in its time, and that is written."""

    id: UUID
    bow: str
    archer: UUID | None
    at_s: float
    is_decided: bool = False


@dataclass(frozen=True, slots=True)
class Landing:
    """An impact that may have been an arrow; `in_turn`: who shot it by the order of shooting alone; `has_sensor`: that
    archer has a bow that says when it is shot."""

    id: UUID
    in_turn: UUID | None
    at_s: float
    has_sensor: bool = True


Pair = tuple[Release, Landing]
Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Decision:
    """`unheard`: releases while the board was not heard, which may have landed. `unclear`: those with more than one
    answer. `due_s`: when there is more to say."""

    pairs: tuple[Pair, ...] = ()
    missed: tuple[Release, ...] = ()
    unheard: tuple[Release, ...] = ()
    unclear: tuple[Release, ...] = ()
    due_s: float | None = None


def flight_s(distance_m: float) -> tuple[float, float]:
    """How long an arrow may take at least and at most, with what the clocks leave in doubt."""
    return distance_m / FASTEST_M_PER_S - DOUBT_S, distance_m / SLOWEST_M_PER_S + DOUBT_S


def decide(
    releases: Sequence[Release],
    landings: Sequence[Landing],
    distance_m: float,
    now_s: float,
    *,
    heard_s: Span | None,
) -> Decision:
    """What is known at `now_s`. `heard_s`: since when the board is heard without a break, and when it was heard last;
    None: it is not heard now."""
    least_s, most_s = flight_s(distance_m)
    pairs: list[Pair] = []
    missed: list[Release] = []
    unheard: list[Release] = []
    unclear: list[Release] = []
    due: list[float] = []
    for together, heard in _independent_groups(releases, landings, least_s, most_s):
        known_s = _known_s(together, heard, most_s)
        if now_s < known_s:
            due.append(known_s)
            continue
        found = _matching(together, heard, least_s, most_s)
        waiting = [one for one in together if not one.is_decided]
        if found is None:
            unclear += waiting
            continue
        pairs += [pair for pair in found if not _is_of_another(*pair)]
        of_pairs = [release for release, _ in found]
        unclear += [one for one, landing in found if _is_of_another(one, landing) and not one.is_decided]
        for one in waiting:
            if one not in of_pairs:
                over_s, was_heard = _over_s(one, most_s, now_s, heard_s)
                if now_s < over_s:
                    due.append(over_s)
                else:
                    (missed if was_heard else unheard).append(one)
    return Decision(tuple(pairs), tuple(missed), tuple(unheard), tuple(unclear), min(due, default=None))


def _is_of_another(release: Release, landing: Landing) -> bool:
    """Whether it may be the arrow of somebody in turn whose bow says nothing, and this release a miss."""
    return landing.in_turn != release.archer and not landing.has_sensor


def _over_s(release: Release, most_s: float, now_s: float, heard_s: Span | None) -> tuple[float, bool]:
    """When nothing that was heard can be its arrow any more, and whether the board was heard all the time."""
    over_s = release.at_s + max(most_s, LEAST_BETWEEN_S) + LATE_S
    if heard_s is None:
        return release.at_s + GIVEN_UP_S, False
    since_s, until_s = heard_s
    if since_s > release.at_s:
        # the board keeps what it heard meanwhile, and sends it first
        return max(over_s, since_s + CAUGHT_UP_S), False
    if until_s < release.at_s + most_s:
        # it may be lost already, and nobody has noticed yet
        over_s = max(over_s, now_s + LATE_S)
    return over_s, True


def _known_s(releases: Sequence[Release], landings: Sequence[Landing], most_s: float) -> float:
    """When all is known that can change what these are: at once where there is one of each, but for what comes late."""
    if len(releases) <= 1 and len(landings) <= 1:
        return max((one.at_s for one in landings), default=releases[0].at_s) + LATE_S
    return max(one.at_s for one in releases) + most_s + LATE_S


def _independent_groups(
    releases: Sequence[Release], landings: Sequence[Landing], least_s: float, most_s: float
) -> Iterator[tuple[list[Release], list[Landing]]]:
    """Releases with the impacts that can be of them, in groups that have nothing to do with each other.

    What can be of one release is one stretch of the impacts, and begins and ends no sooner than that of the release
    before: so both are walked through once.
    """
    heard = sorted(landings, key=lambda one: one.at_s)
    together: list[Release] = []
    group = begin = end = 0
    for release in sorted(releases, key=lambda one: one.at_s):
        while begin < len(heard) and heard[begin].at_s - release.at_s < max(least_s, 0.0):
            begin += 1
        if together and begin >= end:
            yield together, heard[group:end]
            together = []
        if not together:
            group = begin
        end = max(end, begin)
        while end < len(heard) and heard[end].at_s - release.at_s <= most_s:
            end += 1
        together.append(release)
    if together:
        yield together, heard[group:end]


def _fits(release: Release, landing: Landing, least_s: float, most_s: float) -> bool:
    return max(least_s, 0.0) <= landing.at_s - release.at_s <= most_s


def _matching(
    releases: Sequence[Release], landings: Sequence[Landing], least_s: float, most_s: float
) -> Sequence[Pair] | None:
    """The assignment with the most pairs; None where several have as many, also by the turns."""
    if len(releases) > MOST_AT_ONCE or len(landings) > MOST_AT_ONCE:
        return None
    assignments = list(_assignments(sorted(releases, key=lambda one: one.at_s), landings, least_s, most_s))
    most = max(map(len, assignments))
    assignments = [one for one in assignments if len(one) == most]
    if len(assignments) == 1:
        return assignments[0]
    by_turn = [one for one in assignments if all(landing.in_turn == release.archer for release, landing in one)]
    return by_turn[0] if len(by_turn) == 1 else None


def _assignments(
    releases: Sequence[Release], landings: Sequence[Landing], least_s: float, most_s: float
) -> Iterator[tuple[Pair, ...]]:
    """All assignments of impacts to releases; arrows of one bow land in the order in which they were shot."""
    if not releases:
        yield ()
        return
    first, *rest = releases
    for assignment in _assignments(rest, landings, least_s, most_s):
        yield assignment
        taken = {landing.id for _, landing in assignment}
        before = min(
            (landing.at_s for release, landing in assignment if release.bow == first.bow), default=float("inf")
        )
        for landing in landings:
            if landing.id not in taken and landing.at_s < before and _fits(first, landing, least_s, most_s):
                yield ((first, landing), *assignment)
