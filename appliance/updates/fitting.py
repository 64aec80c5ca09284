"""Checks that an update fits this box: its version, Python, processor and card."""

import platform
import sys
from pathlib import Path

from appliance.core.message import message
from appliance.disk import BACKUPS_LEAVE_BYTES, require_room
from appliance.updates.errors import UpdateRefused
from appliance.updates.package import Manifest
from appliance.updates.versions import Version

GROWS = 4
"""Wheels take so many times their size when unpacked and compiled."""


def as_numbers(version: str) -> tuple[int, ...]:
    """A version as numbers, to compare: 0.10.0 is newer than 0.9.0."""
    return tuple(map(int, version.split(".")))


def require_fitting(manifest: Manifest, current: Version | None, home: Path) -> None:
    """Raise UpdateRefused with what does not fit, or DiskFull where there is too little room."""
    python, machine = f"3.{sys.version_info.minor}", platform.machine()
    if python not in manifest.pythons:
        raise UpdateRefused(message("update_for_other_python", here=python, there=", ".join(manifest.pythons)))
    if machine not in manifest.machines:
        raise UpdateRefused(message("update_for_other_machine", here=machine, there=", ".join(manifest.machines)))
    if current is not None:
        runs = current.stamp.version
        if as_numbers(manifest.version) < as_numbers(runs):
            raise UpdateRefused(message("update_older", version=manifest.version, runs=runs))
        if as_numbers(runs) < as_numbers(manifest.least):
            raise UpdateRefused(message("update_needs_newer", least=manifest.least, runs=runs))
    require_room(home, GROWS * manifest.size, BACKUPS_LEAVE_BYTES)
