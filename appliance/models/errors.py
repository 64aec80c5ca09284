"""What the database layer can answer instead of a row."""

from appliance.database.errors import DatabaseUnavailable
from appliance.errors import ArchStatsError, InvalidValue


class DBNotFound(ArchStatsError):
    """There is no such row."""


class DBException(InvalidValue):
    """The database refuses the values; the text starts with the place and says what would be right."""


class DBDamaged(DBException):
    """The database is not as this version made it, or a page of it is damaged: no other values would be taken."""


class DBUnreadable(DBException):
    """A stored row holds what nobody may write; the text names the field and says what to do."""


class DBUnavailable(DatabaseUnavailable):
    """A statement could not be worked on now, and can be later: appliance/database/transient.py says when."""


CONSTRAINTS: dict[str, str] = {
    "sessions_one_open": "body.is_opened: another session is open; close it first",
    "session_end_time_exactly_when_closed": "body.end_time: must be set exactly when is_opened is false",
    "session_ends_after_start": "body.end_time: must not be before start_time",
    "arrows_pkey": "body.id: this arrow is registered already",
    "arrow_identifier_unique": "body.human_identifier: another arrow has this identifier",
    "arrow_voided_exactly_when_not_active": "body.voided_date: must be set exactly when is_active is false",
    "targets_session_id_fkey": "body.session_id: there is no such session",
    "target_faces_valid": "body.faces: a face is outside the butt, named twice, or has radii that are not monotonic",
    "shots_session_id_fkey": "body.session_id: there is no such session",
    "shots_archer_id_fkey": "body.archer_id: there is no such archer",
    "calibrations_one_at_a_time": "body: another calibration waits for its taps; finish or reject it first",
    "archer_arrows_arrow_id_fkey": "body.arrow_ids: one of these arrows is not registered",
    "session_archers_archer_id_fkey": "body.archers: one of these archers is not registered",
    "shots_arrow_id_fkey": "body.arrow_id: there is no such arrow",
    "shot_landed_wholly_or_not": "body.arrow_landing_time, x, y: all three (landed) or none (miss)",
}


OUTSIDE = "body: a value is outside what can be stored; give finite numbers, plain text and times from 1970 to 2199"


def constraint_sentence(name: str | None) -> str:
    """What to tell a person about a broken constraint; never the driver's text, which holds the row."""
    if (name or "").endswith("_in_domain"):
        return OUTSIDE
    return CONSTRAINTS.get(name or "", "body: the values contradict each other or what is stored")
