"""Which errors of the database are worth waiting for: the only list of them.

By SQLSTATE (PostgreSQL, appendix A), not by the driver's classes, so that an unknown state is treated by its class:

08 connection lost, 53 no room (disk, memory, connections), 55 locked or not ready, 57 ended by an operator or by a
restart, 58 the disk or another part of the system, 40 rolled back for another transaction (deadlock), 25006 read-only
at present, 25P03 and 25P04 ended by a time-out. A FATAL error ended the connection, not the statement, and says nothing
about the values: a refused log-in is retried while the appliance runs (only a start fails).

XX, an internal error or a damaged page, is not in the list: it does not heal by itself, and waiting for it would hold
back everything behind one event. Neither is anything about values, names or rights (22, 23, 42).
"""

import asyncio

import asyncpg

from appliance.core.message import Message, message, message_of
from appliance.database.errors import DatabaseUnavailable

WAIT_CLASSES = frozenset({"08", "40", "53", "55", "57", "58"})
WAIT_STATES = frozenset({"25006", "25P03", "25P04"})
ROLLED_BACK = "40"
FATAL = ("FATAL", "PANIC")
# a link that broke, an answer that did not come, a connection that the server hung up on between two statements
LINK_ERRORS = (
    OSError,
    TimeoutError,
    EOFError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.ProtocolError,
    DatabaseUnavailable,
)
DATABASE_ERRORS = (asyncpg.PostgresError, *LINK_ERRORS)
"""All errors that may be worth waiting for; for a PostgresError its SQLSTATE decides."""

AWAY = message("database_away")
NO_ANSWER = message("database_no_answer")
READ_ONLY = message("database_read_only")
DISK_FULL = message("database_disk_full")
NO_ROOM = message("database_no_room")
BUSY = message("database_busy")
PASSING = frozenset({AWAY, NO_ANSWER, READ_ONLY, NO_ROOM, BUSY})
"""Messages of errors that pass by themselves."""
_BY_STATE = {"25006": READ_ONLY, "53100": DISK_FULL, "57014": NO_ANSWER}
_BY_CLASS = {"40": BUSY, "53": NO_ROOM, "55": BUSY}


def is_worth_waiting(error: BaseException) -> bool:
    """Whether the same statement can succeed later, with nothing changed in it."""
    if isinstance(error, asyncpg.PostgresError):
        state = sqlstate(error)
        return state in WAIT_STATES or state[:2] in WAIT_CLASSES or _is_fatal(error)
    return isinstance(error, LINK_ERRORS)


def is_rolled_back(error: BaseException) -> bool:
    """Whether the transaction was rolled back for another one, and can be retried at once."""
    return isinstance(error, asyncpg.PostgresError) and sqlstate(error)[:2] == ROLLED_BACK


def owes_answer(error: BaseException) -> bool:
    """Whether a statement was abandoned half-way, so that its connection must not be used again.

    Its answer may still arrive; or it was prepared and then had a value that the driver could not encode, and the
    server waits within a transaction that the driver knows nothing of.
    """
    gave_up = isinstance(error, (TimeoutError, asyncio.CancelledError)) or isinstance(error.__cause__, TimeoutError)
    return gave_up or _is_unwritten(error) or (error.__cause__ is not None and _is_unwritten(error.__cause__))


def _is_unwritten(error: BaseException) -> bool:
    """Whether the driver refused a value."""
    return isinstance(error, (asyncpg.DataError, OverflowError)) and not is_of_server(error)


def is_of_server(error: BaseException) -> bool:
    """Whether the server told this error, not the driver."""
    return getattr(error, "severity", None) is not None


def away(error: BaseException) -> Message:
    """The message of an error that is worth waiting for; never the driver's text."""
    if isinstance(error, DatabaseUnavailable):
        return message_of(error)
    if isinstance(error, asyncpg.PostgresError):
        state = sqlstate(error)
        if _is_fatal(error) and state[:2] not in _BY_CLASS:
            return AWAY
        return _BY_STATE.get(state) or _BY_CLASS.get(state[:2]) or AWAY
    return NO_ANSWER if isinstance(error, TimeoutError) else AWAY


def damage(error: asyncpg.PostgresError) -> Message:
    """The message of any other error of the server: a damaged database, since our statements fit our schema."""
    # names of tables and columns, no values
    first_line = (str(error.args[0]) if error.args else "").partition("\n")[0][:200]
    return message("database_damaged", what=first_line)


def sqlstate(error: asyncpg.PostgresError) -> str:
    """The five characters of the SQLSTATE; empty where the server sent none."""
    return getattr(error, "sqlstate", None) or ""


def _is_fatal(error: asyncpg.PostgresError) -> bool:
    return getattr(error, "severity_en", None) in FATAL or getattr(error, "severity", None) in FATAL
