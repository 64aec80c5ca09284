"""Looks at the releases of a stretch of time, and writes what each was."""

import logging
import math
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from appliance.core.bow_pairing import GIVEN_UP_S, LONGEST_FLIGHT_S, Decision, Release, Span, decide
from appliance.models.errors import DBDamaged, DBException
from appliance.models.releases_db import Around, ReleasesDB

log = logging.getLogger(__name__)

AROUND = timedelta(seconds=2 * LONGEST_FLIGHT_S)
"""What lies farther apart has nothing to do with each other."""
FLIGHT = timedelta(seconds=LONGEST_FLIGHT_S)
MOMENT = timedelta(microseconds=1)


@dataclass(slots=True)
class Settled:
    """Result of pairing releases with impacts; `due_s`: when more can be decided, `unclear`: releases that cannot."""

    due_s: float | None
    unclear: list[Release]


async def settle(releases: ReleasesDB, moments: Sequence[datetime], now_s: float, heard_s: Span | None) -> Settled:
    """Decide on what is open around these moments, and write it. Raises DBUnavailable, DBDamaged."""
    due: list[float] = []
    unclear: list[Release] = []
    for begin, end in _merged(moments):
        decided_from = begin
        while True:
            found = await releases.around(begin, end)
            for one in found.sessions:
                decision = decide(one.releases, one.landings, one.distance_m, now_s, heard_s=heard_s)
                until_s = math.inf if found.known_to is None else (found.known_to - FLIGHT).timestamp()
                decision = _between(decision, decided_from.timestamp(), until_s)
                unclear += await _write(releases, decision)
                due += [] if decision.due_s is None else [decision.due_s]
            if found.known_to is None:
                unclear += await _give_up(releases, found, decided_from, now_s)
                break
            # on from there, with what may be its neighbours
            after = found.known_to - AROUND
            if after <= begin:
                log.warning("too much happened at the butt within %s of %s: left open", AROUND, begin)
                # what is not read may have to do with what comes soon after it
                after = max(found.known_to, begin + MOMENT)
                decided_from = after + AROUND
            unclear += await _give_up(releases, found, min(decided_from, after), now_s)
            begin = after  # noqa: PLW2901
    return Settled(min(due, default=None), unclear)


async def _give_up(releases: ReleasesDB, found: Around, before: datetime, now_s: float) -> list[Release]:
    """Releases of before a moment that have been left open for too long."""
    before_s = min(before.timestamp(), now_s - GIVEN_UP_S)
    given_up = [
        release
        for one in found.sessions
        for release in one.releases
        if not release.is_decided and release.at_s < before_s
    ]
    await releases.leave([one.id for one in given_up], "unclear")
    return given_up


def _between(decision: Decision, from_s: float, to_s: float) -> Decision:
    """The decision on the releases of a stretch of time."""
    return Decision(
        tuple(pair for pair in decision.pairs if from_s <= pair[0].at_s < to_s),
        tuple(one for one in decision.missed if from_s <= one.at_s < to_s),
        tuple(one for one in decision.unheard if from_s <= one.at_s < to_s),
        tuple(one for one in decision.unclear if from_s <= one.at_s < to_s),
        decision.due_s,
    )


async def _write(releases: ReleasesDB, decision: Decision) -> list[Release]:
    """Each by itself: what the database refuses of one is that one's alone. Which are unclear."""
    unclear = list(decision.unclear)
    writing: list[tuple[Release, Callable[[], Awaitable[object]]]] = [
        (release, partial(releases.pair, release.id, landing.id)) for release, landing in decision.pairs
    ]
    writing += [(release, partial(releases.miss, release.id)) for release in decision.missed]
    unclear += [release for release, write in writing if not await _is_taken(release, write)]
    await releases.leave([one.id for one in decision.unheard], "unheard")
    await releases.leave([one.id for one in unclear], "unclear")
    return unclear


async def _is_taken(release: Release, write: Callable[[], Awaitable[object]]) -> bool:
    try:
        await write()
    except DBDamaged:
        raise
    except DBException as error:
        log.warning("the release %s of bow %s is left as it is: %s", release.id, release.bow, error)
        return False
    return True


def _merged(moments: Sequence[datetime]) -> list[tuple[datetime, datetime]]:
    """The stretches of time around these moments, none of which overlap."""
    stretches: list[tuple[datetime, datetime]] = []
    for at in sorted(moments):
        begin, end = at - AROUND, at + AROUND
        if stretches and begin <= stretches[-1][1]:
            begin = stretches.pop()[0]
        stretches.append((begin, end))
    return stretches
