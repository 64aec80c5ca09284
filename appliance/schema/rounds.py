"""Rounds: prescribed numbers of arrows at given distances and faces; and the handicap of a score."""

from typing import Annotated, Literal, get_args
from uuid import UUID

from pydantic import Field

from appliance.core.scoring.faces import FaceKind
from appliance.core.scoring.rings import Scoring
from appliance.core.scoring.tally import Count
from appliance.schema.base import Query, Strict
from appliance.schema.messages import MessageRead
from appliance.schema.sessions import DistanceUnit

RoundBowStyle = Literal["recurve", "compound", "barebow", "longbow", "traditional", "flatbow"]
BOW_STYLES: tuple[RoundBowStyle, ...] = get_args(RoundBowStyle)
Gender = Literal["open", "female"]
AgeGroup = Literal["50+", "adult", "under_21", "under_18", "under_16", "under_15", "under_14", "under_12"]
Goal = Annotated[int, Field(ge=1, le=2000, description="points for the whole round")]
MOST_PASSES = 100


class PassRead(Strict):
    """The arrows of a round at one distance and face; `faces`: those that are allowed, the usual one first.

    At unmarked distances any from `nearest` to `farthest` is allowed, and `distance` is the middle.
    """

    arrows: int
    arrows_per_end: int
    distance: int
    distance_unit: DistanceUnit
    nearest: int | None = None
    farthest: int | None = None
    face_diameter: float
    face_unit: Literal["cm", "inches"]
    scoring: Scoring
    faces: list[FaceKind]


class RoundRead(Strict):
    """A round of the catalogue; `body`: its federation, `bow_styles`: those it is for (none: all).

    `counts`: what is counted besides the total.
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
    """The archer to rate; for a classification also bow style, gender and age group."""

    archer_id: UUID | None = None
    bow_style: RoundBowStyle | None = None
    gender: Gender | None = None
    age_group: AgeGroup | None = None
    goal: Goal | None = None


class PaceRead(Strict):
    """The average per end that is needed from now on to reach the goal."""

    goal: int
    points_needed: int
    arrows_left: int
    per_end: float | None
    is_possible: bool


class HandicapRead(Strict):
    """A score's Archery GB handicap, from 0 (outstanding) to 150 (beginner).

    The arrows shot so far, at whichever distances of the round, count as a round of their own; the handicap is whole,
    as in the published tables. `predicted_score` is the score of the whole round with the same handicap.
    `classification` needs the whole round, a bow style, gender and age group, and a round that Archery GB classifies.
    `arrows_beyond` were shot after the round was over, and do not count.
    """

    round_name: str
    arrows_shot: int
    arrows_total: int
    arrows_beyond: int
    score: int
    most_possible: int
    is_complete: bool
    handicap: int | None
    predicted_score: int | None
    classification: str | None
    pace: PaceRead | None


class CountRead(Strict):
    """The number of arrows of one kind, such as tens, Xs, hits or golds."""

    count: Count
    arrows: int


class PassScoreRead(Strict):
    """The score of a pass so far."""

    number: int
    arrows: int
    score: int
    counts: list[CountRead]


class PassProgressRead(Strict):
    """A pass of the round and the session in which it is shot; null: not begun."""

    number: int
    session_id: UUID | None


class ArcherProgressRead(Strict):
    """One archer's progress in the round; `archer_id` null where no archer is registered.

    `pass_number`, `arrows_left_in_pass`: of the current pass of this session; null and 0 when all passes of the session
    are shot. "End 7 of 20" is `end_number` of `ends`, in this session; null where it counts for no round.
    `arrows_beyond` were shot after the round was over, and do not count.
    """

    archer_id: UUID | None
    arrows: int
    arrows_total: int
    arrows_beyond: int
    score: int
    counts: list[CountRead]
    passes: list[PassScoreRead]
    pass_number: int | None
    end_number: int | None
    ends: int | None
    arrows_left_in_pass: int
    arrows_left_here: int
    is_complete: bool


class RoundProgressRead(Strict):
    """The round of a session: its passes, their sessions, and each archer's progress.

    `disagreements`: how this session differs from the round, for which it then does not count. `next_pass`: the pass
    with which another session can continue.
    """

    round: RoundRead
    session_ids: list[UUID]
    disagreements: list[MessageRead]
    passes: list[PassProgressRead]
    next_pass: int | None
    archers: list[ArcherProgressRead]


class PassCreate(Strict):
    """The pass with which to continue the round, and its face, by default the usual one."""

    pass_number: Annotated[int, Field(ge=1, le=MOST_PASSES)]
    face_kind: FaceKind | None = None
