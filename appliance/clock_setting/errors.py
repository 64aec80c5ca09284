"""Errors for which a phone's time is not taken."""

from appliance.errors import InvalidValue, Unavailable


class NoSuchExchange(Unavailable):
    """No exchange with this ID is open: it was never begun, was forgotten, or is answered already."""


class ClockNotTaken(Unavailable):
    """A time server keeps the clock, the round trip took too long to be exact, or the clock cannot be set here."""


class ImplausibleTime(InvalidValue):
    """A time that cannot be right: before this version was made, or more than two years after."""
