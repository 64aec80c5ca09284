"""What becomes of a row that was written elsewhere or earlier: what was going on there and then is over here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from appliance.archive.file import FileRow
from appliance.core.message import Message, message
from appliance.messages.translation import described

OF_ANOTHER = message("imported_from_another")
NOT_FINISHED = message("imported_unfinished")
CLOCKS = ("clock_id", "asked_clock_id", "waited_clock_id", "opened_clock_id", "closed_clock_id")


@dataclass(frozen=True, slots=True)
class Here:
    """What a file meets: is it this appliance's own, and is it to replace what is here."""

    is_own: bool
    is_restore: bool
    exported_at: datetime


def as_guest(row: FileRow, here: Here) -> list[dict[str, Any]]:
    """The values of a row as they come in, or nothing."""
    values = row.values
    if not here.is_own:
        # the runs of another appliance's clock are not known here, and nothing of theirs is corrected any more
        values = {**values, **dict.fromkeys(values.keys() & set(CLOCKS))}
    match row.table:
        case "sessions":
            return [_session(values, here)]
        case "session_spans":
            return _span(values, here)
        case "calibrations":
            return [_calibration(values, here)]
        case "set_aside":
            return [{**values, "retry_asked_at": None}]
    return [values]


def _session(values: dict[str, Any], here: Here) -> dict[str, Any]:
    if not values["is_opened"] or here.is_own:
        return values
    ended = max(datetime.fromisoformat(values["start_time"]), here.exported_at)
    return {**values, "is_opened": False, "end_time": ended.isoformat()}


def _span(values: dict[str, Any], here: Here) -> list[dict[str, Any]]:
    """When a session was open decides where a late impact belongs: only this appliance's own spans may."""
    if not here.is_own:
        return []
    if values["closed_at"] is not None:
        return [values]
    closed = max(datetime.fromisoformat(values["opened_at"]), here.exported_at)
    return [{**values, "closed_at": closed.isoformat(), "closed_clock_id": values["opened_clock_id"]}]


def _calibration(values: dict[str, Any], here: Here) -> dict[str, Any]:
    """Never waiting for taps, and in force only where an appliance becomes equal to its own backup."""
    if not here.is_own:
        # or it would have waited for this appliance's late impacts
        values = {**values, "waited_until": values["asked_at"]}
    match values["status"]:
        case "asked" | "running":
            return {**values, "status": "failed", "reason": _stored(NOT_FINISHED)}
        case "accepted" if not here.is_restore:
            return {**values, "status": "proposed", "reason": _stored(OF_ANOTHER), "decided_at": None}
        case "proposed" if not here.is_restore:
            # the newest proposal of a face is what the page offers to hang
            return {**values, "status": "rejected", "reason": _stored(OF_ANOTHER)}
    return values


def _stored(reason: Message) -> dict[str, Any]:
    return described(reason).model_dump(mode="json")
