"""Rows that their model refuses: each is left out of the answers, and reported until it is mended or gone."""

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from appliance.core.message import Message, message

MAX_NOTED = 200
MAX_NAMED = 3
FORGET_AFTER_S = 3600.0
_KEYS = (
    "id",
    "session_id",
    "detection_id",
    "archer_id",
    "arrow_id",
    "bracket_id",
    "node",
    "channel",
    "seq",
    "code",
    "detected_at",
    "end_number",
    "version",
)
_KEY_OF = {"archers of a session": "archer_id", "archers of a bracket": "seed"}
_ONLY_ROW_OF = {"timer": "shooting_timer"}
"""Tables with one row, which has no key: it is named by its table."""


@dataclass(frozen=True, slots=True)
class UnreadableRow:
    """A row of a kind that a model could not read, and the field at fault."""

    model: str
    kind: str
    key: str
    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.kind} {self.key} ({self.field}: {self.reason})"


class UnreadableRows:
    """A bounded set of rows that could not be read; a row leaves it when it is read, or not met for an hour."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self._rows: dict[tuple[str, str], tuple[float, UnreadableRow]] = {}

    def __bool__(self) -> bool:
        return bool(self._rows)

    def note(self, row: UnreadableRow) -> bool:
        """Remember this row; True when it was not known."""
        key = (row.model, row.key)
        is_new = self._rows.pop(key, None) is None
        self._rows[key] = (self._now_s(), row)
        if len(self._rows) > MAX_NOTED:
            # rows of one model, however many, leave room for some of another
            most, _ = Counter(model for model, _ in self._rows).most_common(1)[0]
            del self._rows[next(known for known in self._rows if known[0] == most)]
        return is_new

    @property
    def is_full(self) -> bool:
        """Whether one more row displaces another."""
        return len(self._rows) >= MAX_NOTED

    def get(self, model: str, key: str) -> UnreadableRow | None:
        """The row of this key, if it could not be read."""
        found = self._rows.get((model, key))
        return None if found is None else found[1]

    def forget(self, model: str, key: str) -> None:
        """Remove a row, as it could be read."""
        self._rows.pop((model, key), None)

    def forget_all_of(self, model: str) -> None:
        """Remove all rows of a model."""
        self._rows = {key: noted for key, noted in self._rows.items() if key[0] != model}

    def clear(self) -> None:
        """Remove all rows."""
        self._rows.clear()

    def rows(self) -> list[UnreadableRow]:
        """The unreadable rows met within the last hour."""
        since = self._now_s() - FORGET_AFTER_S
        self._rows = {key: (met, row) for key, (met, row) in self._rows.items() if met >= since}
        return [row for _, row in self._rows.values()]

    def messages(self) -> list[Message]:
        """Messages for people, one for each kind: how many rows, which, and what to do."""
        by_kind: dict[str, dict[str, UnreadableRow]] = {}
        for row in self.rows():
            by_kind.setdefault(row.kind, {}).setdefault(row.key, row)
        return [_message(kind, list(rows.values())) for kind, rows in sorted(by_kind.items())]


UNREADABLE = UnreadableRows()
"""The unreadable rows of this process."""


def _message(kind: str, rows: list[UnreadableRow]) -> Message:
    return unreadable_message(kind.replace(" ", "_"), len(rows), [f"{row.key} ({row.field})" for row in rows])


def unreadable_message(table: str, count: int, rows: Sequence[str]) -> Message:
    """The message of so many rows of a table, of which it names the first."""
    named = ", ".join(rows[:MAX_NAMED])
    if count > MAX_NAMED:
        return message("rows_unreadable_more", rows=count, table=table, named=named, more=count - MAX_NAMED)
    return message("rows_unreadable", rows=count, table=table, named=named)


def unreadable_row(model: str, kind: str, row: Mapping[str, object], error: ValidationError) -> UnreadableRow:
    """A `row` that its model refuses, with the first field at fault."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or "values"
    return UnreadableRow(model, kind, row_key(kind, row), where[:60], first["msg"].removeprefix("Value error, ")[:200])


def row_key(kind: str, row: Mapping[str, object]) -> str:
    """The key of this row within its table; the table, where it has only one row."""
    if kind in _ONLY_ROW_OF:
        return _ONLY_ROW_OF[kind]
    names = (_KEY_OF[kind],) if kind in _KEY_OF else _KEYS
    return next((str(row[name])[:100] for name in names if row.get(name) is not None), "?")
