"""Rescoring a session by other faces, another distance or round; it can be tried without storing anything."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from appliance.core.message import refusal
from appliance.core.scoring.faces import FaceKind
from appliance.schema.base import Strict, unset
from appliance.schema.messages import MessageRead
from appliance.schema.sessions import Distance, DistanceUnit, RoundName
from appliance.schema.targets import Face, Faces

MOST_LISTED = 1000


class RescoreCreate(Strict):
    """Corrected facts of a session; absent fields stay. `dry_run`: report the changes without making them.

    `face_kind`: a face of the catalogue that replaces the present ones; `faces`: exactly these. `round_name` null: no
    round.
    """

    dry_run: bool
    face_kind: FaceKind = Field(default_factory=unset)
    faces: Faces = Field(default_factory=unset)
    distance: Distance = Field(default_factory=unset)
    distance_unit: DistanceUnit = Field(default_factory=unset)
    is_indoor: bool = Field(default_factory=unset)
    round_name: RoundName | None = None

    @model_validator(mode="after")
    def _check_fields(self) -> "RescoreCreate":
        if {"face_kind", "faces"} <= self.model_fields_set:
            raise ValueError(refusal("faces", "given_instead_of", other="face_kind"))
        if self.model_fields_set <= {"dry_run"}:
            raise ValueError(refusal("", "nothing_to_change"))
        return self


class SessionFactsRead(Strict):
    """The facts that determine a session's score; sending them back undoes a rescoring."""

    distance: Distance
    distance_unit: DistanceUnit
    is_indoor: bool
    round_name: RoundName | None
    faces: list[Face]


class RescoredShotRead(Strict):
    """A shot whose score changes; null where no face hangs."""

    shot_id: UUID
    end_number: int
    points_before: int | None
    points_after: int | None
    is_x_before: bool
    is_x_after: bool


class ArcherRescoreRead(Strict):
    """The change of one archer's score; `arrows_called`: arrows with points called by a person, which stay."""

    archer_id: UUID | None
    arrows: int
    score_before: int
    score_after: int
    arrows_called: int
    arrows_changed: int
    changed: Annotated[list[RescoredShotRead], Field(description=f"the first {MOST_LISTED}")]


class RescoreRead(Strict):
    """A rescoring, made or tried; `disagreements`: how the session then differs from its round."""

    is_done: bool
    before: SessionFactsRead
    after: SessionFactsRead
    disagreements: list[MessageRead]
    archers: list[ArcherRescoreRead]
