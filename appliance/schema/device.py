"""What people say of the box itself: where it stands, and which target it is."""

from datetime import UTC, tzinfo
from functools import cache
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import AfterValidator, Field

from appliance.core import limits
from appliance.core.message import message
from appliance.schema.base import Plain, Strict, Update, unset

NO_PLACES = frozenset({"Factory", "localtime"})
"""Files among those of the zones that are none."""


@cache
def time_zones() -> frozenset[str]:
    """The names of the IANA zones that this computer knows."""
    return frozenset(available_timezones() - NO_PLACES)


def zone_called(name: str) -> tzinfo:
    """The zone of a name that was good when it was stored; UTC where this computer does not know it any more."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def _known_zone(name: str) -> str:
    if name not in time_zones():
        raise ValueError(message("unknown_time_zone", zone=name))
    return name


TimeZone = Annotated[
    str,
    Plain(limits.TIME_ZONE),
    AfterValidator(_known_zone),
    Field(description="an IANA name, such as Europe/Madrid"),
]
TargetNumber = Annotated[
    str, Plain(limits.TARGET_NUMBER), Field(description="of the butt, as it stands on score sheets: 12 in 12A")
]


class DeviceRead(Strict):
    """`time_zone` is in which days and times are printed; `is_time_zone_chosen`: a person said it, at a page."""

    time_zone: str
    is_time_zone_chosen: bool
    target_number: str | None


class DeviceUpdate(Update):
    """`time_zone` null: as the computer itself has it."""

    time_zone: TimeZone | None = Field(default_factory=unset)
    target_number: TargetNumber | None = Field(default_factory=unset)
