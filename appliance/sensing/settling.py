"""Pairs the releases of a stretch of time with impacts, and records the outcome of each."""

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
"""Releases and impacts that are farther apart than this cannot affect each other's pairing."""
FLIGHT = timedelta(seconds=LONGEST_FLIGHT_S)
MOMENT = timedelta(microseconds=1)


@dataclass(slots=True)
class Settled:
    """Result of pairing releases with impacts; `due_s`: when more can be decided, `unclear`: releases that cannot."""

    due_s: float | None
    unclear: list[Release]


async def settle(releases: ReleasesDB, moments: Sequence[datetime], now_s: float, heard_s: Span | None) -> Settled:
    """Decide the open releases around these moments, and record the outcomes. Raises DBUnavailable, DBDamaged."""
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
            # continue where the rows ended, overlapping by what may affect the pairing there
            after = found.known_to - AROUND
            if after <= begin:
                log.warning("too much happened at the butt within %s of %s: left open", AROUND, begin)
                # what was skipped may affect what follows within AROUND, which is therefore left open too
                after = max(found.known_to, begin + MOMENT)
                decided_from = after + AROUND
            unclear += await _give_up(releases, found, min(decided_from, after), now_s)
            begin = after  # noqa: PLW2901
    return Settled(min(due, default=None), unclear)


async def _give_up(releases: ReleasesDB, found: Around, before: datetime, now_s: float) -> list[Release]:
    """Record releases before a moment that have been open for more than GIVEN_UP_S as unclear; returns them."""
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
    """The part of a decision on releases from `from_s` until before `to_s`, with the whole decision's `due_s`."""
    return Decision(
        tuple(pair for pair in decision.pairs if from_s <= pair[0].at_s < to_s),
        tuple(one for one in decision.missed if from_s <= one.at_s < to_s),
        tuple(one for one in decision.unheard if from_s <= one.at_s < to_s),
        tuple(one for one in decision.unclear if from_s <= one.at_s < to_s),
        decision.due_s,
    )


async def _write(releases: ReleasesDB, decision: Decision) -> list[Release]:
    """Record a decision release by release, so that a refused one holds up no other; returns the unclear ones."""
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
    """Disjoint stretches of time that reach AROUND before and after each of these moments."""
    stretches: list[tuple[datetime, datetime]] = []
    for at in sorted(moments):
        begin, end = at - AROUND, at + AROUND
        if stretches and begin <= stretches[-1][1]:
            begin = stretches.pop()[0]
        stretches.append((begin, end))
    return stretches
