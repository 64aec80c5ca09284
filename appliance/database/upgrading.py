"""Upgrades a cluster of an older PostgreSQL to ours, by pg_upgrade into a new one; the old cluster stays beside it.

Whenever the upgrade is killed, the old or the new cluster is there, whole.
"""

import re
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from appliance.core.message import message, message_of
from appliance.database.binaries import programs_in_wheel
from appliance.database.errors import DatabaseRefused, DatabaseUnavailable
from appliance.database.login import DATABASE, HBA, SUPERUSER, unstamp_roles
from appliance.database.server_user import ServerUser
from appliance.disk import BACKUPS_LEAVE_BYTES, DiskFull, require_room
from appliance.files import sync_folder

UPGRADED, WHOLE, BEFORE = "cluster.upgraded", "upgraded-whole", "cluster-{major}"
_MAJOR = re.compile(r"\) (\d+)")
# safe, as only this user may enter the folder of the socket
LETS_IN = f"local all {SUPERUSER} trust\n"


class Run(Protocol):
    """Runs a program of PostgreSQL as the server's user. Raises DatabaseUnavailable with its last lines of output."""

    def __call__(
        self, program: Path, *arguments: str, given: bytes | None = None, cwd: str = "/"
    ) -> Awaitable[str]: ...


@dataclass(frozen=True, slots=True)
class Upgrade:
    """The upgrade of the cluster in `home`; `new`: the new programs, `make`: makes an empty cluster with them."""

    home: Path
    new: Path
    roles_undone: Path
    user: ServerUser
    run: Run
    make: Callable[[Path], Awaitable[None]]

    @property
    def cluster(self) -> Path:
        """The cluster's folder before and after the upgrade."""
        return self.home / "cluster"

    def finish(self) -> None:
        """Complete an upgrade that was interrupted between its two renames."""
        if not self.cluster.exists() and (self.home / UPGRADED / WHOLE).exists():
            (self.home / UPGRADED).rename(self.cluster)

    async def needed(self) -> str | None:
        """The major version of the cluster where it differs from that of our programs; else None."""
        major = (self.cluster / "PG_VERSION").read_text(encoding="ascii").strip()
        return None if major == await self._major_of(self.new) else major

    async def to_ours(self, major: str) -> None:
        """Upgrade the cluster from this major version. Raises DatabaseRefused where the programs of that version are
        missing, DatabaseUnavailable where one fails or there is no room."""
        old = await self._programs_of(major)
        size = sum(path.stat().st_size for path in self.cluster.rglob("*") if path.is_file())
        try:
            require_room(self.home, 2 * size, BACKUPS_LEAVE_BYTES)
        except DiskFull as error:
            raise DatabaseUnavailable(message_of(error)) from error
        upgraded = self.home / UPGRADED
        shutil.rmtree(upgraded, ignore_errors=True)
        # a socket's path has room for about a hundred bytes
        with tempfile.TemporaryDirectory(prefix="arch-stats-upgrade-") as name:
            work = Path(name)
            self.user.own(work, work)
            old = self.user.reachable_binaries(old, work)
            # recovers the cluster, as it may have been cut off from power
            await self.run(old / "postgres", "--single", "-D", str(self.cluster), SUPERUSER, given=b"")
            unstamp_roles(self.cluster)
            await self.run(
                old / "postgres",
                *("--single", "-j", "-D", str(self.cluster), "-c", "exit_on_error=on", DATABASE),
                given=self.roles_undone.read_bytes(),
            )
            await self.make(upgraded)
            for cluster in (self.cluster, upgraded):
                (cluster / HBA).write_text(LETS_IN, encoding="ascii")
            await self.run(
                self.new / "pg_upgrade",
                *("--old-bindir", str(old), "--new-bindir", str(self.new), "--socketdir", str(work)),
                *("--old-datadir", str(self.cluster), "--new-datadir", str(upgraded), "--username", SUPERUSER),
                cwd=str(work),
            )
        unstamp_roles(upgraded)
        await self._replace(upgraded, self.home / BEFORE.format(major=major))

    async def _replace(self, upgraded: Path, before: Path) -> None:
        (upgraded / WHOLE).touch()
        # pg_upgrade flushed the files in it
        sync_folder(upgraded)
        shutil.rmtree(before, ignore_errors=True)
        self.cluster.rename(before)
        self.finish()
        sync_folder(self.home)

    async def _programs_of(self, major: str) -> Path:
        for binaries in programs_in_wheel():
            if await self._major_of(binaries) == major:
                return binaries
        ours = await self._major_of(self.new)
        raise DatabaseRefused(message("embedded_of_other_major", major=major, ours=ours, folder=str(self.home)))

    async def _major_of(self, binaries: Path) -> str:
        found = _MAJOR.search(await self.run(binaries / "postgres", "--version"))
        return found[1] if found else ""
