"""The card's system, built once for all tests here; root only, as it boots machines."""

import asyncio
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.box.guest import ROOT, run

GIVEN = "ARCH_STATS_CARD"
"""Names a folder that image/build.bash has written before, to save its minutes."""
TOOLS = ("ip", "mmdebstrap", "systemd-nspawn", "unshare", "nsenter")
BUILD_WITHIN_S = 1800


@pytest.fixture(scope="session")
def card(testrun_uid: str) -> Iterator[Path]:
    """The system of a card in a folder, for this machine's kind."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if os.geteuid() != 0 or missing:
        why = f"needs root and {', '.join(missing) or 'nothing else'} (Debian: mmdebstrap systemd-container iproute2)"
        pytest.skip(why)  # only root can make a Debian system and boot it as a machine
    if given := os.environ.get(GIVEN):
        yield Path(given)
        return
    store = ROOT / "image" / "build"
    store.mkdir(exist_ok=True)
    with shared_folder(store / f"card-{testrun_uid}") as folder:
        yield folder


@contextmanager
def shared_folder(folder: Path) -> Iterator[Path]:
    """Built by the first of the processes that run tests side by side, taken away by the last."""
    lock = folder.with_suffix(".lock")
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not folder.exists():
            asyncio.run(run(str(ROOT / "image" / "build.bash"), "--folder", str(folder), wait_s=BUILD_WITHIN_S))
        fcntl.flock(held, fcntl.LOCK_SH)
        try:
            yield folder
        finally:
            with suppress(BlockingIOError):
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
                lock.unlink(missing_ok=True)
