"""Updates from a USB stick: found, copied, checked, and kept until a person on the page accepts one.

An accepted file is handed over like an upload from a phone; nothing else is changed here.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from appliance.core.message import Message, message, message_of
from appliance.disk import BACKUPS_LEAVE_BYTES, require_room
from appliance.errors import ArchStatsError
from appliance.files import write_whole
from appliance.messages.translation import described_if_any
from appliance.schema.updates import OfferRecord
from appliance.updates.errors import UpdateBusy, UpdateRefused
from appliance.updates.handing_over import Inbox

if TYPE_CHECKING:
    from appliance.updates.package import Manifest

OFFERED = "offered.tar"
HALF_COPIED = "offered.part"
OFFER = "offer.json"
LOCK = "offer.lock"
MOST_BYTES = 16 * 1024
MOST_FILES = 16
"""Largest number of update files that are examined on a stick."""
FOLDERS = ("", "arch-stats")
"""Folders that are searched for updates; the second also has backups."""
BEGINS, ENDS = "arch-stats", ".tar"
"""Prefix and suffix of an update's file; other files are not read."""


class Offers:
    """The newest fitting update of the last stick with updates, or the reason why none of them fits."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._folder = inbox.folder

    def look_through(self, stick: Path) -> OfferRecord | None:
        """Copy the newest fitting update of a mounted stick; None if it has no updates. Raises OSError for the box's
        own disk."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._alone():
            try:
                newest = self._newest(stick)
                if newest is None:
                    return None
                manifest = self._copy(*newest)
            except (ArchStatsError, OSError) as error:
                (self._folder / OFFERED).unlink(missing_ok=True)
                return self._put(None, message_of(error) if isinstance(error, ArchStatsError) else unreadable(error))
            return self._put(name_of(manifest))

    def read(self) -> OfferRecord | None:
        """The present offer or refusal; None once it is taken, gone, or running."""
        try:
            with (self._folder / OFFER).open("rb") as file:
                record = OfferRecord.model_validate_json(file.read(MOST_BYTES))
        except (OSError, ValidationError):
            return None
        running = self._inbox.versions.current()
        is_over = running is not None and running.name == record.version
        is_gone = record.version is not None and not (self._folder / OFFERED).exists()
        return None if is_over or is_gone else record

    def accept(self) -> "Manifest | None":
        """Hand the offered file over; None if there is none. Raises ArchStatsError."""
        if self._inbox.is_under_way:
            raise UpdateBusy(message("update_under_way"))
        offered = self._folder / OFFERED
        if not offered.exists():
            return None
        manifest = self._inbox.check(offered)
        try:
            self._inbox.hand_over(offered)
        except FileNotFoundError:
            # somebody else accepted it at the same time
            return None
        (self._folder / OFFER).unlink(missing_ok=True)
        return manifest

    def decline(self) -> bool:
        """Delete the offer or refusal; whether there was one."""
        is_there = self.read() is not None
        for name in (OFFER, OFFERED):
            (self._folder / name).unlink(missing_ok=True)
        return is_there

    def forget_half(self) -> None:
        """Delete a partial copy of a stick that was pulled out, unless another stick is being read."""
        with suppress(BlockingIOError, FileNotFoundError), self._alone(fcntl.LOCK_NB):
            pass

    def _newest(self, stick: Path) -> "tuple[Path, Manifest] | None":
        """The newest update that fits, with its manifest; None: no updates. Raises the first one's error if none
        fits."""
        from appliance.updates.fitting import as_numbers  # noqa: PLC0415  (imports cryptography)

        fitting: list[tuple[Path, Manifest]] = []
        wrong: list[ArchStatsError | OSError] = []
        for path in candidates(stick):
            try:
                fitting.append((path, self._inbox.read_signed(path)))
            except (ArchStatsError, OSError) as error:
                wrong.append(error)
        if not fitting and wrong:
            raise wrong[0]
        return max(fitting, key=lambda one: as_numbers(one[1].version), default=None)

    def _copy(self, path: Path, manifest: "Manifest") -> "Manifest":
        """Copy an update to this box and check the copy, since a stick may return other data at a second reading."""
        from appliance.updates.applying import copy_bounded, opened_file  # noqa: PLC0415  (as above)

        running = self._inbox.versions.current()
        if running is not None and running.name == name_of(manifest):
            raise UpdateRefused(message("update_runs_already", version=running.name))
        half_copied = self._folder / HALF_COPIED
        with opened_file(path) as given, half_copied.open("wb") as own:
            require_room(self._folder, os.fstat(given.fileno()).st_size, BACKUPS_LEAVE_BYTES)
            copy_bounded(given, own)
            own.flush()
            os.fsync(own.fileno())
        copied = self._inbox.check(half_copied)
        # the rename reaches the disk with the record of the offer, which is written next
        half_copied.rename(self._folder / OFFERED)
        return copied

    def _put(self, version: str | None, why: Message | None = None) -> OfferRecord:
        record = OfferRecord(version=version, why=described_if_any(why), at=datetime.now(UTC))
        write_whole(self._folder / OFFER, record.model_dump_json().encode())
        return record

    @contextmanager
    def _alone(self, also: int = 0) -> Iterator[None]:
        """Lock the folder, so that one stick is read at a time, and delete partial copies before and afterwards."""
        with (self._folder / LOCK).open("ab") as file:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | also)
            (self._folder / HALF_COPIED).unlink(missing_ok=True)
            try:
                yield
            finally:
                (self._folder / HALF_COPIED).unlink(missing_ok=True)


def candidates(stick: Path) -> list[Path]:
    """Files with names of updates, sorted by name, at most MOST_FILES. Raises OSError if the stick was pulled out."""
    found = []
    for folder in FOLDERS:
        with suppress(FileNotFoundError, NotADirectoryError), os.scandir(stick / folder) as entries:
            names = sorted(entry.name for entry in entries)
            found += [stick / folder / name for name in names if is_update_name(name)]
    return found[:MOST_FILES]


def is_update_name(name: str) -> bool:
    """Whether a file name is that of an update, ignoring case (FAT)."""
    return name.lower().startswith(BEGINS) and name.lower().endswith(ENDS)


def name_of(manifest: "Manifest") -> str:
    """The folder name of the version in an update."""
    return f"{manifest.version}-{manifest.digest}"


def unreadable(error: OSError) -> Message:
    """The message for a stick that stopped answering."""
    return message("stick_not_read", why=message_of(error))
