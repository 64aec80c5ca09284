"""The time zone of this computer."""

from zoneinfo import ZoneInfo

from babel.localtime import get_localzone

UTC_NAME = "UTC"


def system_time_zone() -> str:
    """The computer's IANA time zone; UTC where none, or an invalid one, is set."""
    try:
        # by name, since tzlocal may return a zone of zoneinfo or of pytz
        return ZoneInfo(str(get_localzone())).key
    except (LookupError, ValueError, OSError):
        # TZ or /etc/timezone has an unknown name, which must not prevent the start
        return UTC_NAME
