"""This computer's clock, and setting it from a phone."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from appliance.schema.base import Strict, UtcTime


class ClockRead(Strict):
    """State of the box's clock; `is_kept`: synchronised by a time server, `is_settable`: a phone may set it."""

    time: UtcTime
    is_kept: bool
    is_settable: bool


class ClockUpdate(Strict):
    """The phone's clock, read in answer to the exchange just begun."""

    exchange_id: UUID
    time: UtcTime


class ClockSettingRead(Strict):
    """By how much the clock was moved, 0 where it was right, and the uncertainty: half of the round trip."""

    by_s: float
    within_s: Annotated[float, Field(ge=0)]
