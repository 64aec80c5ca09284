"""Why a phone's time is not taken."""

from appliance.errors import InvalidValue, Unavailable


class NoSuchExchange(Unavailable):
    """The phone was not asked, or has answered already."""


class ClockNotTaken(Unavailable):
    """A time server keeps the clock, or the answer took too long to be exact."""


class ImplausibleTime(InvalidValue):
    """A time that cannot be right, as it is before this version was made or too late."""
