"""Free space on the card, and the thresholds below which uploads and backups stop, so that recording need not."""

import shutil
from pathlib import Path

from appliance.core.message import message
from appliance.errors import Unavailable

MIB = 2**20
UPLOADS_LEAVE_BYTES = 512 * MIB
"""Free space that uploads and downloads must leave, bytes: for the journal and the database, with a day of shooting."""
BACKUPS_LEAVE_BYTES = 256 * MIB
"""Free space that backups and database upgrades must leave, bytes; less, for a backup is worth more than an upload."""


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
