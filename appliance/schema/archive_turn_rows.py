"""The rows of an export file about archers, turns, corrections and signatures of sessions."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AliasChoices, Field, StringConstraints

from appliance.core import limits
from appliance.schema.archers import MAX_ARCHERS, Detail, Letter, ShootingOrder
from appliance.schema.base import Int4, Int8, MadeBy, Strict, UtcTime
from appliance.schema.sessions import ArrowsPerEnd
from appliance.schema.shots import CountedEnd, FaceIdentifier, Points
from appliance.schema.signatures import MOST_SIGNED, SignedAs
from appliance.schema.turns import CorrectedFields, CorrectionKind, Stage

ArrowCount = Annotated[int, Field(ge=0, le=10**9)]
ArcherKey = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$")]
"""An archer's id; empty: no archer."""
MAX_KNOWN = 1000
TurnOrder = Annotated[list[ArcherKey], Field(max_length=MAX_ARCHERS)]


class TurnState(Strict):
    """The state of the turns, as described in sql/routines/functions/dealing.sql."""

    stage: Stage
    end: CountedEnd
    whose: ArcherKey | None
    taken: Annotated[dict[ArcherKey, ArrowCount], Field(max_length=MAX_KNOWN)]
    shot: Annotated[dict[ArcherKey, ArrowCount], Field(max_length=MAX_KNOWN, default_factory=dict)]
    ahead: Annotated[dict[ArcherKey, ArrowCount], Field(max_length=MAX_KNOWN, default_factory=dict)]
    own: Annotated[dict[ArcherKey, tuple[CountedEnd, ArrowCount]], Field(max_length=MAX_KNOWN)]
    least: CountedEnd


class TurnConfig(Strict):
    """The rules by which turns are dealt, as described in sql/routines/functions/dealing.sql."""

    per_end: ArrowsPerEnd
    per_turn: ArrowsPerEnd
    archers: Annotated[list[UUID], Field(max_length=MAX_ARCHERS)]
    orders: Annotated[list[TurnOrder], Field(min_length=1, max_length=limits.DETAIL.most)]
    spots: Annotated[dict[FaceIdentifier, UUID], Field(max_length=MAX_ARCHERS)]


class TurnMarkRow(Strict):
    """A row of turn_marks; older files call two of its columns otherwise."""

    id: UUID
    seq: Int8
    session_id: UUID
    kind: Literal["setup", "turn", "stage"]
    holds_from: Annotated[UtcTime, Field(validation_alias=AliasChoices("holds_from", "said_at"))]
    clock_id: UUID | None
    set_by: Annotated[MadeBy | None, Field(validation_alias=AliasChoices("set_by", "said_by"))]
    state: TurnState
    config: TurnConfig | None


class CorrectionRow(Strict):
    """A row of corrections; those of the board's connection are not exported, since they concern only this computer."""

    id: UUID
    session_id: UUID | None
    archer_id: UUID | None = None
    shot_id: UUID | None
    made_at: UtcTime
    clock_id: UUID | None
    made_by: MadeBy | None
    kind: CorrectionKind
    before: CorrectedFields | None
    after: CorrectedFields | None


class SignedArrow(Strict):
    """An arrow as it counted when it was signed; `points` null where no face hung."""

    shot_id: UUID
    end_number: CountedEnd
    points: Points | None
    is_x: bool


class SignatureRow(Strict):
    """A row of signatures."""

    id: UUID
    seq: CountedEnd
    session_id: UUID
    archer_id: UUID | None
    end_number: CountedEnd | None
    signed_as: SignedAs
    signed_by: MadeBy | None
    signed_at: UtcTime
    clock_id: UUID | None
    arrows: Annotated[list[SignedArrow], Field(min_length=1, max_length=MOST_SIGNED)]


class RosterRow(Strict):
    """A row of rosters."""

    session_id: UUID
    arrows_per_turn: ArrowsPerEnd
    revision: Int4
    rotates: bool = False


class SessionArcherRow(Strict):
    """A row of session_archers."""

    session_id: UUID
    archer_id: UUID
    letter: Letter
    shooting_order: ShootingOrder
    detail: Detail = 1
    face: FaceIdentifier | None
