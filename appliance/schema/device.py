"""The settings of the box that people choose: its time zone, and the number of its target."""

from datetime import UTC, tzinfo
from functools import cache
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import AfterValidator, Field

from appliance.core import limits
from appliance.core.message import message
from appliance.schema.base import Plain, Strict, Update, unset

NO_PLACES = frozenset({"Factory", "localtime"})
"""Names among the IANA zones that are not time zones."""


@cache
def time_zones() -> frozenset[str]:
    """The IANA time zones that this computer knows."""
    return frozenset(available_timezones() - NO_PLACES)


def zone_called(name: str) -> tzinfo:
    """The time zone with this name; UTC if this computer does not know it any more."""
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
    """The box's settings; `time_zone`: of printed days and times, `is_time_zone_chosen`: set by a person."""

    time_zone: str
    is_time_zone_chosen: bool
    target_number: str | None


class DeviceUpdate(Update):
    """Changes of the box's settings; `time_zone` null: the computer's own."""

    time_zone: TimeZone | None = Field(default_factory=unset)
    target_number: TargetNumber | None = Field(default_factory=unset)
