"""Errors that keep the appliance from its database; each message says what to do."""

from appliance.errors import StartError, Unavailable


class DatabaseUnavailable(Unavailable):
    """The database does not answer, or cannot be started."""


class DatabaseRefused(DatabaseUnavailable):
    """The database answers and refuses us; waiting does not help."""


class MigrationRefused(StartError):
    """The schema in the database is not one that this version can work with."""
