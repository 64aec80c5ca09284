"""Names, finds and rotates backup files.

Order is that of a number in the name, never of a time: a box without a clock starts in 1970.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

KEPT = 10
KEPT_BEFORE_REPLACING = 5
SUFFIX = ".ndjson.gz"
BEFORE_REPLACING = "before-replacing"
_NAME = re.compile(r"arch-stats-(?P<number>\d{6,12})-[0-9TZ]{10,20}-(?P<rows>\d{1,12})rows\.ndjson\.gz", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Backup:
    """A backup file; `rows` is taken from its name."""

    number: int
    path: Path
    rows: int


def backups_dir(data_dir: Path) -> Path:
    """The folder of backups."""
    return data_dir / "backups"


def replaced_dir(backups: Path) -> Path:
    """The folder of backups made before a replacing import; apart, so that they displace none that a person made."""
    return backups / BEFORE_REPLACING


def file_name(now: datetime, number: int | None = None, rows: int = 0) -> str:
    """The file name of an export; a backup's has its number and its count of rows."""
    time = f"{now:%Y%m%dT%H%M%SZ}"
    return f"arch-stats-{time}{SUFFIX}" if number is None else f"arch-stats-{number:06d}-{time}-{rows}rows{SUFFIX}"


def keep(half_written: Path, folder: Path, now: datetime, rows: int, kept: int = KEPT) -> Path:
    """Move a finished file into the folder under the next number, and delete those it displaces. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    number = max((backup.number for backup in _all(folder)), default=0) + 1
    target = folder / file_name(now, number, rows)
    half_written.replace(target)
    forget_displaced(folder, kept)
    return target


def newest(folder: Path) -> Path | None:
    """The newest backup that has rows, else the newest of all."""
    found = sorted(_all(folder))
    full = [backup for backup in found if backup.rows]
    return (full or found)[-1].path if found else None


def forget_displaced(folder: Path, kept: int = KEPT) -> None:
    """Delete backups for which `kept` newer ones have at least half as many rows: no empty one displaces a full one.

    What is not named as ours is nobody's to delete.
    """
    newer: list[int] = []
    for backup in sorted(_all(folder), reverse=True):
        if sum(2 * rows >= backup.rows for rows in newer) >= kept:
            backup.path.unlink(missing_ok=True)
        else:
            newer.append(backup.rows)


def _all(folder: Path) -> Iterator[Backup]:
    for path in folder.glob(f"*{SUFFIX}"):
        found = _NAME.fullmatch(path.name)
        if found is not None:
            yield Backup(int(found["number"]), path, int(found["rows"]))
