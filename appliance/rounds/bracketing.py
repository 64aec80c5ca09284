"""From a ranking to a bracket, and from stored matches with their arrows to how each stands."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from uuid import UUID

from appliance.core.message import refusal
from appliance.core.scoring.brackets import BYE, MatchPlace, Sides, meetings
from appliance.core.scoring.matches import RULES, MatchArrow, Side, play
from appliance.models.brackets_db import MatchSession, MatchShot, RankedArcher, StoredBracket, StoredMatch
from appliance.rounds.catalogue import RoundError
from appliance.schema.brackets import (
    BracketEntryRead,
    BracketRead,
    MatchBegin,
    MatchEndRead,
    MatchRead,
    SeedingCreate,
    ShootOffRead,
)


def seeded(asked: SeedingCreate, ranked: Sequence[RankedArcher]) -> list[BracketEntryRead]:
    """Entries in the order of the ranking: score, then tens, then Xs, then a draw (World Archery Rulebook, Book 3,
    chapter 14, ties); whom none has parted, by name.

    Raises RoundError for fewer than two, and for a team of whom somebody has not shot.
    """
    by_id = {one.archer_id: one for one in ranked if one.archer_id not in asked.without}
    entries = [([one.archer_id], one.name, [one]) for one in by_id.values()]
    if asked.teams:
        for team in asked.teams:
            if not set(team.archer_ids) <= by_id.keys():
                raise RoundError(refusal("body.teams", "team_without_score", team=team.name))
        entries = [(team.archer_ids, team.name, [by_id[one] for one in team.archer_ids]) for team in asked.teams]
    rows = [
        (sum(one.score for one in shot), sum(one.tens for one in shot), sum(one.xs for one in shot), name, ids)
        for ids, name, shot in entries
    ]
    drawn = {archer_id: k for k, archer_id in reversed(list(enumerate(asked.drawn)))}
    rows.sort(
        key=lambda row: (
            *(-value for value in row[:3]),
            min(drawn.get(one, len(asked.drawn)) for one in row[4]),
            row[3],
            row[4],
        )
    )
    if len(rows) < 2:
        raise RoundError(refusal("body.session_ids", "too_few_for_bracket"))
    results = [row[:3] for row in rows]
    return [
        BracketEntryRead(
            seed=k + 1, name=name, archer_ids=ids, score=score, tens=tens, xs=xs,
            is_tied=results.count((score, tens, xs)) > 1,
        )
        for k, (score, tens, xs, name, ids) in enumerate(rows[: asked.most])
    ]  # fmt: skip


def bracket_read(stored: StoredBracket) -> BracketRead:
    """Every match as its arrows say it stands, and who goes on from it."""
    entries = {entry.seed: entry for entry in stored.entries}
    by_match: dict[UUID, list[MatchShot]] = defaultdict(list)
    for shot in stored.shots:
        by_match[shot.match_id].append(shot)
    winners: dict[MatchPlace, Side | None] = {}
    matches = []
    for match in stored.matches:
        sides = meetings(len(entries), winners)[match.place]
        found = _match_read(stored, match, sides, entries, by_match[match.id])
        # of whom the match was is not who is sent on: it is shot anew first
        winners[match.place] = None if found.is_contested else found.winner
        matches.append(found)
    return BracketRead(
        **dict(stored.summary),
        arrows_per_end=RULES[stored.format, stored.counting].arrows,
        entries=stored.entries,
        matches=matches,
    )


def to_shoot(bracket: BracketRead, match_id: UUID, asked: MatchBegin) -> MatchSession:
    """How a match is shot that begins now. Raises RoundError where it cannot."""
    match = next(one for one in bracket.matches if one.id == match_id)
    if match.session_id is not None and not match.is_contested:
        raise RoundError(refusal("path.id", "match_has_begun"))
    winners = {MatchPlace(one.stage, one.number): None if one.is_contested else one.winner for one in bracket.matches}
    sides = meetings(len(bracket.entries), winners)[MatchPlace(match.stage, match.number)]
    if not sides.a or not sides.b:
        raise RoundError(refusal("path.id", "match_without_sides"))
    rules = RULES[bracket.format, bracket.counting]
    archers = [archer for seed in sides for archer in bracket.entries[(seed or 1) - 1].archer_ids]
    return MatchSession(
        archer_ids=archers,
        arrows_per_end=rules.arrows,
        arrows_per_turn=min(asked.arrows_per_turn, rules.arrows),
        on_own_faces=asked.on_own_faces,
        seeds=(sides.a, sides.b),
        instead_of=match.session_id,
    )


def _match_read(
    stored: StoredBracket,
    match: StoredMatch,
    sides: Sides,
    entries: Mapping[int, BracketEntryRead],
    shots: Sequence[MatchShot],
) -> MatchRead:
    # a session that is gone leaves the match to be shot by whoever meets there now
    is_fixed = match.seed_a is not None and (match.session_id is not None or match.ruled_winner is not None)
    shooting = Sides(match.seed_a, match.seed_b) if is_fixed else sides
    ends = [_ends(shots, entries.get(seed or BYE)) for seed in shooting]
    standing = play(RULES[stored.format, stored.counting], *ends)
    winner = sides.gone_on or match.ruled_winner or standing.winner
    return MatchRead(
        id=match.id,
        stage=match.stage,
        number=match.number,
        session_id=match.session_id,
        seed_a=shooting.a,
        seed_b=shooting.b,
        ends=[MatchEndRead(**asdict(end)) for end in standing.ends],
        shoot_offs=[ShootOffRead(**asdict(off)) for off in standing.shoot_offs],
        a=standing.a,
        b=standing.b,
        state="decided" if winner is not None else standing.state,
        winner=winner,
        by=None if winner is None or sides.gone_on else "judge" if match.ruled_winner else standing.by,
        is_bye=sides.gone_on is not None,
        is_contested=shooting != sides,
        ruled_by=match.ruled_by,
        ruled_at=match.ruled_at,
    )


def _ends(shots: Sequence[MatchShot], entry: BracketEntryRead | None) -> list[list[MatchArrow]]:
    """The arrows of a side, end by end, in shooting order."""
    own = [] if entry is None else [shot for shot in shots if shot.archer_id in entry.archer_ids]
    last = max((shot.end_number for shot in own), default=0)
    return [
        [MatchArrow(shot.points, shot.edge_mm, shot.sigma_mm) for shot in own if shot.end_number == number]
        for number in range(1, min(last, MOST_ENDS) + 1)
    ]


MOST_ENDS = 100
"""Of a match, with its shoot-offs; the session may number its ends as high as a person says."""
