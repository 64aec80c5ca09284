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

StickWord = Literal["done", "ended"]
EXIT_STATUS = "EXIT_STATUS"
"""The variable in which systemd gives a unit's last command the exit status of the one before."""


def write_stick(folder: Path) -> int:
    """Write an export into `folder` as one new file, and record the result for the page. Returns 1 on failure."""
    leave_word("writing")
    try:
        _make_folder(folder)
        carry_away(folder)
    except ArchStatsError as error:
        reason = _why(error)
        leave_word("failed", reason)
        print_message(reason)
        return 1
    return 0


def look_through_stick(folder: Path) -> int:
    """Copy the update on a mounted stick, if any, and offer it on the page, where a person may accept it.

    Returns 0 even if that fails, since the backup is written next.
    """
    leave_word("reading")
    offers = _offers()
    if offers is None:
        return 0
    try:
        offer = offers.look_through(folder)
    except (ArchStatsError, OSError) as error:
        print_message(message_of(error))
        return 0
    if offer is not None:
        print_message(
            message("update_offered", version=offer.version or "") if offer.why is None else offer.why.message
        )
    return 0


def publish_stick_word(word: StickWord) -> int:
    """Record for the page how the unit of a stick ended: `done`, it can be pulled out; `ended`, for whatever reason."""
    match word:
        case "done":
            leave_word("done")
        case "ended":
            record = read_stick(read_settings(os.environ).data_dir)
            if (reason := _why_not_mounted(os.environ.get(EXIT_STATUS))) is not None:
                leave_word("failed", reason)
            elif record is not None and record.state in ("reading", "writing"):
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


def _make_folder(folder: Path) -> None:
    """Make the appliance's folder on a stick, if it is missing. Raises ArchiveError."""
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise ArchiveError(message("file_not_written", file=str(folder), why=message_of(error))) from error


def _why_not_mounted(status: str | None) -> Message | None:
    """The reason in the exit status of systemd/arch-stats-stick-mount; None for any other status."""
    match status:
        case "65":
            return message("stick_unknown_format")
        case "73":
            return message("stick_full")
        case "77":
            return message("stick_read_only")
        case _:
            return None


def _why(error: ArchStatsError) -> Message:
    number = error.__cause__.errno if isinstance(error, ArchiveError) and isinstance(error.__cause__, OSError) else None
    if number == errno.ENOSPC:
        return message("stick_full")
    if number == errno.EROFS:
        return message("stick_read_only")
    return message("stick_not_written", why=message_of(error))
