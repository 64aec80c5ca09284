"""A private PostgreSQL under the data directory, when no server is given.

The binaries come from a wheel; the server is our child process. The kernel sends it SIGINT (a clean, fast shutdown)
when we end, in whatever way (`server_user.py`).
"""

import asyncio
import errno
import hashlib
import logging
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from appliance.core.message import Message, message, message_of
from appliance.database.binaries import wheel_binaries
from appliance.database.errors import DatabaseRefused, DatabaseUnavailable
from appliance.database.location import DatabaseLocation
from appliance.database.login import (
    DATABASE,
    MAKE_OWNER,
    OWNER,
    SUPERUSER,
    are_roles_current,
    has_roles,
    stamp_roles,
    write_access,
)
from appliance.database.server_user import ServerUser
from appliance.database.upgrading import Upgrade

log = logging.getLogger(__name__)

PORT = 5432
START_PATIENCE_S = 60.0
STOP_PATIENCE_S = 20.0
POLL_S = 0.02
MAX_SOCKET_PATH_BYTES = 90
# errors that pass by themselves, or when somebody makes room
PASSING = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM)
SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "shared_buffers": "32MB",
    "max_connections": "40",
    "max_wal_size": "256MB",
    # after a checkpoint each changed page is logged whole once: so checkpoints are rare, and pages compressed
    "checkpoint_timeout": "30min",
    "wal_compression": "on",
    # our statements are cheap, and the systemd unit that tries an update forbids running code from written memory
    "jit": "off",
    # asynchronous commits, as the sign of life each 5 s, are written together; commits of arrows do not wait for it
    "wal_writer_delay": "10s",
    # our supervisor restarts it: restarting by itself it would hang for ever where recovery meets a full disk
    "restart_after_crash": "off",
    "log_timezone": "UTC",
    "logging_collector": "off",
}


class EmbeddedServer:
    """An embedded server: its files, its process and the user who runs it.

    `sql`: the folder of the schema; `settings`: added to SETTINGS; `extra_access`: first lines of pg_hba.conf.
    """

    def __init__(
        self,
        data_dir: Path,
        sql: Path,
        binaries: Path | None = None,
        settings: Mapping[str, str] | None = None,
        extra_access: str = "",
    ) -> None:
        self._roles_sql, self._extra_access = sql / "roles.sql", extra_access
        self._user = ServerUser()
        self._home = data_dir / "postgres"
        self._cluster = self._home / "cluster"
        self._log_path = self._home / "server.log"
        self._binaries = binaries or wheel_binaries()
        self._settings = {**SETTINGS, **(settings or {})}
        self.socket_dir = _socket_dir(self._home)
        self.location = DatabaseLocation(str(self.socket_dir), PORT, DATABASE, OWNER)
        self._process: asyncio.subprocess.Process | None = None

    async def serve(self, on_ready: Callable[[], None]) -> None:
        """Prepare and start the server, and wait for its end. Raises DatabaseUnavailable with its last lines of log
        whenever it ends."""
        try:
            await self.prepare()
            await self.start()
            on_ready()
            assert self._process is not None  # noqa: S101  (it was started)
            await self._process.wait()
            raise DatabaseUnavailable(self._log_tail())
        finally:
            await self.stop()

    @property
    def pid(self) -> int | None:
        """The process of the server; None while there is none."""
        return None if self._process is None else self._process.pid

    async def prepare(self) -> None:
        """Make the folders and, the first time, the cluster; upgrade an older cluster.

        Raises DatabaseRefused, or DatabaseUnavailable for an error that passes.
        """
        self.prepare_folders()
        roles_sql, upgrade = self._roles_sql.read_bytes(), self._upgrade()
        upgrade.finish()
        if not (self._cluster / "PG_VERSION").exists():
            await self._initialise(roles_sql)
        elif not has_roles(self._cluster):
            raise DatabaseRefused(message("embedded_of_before", folder=str(self._home)))
        else:
            if (major := await upgrade.needed()) is not None:
                log.info("the database is of PostgreSQL %s and is being upgraded", major)
                await upgrade.to_ours(major)
            if not are_roles_current(self._cluster, roles_sql):
                await self._apply_roles(self._cluster, roles_sql)
        write_access(self._cluster, self._extra_access)

    def prepare_folders(self) -> None:
        """Make the folders. Raises DatabaseRefused, or DatabaseUnavailable for an error that passes."""
        try:
            self._home.mkdir(parents=True, exist_ok=True)
            self.socket_dir.mkdir(parents=True, exist_ok=True)
            self._user.own(self._home, self.socket_dir)
            self._binaries = self._user.reachable_binaries(self._binaries, self._home.parent)
            self._home.chmod(0o700)
            self.socket_dir.chmod(0o700)
        except OSError as error:
            kind = DatabaseUnavailable if error.errno in PASSING else DatabaseRefused
            folder = str(self._home.parent)
            raise kind(message("data_dir_not_writable", folder=folder, why=message_of(error))) from error

    async def start(self) -> None:
        """Start the server and wait until it accepts connections. Raises DatabaseRefused where another one uses the
        folder, DatabaseUnavailable with the last lines of log."""
        arguments = ["-D", str(self._cluster), "-c", f"unix_socket_directories={self.socket_dir}"]
        for name, value in self._settings.items():
            arguments += ["-c", f"{name}={value}"]
        with self._log_path.open("wb") as sink:
            self._process = await asyncio.create_subprocess_exec(
                str(self._binaries / "postgres"),
                *arguments,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                start_new_session=True,
                preexec_fn=self._user.demotion(),
                cwd="/",
            )
        try:
            async with asyncio.timeout(START_PATIENCE_S):
                while not self._is_ready(self._process.pid):
                    if self._process.returncode is not None:
                        self._require_alone()
                        raise DatabaseUnavailable(self._log_tail())
                    await asyncio.sleep(POLL_S)
        except TimeoutError:
            await self.stop()
            raise DatabaseUnavailable(message("embedded_too_slow", seconds=START_PATIENCE_S)) from None

    async def stop(self) -> None:
        """Shut the server down cleanly; after STOP_PATIENCE_S it is killed."""
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGINT)
        try:
            async with asyncio.timeout(STOP_PATIENCE_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _initialise(self, roles_sql: bytes) -> None:
        half_made = self._home / "cluster.new"
        shutil.rmtree(half_made, ignore_errors=True)
        await self._make_empty(half_made)
        await self._alone(half_made, "postgres", MAKE_OWNER.encode())
        await self._apply_roles(half_made, roles_sql)
        half_made.rename(self._cluster)

    def _upgrade(self) -> Upgrade:
        undone = self._roles_sql.with_name("roles_undone.sql")
        return Upgrade(self._home, self._binaries, undone, self._user, self._run, self._make_empty)

    async def _make_empty(self, cluster: Path) -> None:
        await self._run(
            self._binaries / "initdb",
            *("-D", str(cluster), "-U", SUPERUSER, "--auth=reject", "--encoding=UTF8", "--locale=C", "-k"),
            "--no-instructions",
        )

    async def _apply_roles(self, cluster: Path, roles_sql: bytes) -> None:
        await self._alone(cluster, DATABASE, roles_sql)
        stamp_roles(cluster, roles_sql)

    async def _alone(self, cluster: Path, database: str, statements: bytes) -> None:
        """Run statements as the superuser in single-user mode. Raises DatabaseUnavailable when one of them fails."""
        # -j: an empty line ends a statement; exit_on_error: the first that fails ends the program
        await self._run(
            self._binaries / "postgres",
            *("--single", "-j", "-D", str(cluster), "-c", "exit_on_error=on", "-c", "log_min_messages=fatal", database),
            given=statements,
        )

    async def _run(self, program: Path, *arguments: str, given: bytes | None = None, cwd: str = "/") -> str:
        process = await asyncio.create_subprocess_exec(
            str(program),
            *arguments,
            stdin=asyncio.subprocess.DEVNULL if given is None else asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            preexec_fn=self._user.demotion(),
            cwd=cwd,
        )
        try:
            output, _ = await process.communicate(given)
        except asyncio.CancelledError:
            # it removes what it made, and nobody may find it still writing
            with suppress(ProcessLookupError):
                process.terminate()
            await process.wait()
            raise
        if process.returncode != 0:
            last = output.decode(errors="replace").strip().splitlines()[-3:]
            raise DatabaseUnavailable(message("embedded_not_made", words=" ".join(last)))
        return output.decode(errors="replace")

    def _is_ready(self, pid: int) -> bool:
        try:
            lines = (self._cluster / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"

    def _require_alone(self) -> None:
        words = self._log()
        if "lock file" in words and "already exists" in words:
            raise DatabaseRefused(message("data_dir_in_use", folder=str(self._home.parent)))

    def _log_tail(self) -> Message:
        return message("embedded_ended", words=" | ".join(self._log().splitlines()[-3:]))

    def _log(self) -> str:
        try:
            return self._log_path.read_text(errors="replace").strip()
        except OSError:
            return ""


@asynccontextmanager
async def embedded_server(data_dir: Path, sql: Path, binaries: Path | None = None) -> AsyncIterator[EmbeddedServer]:
    """A running server, ended cleanly on leaving."""
    server = EmbeddedServer(data_dir, sql, binaries)
    await server.prepare()
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


def _socket_dir(home: Path) -> Path:
    """The socket's folder: `home`, or a short temporary one, since a socket's path has room for about a hundred
    bytes."""
    if len(os.fsencode(home)) < MAX_SOCKET_PATH_BYTES:
        return home
    return (
        Path(tempfile.gettempdir()) / f"arch-stats-{os.geteuid()}-{hashlib.sha256(os.fsencode(home)).hexdigest()[:12]}"
    )
