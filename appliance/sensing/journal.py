"""A write-ahead journal of raw events, in segments, with a checkpoint.

Segments are files that only grow, and are deleted once all their entries are recorded. Zeros behind the last line
reserve room on the disk, so that a line that fits costs one page of the card and no change of the file system. After
any failure of a file a new one is begun. Entries before the checkpoint are recorded; those behind it are read again at
the next start, and the database's unique keys make recording them twice harmless.
"""

import contextlib
import errno
import logging
import os
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from appliance.errors import Unavailable
from appliance.files import sync_folder
from appliance.sensing.entries import Entry, Unreadable, decode
from appliance.sensing.open_segment import OpenSegment, write_all
from appliance.sensing.reserve import Reserve
from appliance.sensing.segments import (
    Segment,
    count_lines,
    find_segments,
    is_line_start,
    read_checkpoint,
    read_lines,
    replace_durably,
    segment_path,
    without_room,
    write_checkpoint,
)

log = logging.getLogger(__name__)

SEGMENT_BYTES = 256 * 1024
"""Size at which a new segment is begun; a segment is deleted as a whole, once all of it is recorded."""
KEPT_BYTES = 16 * 2**20
"""Size at which a file of unreadable lines takes no more, so that a broken card does not fill up with them."""
FULL = (errno.ENOSPC, errno.EDQUOT)


class JournalError(Unavailable, OSError):
    """The journal cannot be written; the text says where and why."""


@dataclass(frozen=True, slots=True)
class Range:
    """A range of byte offsets of the journal, with its number of lines as far as known."""

    start: int
    until: int
    lines: int


@dataclass(frozen=True, slots=True)
class Opened:
    """The journal was opened; `found` is the range of lines left by an earlier run.

    `is_renewed`: its files were changed by somebody else, so everything that is not recorded has to be written again.
    """

    found: Range | None
    is_renewed: bool


@dataclass(frozen=True, slots=True)
class Appended:
    """Offsets of appended lines, and the end of the journal."""

    positions: list[int]
    end: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """Decoded entries with their offsets, the offset behind them, and the number of lines read."""

    entries: list[tuple[int, Entry]]
    next_position: int
    lines: int


@dataclass
class Journal:
    """The journal's files; it blocks, so threads call it: all methods but `read` from one thread, in order."""

    folder: Path
    broken_lines: int = 0
    unknown_lines: int = 0
    has_reserve: bool = True
    _must_stay: bool = False
    _file: OpenSegment | None = None
    _end: int = 0
    _was_open: bool = False
    news: deque[Opened] = field(default_factory=deque)
    """Openings that the caller does not know of yet; a call that was cancelled may have opened the journal too."""
    _reserve: Reserve = field(init=False)

    def __post_init__(self) -> None:
        self._reserve = Reserve(self.folder / "reserve")

    def append(self, lines: Sequence[bytes]) -> Appended:
        """Append lines and fsync. Raises JournalError, and then none of them counts as written."""
        try:
            try:
                positions = self._append(lines)
            except OSError as error:
                if error.errno not in FULL or not self._reserve.give_up():
                    raise
                self.has_reserve = False
                log.warning("the card is full: the journal's reserve is given up")
                positions = self._append(lines)
        except OSError as error:
            raise JournalError(error.errno, f"{error.strerror or error}", str(self.folder)) from error
        return Appended(positions, self._end)

    def tend(self) -> Appended:
        """Check that the files are still ours, and restore the reserve. Raises JournalError."""
        appended = self.append([])
        self.has_reserve = self._reserve.restore()
        return appended

    def read(self, position: int, until: int, limit: int) -> Chunk:
        """Read entries from `position` on; undecodable lines are counted and moved to a file. Raises OSError."""
        for segment in find_segments(self.folder):
            if position >= segment.end:
                continue
            lines = [(at, line) for at, line in read_lines(segment, position, limit) if at < until]
            if not lines:
                continue
            last_at, last = lines[-1]
            return Chunk(self._readable(lines), last_at + len(last), len(lines))
        return Chunk([], until, 0)

    def checkpoint(self, offset: int) -> None:
        """Store the checkpoint: all before `offset` is recorded. A failure only repeats work."""
        if self._must_stay:
            return
        try:
            write_checkpoint(self.folder / "journal.checkpoint", offset)
            for segment in find_segments(self.folder):
                is_current = self._file is not None and segment.start >= self._file.start
                if segment.end <= offset and not is_current:
                    segment.path.unlink()
        except OSError as error:
            log.warning("the journal's checkpoint is not written: %s", error)

    def close(self) -> None:
        """Close the file, cut behind its last line."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                os.ftruncate(self._file.descriptor, self._file.size)
        self._let_go()

    def _let_go(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            with contextlib.suppress(OSError):
                os.close(file.descriptor)

    def _append(self, lines: Sequence[bytes]) -> list[int]:
        file = self._writable()
        positions, at = [], file.start + file.size
        for line in lines:
            positions.append(at)
            at += len(line)
        if lines:
            try:
                file.write(b"".join(lines), SEGMENT_BYTES)
            except OSError:
                self._abandon(file)
                raise
            self._end = at
        return positions

    def _writable(self) -> OpenSegment:
        """The segment to write to, opened or begun anew where necessary. Raises OSError."""
        file = self._file
        if file is not None and not file.is_still_there():
            log.error("the journal %s was changed by somebody else: it is begun anew", file.path)
            self._let_go()
            file = None
        if file is None:
            return self._open()
        if file.size >= SEGMENT_BYTES:
            self.close()
            file = self._begin(self._end)
        return file

    def _open(self) -> OpenSegment:
        """Open the folder and begin a new segment, so that nothing is appended to a torn line."""
        self.folder.mkdir(parents=True, exist_ok=True)
        segments = [without_room(segment) for segment in find_segments(self.folder)]
        done = read_checkpoint(self.folder / "journal.checkpoint")
        file = self._begin(max([done, self._end, *(segment.end for segment in segments)]))
        if not self._was_open:
            self._take_back(file)
        if file.size:
            segments.append(Segment(file.start, file.path, file.size))
        self.news.append(Opened(_unfinished(segments, done), self._was_open))
        self._was_open = True
        return file

    def _begin(self, start: int) -> OpenSegment:
        path = segment_path(self.folder, start)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o640)
        try:
            sync_folder(self.folder)
            size = os.fstat(descriptor).st_size
        except OSError:
            os.close(descriptor)
            raise
        self._file, self._end = OpenSegment(descriptor, path, start, size, size), start + size
        return self._file

    def _abandon(self, file: OpenSegment) -> None:
        """Give up the segment after a failed write, since its end is unknown; the next write begins another."""
        size = file.size
        with contextlib.suppress(OSError):
            os.ftruncate(file.descriptor, size)
        with contextlib.suppress(OSError):
            size = os.fstat(file.descriptor).st_size
        self._end = file.start + max(size, file.size)
        self._let_go()
        with contextlib.suppress(OSError):
            self._begin(self._end)

    def _readable(self, lines: list[tuple[int, bytes]]) -> list[tuple[int, Entry]]:
        entries = []
        for at, line in lines:
            entry = decode(line)
            if isinstance(entry, Entry):
                entries.append((at, entry))
            else:
                self._keep(entry)
        return entries

    def _keep(self, unreadable: Unreadable) -> None:
        """Move an undecodable line to a file before its segment is deleted."""
        self.broken_lines += unreadable.kind == "broken"
        self.unknown_lines += unreadable.kind == "unknown"
        path = self.folder / f"{unreadable.kind}.ndjson"
        log.warning("journal: a line of %d bytes is %s; kept in %s", len(unreadable.line), unreadable.kind, path)
        try:
            if not path.exists() or path.stat().st_size < KEPT_BYTES:
                append_durably(path, unreadable.line.rstrip(b"\n") + b"\n")
        except OSError as error:
            # then no segment is deleted any more, so that the line stays where it is
            self._must_stay = True
            log.warning("the line could not be kept elsewhere: %s", error)

    def _take_back(self, file: OpenSegment) -> None:
        """Take lines that an earlier version could not decode back into the journal."""
        path = self.folder / "unknown.ndjson"
        try:
            lines = path.read_bytes().splitlines(keepends=True)
            readable = [line for line in lines if isinstance(decode(line), Entry)]
            if readable:
                write_all(file.descriptor, b"".join(readable), file.size)
                os.fsync(file.descriptor)
                new = path.with_suffix(".new")
                new.write_bytes(b"".join(line for line in lines if line not in set(readable)))
                replace_durably(path, new)
        except OSError as error:
            if not isinstance(error, FileNotFoundError):
                log.warning("%s cannot be read again: %s", path, error)
        file.size = file.length = os.fstat(file.descriptor).st_size
        self._end = file.start + file.size


def append_durably(path: Path, data: bytes) -> None:
    """Append to a file and fsync, also its name where it is new. Raises OSError."""
    is_new = not path.exists()
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        while data:
            data = data[os.write(descriptor, data) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if is_new:
        sync_folder(path.parent)


def _unfinished(segments: Sequence[Segment], done: int) -> Range | None:
    """The range that the last run left; everything where the checkpoint is implausible."""
    end = max((segment.end for segment in segments), default=done)
    if done == end:
        return None
    first = segments[0].start
    holds = next((segment for segment in segments if segment.start <= done < segment.end), None)
    start = done if holds is not None and is_line_start(holds, done) else first
    lines = sum(count_lines(segment, start, segment.end) for segment in segments)
    return Range(start, end, lines)
