"""A PostgreSQL that can be killed, stopped, frozen, made read-only and filled, apart from the appliance."""

import asyncio
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

import asyncpg

from appliance.database.embedded import EmbeddedServer
from appliance.database.errors import DatabaseUnavailable
from appliance.database.migrate import migrate
from appliance.runtime.resources import sql_dir
from tests.postgres import ADMINISTRATOR_LINE, as_administrator

RESTART_S = 0.2
DISK_MB = 200


@contextmanager
def reachable_folder() -> Iterator[Path]:
    """A folder that PostgreSQL's own user can reach."""
    with tempfile.TemporaryDirectory(prefix="arch-stats-faults-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)


async def make_template(folder: Path) -> None:
    """A migrated, stopped cluster, for copies that start at once."""
    server = EmbeddedServer(folder, sql_dir(), extra_access=ADMINISTRATOR_LINE)
    await server.prepare()
    await server.start()
    try:
        connection = await asyncpg.connect(**server.location.connect_arguments("faults"))
        await migrate(connection, sql_dir())
        await connection.close()
    finally:
        await server.stop()


class Postgres:
    """One server with its keeper, which starts it again as systemd would, unless it is stopped."""

    def __init__(self, folder: Path, template: Path | None = None) -> None:
        if template is not None and not (folder / "postgres").exists():
            subprocess.run(["cp", "-a", "--reflink=auto", str(template / "postgres"), str(folder)], check=True)
        self._cluster = folder / "postgres" / "cluster"
        self._server = EmbeddedServer(folder, sql_dir(), extra_access=ADMINISTRATOR_LINE)
        self._keeper: asyncio.Task[None] | None = None
        self._ballast = folder / "postgres" / "ballast"
        self.location = self._server.location
        self.log = folder / "postgres" / "server.log"

    async def start(self) -> None:
        """Until it answers, and from then on kept running."""
        await self._server.prepare()
        with suppress(FileNotFoundError):
            # of a server that was killed: it holds nothing back once the process is gone
            (self._cluster / "postmaster.pid").unlink()
        await self._server.start()
        self._keeper = asyncio.create_task(self._keep(), name="postgres keeper")

    async def stop(self) -> None:
        """A clean shutdown, and no restart until `start`."""
        if self._keeper is not None:
            self._keeper.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeper
            self._keeper = None
        await self._server.stop()

    def kill(self) -> None:
        """SIGKILL to the server and all its children, as when the machine is out of memory."""
        self._signal(signal.SIGKILL)

    def kill_checkpointer(self) -> None:
        """SIGKILL to one process of it: the server recovers."""
        for pid in self._children():
            with suppress(OSError):
                if b"checkpointer" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    os.kill(pid, signal.SIGKILL)

    async def answers(self) -> bool:
        """Whether it takes a connection now."""
        try:
            async with self.connection():
                return True
        except (asyncpg.PostgresError, OSError, TimeoutError):
            return False

    def freeze(self) -> None:
        """Every process of it stands still, connections stay open."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on where it stood."""
        self._signal(signal.SIGCONT)

    async def read_only(self, value: bool) -> None:
        """As after a failed disk or at a standby: every write is refused."""
        async with self.connection() as connection:
            await connection.execute("SET default_transaction_read_only = off")
            await connection.execute(f"ALTER SYSTEM SET default_transaction_read_only = {'on' if value else 'off'}")
            await connection.execute("SELECT pg_reload_conf()")

    async def fill(self) -> None:
        """Take all that is free on its disk, the rest of its log file too; only where it has a disk of its own."""
        assert self._ballast.parent.parent.is_mount(), "filling needs a disk of its own"
        await asyncio.to_thread(fill, self._ballast)
        with suppress(asyncpg.PostgresError, OSError, TimeoutError):
            async with self.connection() as connection:
                await connection.execute("SELECT pg_switch_wal()")

    def empty(self) -> None:
        """Give it back."""
        self._ballast.unlink(missing_ok=True)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
        """As the superuser."""
        connection = await asyncpg.connect(**as_administrator(self.location).connect_arguments("faults"), timeout=10)
        try:
            yield connection
        finally:
            await connection.close()

    async def _keep(self) -> None:
        while True:
            while self._is_alive():
                await asyncio.sleep(0.02)
            await self._server.stop()
            await asyncio.sleep(RESTART_S)
            with suppress(OSError, DatabaseUnavailable):
                await self._server.start()

    def _is_alive(self) -> bool:
        process = self._server._process
        return process is not None and process.returncode is None

    def _signal(self, number: signal.Signals) -> None:
        for pid in [*self._postmaster(), *self._children()]:
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def _postmaster(self) -> list[int]:
        try:
            return [int((self._cluster / "postmaster.pid").read_text().split()[0])]
        except (OSError, ValueError, IndexError):
            return []

    def _children(self) -> list[int]:
        children: list[int] = []
        for pid in self._postmaster():
            with suppress(OSError):
                children += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
        return children


def fill(path: Path) -> None:
    """Write until the disk is full."""
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(1 << 16))
    with path.open("ab", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(512))


@contextmanager
def disk(folder: Path, megabytes: int = DISK_MB) -> Iterator[None]:
    """`folder` on a small disk of its own (needs root)."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "faults", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


def can_mount() -> bool:
    """Whether disks of our own can be made here."""
    return os.geteuid() == 0 and shutil.which("mount") is not None
