"""This computer's clock, and a phone's time for it."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from appliance.schema.base import Strict, UtcTime


class ClockRead(Strict):
    """`is_kept`: a time server keeps it; `is_settable`: a phone may set it, since nobody keeps it."""

    time: UtcTime
    is_kept: bool
    is_settable: bool


class ClockUpdate(Strict):
    """What a phone's clock says at this moment, in answer to the exchange that it has just begun."""

    exchange_id: UUID
    time: UtcTime


class ClockSettingRead(Strict):
    """How far the clock was moved, 0 where it was right already; and how exact that is: half of the round trip."""

    by_s: float
    within_s: Annotated[float, Field(ge=0)]
