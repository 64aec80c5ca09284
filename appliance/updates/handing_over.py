"""Hands a received update file from the page's server, which has few rights, to root, who verifies it again.

A file of one name in the server's folder is the whole message; systemd starts the update when it appears.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from appliance.core.message import message
from appliance.updates.errors import UpdateBusy
from appliance.updates.keys import trusted_keys
from appliance.updates.outcome import Outcome, read_outcome
from appliance.updates.trial import TRIAL
from appliance.updates.versions import HOME, Versions

if TYPE_CHECKING:
    from appliance.updates.package import Manifest, UpdatePackage

INBOX = "update"
READY = "ready.tar"
RECEIVING = "receiving-"
"""Prefix of files that are being received from a phone."""
TAKEN = "update-"
"""Prefix of the copies that root works on."""
HANDED_OVER = Path("/var/lib/arch-stats") / INBOX / READY
"""The path that systemd/arch-stats-update.path watches."""


@dataclass(frozen=True, slots=True)
class State:
    """The installed versions, whether a key is trusted, whether an update is under way, and the last outcome."""

    running: str | None
    previous: str | None
    takes_updates: bool
    is_under_way: bool
    outcome: Outcome | None


class Inbox:
    """The folder into which the page's server puts an update, with access to the versions of this box."""

    def __init__(self, data_dir: Path, home: Path = HOME, keys: list[bytes] | None = None) -> None:
        self.folder = data_dir / INBOX
        self._keys = keys
        self.versions = Versions(home)

    @property
    def is_under_way(self) -> bool:
        """Whether an update waits for root, or a version is on trial."""
        return (self.folder / READY).exists() or (self.versions.home / TRIAL).exists()

    def read(self) -> "State":
        """The present state of versions and updates."""
        current, previous = self.versions.current(), self.versions.previous()
        return State(
            running=None if current is None else current.name,
            previous=None if previous is None or previous == current else previous.name,
            takes_updates=bool(self._trusted()),
            is_under_way=self.is_under_way,
            outcome=read_outcome(self.versions.home),
        )

    def new_file(self) -> Path:
        """An empty file for an upload; deletes those of earlier ones. Raises UpdateBusy."""
        if self.is_under_way:
            raise UpdateBusy(message("update_under_way"))
        self.folder.mkdir(parents=True, exist_ok=True)
        for path in self.folder.glob(f"{RECEIVING}*"):
            # left by an upload that a restart interrupted
            path.unlink()
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix=RECEIVING, delete=False) as file:
            return Path(file.name)

    def read_signed(self, path: Path) -> "Manifest":
        """The verified manifest of a file, whose contents are not checked. Raises ArchStatsError, OSError."""
        with self._opened(path) as package:
            return package.manifest

    def check(self, path: Path) -> "Manifest":
        """The verified manifest of a file, whose contents are checked too. Raises ArchStatsError, OSError."""
        with self._opened(path) as package:
            package.require_whole()
            return package.manifest

    def hand_over(self, path: Path) -> None:
        """Rename the file to the name at which root takes it."""
        path.rename(self.folder / READY)

    @contextmanager
    def _opened(self, path: Path) -> Iterator["UpdatePackage"]:
        # import cryptography, which the start of the appliance does not need
        from appliance.updates.applying import opened_file  # noqa: PLC0415
        from appliance.updates.fitting import require_fitting  # noqa: PLC0415
        from appliance.updates.package import UpdatePackage  # noqa: PLC0415

        with opened_file(path) as file:
            package = UpdatePackage(file, self._trusted())
            require_fitting(package.manifest, self.versions.current(), self.versions.home)
            yield package

    def _trusted(self) -> list[bytes]:
        # read again each time, so that a new key takes effect at once
        return trusted_keys() if self._keys is None else self._keys


def forget_taken(home: Path) -> None:
    """Delete copies left by an interrupted update; the caller holds the lock."""
    for left in home.glob(f"{TAKEN}*"):
        left.unlink(missing_ok=True)


@contextmanager
def taken(path: Path, home: Path) -> Iterator[Path]:
    """A copy of a handed-over file, which only root can change; the file itself is deleted at once."""
    from appliance.updates.applying import copy_bounded, opened_file  # noqa: PLC0415  (as above)

    forget_taken(home)
    with tempfile.NamedTemporaryFile(dir=home, prefix=TAKEN) as own:
        try:
            with opened_file(path) as given:
                copy_bounded(given, own)
        finally:
            # as long as the file exists, systemd starts the update again
            path.unlink(missing_ok=True)
        own.flush()
        yield Path(own.name)
