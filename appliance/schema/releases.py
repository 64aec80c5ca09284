"""Releases of bow sensors whose impact is not yet known."""

from typing import Annotated, Literal
from uuid import UUID

from appliance.core import limits
from appliance.schema.base import Stored, StoredTime, Strict
from appliance.schema.sessions import Distance, DistanceUnit


class OpenReleaseRead(Strict):
    """A bow's release that may still be paired with an impact, with the shooting distance of its session."""

    id: UUID
    session_id: UUID
    sensor: Annotated[str, Stored(limits.BOW_SENSOR)]
    archer_id: UUID | None
    drawn_at: StoredTime | None
    released_at: StoredTime
    outcome: Literal["missed", "unheard"] | None
    distance: Distance
    distance_unit: DistanceUnit
    is_readable: Literal[True]
    """Computed by the database, which returns readable rows first."""


class ImpactTimeRead(Strict):
    """When an impact was detected."""

    id: UUID
    detected_at: StoredTime
