"""Sessions: each is one continuous use of the butt at one distance."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator

from appliance.core import limits
from appliance.core.message import refusal
from appliance.schema.base import (
    Filters,
    Identifier,
    Plain,
    Stored,
    StoredTime,
    Strict,
    Text,
    Update,
    UtcTime,
    unset,
    within,
)
from appliance.schema.shots import EndNumber

Distance = Annotated[int, within(limits.DISTANCE), Field(description="in distance_unit")]
DistanceUnit = Literal["m", "yd", "ft"]
ArrowsPerEnd = Annotated[int, within(limits.ARROWS_PER_END)]
Notes = Annotated[str, Plain(limits.NOTES)]
BeginsWithSighters = Annotated[bool, Field(description="a person begins scoring (POST /session/{id}/turn)")]
RoundName = Annotated[str, Plain(limits.ROUND_NAME)]


class SessionCreate(Strict):
    """A new session; a closed one needs its end_time."""

    is_opened: bool
    start_time: UtcTime
    end_time: UtcTime | None = None
    location: Identifier
    is_indoor: bool = False
    distance: Distance
    distance_unit: DistanceUnit = "m"
    arrows_per_end: ArrowsPerEnd = 3
    begins_with_sighters: BeginsWithSighters = False
    round_name: RoundName | None = None
    notes: Notes | None = None

    @model_validator(mode="after")
    def _end_time_exactly_when_closed(self) -> "SessionCreate":
        if self.is_opened != (self.end_time is None):
            raise ValueError(refusal("end_time", "end_time_when_closed"))
        if self.end_time is not None and self.end_time < self.start_time:
            raise ValueError(refusal("end_time", "end_before_start"))
        return self


class SessionUpdate(Update):
    """Changes of a session; closing sends `is_opened` false, at `end_time` or by default now by the appliance's clock,
    but never before start_time. Opening again sends true with `end_time` null."""

    is_opened: bool = Field(default_factory=unset)
    start_time: UtcTime = Field(default_factory=unset)
    end_time: UtcTime | None = None
    location: Identifier = Field(default_factory=unset)
    is_indoor: bool = Field(default_factory=unset)
    distance: Distance = Field(default_factory=unset)
    distance_unit: DistanceUnit = Field(default_factory=unset)
    arrows_per_end: ArrowsPerEnd = Field(default_factory=unset)
    round_name: RoundName | None = None
    notes: Notes | None = None
    held_back_from: EndNumber | None = None


class SessionRead(Strict):
    """A stored session; `held_back_from`: the first end whose points are not shown yet, null: all are shown.

    `round_id`: the first session of the round that this one continues; null where the round began here.
    """

    id: UUID
    is_opened: bool
    start_time: StoredTime
    end_time: StoredTime | None
    location: Annotated[str, Stored(limits.LOCATION)]
    is_indoor: bool
    distance: Distance
    distance_unit: DistanceUnit
    arrows_per_end: ArrowsPerEnd
    round_name: Annotated[str, Stored(limits.ROUND_NAME)] | None
    notes: Annotated[str, Stored(limits.NOTES)] | None
    held_back_from: EndNumber | None
    round_id: UUID | None
    begins_with_sighters: bool

    def holds_back(self, end_number: int) -> bool:
        """Whether the points of this end are not shown yet; all are once the session is over."""
        return self.is_opened and self.held_back_from is not None and end_number >= self.held_back_from


class SessionFilters(Filters):
    """Filters of the list of sessions: every field by equality, and a range of start times."""

    is_opened: bool | None = None
    start_time: UtcTime | None = None
    end_time: UtcTime | None = None
    location: Text | None = None
    is_indoor: bool | None = None
    distance: Distance | None = None
    distance_unit: DistanceUnit | None = None
    arrows_per_end: ArrowsPerEnd | None = None
    round_name: Text | None = None
    notes: Text | None = None
    held_back_from: EndNumber | None = None
    round_id: UUID | None = None
    start_time_from: UtcTime | None = None
    start_time_to: UtcTime | None = None
