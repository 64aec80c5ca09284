"""The system user who runs the embedded server: another one under root, as which PostgreSQL refuses to run."""

import ctypes
import os
import pwd
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from appliance.core.message import message
from appliance.database.binaries import is_open_to_all, reachable_binaries
from appliance.database.errors import DatabaseRefused

SERVICE_USERS = ("postgres", "nobody")
PR_SET_PDEATHSIG = 1


class ServerUser:
    """Our own user or, where we are root, a service's user. Raises DatabaseRefused where there is none."""

    def __init__(self) -> None:
        self._account = _service_account() if os.geteuid() == 0 else None

    def own(self, home: Path, socket_dir: Path) -> None:
        """Give the folders to this user. Raises DatabaseRefused where the user cannot reach them."""
        if self._account is None:
            return
        self._require_reachable(home)
        for folder in (home, socket_dir):
            os.chown(folder, self._account.pw_uid, self._account.pw_gid)

    def reachable_binaries(self, binaries: Path, near: Path) -> Path:
        """The folder of programs, or a copy of it in `near` where this user may not enter it. Raises OSError."""
        if self._account is None:
            return binaries
        return reachable_binaries(binaries, near / "postgres-binaries")

    def demotion(self) -> Callable[[], None]:
        """A function for a new process to call first: it becomes this user, and ends with its parent."""
        account = self._account

        def demote() -> None:
            if account is not None:
                os.setgroups([])
                os.setgid(account.pw_gid)
                os.setuid(account.pw_uid)
            # last, since setuid clears the signal
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)

        return demote

    def _require_reachable(self, path: Path) -> None:
        if not is_open_to_all(path.parent):
            assert self._account is not None  # noqa: S101
            user, folder = self._account.pw_name, str(path.parent)
            raise DatabaseRefused(message("data_dir_out_of_reach", user=user, folder=folder))


def _service_account() -> pwd.struct_passwd:
    for name in SERVICE_USERS:
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise DatabaseRefused(message("no_service_user", users=", ".join(SERVICE_USERS)))
