"""The segment of the journal that is being written: lines, and behind them zeros that reserve room on the disk."""

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

ROOM_BYTES = 64 * 1024
"""A segment grows in multiples of this: room for some sixty arrows."""


@dataclass(slots=True)
class OpenSegment:
    """A file of `length` bytes, of which the first `size` are lines; `start`: its offset in the journal."""

    descriptor: int
    path: Path
    start: int
    size: int = 0
    length: int = 0

    def write(self, data: bytes, most_bytes: int) -> None:
        """Write durably behind the last line; where the file grows, zeros fill it up to `most_bytes` at most. Raises
        OSError."""
        write_all(self.descriptor, data, self.size)
        end = self.size + len(data)
        if end > self.length:
            self.length = _make_room(self.descriptor, end, most_bytes)
        os.fdatasync(self.descriptor)
        self.size = end

    def is_still_there(self) -> bool:
        """Whether the file still has its name and length."""
        try:
            ours, named = os.fstat(self.descriptor), self.path.stat()
        except OSError:
            return False
        is_same = (ours.st_dev, ours.st_ino) == (named.st_dev, named.st_ino)
        return is_same and ours.st_nlink > 0 and ours.st_size == self.length


def write_all(descriptor: int, data: bytes, offset: int) -> None:
    """Write all of `data` at `offset`. Raises OSError."""
    view = memoryview(data)
    while view:
        written = os.pwrite(descriptor, view, offset)
        view, offset = view[written:], offset + written


def _make_room(descriptor: int, size: int, most_bytes: int) -> int:
    """Write zeros behind the first `size` bytes, as far as the card has room; returns the file's length then."""
    length = min(-(-(size + 1) // ROOM_BYTES) * ROOM_BYTES, most_bytes)
    with contextlib.suppress(OSError):
        write_all(descriptor, bytes(max(length - size, 0)), size)
    return os.fstat(descriptor).st_size
