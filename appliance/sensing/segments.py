"""The journal's files: segments named by the offset of their first byte, and the checkpoint."""

import os
import zlib
from dataclasses import dataclass
from pathlib import Path

from appliance.files import sync_folder

MAX_LINE_BYTES = 2**20
"""Largest number of bytes read as one line: longer than any event of ours, and a bound for the memory."""
PREFIX, SUFFIX = "journal-", ".ndjson"
CHECKPOINT_BYTES = 32
"""Size of the checkpoint's file: a checksum, a space, the offset in fixed width."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment: `size` bytes of the journal from offset `start` on."""

    start: int
    path: Path
    size: int

    @property
    def end(self) -> int:
        """The offset behind its last byte."""
        return self.start + self.size


def segment_path(folder: Path, start: int) -> Path:
    """The path of the segment that begins at `start`."""
    return folder / f"{PREFIX}{start:020d}{SUFFIX}"


def find_segments(folder: Path) -> list[Segment]:
    """The segments of a folder, oldest first. Raises OSError."""
    found = []
    with os.scandir(folder) as files:
        for file in files:
            number = file.name.removeprefix(PREFIX).removesuffix(SUFFIX)
            if number.isascii() and number.isdigit() and file.name == segment_path(folder, int(number)).name:
                found.append(Segment(int(number), Path(file.path), file.stat().st_size))
    return sorted(found, key=lambda segment: segment.start)


def without_room(segment: Segment) -> Segment:
    """Cut the zeros that a killed program left behind the last line; returns the segment as it is then.

    A segment that cannot be read or cut stays as it is, and its zeros count as a broken line.
    """
    try:
        size = len(segment.path.read_bytes().rstrip(b"\0"))
        os.truncate(segment.path, size)
    except OSError:
        return segment
    return Segment(segment.start, segment.path, size)


def read_checkpoint(path: Path) -> int:
    """The stored checkpoint; 0 where it is missing or damaged, which only repeats work."""
    try:
        crc, _, number = path.read_bytes()[:CHECKPOINT_BYTES].decode("ascii").partition(" ")
        return int(number) if int(crc, 16) == zlib.crc32(number.encode()) else 0
    except (OSError, ValueError):
        return 0


def write_checkpoint(path: Path, offset: int) -> None:
    """Overwrite the checkpoint in one write, without fsync: a torn or lost one only repeats work."""
    number = f"{offset:0{CHECKPOINT_BYTES - 9}d}".encode()
    file = os.open(path, os.O_WRONLY | os.O_CREAT, 0o640)
    try:
        os.pwrite(file, b"%08x %s" % (zlib.crc32(number), number), 0)
    finally:
        os.close(file)


def read_lines(segment: Segment, position: int, limit: int) -> list[tuple[int, bytes]]:
    """Up to `limit` lines from `position` on, each with its offset; the last may be incomplete. Raises OSError."""
    lines: list[tuple[int, bytes]] = []
    with segment.path.open("rb") as file:
        at = max(position, segment.start)
        file.seek(at - segment.start)
        while len(lines) < limit and (line := file.readline(MAX_LINE_BYTES)):
            lines.append((at, line))
            at += len(line)
    return lines


def count_lines(segment: Segment, position: int, until: int) -> int:
    """Count the lines of a segment that begin between two offsets. Raises OSError."""
    with segment.path.open("rb") as file:
        file.seek(max(position - segment.start, 0))
        left, count = until - max(position, segment.start), 0
        while left > 0 and (data := file.read(min(left, MAX_LINE_BYTES))):
            count += data.count(b"\n")
            left -= len(data)
    return count


def is_line_start(segment: Segment, position: int) -> bool:
    """Whether an offset is the start of a line. Raises OSError."""
    if position <= segment.start:
        return True
    with segment.path.open("rb") as file:
        file.seek(position - segment.start - 1)
        return file.read(1) == b"\n"


def replace_durably(path: Path, new: Path) -> None:
    """Rename `new` to `path`: whenever the power fails, one of the two contents is there whole. Raises OSError."""
    with new.open("rb") as file:
        os.fsync(file.fileno())
    new.replace(path)
    sync_folder(path.parent)
