"""Turns and ends: whose turn it is, the ends of a session, and corrections."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator

from appliance.core import limits
from appliance.core.message import refusal
from appliance.core.ports import NodeProtocol
from appliance.core.scoring.volume import Period
from appliance.schema.archers import MAX_ARCHERS, ArcherName, RosterEntry
from appliance.schema.base import Filters, Sentence, Stored, StoredTime, Strict
from appliance.schema.numbers import GoalArrows
from appliance.schema.sessions import ArrowsPerEnd, Distance, DistanceUnit, RoundName
from appliance.schema.shots import CountedEnd, EndNumber, Points, ShotFate, StoredNote
from appliance.schema.targets import Face

Stage = Annotated[
    Literal["sighters", "scoring"], Field(description="sighters do not count, and their ends are not numbered")
]
ClosedBy = Literal["arrows", "turn", "tap", "timer"]
MOST_NAMED = 100
"""Largest number of archers named in a correction; two rosters and some more have fewer."""
MAX_HUNG = 1000
"""Largest number of faces in a session, on all its targets."""
CorrectionKind = Literal[
    "entered",
    "changed",
    "deleted",
    "restored",
    "turn",
    "undone",
    "rescored",
    "withdrawn",
    "roster",
    "time",
    "goal",
    "board",
]


class TurnCreate(Strict):
    """Sets the turn: the stage, the end (which ends the one before), or the archer whose turn it is.

    Without an archer, the first one in the order of that end who has arrows left.
    """

    stage: Stage | None = None
    end_number: EndNumber | None = None
    archer_id: UUID | None = None

    @model_validator(mode="after")
    def _require_a_field(self) -> "TurnCreate":
        if self.stage is None and self.end_number is None and self.archer_id is None:
            raise ValueError(refusal("stage, end_number, archer_id", "one_of_them_needed"))
        return self


class ShortEndRead(Strict):
    """An end that was left with fewer arrows than it should have; `missing`: how many."""

    archer_id: UUID | None
    end_number: CountedEnd
    missing: Annotated[int, Field(ge=1)]


class TurnRead(Strict):
    """The archer whose turn it is; `arrow`: the next arrow of this end, from 1; `order`: archers in the order of this
    end.

    The archer is null where none is registered, or there are no turns. `mark_id`: the last turn set by a person, which
    can be taken back. `short_ends`: in the current end or, until it begins, in the previous one; nearest before this
    turn first.
    """

    session_id: UUID
    stage: Stage
    end_number: CountedEnd
    archer_id: UUID | None
    arrow: Annotated[int, Field(ge=1)]
    arrows_per_end: ArrowsPerEnd
    arrows_per_turn: ArrowsPerEnd
    mark_id: UUID | None
    order: list[UUID]
    short_ends: list[ShortEndRead]


class SessionEndRead(Strict):
    """An end of an archer, or of no archer where none is registered, from its first arrow on.

    `closed_by`: its last arrow, the next archer's turn, a tap that begins the next end, or time.
    """

    archer_id: UUID | None
    end_number: CountedEnd
    stage: Stage
    opened_at: StoredTime
    closed_at: StoredTime | None
    closed_by: ClosedBy | None
    arrows: Annotated[int, Field(ge=0)]
    arrows_per_end: ArrowsPerEnd


class CorrectedFields(Strict):
    """The changed fields of a correction: of a shot, turns, scoring facts, a roster, a signature, a goal, a board."""

    # the database's own JSON is sent, which has only the changed fields
    model_config = ConfigDict(json_schema_serialization_defaults_required=False)

    arrow_id: UUID | None = None
    archer_id: UUID | None = None
    end_number: CountedEnd | None = None
    is_sighter: bool | None = None
    fate: ShotFate | None = None
    points_called: Points | None = None
    is_x_called: bool | None = None
    note: StoredNote | None = None
    is_out_of_time: bool | None = None
    points: Points | None = None
    stage: Stage | None = None
    distance: Distance | None = None
    distance_unit: DistanceUnit | None = None
    is_indoor: bool | None = None
    round_name: RoundName | None = None
    faces: Annotated[list[Face], Field(max_length=MAX_HUNG)] | None = None
    archers: Annotated[list[RosterEntry], Field(max_length=MAX_ARCHERS)] | None = None
    arrows_per_turn: ArrowsPerEnd | None = None
    rotates: bool | None = None
    signed_as: Literal["archer", "scorer"] | None = None
    signed_by: Annotated[str, Stored(limits.MADE_BY)] | None = None
    arrows: GoalArrows | None = None
    period: Period | None = None
    url: Sentence | None = None
    protocol: NodeProtocol | None = None
    baud: int | None = None
    board_name: Sentence | None = None


class CorrectionRead(Strict):
    """A person's change and its time; `made_by`: an archer's id or a name, from the header X-Made-By.

    `session_id`: null for an archer's goal and for the board. `names`: names of the archers in it, by their ids.
    """

    id: UUID
    session_id: UUID | None
    archer_id: UUID | None
    shot_id: UUID | None
    made_at: StoredTime
    made_by: Annotated[str, Stored(limits.MADE_BY)] | None
    kind: CorrectionKind
    before: CorrectedFields | None
    after: CorrectedFields | None
    names: Annotated[dict[str, ArcherName], Field(max_length=MOST_NAMED)]


class CorrectionFilters(Filters):
    """Filters of the list of corrections: of one shot, or of the whole session."""

    shot_id: UUID | None = None
