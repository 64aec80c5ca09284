"""The time zone that this computer is set to."""

from babel.localtime import get_localzone

UTC_NAME = "UTC"


def system_time_zone() -> str:
    """Its IANA name; UTC where nobody set one, or where it has none."""
    name = getattr(get_localzone(), "key", None)
    return name if isinstance(name, str) else UTC_NAME
