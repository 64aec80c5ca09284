"""An archer: somebody who shoots; and the roster: who shoots in a session."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, model_validator

from appliance.core import limits
from appliance.core.message import refusal
from appliance.schema.arrows import Diameter
from appliance.schema.base import Filters, Plain, Strict, Text, Update, unset, within
from appliance.schema.sessions import ArrowsPerEnd, Notes
from appliance.schema.shots import EndNumber, FaceIdentifier

ArcherName = Annotated[str, Plain(limits.ARCHER_NAME)]
BowStyle = Annotated[
    str,
    Plain(limits.BOW_STYLE),
    Field(description="recurve, compound, barebow, longbow, or another word"),
]
ArrowIds = Annotated[list[UUID], Field(max_length=200, description="the archer's own arrows; each has one owner")]
Letter = Literal["A", "B", "C", "D", "E", "F"]
ShootingOrder = Annotated[int, within(limits.SHOOTING_ORDER)]
Detail = Annotated[
    int, within(limits.DETAIL), Field(description="archers of one detail stand at the line together: AB is 1, CD is 2")
]
MAX_ARCHERS = limits.SHOOTING_ORDER.most


class ArcherCreate(Strict):
    """A new archer."""

    name: ArcherName
    bow_style: BowStyle | None = None
    shaft_diameter: Diameter | None = None
    arrow_ids: ArrowIds = Field(default_factory=list)
    notes: Notes | None = None


class ArcherUpdate(Update):
    """`arrow_ids` replaces the whole list. Another shaft scores the archer's shots again."""

    name: ArcherName = Field(default_factory=unset)
    bow_style: BowStyle | None = None
    shaft_diameter: Diameter | None = None
    arrow_ids: ArrowIds = Field(default_factory=unset)
    notes: Notes | None = None


class ArcherRead(Strict):
    """An archer as kept."""

    id: UUID
    name: ArcherName
    bow_style: BowStyle | None
    shaft_diameter: Diameter | None
    arrow_ids: list[UUID]
    notes: Notes | None


class ArcherFilters(Filters):
    """By name or bow."""

    name: Text | None = None
    bow_style: Text | None = None


class RosterEntry(Strict):
    """An archer's place: a letter, a turn, and the name of the face that is theirs alone, where they have one."""

    archer_id: UUID
    letter: Letter
    shooting_order: ShootingOrder
    detail: Detail = 1
    face: FaceIdentifier | None = None


class RosterCreate(Strict):
    """Who shoots, whole. `arrows_per_turn`: how many arrows one archer shoots before the next; an end by default.

    `rotates`: another detail begins each end (AB-CD, then CD-AB).
    """

    archers: Annotated[list[RosterEntry], Field(max_length=MAX_ARCHERS)]
    arrows_per_turn: ArrowsPerEnd | None = None
    rotates: bool = False

    @model_validator(mode="after")
    def _require_distinct_archers(self) -> "RosterCreate":
        for name in ("archer_id", "letter", "shooting_order", "face"):
            given = [value for entry in self.archers if (value := getattr(entry, name)) is not None]
            for k, value in enumerate(given):
                if given.index(value) != k:
                    raise ValueError(refusal("archers", "given_to_two_archers", name=name, value=str(value)))
        return self


class RosterEntryRead(RosterEntry):
    """An archer's place, with the name to show."""

    name: ArcherName
    bow_style: BowStyle | None


class RosterRead(Strict):
    """Who shoots in a session, by shooting order; empty and null where nobody is registered."""

    session_id: UUID
    arrows_per_turn: ArrowsPerEnd | None
    rotates: bool
    archers: list[RosterEntryRead]


class EndUpdate(Strict):
    """Whose end it was: every shot of it, or only those of `from_archer_id`, goes to `archer_id`."""

    archer_id: UUID | None
    from_archer_id: UUID | None = None
    end_number: EndNumber | None = Field(default=None, description="move the shots to this end too")

    def changes(self) -> dict[str, Any]:
        """What of each shot becomes other, as JSON values."""
        whose = {"archer_id": None if self.archer_id is None else str(self.archer_id)}
        return whose if self.end_number is None else {**whose, "end_number": self.end_number}
