"""Seeds of a bracket by the scores shot, each round counted as on its score sheet."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from appliance.core.message import refusal
from appliance.core.scoring.brackets import FEWEST_ENTRIES
from appliance.core.scoring.tally import Count, tally
from appliance.models.archers_db import RostersDB
from appliance.models.errors import DBNotFound
from appliance.models.rounds_db import RoundsDB, RoundShots
from appliance.rounds.catalogue import RoundError
from appliance.rounds.counts import counted_beside
from appliance.rounds.progress import gold_of
from appliance.rounds.walks import walk_of
from appliance.schema.brackets import SeedingCreate, SeedRead
from appliance.schema.rounds import CountRead


class RankedArcher(NamedTuple):
    """An archer's score for the ranking, and the counts that break ties."""

    archer_id: UUID
    name: str
    score: int
    counts: tuple[int, ...]


class Ranking(NamedTuple):
    """The archers who shot; `counts`: what breaks ties of the score, in this order."""

    counts: tuple[Count, ...]
    archers: list[RankedArcher]


class _Shot(NamedTuple):
    """An archer's arrows in a session, as far as they count."""

    archer_id: UUID
    points: Sequence[int | None]
    xs: int
    gold: int


class _Sheet(NamedTuple):
    """A round, or a session without one: its sessions, what is counted besides the score, and the arrows."""

    session_ids: list[UUID]
    counts: tuple[Count, ...]
    shots: list[_Shot]


async def ranking_of(rounds: RoundsDB, rosters: RostersDB, session_ids: Sequence[UUID]) -> Ranking:
    """The scores in the rounds of these sessions. Raises RoundError for an unknown session, or one that counts for no
    round.

    If the rounds count different things besides the score, those of the first break ties.
    """
    sheets: list[_Sheet] = []
    for session_id in session_ids:
        if all(session_id not in sheet.session_ids for sheet in sheets):
            sheets.append(await _sheet(rounds, session_id))
    names = await rosters.names_of([one for sheet in sheets for one in sheet.session_ids])
    by_archer: dict[UUID, list[_Shot]] = defaultdict(list)
    for sheet in sheets:
        for shot in sheet.shots:
            by_archer[shot.archer_id].append(shot)
    counts = sheets[0].counts
    # deleted archers have no name
    known = {one: name for one in by_archer if (name := names.get(str(one))) is not None}
    return Ranking(counts, [_ranked(one, name, counts, by_archer[one]) for one, name in known.items()])


def seeded(asked: SeedingCreate, ranking: Ranking) -> list[SeedRead]:
    """Entries in the order of the ranking: score, then the round's counts, then a draw (World Archery Rulebook, Book 3,
    chapter 14, ties), else by name.

    Raises RoundError for fewer than two entries, and for a team with an archer who has not shot.
    """
    by_id = {one.archer_id: one for one in ranking.archers if one.archer_id not in asked.without}
    entries = [([one.archer_id], one.name, [one]) for one in by_id.values()]
    if asked.teams:
        for team in asked.teams:
            if not set(team.archer_ids) <= by_id.keys():
                raise RoundError(refusal("body.teams", "team_without_score", team=team.name))
        entries = [(team.archer_ids, team.name, [by_id[one] for one in team.archer_ids]) for team in asked.teams]
    rows = [(_result(shot), name, ids) for ids, name, shot in entries]
    drawn = {archer_id: k for k, archer_id in reversed(list(enumerate(asked.drawn)))}
    rows.sort(
        key=lambda row: (
            [-value for value in row[0]],
            min(drawn.get(one, len(asked.drawn)) for one in row[2]),
            row[1],
            row[2],
        )
    )
    if len(rows) < FEWEST_ENTRIES:
        raise RoundError(refusal("body.session_ids", "too_few_for_bracket"))
    results = [result for result, _, _ in rows]
    return [
        SeedRead(
            seed=k + 1,
            name=name,
            archer_ids=ids,
            score=result[0],
            counts=[CountRead(count=count, arrows=n) for count, n in zip(ranking.counts, result[1:], strict=True)],
            is_tied=results.count(result) > 1,
        )
        for k, (result, name, ids) in enumerate(rows[: asked.most])
    ]


def _result(shot: Sequence[RankedArcher]) -> tuple[int, ...]:
    """The sum of the score and of each count over the archers of an entry."""
    return sum(one.score for one in shot), *(sum(each) for each in zip(*(one.counts for one in shot), strict=True))


async def _sheet(rounds: RoundsDB, session_id: UUID) -> _Sheet:
    try:
        walk = await walk_of(rounds, session_id)
    except DBNotFound as error:
        raise RoundError(refusal("body.session_ids", "no_such_session")) from error
    if walk is None:
        return await _without_round(rounds, session_id)
    if walk.here.stretch is None:
        raise RoundError(refusal("body.session_ids", "counts_for_no_round", why=walk.here.disagreements))
    arrows = {part.shooting.session.id: part.stretch.arrows for part in walk.parts if part.stretch is not None}
    gold = gold_of(walk.known)
    shots = [
        _shot(one, arrows[one.session_id], gold)
        for one in await rounds.shots_of(walk.session_ids)
        if one.session_id in arrows
    ]
    return _Sheet(walk.session_ids, tuple(walk.known.counts), [one for one in shots if one is not None])


async def _without_round(rounds: RoundsDB, session_id: UUID) -> _Sheet:
    """The sheet of a session without a round: all arrows count; further counts by the faces."""
    faces = (await rounds.faces_of([session_id]))[session_id]
    counts = tuple(counted_beside(faces, None))
    gold = max((points for face in faces for points in face.points), default=0)
    shots = [_shot(one, one.arrows, gold) for one in await rounds.shots_of([session_id])]
    return _Sheet([session_id], counts, [one for one in shots if one is not None])


def _shot(one: RoundShots, arrows: int, gold: int) -> _Shot | None:
    """An archer's first `arrows` arrows; None for arrows without an archer, and for an archer without arrows."""
    if one.archer_id is None or not one.points:
        return None
    own = one.up_to(arrows)
    return _Shot(one.archer_id, own.points, sum(own.xs), gold)


def _ranked(archer_id: UUID, name: str, counts: Sequence[Count], shots: Sequence[_Shot]) -> RankedArcher:
    return RankedArcher(
        archer_id,
        name,
        sum(p or 0 for shot in shots for p in shot.points),
        tuple(sum(tally(count, shot.points, shot.xs, shot.gold) for shot in shots) for count in counts),
    )
