"""The state of each match of a bracket, from stored matches and their arrows, and how a match is to be shot."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from uuid import UUID

from appliance.core.message import refusal
from appliance.core.scoring.brackets import BYE, MatchPlace, Sides, meetings
from appliance.core.scoring.matches import RULES, MatchArrow, Side, can_end, decide, play, timed
from appliance.models.brackets_db import MatchSession
from appliance.models.match_results_db import EnteredResult
from appliance.models.stored_bracket import MatchShot, StoredBracket, StoredMatch
from appliance.rounds.catalogue import RoundError
from appliance.schema.brackets import (
    BracketEntryRead,
    BracketRead,
    MatchBegin,
    MatchEndRead,
    MatchRead,
    MatchResult,
    ShootOffRead,
)
from appliance.schema.timer import TimerCreate

MOST_ENDS = 100
"""Largest number of ends of a match that are read; only an imported file may have more."""


def bracket_read(stored: StoredBracket) -> BracketRead:
    """Every match with its state by its arrows, and the winners in the later matches."""
    entries = {entry.seed: entry for entry in stored.entries}
    by_match: dict[UUID, list[MatchShot]] = defaultdict(list)
    for shot in stored.shots:
        by_match[shot.match_id].append(shot)
    winners: dict[MatchPlace, Side | None] = {}
    matches = []
    for match in stored.matches:
        sides = meetings(len(entries), winners)[match.place]
        found = _match_read(stored, match, sides, entries, by_match[match.id])
        # a contested match sends nobody on: it has to be shot again, by other sides
        winners[match.place] = None if found.is_contested else found.winner
        matches.append(found)
    return BracketRead(
        **dict(stored.summary),
        arrows_per_end=RULES[stored.format, stored.counting].arrows,
        entries=stored.entries,
        matches=matches,
    )


def to_shoot(bracket: BracketRead, match_id: UUID, asked: MatchBegin, closing: UUID | None) -> MatchSession:
    """The session in which a match begins to be shot, while the session `closing` ends. Raises RoundError if it cannot
    begin."""
    match = next(one for one in bracket.matches if one.id == match_id)
    if match.session_id is not None and not match.is_contested:
        raise RoundError(refusal("path.id", "match_has_begun"))
    sides = _sides_of(bracket, match)
    if match.winner is not None and not match.is_contested:
        raise RoundError(refusal("path.id", "match_is_decided"))
    rules = RULES[bracket.format, bracket.counting]
    archers = [archer for seed in sides for archer in bracket.entries[seed - 1].archer_ids]
    return MatchSession(
        archer_ids=archers,
        arrows_per_end=rules.arrows,
        arrows_per_turn=1 if asked.first is not None else min(asked.arrows_per_turn, rules.arrows),
        on_own_faces=asked.on_own_faces,
        seeds=sides,
        instead_of=match.session_id,
        ruled_at=match.ruled_at,
        closing=closing,
        first=asked.first,
        timed=None if asked.first is None else timed_as(bracket, is_shoot_off=False),
    )


def to_enter(bracket: BracketRead, match_id: UUID, result: MatchResult, entered_by: str | None) -> EnteredResult:
    """The result of a match that was shot at another butt, to be stored. Raises RoundError if it is impossible."""
    match = next(one for one in bracket.matches if one.id == match_id)
    if match.session_id is not None and not match.is_contested:
        raise RoundError(refusal("path.id", "match_has_begun"))
    if match.by == "judge" and not match.is_contested:
        raise RoundError(refusal("path.id", "match_is_decided"))
    sides = _sides_of(bracket, match)
    rules = RULES[bracket.format, bracket.counting]
    if not can_end(rules, result.a, result.b):
        raise RoundError(refusal("body", "result_cannot_be", a=result.a, b=result.b))
    if (result.a == result.b) == (result.winner is None):
        raise RoundError(refusal("body.winner", "result_needs_winner"))
    winner = result.winner or ("a" if result.a > result.b else "b")
    return EnteredResult(sides, winner, result.a, result.b, entered_by, match.session_id, match.ruled_at)


def _sides_of(bracket: BracketRead, match: MatchRead) -> tuple[int, int]:
    """The seeds that meet in a match, by the results of earlier ones. Raises RoundError while these are unknown."""
    winners = {MatchPlace(one.stage, one.number): None if one.is_contested else one.winner for one in bracket.matches}
    sides = meetings(len(bracket.entries), winners)[MatchPlace(match.stage, match.number)]
    if not sides.a or not sides.b:
        raise RoundError(refusal("path.id", "match_without_sides"))
    return sides.a, sides.b


def timed_as(bracket: BracketRead, *, is_shoot_off: bool) -> TimerCreate:
    """The timer's settings for a match that is shot alternately."""
    return TimerCreate(**asdict(timed(bracket.format, is_shoot_off=is_shoot_off)))


def _match_read(
    stored: StoredBracket,
    match: StoredMatch,
    sides: Sides,
    entries: Mapping[int, BracketEntryRead],
    shots: Sequence[MatchShot],
) -> MatchRead:
    # if its session was deleted, the match is to be shot by those who meet in it now
    is_fixed = match.seed_a is not None and (match.session_id is not None or match.ruled_winner is not None)
    shooting = Sides(match.seed_a, match.seed_b) if is_fixed else sides
    arrows = _ends(shots, [entries.get(seed or BYE) for seed in shooting])
    standing = decide(play(RULES[stored.format, stored.counting], *arrows), match.ruling, sides.gone_on)
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
        state=standing.state,
        winner=standing.winner,
        by=standing.by,
        is_bye=sides.gone_on is not None,
        is_contested=shooting != sides,
        ruled_by=match.ruled_by,
        ruled_at=match.ruled_at,
        first_side=match.first_side,
        butt=match.butt,
    )


def _ends(shots: Sequence[MatchShot], entries: Sequence[BracketEntryRead | None]) -> list[list[list[MatchArrow]]]:
    """The arrows of each side, end by end, in shooting order; without ends in which no side has an arrow, since a
    number that was skipped by mistake would keep the match waiting."""
    sides: list[dict[int, list[MatchArrow]]] = []
    for entry in entries:
        own: dict[int, list[MatchArrow]] = defaultdict(list)
        for shot in shots:
            if entry is not None and shot.archer_id in entry.archer_ids:
                own[shot.end_number].append(MatchArrow(shot.points, shot.edge_mm, shot.sigma_mm, is_shot=shot.is_shot))
        sides.append(own)
    numbers = sorted({number for own in sides for number in own})[:MOST_ENDS]
    return [[own.get(number, []) for number in numbers] for own in sides]
