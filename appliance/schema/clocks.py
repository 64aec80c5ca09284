"""What of the record of the wall clock is read."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from appliance.core import limits
from appliance.schema.base import Stored, Strict

LONGEST_US = 1e16
"""A calendar is shorter: what is dated by more is nothing."""
Microseconds = Annotated[float, Field(ge=-LONGEST_US, le=LONGEST_US)]


class ClockRunRead(Strict):
    """A run of the wall clock, as ClockRun has it."""

    id: UUID
    kernel_boot: Annotated[str, Stored(limits.WORD)]
    began_mono_us: Microseconds
    offset_us: Microseconds
    is_trusted: bool
    shift_us: Microseconds
