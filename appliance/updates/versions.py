"""The versions of the program on an installed box: one folder each, and a link to the one that runs.

A folder is a version while it has its stamp, which is written last and deleted first, so that incomplete folders never
count. Renaming the link is all that switches versions.
"""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from appliance.core.message import message
from appliance.files import sync_folder
from appliance.updates.errors import UpdateBusy, UpdateRefused
from appliance.updates.stamp import NAME, STAMP, Stamp, read_stamp

HOME = Path("/opt/arch-stats")
CURRENT = "current"
PREVIOUS = "previous"
LOCK = "lock"
LOCK_PATIENCE_S = 300.0
LOCK_POLL_S = 0.2


@dataclass(frozen=True, slots=True)
class Version:
    """A version: its folder and its stamp."""

    folder: Path
    stamp: Stamp

    @property
    def name(self) -> str:
        """The name of the folder: <version>-<digest>."""
        return self.folder.name

    @property
    def python(self) -> Path:
        """The Python interpreter of its environment."""
        return self.folder / "venv" / "bin" / "python"

    @property
    def command(self) -> Path:
        """Its command line program."""
        return self.folder / "venv" / "bin" / "arch-stats"

    @property
    def can_start(self) -> bool:
        """Whether the Python it was made for still exists; a system upgrade may have replaced that."""
        if not (self.python.exists() and self.command.exists()):
            return False
        found = self.python.resolve().name
        return found == f"python{self.stamp.python}" or not found.startswith("python3.")


class Versions:
    """The versions under `home`."""

    def __init__(self, home: Path = HOME) -> None:
        self.home = home

    def read(self, name: str) -> Version | None:
        """The version in the folder of this name; None where that is not a complete one."""
        folder = self.home / name
        stamp = read_stamp(folder)
        if stamp is None or folder.name != stamp.name:
            return None
        return Version(folder, stamp)

    def current(self) -> Version | None:
        """The version that runs, or will at the next start; None: none."""
        return self._linked(CURRENT)

    def previous(self) -> Version | None:
        """The version that ran before the current one; None: none."""
        return self._linked(PREVIOUS)

    def require(self, name: str) -> Version:
        """The version of this name. Raises UpdateRefused if it is not complete, or cannot start."""
        version = self.read(name)
        if version is None or not version.can_start:
            raise UpdateRefused(message("version_not_whole", version=name))
        return version

    def make_current(self, version: Version) -> None:
        """Make `version` the current one by one rename; the link to the previous one is written first."""
        now = self.current()
        if now is not None and now.name != version.name:
            self._link(PREVIOUS, now.name)
        self._link(CURRENT, version.name)

    def remember(self, name: str | None) -> None:
        """Make the version of this name the previous one; None: there is none."""
        if name is None:
            (self.home / PREVIOUS).unlink(missing_ok=True)
        else:
            self._link(PREVIOUS, name)

    def forget_others(self) -> list[str]:
        """Delete every version's folder but the current and previous one; returns the names of the deleted ones."""
        kept = {version.name for version in (self.current(), self.previous()) if version is not None}
        gone = []
        for folder in sorted(self.home.iterdir()):
            if is_name(folder.name) and folder.is_dir() and not folder.is_symlink() and folder.name not in kept:
                (folder / STAMP).unlink(missing_ok=True)
                shutil.rmtree(folder, ignore_errors=True)
                gone.append(folder.name)
        return gone

    @contextmanager
    def locked(self, patience_s: float = LOCK_PATIENCE_S, *, is_held: bool = False) -> Iterator[None]:
        """Lock the versions while the body runs. Raises UpdateBusy after `patience_s`.

        `is_held`: the caller's parent, an installer, holds the lock already.
        """
        if is_held:
            yield
            return
        give_up_at = time.monotonic() + patience_s
        with (self.home / LOCK).open("ab") as file:
            # anyone who can open the file could lock it
            os.fchmod(file.fileno(), 0o600)
            while not _locks(file.fileno()):
                if time.monotonic() > give_up_at:
                    raise UpdateBusy(message("update_under_way"))
                time.sleep(LOCK_POLL_S)
            yield

    def _linked(self, link: str) -> Version | None:
        try:
            target = str((self.home / link).readlink())
        except OSError:
            return None
        return self.read(target) if is_name(target) else None

    def _link(self, link: str, name: str) -> None:
        new = self.home / f"{link}.new"
        new.unlink(missing_ok=True)
        new.symlink_to(name)
        new.rename(self.home / link)
        sync_folder(self.home)


def is_name(name: str) -> bool:
    """Whether a folder's name is that of a version; folders with other names are never deleted."""
    return NAME.fullmatch(name) is not None


def _locks(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
