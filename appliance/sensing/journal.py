"""Every raw event on disk before anything is computed from it, and again after a crash.

One line per event: a checksum and a JSON object. What is behind the checkpoint is done; what is after it is handed
out again at the next start, and the database's unique keys make doing it twice harmless.
"""

import json
import logging
import os
import threading
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from appliance.core.events import Air, Burst, BurstKey, ImpactPulse

log = logging.getLogger(__name__)

COMPACT_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """A raw event and the session that was open when it was heard; `session_known` False: the database was away."""

    event: Burst | ImpactPulse
    session_id: UUID | None
    session_known: bool


class JournalError(OSError):
    """The journal cannot be written; the text says where and why."""


class Journal:
    """An append-only file. Its methods block on the disk: call them from a thread."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "journal.ndjson"
        self._checkpoint_path = folder / "journal.checkpoint"
        self._refused_path = folder / "refused.ndjson"
        self.broken_lines = 0
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("ab")
        except OSError as error:
            raise JournalError(
                f"the journal {self._path} cannot be written ({error.strerror}): set ARCH_STATS_DATA_DIR to a folder "
                "that can"
            ) from error
        # intake appends while the worker moves the checkpoint, each in its own thread
        self._lock = threading.Lock()
        self._terminate_last_line()
        if self._checkpoint() == 0:
            self._write_checkpoint(0)

    def append(self, entries: Sequence[Entry]) -> list[int]:
        """Write and fsync; returns the offset behind each entry."""
        offsets = []
        with self._lock:
            for entry in entries:
                self._file.write(_line(entry))
                offsets.append(self._file.tell())
            self._file.flush()
            os.fsync(self._file.fileno())
        return offsets

    def pending(self) -> Iterator[tuple[Entry, int]]:
        """Entries after the checkpoint, with the offset behind each; broken lines are counted and skipped."""
        with self._path.open("rb") as file:
            file.seek(self._checkpoint())
            for line in file:
                entry = _entry(line)
                if entry is None:
                    self.broken_lines += 1
                    log.warning("journal: a broken line of %d bytes was skipped", len(line))
                else:
                    yield entry, file.tell()

    def checkpoint(self, offset: int) -> None:
        """Everything before `offset` is in the database. Cheap, not fsynced: a lost checkpoint only repeats work."""
        with self._lock:
            if offset >= COMPACT_BYTES and offset == self._file.tell():
                self._file.truncate(0)
                self._file.seek(0)
                offset = 0
            self._write_checkpoint(offset)

    def _write_checkpoint(self, offset: int) -> None:
        new = self._checkpoint_path.with_suffix(".new")
        new.write_text(str(offset))
        new.replace(self._checkpoint_path)

    def refuse(self, entry: Entry, reason: str) -> None:
        """Keep aside what the database will not take, for a person to look at."""
        with self._refused_path.open("ab") as file:
            file.write(_line(entry))
        log.error("kept aside in %s: %s", self._refused_path, reason)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _checkpoint(self) -> int:
        try:
            offset = int(self._checkpoint_path.read_text())
        except (OSError, ValueError):
            return 0
        # a truncated journal with an old checkpoint: start over
        return offset if 0 <= offset <= self._path.stat().st_size else 0

    def _terminate_last_line(self) -> None:
        """After a power cut the last line may be half a line; the next one must not be glued to it."""
        if self._file.tell() == 0:
            return
        with self._path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                self._file.write(b"\n")
                self._file.flush()


def _line(entry: Entry) -> bytes:
    event = entry.event
    data: dict[str, Any] = {
        "kind": "burst" if isinstance(event, Burst) else "pulse",
        "event": asdict(event),
        "session_id": None if entry.session_id is None else str(entry.session_id),
        "session_known": entry.session_known,
    }
    text = json.dumps(data, default=_plain, separators=(",", ":")).encode()
    return b"%08x %s\n" % (zlib.crc32(text), text)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value))


def _entry(line: bytes) -> Entry | None:
    try:
        crc, text = line.rstrip(b"\n").split(b" ", 1)
        if int(crc, 16) != zlib.crc32(text):
            return None
        data = json.loads(text)
        fields = data["event"]
        fields["received_at"] = datetime.fromisoformat(fields["received_at"])
        event: Burst | ImpactPulse
        if data["kind"] == "burst":
            fields["key"] = BurstKey(**fields["key"])
            fields["air"] = Air(**fields["air"])
            fields["ticks"] = tuple(fields["ticks"])
            fields["amplitudes"] = tuple(fields["amplitudes"])
            event = Burst(**fields)
        else:
            event = ImpactPulse(**fields)
        session = data["session_id"]
        return Entry(event, None if session is None else UUID(session), data["session_known"])
    except (ValueError, KeyError, TypeError):
        return None
