"""Pairs releases of bows with impacts: decided where only one assignment is possible, left open where several are.

The time of flight is the distance at 30 to 120 m/s. The slowest arrows at a butt come from a child's bow (a 20 lb
longbow does 35 m/s, and an arrow loses a tenth of its speed in 70 m), the fastest from a compound of 350 feet per
second (107 m/s: ATA/IBO speed rating, 5 grains per pound at 70 lb and 30 inches). The clocks of bow and node are each
known within 50 ms (BOW_PROTOCOL.md, PROTOCOL.md), so 0.1 s more is allowed at both ends.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

SLOWEST_M_PER_S, FASTEST_M_PER_S = 30.0, 120.0
"""Smallest and largest mean speed of a flight, with a margin beyond the bows above."""
DOUBT_S = 0.1
"""Largest error of the difference of two clocks, each known within half of it."""
LATE_S = 0.3
"""Largest delay of a message of a bow or board behind the message of a later event."""
LEAST_BETWEEN_S = 2.5
"""Minimum time between two arrows of one bow, for nocking, drawing and loosing: a sensor that reports them closer is
loose, or senses something else. Well above the 1 s that every sensor keeps between two releases: a sensor that rattles
reports one release a second."""
CAUGHT_UP_S = 15.0
"""After a break of the connection a board has sent within this time what it recorded during the break."""
GIVEN_UP_S = 3600.0
"""A release is given up if the board is not heard for this long after it, or its session was closed this long ago."""
MOST_AT_ONCE = 6
"""Largest number of releases, and of impacts, that are paired together: archers at one butt; 6 and 6 have some 13,000
assignments."""
LONGEST_FLIGHT_S = 300.0 / SLOWEST_M_PER_S + DOUBT_S
"""Longest flight, over the longest distance that a session may have, 300 m."""


@dataclass(frozen=True, slots=True)
class Release:
    """An arrow that left a bow. `is_decided`: stored as missed or unheard; an impact may still be paired with it."""

    id: UUID
    bow: str
    archer: UUID | None
    at_s: float
    is_decided: bool = False


@dataclass(frozen=True, slots=True)
class Landing:
    """An impact that may have been an arrow; `in_turn`: the archer who shot it by the order of shooting alone;
    `has_sensor`: whether that archer's bow has a sensor."""

    id: UUID
    in_turn: UUID | None
    at_s: float
    has_sensor: bool = True


Pair = tuple[Release, Landing]
Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of the releases. `unheard`: the board was not connected throughout, so the arrow may have landed;
    `unclear`: more than one assignment is possible; `due_s`: when more can be decided, None: never."""

    pairs: tuple[Pair, ...] = ()
    missed: tuple[Release, ...] = ()
    unheard: tuple[Release, ...] = ()
    unclear: tuple[Release, ...] = ()
    due_s: float | None = None


def flight_s(distance_m: float) -> tuple[float, float]:
    """Shortest and longest time of flight, s, with the error of the clocks."""
    return distance_m / FASTEST_M_PER_S - DOUBT_S, distance_m / SLOWEST_M_PER_S + DOUBT_S


def decide(
    releases: Sequence[Release],
    landings: Sequence[Landing],
    distance_m: float,
    now_s: float,
    *,
    heard_s: Span | None,
) -> Decision:
    """Pairs releases with impacts as far as that can be decided at `now_s`.

    `heard_s`: since when the board is heard without a break, and when it was heard last; None: it is not heard now.
    """
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
    """Whether the impact may be the arrow of the archer in turn, whose bow has no sensor, and this release a miss."""
    return landing.in_turn != release.archer and not landing.has_sensor


def _over_s(release: Release, most_s: float, now_s: float, heard_s: Span | None) -> tuple[float, bool]:
    """When no impact can be the arrow of this release any more, s, and whether the board was heard all the time."""
    over_s = release.at_s + max(most_s, LEAST_BETWEEN_S) + LATE_S
    if heard_s is None:
        return release.at_s + GIVEN_UP_S, False
    since_s, until_s = heard_s
    if since_s > release.at_s:
        # the board keeps the impacts of the break and sends them first
        return max(over_s, since_s + CAUGHT_UP_S), False
    if until_s < release.at_s + most_s:
        # the connection may be lost already without having been noticed
        over_s = max(over_s, now_s + LATE_S)
    return over_s, True


def _known_s(releases: Sequence[Release], landings: Sequence[Landing], most_s: float) -> float:
    """When a group may be decided, s: LATE_S after its last event where it has at most one release and one impact, else
    when no later impact can belong to it."""
    if len(releases) <= 1 and len(landings) <= 1:
        return max((one.at_s for one in landings), default=releases[0].at_s) + LATE_S
    return max(one.at_s for one in releases) + most_s + LATE_S


def _independent_groups(
    releases: Sequence[Release], landings: Sequence[Landing], least_s: float, most_s: float
) -> Iterator[tuple[list[Release], list[Landing]]]:
    """Groups of releases and their possible impacts; no impact is possible for releases of two groups.

    The impacts possible for a release are consecutive, and begin and end no sooner than those of the release before, so
    one pass over both lists is enough.
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
    """The assignment with the most pairs, of several the one in which all archers are in turn; None where that is not
    one, or the group is larger than MOST_AT_ONCE."""
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
    """All assignments of impacts to `releases`, which are in order; arrows of one bow land in the order of release."""
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
