"""Rounds, handicaps and classifications, computed by the package archeryutils.

The catalogue is read from the package's data files; the package itself, which brings numpy, is imported only when a
handicap is asked for.
"""

import json
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from appliance.core.message import refusal
from appliance.errors import InvalidValue
from appliance.schema.rounds import HandicapQuery, HandicapRead, PaceRead, PassRead, RoundBowStyle, RoundRead
from appliance.schema.sessions import SessionRead

LOCATIONS = {"indoor": "indoor", "i": "indoor", "outdoor": "outdoor", "field": "field"}
UNITS = {"metre": "m", "yard": "yd"}
UNIT_WORDS = {"m": "metre", "yd": "yard"}
AGES = {"50+": "OVER_50"}


class RoundError(InvalidValue):
    """An unknown round or an impossible score; the text starts with the place in the request."""


@cache
def catalogue() -> dict[str, RoundRead]:
    """Every known round by name."""
    spec = find_spec("archeryutils")
    assert spec is not None  # noqa: S101  (a dependency of ours)
    assert spec.submodule_search_locations is not None  # noqa: S101
    folder = Path(spec.submodule_search_locations[0]) / "round_data_files"
    rounds = [_round(data) for path in sorted(folder.glob("*.json")) for data in json.loads(path.read_text("utf-8"))]
    return {known.name: known for known in sorted(rounds, key=lambda known: known.name)}


def check_round_name(name: str | None) -> None:
    """Raises RoundError when no round is called so."""
    if name is not None and name not in catalogue():
        raise RoundError(refusal("body.round_name", "no_round_called", round=repr(name[:100]), address="/api/v0/round"))


def _round(data: dict[str, Any]) -> RoundRead:
    return RoundRead.model_validate(
        {
            "name": data["name"],
            "codename": data["codename"],
            "body": data.get("body"),
            "location": LOCATIONS.get(str(data.get("location", "")).lower()),
            "passes": [
                PassRead.model_validate(
                    {
                        "arrows": part["n_arrows"],
                        "distance": float(part["distance"]),
                        "distance_unit": UNITS[part["dist_unit"]],
                        "face_diameter": float(part["diameter"]),
                        "face_unit": part.get("diameter_unit", "cm"),
                        "scoring": part["scoring"],
                    }
                )
                for part in data["passes"]
            ],
        }
    )


def rate(
    session: SessionRead, arrows: int, score: int, bow_style: RoundBowStyle | None, query: HandicapQuery
) -> HandicapRead:
    """The handicap and classification of `score` with `arrows` arrows of the round. Blocks for 100 ms the first time.

    Raises RoundError when the session has no round, or one that is not shot at its distance, or the score cannot be.
    """
    known = catalogue().get(session.round_name or "")
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
                (part.distance, UNIT_WORDS[part.distance_unit]),
                indoor=known.location == "indoor",
            )
            for part in passes
        ],
    )


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
