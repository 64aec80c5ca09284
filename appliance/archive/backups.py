"""Backup files: their names, numbers and records, and which of them newer ones displace."""

import logging
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from appliance.archive.rotation import BEFORE_REPLACING_ROTATION, ROTATION, HeldBackup, Rotation, displaced
from appliance.files import write_whole
from appliance.messages.translation import Translation, text_of
from appliance.schema.backups import BackupRead, BackupReason, BackupRecord

log = logging.getLogger(__name__)

SUFFIX = ".ndjson.gz"
RECORD_SUFFIX = ".json"
RECORD_BYTES = 64 * 1024
BEFORE_REPLACING = "before-replacing"
SHARE = 10
"""Backups take at most one part in so many of the card's capacity."""
_NAME = re.compile(
    r"arch-stats-(?P<number>\d{6,12})-(?P<time>[0-9TZ]{10,20})-(?P<rows>\d{1,12})rows\.ndjson\.gz", re.ASCII
)
_TIME = "%Y%m%dT%H%M%SZ"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, order=True)
class Backup:
    """A backup file; `rows` and `made_at` are parsed from its name."""

    number: int
    path: Path
    rows: int
    made_at: datetime

    @property
    def record_path(self) -> Path:
        """Path of the backup's record."""
        return self.path.with_name(self.path.name.removesuffix(SUFFIX) + RECORD_SUFFIX)

    def record(self) -> BackupRecord | None:
        """The backup's record; None where there is none, or it cannot be read."""
        try:
            with self.record_path.open("rb") as file:
                return BackupRecord.model_validate_json(file.read(RECORD_BYTES))
        except (OSError, ValidationError):
            return None

    def put_record(self, record: BackupRecord) -> None:
        """Replace the record. Raises OSError."""
        write_whole(self.record_path, record.model_dump_json().encode())

    def held(self) -> HeldBackup:
        """What the rotation needs to know of this backup. Raises OSError."""
        record = self.record()
        is_good = None
        if record is not None and (record.verified_at is not None or record.problem is not None):
            is_good = record.problem is None
        return HeldBackup(self.number, self.made_at, self.rows, self.path.stat().st_size, is_good)

    def read(self, translate: Translation) -> BackupRead:
        """The backup as the API shows it. Raises OSError."""
        record = self.record()
        fallback: BackupReason = "before_replacing" if self.path.parent.name == BEFORE_REPLACING else "asked"
        return BackupRead(
            number=self.number,
            made_at=self.made_at,
            reason=fallback if record is None else record.reason,
            rows=self.rows,
            size_bytes=self.path.stat().st_size,
            verified_at=None if record is None else record.verified_at,
            problem=None if record is None or record.problem is None else text_of(record.problem, translate),
        )

    def delete(self) -> None:
        """Delete the file and its record. Raises OSError."""
        self.path.unlink(missing_ok=True)
        self.record_path.unlink(missing_ok=True)


def backups_dir(data_dir: Path) -> Path:
    """The folder of backups."""
    return data_dir / "backups"


def replaced_dir(backups: Path) -> Path:
    """The folder of backups made before a replacing import; separate, so that they displace none that was asked for."""
    return backups / BEFORE_REPLACING


def file_name(now: datetime, number: int | None = None, rows: int = 0) -> str:
    """The file name of an export; with `number`, of a backup, whose name has its number of rows too."""
    time = now.astimezone(UTC).strftime(_TIME)
    return f"arch-stats-{time}{SUFFIX}" if number is None else f"arch-stats-{number:06d}-{time}-{rows}rows{SUFFIX}"


def keep(
    half_written: Path, folder: Path, now: datetime, rows: int, record: BackupRecord, rotation: Rotation = ROTATION
) -> Backup:
    """Move a finished file into the folder under the next number, and delete those it displaces. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    # numbered across both folders, so that a number names one file
    root = folder.parent if folder.name == BEFORE_REPLACING else folder
    number = max((backup.number for backup in all_backups(root)), default=0) + 1
    kept = Backup(number, folder / file_name(now, number, rows), rows, now)
    kept.put_record(record)
    half_written.replace(kept.path)
    forget_displaced(folder, rotation)
    return kept


def newest(folder: Path) -> Path | None:
    """The newest backup with rows that is not known to be bad; else the newest with rows; else the newest. None:
    none."""
    found = sorted(backups_in(folder))
    full = [backup for backup in found if backup.rows]
    whole = [backup for backup in full if (record := backup.record()) is None or record.problem is None]
    return (whole or full or found)[-1].path if found else None


def numbered(folder: Path, number: int) -> Backup | None:
    """The backup with this number in either folder, or None."""
    return next((backup for backup in all_backups(folder) if backup.number == number), None)


def read_backups(folder: Path, translate: Translation) -> list[BackupRead]:
    """Every backup as the API shows it, newest first; one deleted meanwhile is left out."""
    rows: list[BackupRead] = []
    for backup in sorted(all_backups(folder), reverse=True):
        with suppress(OSError):
            rows.append(backup.read(translate))
    return rows


def all_backups(folder: Path) -> Iterator[Backup]:
    """Every backup, in the folder and among those made before a replacing import."""
    yield from backups_in(folder)
    yield from backups_in(replaced_dir(folder))


def backups_in(folder: Path) -> Iterator[Backup]:
    """The backups of one folder; files with other names are ignored and never deleted."""
    for path in folder.glob(f"*{SUFFIX}"):
        found = _NAME.fullmatch(path.name)
        if found is not None:
            yield Backup(int(found["number"]), path, int(found["rows"]), _time_of(found["time"]))


def forget_displaced(folder: Path, rotation: Rotation = ROTATION) -> None:
    """Delete the backups that newer ones displace, and the oldest while all exceed their share of the card."""
    most_bytes = shutil.disk_usage(folder).total // SHARE
    found = {backup.number: backup for backup in backups_in(folder)}
    for gone in displaced([backup.held() for backup in found.values()], rotation, most_bytes):
        found[gone.number].delete()


def clean_records(folder: Path) -> None:
    """Delete records whose backup is gone, and half-written records."""
    for path in (*folder.glob(f"arch-stats-*{RECORD_SUFFIX}"), *folder.glob(f"arch-stats-*{RECORD_SUFFIX}.*")):
        name = path.name.partition(RECORD_SUFFIX)[0] + SUFFIX
        if path.suffix != RECORD_SUFFIX or not (folder / name).exists():
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _time_of(text: str) -> datetime:
    try:
        return datetime.strptime(text, _TIME).replace(tzinfo=UTC)
    except ValueError:
        return _NEVER


__all__ = ["BEFORE_REPLACING_ROTATION", "ROTATION", "Backup", "backups_dir", "file_name", "keep", "newest"]
