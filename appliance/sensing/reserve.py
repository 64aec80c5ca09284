"""A file that reserves disk space for the journal, deleted when the card is full."""

import contextlib
import os
import shutil
from pathlib import Path

RESERVE_BYTES = 4 * 2**20
"""Size of the reserve: room for some thousand impacts on a full card."""


class Reserve:
    """The reserved file; its methods block on the disk."""

    def __init__(self, path: Path, size: int = RESERVE_BYTES) -> None:
        self._path = path
        self._size = size

    @property
    def is_there(self) -> bool:
        """Whether the reserve exists."""
        return self._path.exists()

    def give_up(self) -> bool:
        """Delete the reserve; True if it existed."""
        try:
            self._path.unlink()
        except OSError:
            return False
        return True

    def restore(self) -> bool:
        """Recreate the reserve where twice its size stays free; True if it exists then."""
        if self.is_there:
            return True
        new = self._path.with_suffix(".new")
        try:
            if shutil.disk_usage(self._path.parent).free < 3 * self._size:
                return False
            with new.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, self._size)
            new.replace(self._path)
        except OSError:
            with contextlib.suppress(OSError):
                new.unlink()
            return False
        return True
