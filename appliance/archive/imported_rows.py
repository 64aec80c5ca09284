"""Adapts rows of an export file to this appliance: whatever was under way when it was written is ended."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from appliance.archive.file import FileRow
from appliance.core.message import Message, message
from appliance.messages.translation import described

OF_ANOTHER = message("imported_from_another")
NOT_FINISHED = message("imported_unfinished")
CLOCKS = ("clock_id", "asked_clock_id", "waited_clock_id", "decided_clock_id", "opened_clock_id", "closed_clock_id")


@dataclass(frozen=True, slots=True)
class ImportTarget:
    """How a file relates to this appliance: whether this one wrote it, and whether the import restores an own
    backup."""

    is_own: bool
    is_restore: bool
    exported_at: datetime


def as_imported(row: FileRow, target: ImportTarget) -> list[dict[str, Any]]:
    """The rows to store for a row of the file: one, or none where it has no meaning here."""
    values = row.values
    if not target.is_own:
        # clock runs of another appliance are not known here, and its dates are not corrected any more
        values = {**values, **dict.fromkeys(values.keys() & set(CLOCKS))}
    match row.table:
        case "sessions":
            return [_session(values, target)]
        case "session_spans":
            return _span(values, target)
        case "calibrations":
            return [_calibration(values, target)]
        case "set_aside":
            return [{**values, "retry_asked_at": None}]
    return [values]


def _session(values: dict[str, Any], target: ImportTarget) -> dict[str, Any]:
    if not values["is_opened"] or target.is_own:
        return values
    ended = max(datetime.fromisoformat(values["start_time"]), target.exported_at)
    return {**values, "is_opened": False, "end_time": ended.isoformat()}


def _span(values: dict[str, Any], target: ImportTarget) -> list[dict[str, Any]]:
    """A span of an own session, closed; none of another appliance's, since spans decide which session late impacts
    join."""
    if not target.is_own:
        return []
    if values["closed_at"] is not None:
        return [values]
    closed = max(datetime.fromisoformat(values["opened_at"]), target.exported_at)
    return [{**values, "closed_at": closed.isoformat(), "closed_clock_id": values["opened_clock_id"]}]


def _calibration(values: dict[str, Any], target: ImportTarget) -> dict[str, Any]:
    """End a calibration that waited for taps; keep an accepted one in force only when restoring an own backup."""
    if not target.is_own:
        # otherwise late impacts of this appliance could become its taps
        values = {**values, "waited_until": values["asked_at"]}
    match values["status"]:
        case "asked" | "running":
            return {**values, "status": "failed", "reason": _stored(NOT_FINISHED)}
        case "accepted" if not target.is_restore:
            undecided = {"status": "proposed", "decided_at": None, "decided_clock_id": None}
            return {**values, **undecided, "reason": _stored(OF_ANOTHER)}
        case "proposed" if not target.is_restore:
            # the page offers to hang the newest proposal of a face
            return {**values, "status": "rejected", "reason": _stored(OF_ANOTHER)}
    return values


def _stored(reason: Message) -> dict[str, Any]:
    return described(reason).model_dump(mode="json")
