"""Errors of the database layer, each raised with a message for people."""

import json

from appliance.core.message import Message, refusal
from appliance.database.errors import DatabaseUnavailable
from appliance.database.readiness import STARTING
from appliance.database.transient import PASSING
from appliance.errors import ArchStatsError, InvalidValue


class DBNotFound(ArchStatsError):
    """There is no such row."""


class DBException(InvalidValue):
    """The database refuses the values; the message names the place and says what would be right."""


class DBDamaged(DBException):
    """The schema is not as this version made it, or a page is damaged: no other values would be accepted either."""


class DBUnreadable(DBException):
    """A stored row holds a value that its model or a statement refuses: no fault of the request. The message names the
    row where it is known, and says what to do."""


class DBUnavailable(DatabaseUnavailable):
    """A statement failed for now and can succeed later; appliance/database/transient.py lists which do."""


CONSTRAINTS: dict[str, Message] = {
    "sessions_one_open": refusal("body.is_opened", "another_session_open"),
    "session_end_time_exactly_when_closed": refusal("body.end_time", "end_time_when_closed"),
    "session_ends_after_start": refusal("body.end_time", "end_before_start"),
    "arrows_pkey": refusal("body.id", "arrow_registered_already"),
    "arrow_identifier_unique": refusal("body.human_identifier", "identifier_taken"),
    "arrow_voided_exactly_when_not_active": refusal("body.voided_date", "voided_when_retired"),
    "targets_session_id_fkey": refusal("body.session_id", "no_such_session"),
    "target_faces_valid": refusal("body.faces", "faces_invalid"),
    "shots_session_id_fkey": refusal("body.session_id", "no_such_session"),
    "shots_archer_id_fkey": refusal("body.archer_id", "no_such_archer"),
    "calibrations_one_at_a_time": refusal("body", "another_calibration_waits"),
    "archer_arrows_arrow_id_fkey": refusal("body.arrow_ids", "arrow_not_registered"),
    "session_archers_archer_id_fkey": refusal("body.archers", "archer_not_registered"),
    "bow_sensor_unique": refusal("body.sensor", "sensor_on_another_bow"),
    "shots_arrow_id_fkey": refusal("body.arrow_id", "no_such_arrow"),
    "shot_landed_wholly_or_not": refusal("body.arrow_landing_time, x, y", "landed_or_miss"),
}


OUTSIDE = refusal("body", "value_outside")
BESIDE = refusal("database", "row_beside_unreadable")


def constraint_message(name: str | None) -> Message:
    """The message about a violated constraint; never the driver's text, which contains the row."""
    if (name or "").endswith("_in_domain"):
        return OUTSIDE
    return CONSTRAINTS.get(name or "", refusal("body", "values_contradict"))


def raised_message(text: str, detail: str | None) -> Message:
    """The message raised by a routine of the database: `place: code`, and the values as JSON in its detail."""
    place, _, code = text.rpartition(": ")
    values: dict[str, str] = json.loads(detail or "{}")
    return refusal(place, code, **values)


def is_passing(reason: Message) -> bool:
    """Whether the reason why the database is away passes by itself."""
    return reason in PASSING or reason == STARTING
