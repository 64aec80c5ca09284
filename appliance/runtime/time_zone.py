"""The time zone that this computer is set to."""

from zoneinfo import ZoneInfo

from babel.localtime import get_localzone

UTC_NAME = "UTC"


def system_time_zone() -> str:
    """The computer's IANA time zone; UTC where none, or an invalid one, is set."""
    try:
        # by its name: Babel gives zones of zoneinfo or of pytz, whichever is installed
        return ZoneInfo(str(get_localzone())).key
    except (LookupError, ValueError, OSError):
        # TZ or /etc/timezone names nothing that this computer knows: no reason not to start
        return UTC_NAME
