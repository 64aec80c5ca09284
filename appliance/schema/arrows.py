"""Arrows, each identified by the number on its shaft."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from appliance.core import limits
from appliance.core.message import refusal
from appliance.schema.base import Filters, Plain, Positive, Stored, StoredTime, Strict, Text, Update, UtcTime, unset

HumanIdentifier = Annotated[str, Plain(limits.ARROW_NAME)]
Length = Annotated[Positive, Field(description="cm")]
Weight = Annotated[Positive, Field(description="g")]
Diameter = Annotated[Positive, Field(description="shaft diameter, mm")]
LabelPosition = Annotated[Positive, Field(description="cm from the nock")]


class ArrowCreate(Strict):
    """A new arrow; the client provides the id, for example from GET /arrow/new_arrow_uuid."""

    id: UUID
    human_identifier: HumanIdentifier
    length: Length
    registration_date: UtcTime = Field(default_factory=unset)
    is_programmed: bool
    is_active: bool = True
    voided_date: UtcTime | None = None
    weight: Weight | None = None
    diameter: Diameter | None = None
    spine: Positive | None = None
    label_position: LabelPosition | None = None

    @model_validator(mode="after")
    def _voided_exactly_when_not_active(self) -> "ArrowCreate":
        if self.is_active != (self.voided_date is None):
            raise ValueError(refusal("voided_date", "voided_when_retired"))
        return self


class ArrowUpdate(Update):
    """Changes of an arrow; retiring sends `is_active` false together with `voided_date`."""

    human_identifier: HumanIdentifier = Field(default_factory=unset)
    length: Length = Field(default_factory=unset)
    registration_date: UtcTime = Field(default_factory=unset)
    is_programmed: bool = Field(default_factory=unset)
    is_active: bool = Field(default_factory=unset)
    voided_date: UtcTime | None = None
    weight: Weight | None = None
    diameter: Diameter | None = None
    spine: Positive | None = None
    label_position: LabelPosition | None = None


class ArrowRead(Strict):
    """A stored arrow."""

    id: UUID
    human_identifier: Annotated[str, Stored(limits.ARROW_NAME)]
    length: Length
    registration_date: StoredTime
    is_programmed: bool
    is_active: bool
    voided_date: StoredTime | None
    weight: Weight | None
    diameter: Diameter | None
    spine: Positive | None
    label_position: LabelPosition | None


class ArrowFilters(Filters):
    """Filters of the list of arrows: every field but id, by equality."""

    human_identifier: Text | None = None
    length: Length | None = None
    registration_date: UtcTime | None = None
    is_programmed: bool | None = None
    is_active: bool | None = None
    voided_date: UtcTime | None = None
    weight: Weight | None = None
    diameter: Diameter | None = None
    spine: Positive | None = None
    label_position: LabelPosition | None = None
