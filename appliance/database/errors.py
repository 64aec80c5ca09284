"""What keeps the appliance from its database; each says what to do."""

from appliance.errors import StartError, Unavailable


class DatabaseUnavailable(Unavailable):
    """The database does not answer, or cannot be started."""


class DatabaseRefused(DatabaseUnavailable):
    """The database answers and refuses us: no waiting cures that."""


class MigrationRefused(StartError):
    """The schema in the database is not one that this version can work with."""
