"""Why a phone's time is not taken."""

from appliance.errors import InvalidValue, Unavailable


class NoSuchExchange(Unavailable):
    """The phone was not asked, or has answered already."""


class ClockNotTaken(Unavailable):
    """The clock is somebody else's business, or the answer took too long to be exact."""


class ImplausibleTime(InvalidValue):
    """No clock can be right that says this."""
