"""How good a score is on a round: handicap, classification, pace to a goal; computed by the package archeryutils."""

from collections.abc import Sequence
from typing import Any

from appliance.core.message import refusal
from appliance.rounds.catalogue import FEET_IN_YARD, RoundError, known_round
from appliance.schema.rounds import HandicapQuery, HandicapRead, PaceRead, PassRead, RoundBowStyle, RoundRead
from appliance.schema.sessions import DistanceUnit, SessionRead

AGES = {"50+": "OVER_50"}


def rate(
    session: SessionRead, arrows: int, score: int, bow_style: RoundBowStyle | None, query: HandicapQuery
) -> HandicapRead:
    """The handicap and classification of `score` with `arrows` arrows of the round. Blocks for 100 ms the first time.

    Raises RoundError when the session has no round, or one that is not shot at its distance, or the score cannot be.
    """
    known = known_round(session.round_name)
    if known is None:
        raise RoundError(refusal("path.id", "session_without_round"))
    here = [p for p in known.passes if (p.distance, p.distance_unit) == (session.distance, session.distance_unit)]
    if not here:
        distance = f"{session.distance} {session.distance_unit}"
        raise RoundError(refusal("path.id", "round_not_at_distance", round=known.name, distance=distance))
    total = sum(part.arrows for part in here)
    if arrows > total:
        raise RoundError(refusal("path.id", "more_arrows_than_round", arrows=arrows, round=known.name, all=total))
    shot = _shot(here, arrows)
    most = _max_score(known, shot) if shot else 0
    if score > most:
        raise RoundError(refusal("path.id", "more_points_than_possible", score=score, arrows=arrows, round=known.name))
    handicap = _handicap(known, shot, score) if score > 0 else None
    is_complete = arrows == total and len(here) == len(known.passes)
    return HandicapRead(
        round_name=known.name,
        arrows_shot=arrows,
        arrows_total=total,
        score=score,
        most_possible=_max_score(known, here),
        is_complete=is_complete,
        handicap=handicap,
        predicted_score=None if handicap is None else _score(known, here, handicap),
        classification=_classification(known, score, bow_style, query) if is_complete else None,
        pace=None if query.goal is None else _pace(known, here, session, arrows, score, query.goal),
    )


def _shot(passes: Sequence[PassRead], arrows: int) -> list[PassRead]:
    """The part of `passes` that `arrows` arrows have gone through."""
    shot = []
    for part in passes:
        taken = min(part.arrows, arrows)
        if taken:
            shot.append(part.model_copy(update={"arrows": taken}))
        arrows -= taken
    return shot


def _pace(
    known: RoundRead, passes: Sequence[PassRead], session: SessionRead, arrows: int, score: int, goal: int
) -> PaceRead:
    left = sum(part.arrows for part in passes) - arrows
    needed = max(goal - score, 0)
    best = _max_score(known, passes) - (_max_score(known, _shot(passes, arrows)) if arrows else 0)
    return PaceRead(
        goal=goal,
        points_needed=needed,
        arrows_left=left,
        per_end=needed / left * min(session.arrows_per_end, left) if left else None,
        is_possible=needed <= best,
    )


def _utils_round(known: RoundRead, passes: Sequence[PassRead]) -> Any:
    from archeryutils import Pass, Round  # noqa: PLC0415  (brings numpy)

    return Round(
        known.name,
        [
            Pass.at_target(
                part.arrows,
                part.scoring,
                (part.face_diameter, part.face_unit),
                _utils_distance(part.distance, part.distance_unit),
                indoor=known.location == "indoor",
            )
            for part in passes
        ],
    )


def _utils_distance(distance: int, unit: DistanceUnit) -> tuple[float, str]:
    """The distance in units that archeryutils has."""
    if unit == "ft":
        return distance / FEET_IN_YARD, "yard"
    return float(distance), "metre" if unit == "m" else "yard"


def _max_score(known: RoundRead, passes: Sequence[PassRead]) -> int:
    return int(_utils_round(known, passes).max_score())


def _handicap(known: RoundRead, passes: Sequence[PassRead], score: int) -> float:
    from archeryutils import handicaps  # noqa: PLC0415

    return round(float(handicaps.handicap_from_score(score, _utils_round(known, passes), "AGB")), 2)


def _score(known: RoundRead, passes: Sequence[PassRead], handicap: float) -> int:
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
