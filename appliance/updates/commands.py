"""Runs system commands for an update, as root or as a user with fewer rights."""

import os
import pwd
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from appliance.core.message import message
from appliance.updates.errors import UpdateRefused

TIMEOUT_S = 3600.0
LAST_WORDS = 300
PASSED_ON = ("PATH", "LANG", "LC_ALL")


def run(
    words: Sequence[str],
    user: str | None = None,
    environment: Mapping[str, str] | None = None,
    given: str = "",
    pipe: int | None = None,
    is_output_kept: bool = True,
) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end as `user` (None: the current one); its input is `given`, or is read from `pipe`.

    `is_output_kept`: capture standard output; standard error always is.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as file:
        file.write(given)
        file.seek(0)
        return subprocess.run(  # noqa: S603  (trusted arguments)
            list(words),
            env={**passed_on(), **(environment or {})},
            cwd="/",
            check=False,
            text=True,
            timeout=TIMEOUT_S,
            user=user,
            group=None if user is None else pwd.getpwnam(user).pw_gid,
            extra_groups=None if user is None else [],
            stdin=file if pipe is None else pipe,
            stdout=subprocess.PIPE if is_output_kept else subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            errors="replace",
        )


def passed_on() -> dict[str, str]:
    """The environment of a command, without variables that could change its behaviour."""
    return {name: os.environ[name] for name in PASSED_ON if name in os.environ}


def require_done(result: "subprocess.CompletedProcess[str]") -> str:
    """The output of a command. Raises UpdateRefused with its last lines if it failed."""
    if result.returncode != 0:
        command = Path(result.args[0]).name
        words = " | ".join((result.stderr or result.stdout or "").strip().splitlines()[-3:])[-LAST_WORDS:]
        raise UpdateRefused(message("command_failed", command=command, words=words or f"exit {result.returncode}"))
    return result.stdout or ""
