"""The stored runs of the wall clock."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from appliance.core import limits
from appliance.schema.base import Stored, Strict

LONGEST_US = 1e16
"""Bound of offsets and shifts, us: longer than any calendar of dates."""
Microseconds = Annotated[float, Field(ge=-LONGEST_US, le=LONGEST_US)]


class ClockRunRead(Strict):
    """A stored run of the wall clock, as ClockRun."""

    id: UUID
    kernel_boot: Annotated[str, Stored(limits.WORD)]
    began_mono_us: Microseconds
    offset_us: Microseconds
    is_trusted: bool
    shift_us: Microseconds
