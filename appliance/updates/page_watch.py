"""Asks the page's server for its health each second, as a user without rights, for a trial that has no network."""

import json
import stat
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import NoReturn

FOLDER = "arch-stats-watch"
"""The name of the folder in /run of the service that asks."""
ANSWERED = Path("/run") / FOLDER / "answered"
"""A file whose time of change is that of the last good answer."""
ASK_EVERY_S = 1.0
RECENTLY_S = 3.0
HEALTH_TIMEOUT_S = 5.0
MAX_HEALTH_BYTES = 1 << 20


def watch_page(port: int, answered: Path = ANSWERED) -> NoReturn:
    """Mark each good answer, for ever."""
    while True:
        if is_healthy(port):
            answered.touch()
        time.sleep(ASK_EVERY_S)


def is_healthy(port: int) -> bool:
    """Whether the page's server answers and has its database."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v0/health", timeout=HEALTH_TIMEOUT_S) as answer:
            health = json.loads(answer.read(MAX_HEALTH_BYTES))
    except (OSError, ValueError, urllib.error.URLError):
        return False
    return isinstance(health, dict) and (health.get("data") or {}).get("database") == "ready"


def is_answered_recently(answered: Path = ANSWERED) -> bool:
    """Whether the last good answer is at most RECENTLY_S old; only the file's time is read, never its contents."""
    try:
        found = answered.stat(follow_symlinks=False)
    except OSError:
        return False
    # either way, since the clock may have been set meanwhile
    return stat.S_ISREG(found.st_mode) and abs(time.time() - found.st_mtime) <= RECENTLY_S
