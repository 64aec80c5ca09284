"""Errors that prevent a version of the program from being used; each says what to do."""

from appliance.errors import StartError, Unavailable


class UpdateRefused(StartError):
    """Another version may not or cannot take over; the current one stays."""


class UpdateBusy(Unavailable):
    """Another update is under way."""
