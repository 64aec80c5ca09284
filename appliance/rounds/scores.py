"""Every round that an archer shot, with its handicap, and the personal bests."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from appliance.models.rounds_db import RoundsDB, RoundShots
from appliance.rounds.catalogue import RoundError, find_round
from appliance.rounds.rating import rate
from appliance.rounds.stretches import Part, Shooting, parts
from appliance.rounds.walks import Walk, counted
from appliance.schema.numbers import RoundScoreRead
from appliance.schema.rounds import HandicapQuery
from appliance.schema.sessions import SessionRead


async def round_scores(rounds: RoundsDB, archer_id: UUID) -> list[RoundScoreRead]:
    """The rounds of an archer, newest first, without sessions that disagree with their round."""
    sessions = await rounds.sessions_of_archer(archer_id)
    ids = [session.id for session in sessions]
    faces, shots = await rounds.faces_of(ids), await rounds.shots_of(ids, archer_id)
    walks = []
    for own in _by_round(sessions):
        known = await find_round(own[0].round_name)
        if known is not None:
            walks.append(Walk(own[0], known, parts(known, [Shooting(one, faces[one.id]) for one in own])))
    # in a thread: a handicap takes a millisecond, and arrows may be landing
    return await asyncio.to_thread(_scores, walks, shots)


def _by_round(sessions: Sequence[SessionRead]) -> list[list[SessionRead]]:
    found: dict[tuple[UUID, str | None], list[SessionRead]] = {}
    for session in sessions:
        found.setdefault((session.round_id or session.id, session.round_name), []).append(session)
    return list(found.values())


def _scores(walks: Sequence[Walk], shots: Sequence[RoundShots]) -> list[RoundScoreRead]:
    rated = [score for walk in walks if (score := _score(walk, shots)) is not None]
    bests = _bests(rated)
    marked = [score.model_copy(update={"is_best": score.session_id in bests}) for score in rated]
    return sorted(marked, key=lambda score: (score.start_time, score.session_id), reverse=True)


def _score(walk: Walk, shots: Sequence[RoundShots]) -> RoundScoreRead | None:
    first = next((part for part in walk.parts if part.stretch is not None), None)
    if first is None:
        return None
    here = _beginning_at(walk, first)
    own = [one for one in shots if one.session_id in walk.session_ids]
    try:
        rating = rate(walk.known, counted(here, own), walk.session.arrows_per_end, None, HandicapQuery())
    except RoundError:
        # more points than the round has, by wrong calls
        return None
    if not rating.arrows_shot:
        return None
    return RoundScoreRead(
        session_id=here.session.id,
        start_time=here.session.start_time,
        round_name=walk.known.name,
        arrows=rating.arrows_shot,
        arrows_total=rating.arrows_total,
        score=rating.score,
        most_possible=rating.most_possible,
        handicap=rating.handicap,
        is_complete=rating.is_complete,
        is_best=False,
    )


def _beginning_at(walk: Walk, part: Part) -> Walk:
    """The same walk, seen from the session of this part."""
    return walk._replace(session=part.shooting.session)


def _bests(scores: Sequence[RoundScoreRead]) -> set[UUID]:
    """The sessions of the best complete round of each name; of equal ones the first."""
    bests: dict[str, RoundScoreRead] = {}
    for score in sorted(scores, key=lambda one: (one.start_time, one.session_id)):
        best = bests.get(score.round_name)
        if score.is_complete and (best is None or score.score > best.score):
            bests[score.round_name] = score
    return {score.session_id for score in bests.values()}
