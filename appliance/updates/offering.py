"""What a USB stick brought as an update: found, copied, checked, and kept until somebody on the page says so.

Nothing is believed or changed here: it is handed over in the same way as a file that a phone sends.
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
"""Updates that are looked at on one stick."""
FOLDERS = ("", "arch-stats")
"""Where updates are looked for; backups stand in the second."""
BEGINS, ENDS = "arch-stats", ".tar"
"""The name of an update's file on a stick: somebody's holiday photographs are not looked at."""


class Offers:
    """The newest update that fits, of the last stick that had any; or why none of its updates can be taken."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._folder = inbox.folder

    def look_through(self, stick: Path) -> OfferRecord | None:
        """Keep the newest update of a mounted stick that fits; None where it has none. Raises OSError, for our own."""
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
        """The offered or refused update, while it stands."""
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
        """Hand the offered file over; None where there is none. Raises ArchStatsError."""
        if self._inbox.is_under_way:
            raise UpdateBusy(message("update_under_way"))
        offered = self._folder / OFFERED
        if not offered.exists():
            return None
        manifest = self._inbox.check(offered)
        try:
            self._inbox.hand_over(offered)
        except FileNotFoundError:
            # somebody else said so at the same time
            return None
        (self._folder / OFFER).unlink(missing_ok=True)
        return manifest

    def decline(self) -> bool:
        """Forget what was offered or refused; whether there was anything."""
        is_there = self.read() is not None
        for name in (OFFER, OFFERED):
            (self._folder / name).unlink(missing_ok=True)
        return is_there

    def forget_half(self) -> None:
        """Delete what was copied of a stick that was pulled out, unless another one is being looked through."""
        with suppress(BlockingIOError, FileNotFoundError), self._alone(fcntl.LOCK_NB):
            pass

    def _newest(self, stick: Path) -> "tuple[Path, Manifest] | None":
        """Raises what is wrong with the first where none fits."""
        from appliance.updates.fitting import as_numbers  # noqa: PLC0415  (brings cryptography)

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
        """The update once it stands on this box; what the stick says a second time is checked a second time."""
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
        # on the disk by its name with the offer, which is written behind it
        half_copied.rename(self._folder / OFFERED)
        return copied

    def _put(self, version: str | None, why: Message | None = None) -> OfferRecord:
        record = OfferRecord(version=version, why=described_if_any(why), at=datetime.now(UTC))
        write_whole(self._folder / OFFER, record.model_dump_json().encode())
        return record

    @contextmanager
    def _alone(self, also: int = 0) -> Iterator[None]:
        """One stick at a time; nothing half copied is there before and afterwards."""
        with (self._folder / LOCK).open("ab") as file:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | also)
            (self._folder / HALF_COPIED).unlink(missing_ok=True)
            try:
                yield
            finally:
                (self._folder / HALF_COPIED).unlink(missing_ok=True)


def candidates(stick: Path) -> list[Path]:
    """Files whose names are those of updates, in the order of their names. Raises OSError where it was pulled out."""
    found = []
    for folder in FOLDERS:
        with suppress(FileNotFoundError, NotADirectoryError), os.scandir(stick / folder) as entries:
            names = sorted(entry.name for entry in entries)
            found += [stick / folder / name for name in names if is_update_name(name)]
    return found[:MOST_FILES]


def is_update_name(name: str) -> bool:
    """Whether a file name is that of an update, in any case of letters (FAT)."""
    return name.lower().startswith(BEGINS) and name.lower().endswith(ENDS)


def name_of(manifest: "Manifest") -> str:
    """The folder of the version that an update holds."""
    return f"{manifest.version}-{manifest.digest}"


def unreadable(error: OSError) -> Message:
    """The message for a stick that stopped answering."""
    return message("stick_not_read", why=message_of(error))
