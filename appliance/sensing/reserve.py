"""Space that is kept free for the journal, and given up to it when the card is full."""

import contextlib
import os
import shutil
from pathlib import Path

RESERVE_BYTES = 4 * 2**20


class Reserve:
    """A file that does nothing but take up space. Its methods block on the disk."""

    def __init__(self, path: Path, size: int = RESERVE_BYTES) -> None:
        self._path = path
        self._size = size

    @property
    def is_there(self) -> bool:
        """Whether there is something to give up."""
        return self._path.exists()

    def give_up(self) -> bool:
        """True when it was there and its space is free now."""
        try:
            self._path.unlink()
        except OSError:
            return False
        return True

    def restore(self) -> bool:
        """Take the space again where twice as much is free, so that it is not taken from the journal; True if there."""
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
