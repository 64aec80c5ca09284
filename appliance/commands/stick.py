"""arch-stats stick: writes everything to a mounted USB stick, and records the result for the page."""

import errno
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from appliance.archive.lines import ArchiveError
from appliance.archive.stick import put_stick, read_stick
from appliance.commands.archive import carry_away
from appliance.commands.terminal import print_message
from appliance.core.message import Message, message, message_of
from appliance.errors import ArchStatsError
from appliance.messages.translation import described
from appliance.schema.backups import StickRecord, StickState
from appliance.settings import read_settings
from appliance.updates.handing_over import Inbox
from appliance.updates.offering import Offers

StickWord = Literal["done", "unknown-format", "read-only", "full", "ended"]


def write_stick(folder: Path) -> int:
    """Write an export into `folder` as one new file, and record the result for the page. Returns 1 on failure."""
    leave_word("writing")
    try:
        carry_away(folder)
    except ArchStatsError as error:
        reason = _why(error)
        leave_word("failed", reason)
        print_message(reason)
        return 1
    return 0


def look_through_stick(folder: Path) -> int:
    """Copy the update on a mounted stick, if any, and offer it on the page, where a person may accept it."""
    leave_word("reading")
    offers = _offers()
    if offers is not None and (offer := offers.look_through(folder)) is not None:
        print_message(
            message("update_offered", version=offer.version or "") if offer.why is None else offer.why.message
        )
    return 0


def publish_stick_word(word: StickWord) -> int:
    """Record for the page what the script that mounts the stick reports: that it can be pulled out, or cannot be
    used."""
    match word:
        case "done":
            leave_word("done")
        case "unknown-format":
            leave_word("failed", message("stick_unknown_format"))
        case "read-only":
            leave_word("failed", message("stick_read_only"))
        case "full":
            leave_word("failed", message("stick_full"))
        case "ended":
            record = read_stick(read_settings(os.environ).data_dir)
            if record is not None and record.state in ("reading", "writing"):
                leave_word("failed", message("stick_pulled_out"))
            if (offers := _offers()) is not None:
                offers.forget_half()
    return 0


def leave_word(state: StickState, reason: Message | None = None) -> None:
    """Record the state of the stick for the page. Raises OSError."""
    record = StickRecord(state=state, since=datetime.now(UTC), message=None if reason is None else described(reason))
    put_stick(read_settings(os.environ).data_dir, record)


def _offers() -> Offers | None:
    """The offers of updates; None unless the program is an installed version that another could replace."""
    inbox = Inbox(read_settings(os.environ).data_dir)
    return Offers(inbox) if inbox.versions.current() is not None else None


def _why(error: ArchStatsError) -> Message:
    number = error.__cause__.errno if isinstance(error, ArchiveError) and isinstance(error.__cause__, OSError) else None
    if number == errno.ENOSPC:
        return message("stick_full")
    if number == errno.EROFS:
        return message("stick_read_only")
    return message("stick_not_written", why=message_of(error))
