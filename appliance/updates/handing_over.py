"""Hands a received update file from the page's server, which has few rights, to root, who checks it again.

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
"""How the name of a file begins that a phone is sending."""
TAKEN = "update-"
"""How the name of a file begins that root has taken and works on."""
HANDED_OVER = Path("/var/lib/arch-stats") / INBOX / READY
"""As systemd/arch-stats-update.path says."""


@dataclass(frozen=True, slots=True)
class State:
    """Which versions there are, whether a key is trusted, and how the last update went."""

    running: str | None
    previous: str | None
    takes_updates: bool
    is_under_way: bool
    outcome: Outcome | None


class Inbox:
    """The folder in which the page's server puts an update, and what it knows of the versions of this box."""

    def __init__(self, data_dir: Path, home: Path = HOME, keys: list[bytes] | None = None) -> None:
        self.folder = data_dir / INBOX
        self._keys = keys
        self.versions = Versions(home)

    @property
    def is_under_way(self) -> bool:
        """Whether an update waits for root, or a version is being tried."""
        return (self.folder / READY).exists() or (self.versions.home / TRIAL).exists()

    def read(self) -> "State":
        """How things stand."""
        current, previous = self.versions.current(), self.versions.previous()
        return State(
            running=None if current is None else current.name,
            previous=None if previous is None or previous == current else previous.name,
            takes_updates=bool(self._trusted()),
            is_under_way=self.is_under_way,
            outcome=read_outcome(self.versions.home),
        )

    def new_file(self) -> Path:
        """An empty file for what is being received. Raises UpdateBusy."""
        if self.is_under_way:
            raise UpdateBusy(message("update_under_way"))
        self.folder.mkdir(parents=True, exist_ok=True)
        for path in self.folder.glob(f"{RECEIVING}*"):
            # of an upload that a restart interrupted
            path.unlink()
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix=RECEIVING, delete=False) as file:
            return Path(file.name)

    def read_signed(self, path: Path) -> "Manifest":
        """The signed manifest of a file. Raises ArchStatsError where signature or target do not fit, OSError."""
        with self._opened(path) as package:
            return package.manifest

    def check(self, path: Path) -> "Manifest":
        """The same of a file that is whole besides. Raises ArchStatsError, OSError."""
        with self._opened(path) as package:
            package.require_whole()
            return package.manifest

    def hand_over(self, path: Path) -> None:
        """From here on root has it."""
        path.rename(self.folder / READY)

    @contextmanager
    def _opened(self, path: Path) -> Iterator["UpdatePackage"]:
        # bring cryptography, which no start of the appliance needs
        from appliance.updates.applying import opened_file  # noqa: PLC0415
        from appliance.updates.fitting import require_fitting  # noqa: PLC0415
        from appliance.updates.package import UpdatePackage  # noqa: PLC0415

        with opened_file(path) as file:
            package = UpdatePackage(file, self._trusted())
            require_fitting(package.manifest, self.versions.current(), self.versions.home)
            yield package

    def _trusted(self) -> list[bytes]:
        # a key that was put there counts at once
        return trusted_keys() if self._keys is None else self._keys


def forget_taken(home: Path) -> None:
    """Delete what an update left that was interrupted; whoever calls holds the lock."""
    for left in home.glob(f"{TAKEN}*"):
        left.unlink(missing_ok=True)


@contextmanager
def taken(path: Path, home: Path) -> Iterator[Path]:
    """A copy of a file that was handed over, which only root can change; the file itself is gone at once."""
    from appliance.updates.applying import copy_bounded, opened_file  # noqa: PLC0415  (as above)

    forget_taken(home)
    with tempfile.NamedTemporaryFile(dir=home, prefix=TAKEN) as own:
        try:
            with opened_file(path) as given:
                copy_bounded(given, own)
        finally:
            # while it is there systemd starts this again
            path.unlink(missing_ok=True)
        own.flush()
        yield Path(own.name)
