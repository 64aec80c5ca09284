"""Archers, and the roster of a session."""

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
Letter = Literal["A", "B", "C", "D", "E", "F", "G", "H"]
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
    """Changes of an archer; `arrow_ids` replaces the whole list, and another shaft scores the archer's shots again."""

    name: ArcherName = Field(default_factory=unset)
    bow_style: BowStyle | None = None
    shaft_diameter: Diameter | None = None
    arrow_ids: ArrowIds = Field(default_factory=unset)
    notes: Notes | None = None


class ArcherRead(Strict):
    """A stored archer."""

    id: UUID
    name: ArcherName
    bow_style: BowStyle | None
    shaft_diameter: Diameter | None
    arrow_ids: list[UUID]
    notes: Notes | None


class ArcherFilters(Filters):
    """Filters of the list of archers, by name or bow."""

    name: Text | None = None
    bow_style: Text | None = None


class RosterEntry(Strict):
    """One archer on a roster: letter, turn, and the name of the archer's own face, if any."""

    archer_id: UUID
    letter: Letter
    shooting_order: ShootingOrder
    detail: Detail = 1
    face: FaceIdentifier | None = None


class RosterCreate(Strict):
    """The complete roster of a session. `arrows_per_turn`: arrows one archer shoots before the next; default: a whole
    end.

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
    """One archer on a roster, with the name to display."""

    name: ArcherName
    bow_style: BowStyle | None


class OtherArcherRead(Strict):
    """An archer with arrows in a session who is not on its roster, such as one who left."""

    archer_id: UUID
    name: ArcherName


class RosterRead(Strict):
    """The roster of a session in shooting order; empty, with null settings, where no archer is registered.

    `others`: archers with arrows in the session who are not on the roster.
    """

    session_id: UUID
    arrows_per_turn: ArrowsPerEnd | None
    rotates: bool
    archers: list[RosterEntryRead]
    others: list[OtherArcherRead]


class EndUpdate(Strict):
    """Reassigns the shots of an end to `archer_id`: all of them, or only those of `from_archer_id`."""

    archer_id: UUID | None
    from_archer_id: UUID | None = None
    end_number: EndNumber | None = Field(default=None, description="move the shots to this end too")

    def changes(self) -> dict[str, Any]:
        """The fields to change in each shot, as JSON values."""
        whose = {"archer_id": None if self.archer_id is None else str(self.archer_id)}
        return whose if self.end_number is None else {**whose, "end_number": self.end_number}
