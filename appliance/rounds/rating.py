"""Handicap, classification and pace to a goal for a score on a round, computed by the package archeryutils."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from appliance.core.message import refusal
from appliance.core.scoring.faces import FACES
from appliance.rounds.catalogue import FEET_IN_YARD, RoundError
from appliance.rounds.stretches import Stretch
from appliance.schema.rounds import HandicapQuery, HandicapRead, PaceRead, PassRead, RoundBowStyle, RoundRead
from appliance.schema.sessions import DistanceUnit

AGES = {"50+": "OVER_50"}


@dataclass(frozen=True, slots=True)
class Shot:
    """The arrows of a stretch that were shot, their score, and the number of arrows beyond the stretch."""

    stretch: Stretch
    arrows: int
    score: int
    beyond: int = 0


def rate(
    known: RoundRead, shot: Sequence[Shot], per_end: int, bow_style: RoundBowStyle | None, query: HandicapQuery
) -> HandicapRead:
    """The handicap and classification of what was shot of a round. Blocks for 100 ms the first time.

    Raises RoundError when the score is impossible.
    """
    arrows, score = sum(one.arrows for one in shot), sum(one.score for one in shot)
    total = sum(part.arrows for part in known.passes)
    taken = [part for one in shot for part in _taken(one.stretch.passes, one.arrows)]
    most = _max_score(taken)
    if score > most:
        raise RoundError(refusal("path.id", "more_points_than_possible", score=score, arrows=arrows, round=known.name))
    handicap = _handicap(known, taken, score) if score > 0 and _has_handicaps(known) else None
    return HandicapRead(
        round_name=known.name,
        arrows_shot=arrows,
        arrows_total=total,
        arrows_beyond=sum(one.beyond for one in shot),
        score=score,
        most_possible=_max_score(known.passes),
        is_complete=arrows == total,
        handicap=handicap,
        predicted_score=None if handicap is None else _score(known, known.passes, handicap),
        classification=_classification(known, score, bow_style, query) if arrows == total else None,
        pace=None if query.goal is None else _pace(known, most, per_end, arrows, score, query.goal),
    )


def _taken(passes: Sequence[PassRead], arrows: int) -> list[PassRead]:
    """The part of `passes` that the first `arrows` arrows cover."""
    shot = []
    for part in passes:
        taken = min(part.arrows, arrows)
        if taken:
            shot.append(part.model_copy(update={"arrows": taken}))
        arrows -= taken
    return shot


def _pace(known: RoundRead, most_so_far: int, per_end: int, arrows: int, score: int, goal: int) -> PaceRead:
    left = sum(part.arrows for part in known.passes) - arrows
    needed = max(goal - score, 0)
    return PaceRead(
        goal=goal,
        points_needed=needed,
        arrows_left=left,
        per_end=needed / left * min(per_end, left) if left else None,
        is_possible=needed <= _max_score(known.passes) - most_so_far,
    )


def _utils_round(known: RoundRead, passes: Sequence[PassRead]) -> Any:
    from archeryutils import Pass, Round  # noqa: PLC0415  (imports numpy)

    return Round(
        known.name,
        [
            Pass.at_target(
                part.arrows,
                part.scoring,
                (part.face_diameter, part.face_unit),
                _utils_distance(_middle(part), part.distance_unit),
                indoor=known.location == "indoor",
            )
            for part in passes
        ],
    )


def _middle(part: PassRead) -> float:
    """The distance; for an unmarked one the middle of its range."""
    if part.nearest is None or part.farthest is None:
        return part.distance
    return (part.nearest + part.farthest) / 2


def _utils_distance(distance: float, unit: DistanceUnit) -> tuple[float, str]:
    """The distance in a unit that archeryutils has."""
    if unit == "ft":
        return distance / FEET_IN_YARD, "yard"
    return float(distance), "metre" if unit == "m" else "yard"


def _has_handicaps(known: RoundRead) -> bool:
    """Whether handicaps are defined for the round: they are not for faces with zones that are no circles."""
    return all(FACES[kind].outlines is None for part in known.passes for kind in part.faces)


def _max_score(passes: Sequence[PassRead]) -> int:
    return sum(FACES[part.faces[0]].most_of(part.arrows) for part in passes)


def _handicap(known: RoundRead, passes: Sequence[PassRead], score: int) -> int:
    """The handicap as in the published tables: whole, and the higher of the two between which a score lies."""
    from archeryutils import handicaps  # noqa: PLC0415

    return int(handicaps.handicap_from_score(score, _utils_round(known, passes), "AGB", int_prec=True))


def _score(known: RoundRead, passes: Sequence[PassRead], handicap: int) -> int:
    from archeryutils import handicaps  # noqa: PLC0415

    return int(handicaps.score_for_round(handicap, _utils_round(known, passes), "AGB"))


def _classification(known: RoundRead, score: int, bow_style: RoundBowStyle | None, query: HandicapQuery) -> str | None:
    from archeryutils import classifications  # noqa: PLC0415

    if bow_style is None or query.gender is None or query.age_group is None or known.location is None:
        return None
    classify = {
        "indoor": classifications.calculate_agb_indoor_classification,
        "outdoor": classifications.calculate_agb_outdoor_classification,
        "field": classifications.calculate_agb_field_classification,
    }[known.location]
    try:
        return str(
            classify(
                score,
                known.codename,
                getattr(classifications.AGB_bowstyles, bow_style.upper()),
                getattr(classifications.AGB_genders, query.gender.upper()),
                getattr(classifications.AGB_ages, AGES.get(query.age_group, query.age_group.upper())),
            )
        )
    except ValueError:
        # a round or a bow that Archery GB does not classify
        return None
