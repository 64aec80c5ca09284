"""Free space on the card, and the thresholds at which uploads and backups stop, so that recording never has to."""

import shutil
from pathlib import Path

from appliance.core.message import message
from appliance.errors import Unavailable

MIB = 2**20
UPLOADS_LEAVE_BYTES = 512 * MIB
"""What uploads and downloads leave free: the journal's and the database's share, with a day of shooting to spare."""
BACKUPS_LEAVE_BYTES = 256 * MIB
"""What backups and upgrades of the database leave free; less than uploads, since a backup is there for a bad day."""


class DiskFull(Unavailable):
    """Too little free space for an upload, an export or a backup."""


def free_bytes(folder: Path) -> int:
    """Free bytes on the disk of `folder`, or of its nearest existing parent. Raises OSError."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free


def require_room(folder: Path, needed_bytes: int, leaves_bytes: int) -> None:
    """Raise DiskFull when `needed_bytes` more would leave less than `leaves_bytes` free."""
    free = free_bytes(folder)
    if free - needed_bytes < leaves_bytes:
        room = {"free_mb": free // MIB, "needed_mb": needed_bytes // MIB, "kept_mb": leaves_bytes // MIB}
        raise DiskFull(message("card_too_full", **room))
