"""Where backups lie, what they are called, and how many are kept."""

from datetime import UTC, datetime
from pathlib import Path

KEPT = 10
SUFFIX = ".ndjson.gz"


def backups_dir(data_dir: Path) -> Path:
    """Where backups lie."""
    return data_dir / "backups"


def file_name(now: datetime) -> str:
    """Names in the order of time, fine enough that no two backups ever share one."""
    return f"arch-stats-{now:%Y%m%dT%H%M%S.%f}Z{SUFFIX}"


def new_backup(folder: Path) -> Path:
    """The path of a backup to be written now; makes the folder. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder / file_name(datetime.now(UTC))


def newest(folder: Path) -> Path | None:
    """The last one made."""
    return max(folder.glob(f"*{SUFFIX}"), default=None)


def forget_oldest(folder: Path) -> None:
    """All but the newest KEPT go."""
    for old in sorted(folder.glob(f"*{SUFFIX}"))[:-KEPT]:
        old.unlink(missing_ok=True)
