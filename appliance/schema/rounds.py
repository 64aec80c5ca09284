"""Rounds: prescribed numbers of arrows at given distances and faces; and how good a score on one is."""

from typing import Annotated, Literal, get_args
from uuid import UUID

from pydantic import Field

from appliance.core.scoring.faces import FaceKind
from appliance.core.scoring.rings import Scoring
from appliance.core.scoring.tally import Count
from appliance.schema.base import Query, Strict
from appliance.schema.sessions import DistanceUnit

RoundBowStyle = Literal["recurve", "compound", "barebow", "longbow", "traditional", "flatbow"]
BOW_STYLES: tuple[RoundBowStyle, ...] = get_args(RoundBowStyle)
Gender = Literal["open", "female"]
AgeGroup = Literal["50+", "adult", "under_21", "under_18", "under_16", "under_15", "under_14", "under_12"]
Goal = Annotated[int, Field(ge=1, le=2000, description="points for the whole distance")]


class PassRead(Strict):
    """Arrows of a round at one distance and face; `faces` are those that fit, the usual one first."""

    arrows: int
    arrows_per_end: int
    distance: int
    distance_unit: DistanceUnit
    face_diameter: float
    face_unit: Literal["cm", "inches"]
    scoring: Scoring
    faces: list[FaceKind]


class RoundRead(Strict):
    """A round; `body` is the federation whose it is, `bow_styles` whom it is for (none: everybody).

    `counts`: what is counted beside the total.
    """

    name: str
    codename: str
    body: str | None
    location: Literal["indoor", "outdoor", "field"] | None
    arrows_per_end: int
    bow_styles: list[RoundBowStyle]
    counts: list[Count]
    passes: list[PassRead]


class HandicapQuery(Query):
    """Whose score; for a classification also what is shot, in which group."""

    archer_id: UUID | None = None
    bow_style: RoundBowStyle | None = None
    gender: Gender | None = None
    age_group: AgeGroup | None = None
    goal: Goal | None = None


class PaceRead(Strict):
    """What is needed from here to the goal."""

    goal: int
    points_needed: int
    arrows_left: int
    per_end: float | None
    is_possible: bool


class HandicapRead(Strict):
    """How good a score is, by the Archery GB handicap scheme: 0 is outstanding, 150 a beginner.

    The arrows shot so far count as a round of their own; `predicted_score` is what the same handicap gives for all the
    arrows of this round at this session's distance. `classification` needs the whole round, a bow style, gender and age
    group, and a round that Archery GB classifies.
    """

    round_name: str
    arrows_shot: int
    arrows_total: int
    score: int
    most_possible: int
    is_complete: bool
    handicap: float | None
    predicted_score: int | None
    classification: str | None
    pace: PaceRead | None
