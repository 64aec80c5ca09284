"""Runs system commands for an update, as the current user; steps.py runs them as another one."""

import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from appliance.core.message import message
from appliance.updates.errors import UpdateRefused

TIMEOUT_S = 3600.0
LAST_WORDS = 300
PASSED_ON = ("PATH", "LANG", "LC_ALL")


def run(words: Sequence[str], given: str = "") -> "subprocess.CompletedProcess[str]":
    """Run a command to its end, with `given` as its input."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as file:
        file.write(given)
        file.seek(0)
        return subprocess.run(  # noqa: S603  (trusted arguments)
            list(words),
            env=passed_on(),
            cwd="/",
            check=False,
            text=True,
            timeout=TIMEOUT_S,
            stdin=file,
            capture_output=True,
            errors="replace",
        )


def passed_on() -> dict[str, str]:
    """The environment of a command, without variables that could change its behaviour."""
    return {name: os.environ[name] for name in PASSED_ON if name in os.environ}


def require_done(result: "subprocess.CompletedProcess[str]", command: str | None = None) -> str:
    """The output of a command, called `command` if given. Raises UpdateRefused with its last lines if it failed."""
    if result.returncode != 0:
        command = command or Path(result.args[0]).name
        words = " | ".join((result.stderr or result.stdout or "").strip().splitlines()[-3:])[-LAST_WORDS:]
        raise UpdateRefused(message("command_failed", command=command, words=words or f"exit {result.returncode}"))
    return result.stdout or ""
