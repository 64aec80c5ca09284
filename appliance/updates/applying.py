"""Installs an update file as a version: verified, unpacked into a folder of its own, tested, and only then stamped."""

import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from appliance.core.message import message, message_of
from appliance.updates.commands import require_done, run
from appliance.updates.errors import UpdateRefused
from appliance.updates.fitting import require_fitting
from appliance.updates.keys import trusted_keys
from appliance.updates.machine import USER
from appliance.updates.package import BLOCK_BYTES, MAX_UPDATE_BYTES, UpdatePackage
from appliance.updates.stamp import STAMP, stamp_for, write_stamp
from appliance.updates.steps import run_as
from appliance.updates.switching import Report
from appliance.updates.versions import Versions

MAX_FILE_BYTES = MAX_UPDATE_BYTES + 8 * 2**20
"""Largest update file: its contents, and what the tar format adds."""
PROGRAM = "arch-stats"
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Applying:
    """Installs versions into folders under `versions.home`; `keys`: the public keys that are trusted."""

    versions: Versions
    keys: list[bytes]
    report: Report

    def fill(self, path: Path) -> str:
        """Install the version in an update file and return its name. Raises ArchStatsError."""
        with opened_file(path) as given, tempfile.TemporaryFile(dir=self.versions.home) as own:
            # a copy that nobody else can change
            copy_bounded(given, own)
            package = UpdatePackage(own, self.keys)
            manifest = package.manifest
            name = f"{manifest.version}-{manifest.digest}"
            require_fitting(manifest, self.versions.current(), self.versions.home)
            if self.versions.read(name) is not None:
                return name
            folder = self.versions.home / name
            (folder / STAMP).unlink(missing_ok=True)
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            self.report(message("update_being_unpacked", version=name))
            package.unpack(folder)
        self._make(folder)
        return name

    def _make(self, folder: Path) -> None:
        """Make the version's environment, in its final folder, since an environment contains its own path."""
        for path in (folder / "system").iterdir():
            path.chmod(0o755 if not path.suffix else 0o644)
        require_done(run([sys.executable, "-m", "venv", "--system-site-packages", str(folder / "venv")]))
        pip = [str(folder / "venv" / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-index", "--no-deps"]
        wheels = sorted(str(path) for path in (folder / "wheels").glob("*.whl"))
        require_done(run([*pip, "--disable-pip-version-check", *wheels]))
        shutil.rmtree(folder / "wheels")
        program, postgres = str(folder / "venv" / "bin" / PROGRAM), self.versions.home / "postgres"
        self.report(message("version_being_tested"))
        require_done(run_as(USER, [program, "--version"], "database"))
        # as nobody, since systemd removes a user's shared memory when a service of that user ends
        require_done(run_as(NOBODY, [program, "self-test", "--postgres", str(postgres)], "own_network"))
        major = Path(os.path.realpath(postgres)).parent.name
        write_stamp(folder, stamp_for(folder.name, major))


@contextmanager
def opened_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a plain file without following links, since a less privileged user may have named it. Raises
    UpdateRefused."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise UpdateRefused(message("given_unreadable", file=str(path), why=message_of(error))) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise UpdateRefused(message("update_no_plain_file", file=str(path)))
    with os.fdopen(descriptor, "rb") as file:
        yield file


def copy_bounded(source: IO[bytes], target: IO[bytes]) -> None:
    """Copy a file. Raises UpdateRefused if it is larger than any update."""
    size = 0
    while block := source.read(BLOCK_BYTES):
        size += len(block)
        if size > MAX_FILE_BYTES:
            raise UpdateRefused(message("update_too_large", mb=MAX_FILE_BYTES // 2**20))
        target.write(block)
    target.seek(0)


def applying(versions: Versions, report: Report) -> Applying:
    """An Applying with the keys that this box trusts."""
    return Applying(versions, trusted_keys(), report)
