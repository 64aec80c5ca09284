"""Decides which backups are kept and when the next is due; it never trusts the clock alone.

A box without a clock starts in 1970, and a clock that was wrong may have been in another year. So backups are ordered
by a number that only grows; their dates only tell which of them are of the same day or week.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

FIRST_CREDIBLE = datetime(2026, 1, 1, tzinfo=UTC)
"""A clock that shows an earlier time was never set."""
DAY = timedelta(hours=20)
"""Time between daily backups: less than a day, so that one made late in the evening does not delay the next
evening's."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """How many of the newest backups are kept, of how many days the newest one, and of how many weeks the newest
    one."""

    last: int
    days: int = 0
    weeks: int = 0


ROTATION = Rotation(last=10, days=14, weeks=8)
BEFORE_REPLACING_ROTATION = Rotation(last=5)


@dataclass(frozen=True, slots=True)
class HeldBackup:
    """What the rotation knows of a backup; `is_good`: restoring it was tried and succeeded; None: not tried yet."""

    number: int
    made_at: datetime
    rows: int
    size_bytes: int
    is_good: bool | None = None


def displaced(backups: Sequence[HeldBackup], rotation: Rotation, most_bytes: int | None = None) -> list[HeldBackup]:
    """The backups to delete: those that the rotation does not keep, then the oldest while all exceed `most_bytes`.

    A backup is displaced only by newer ones that have at least half as many rows and are not known to be bad, so that
    an empty one never displaces a full one. The newest good one is never deleted; to stay within `most_bytes`, nor is
    the one with the most rows.
    """
    ordered = sorted(backups, key=lambda backup: backup.number, reverse=True)
    newest_good = next((backup for backup in ordered if backup.is_good), None)
    kept: list[HeldBackup] = []
    gone: list[HeldBackup] = []
    for backup in ordered:
        newer = [other for other in kept if other.is_good is not False and 2 * other.rows >= backup.rows]
        is_kept = backup is newest_good or (
            len(kept) < rotation.last if backup.is_good is False else _is_kept(backup, newer, rotation)
        )
        (kept if is_kept else gone).append(backup)
    if most_bytes is not None:
        gone += _beyond(kept, {newest_good, _fullest(kept)}, most_bytes)
    return gone


def _beyond(kept: Sequence[HeldBackup], precious: Collection[HeldBackup | None], most_bytes: int) -> list[HeldBackup]:
    """The oldest of those kept (newest first) that have to be deleted to stay within `most_bytes`."""
    gone: list[HeldBackup] = []
    excess = sum(backup.size_bytes for backup in kept) - most_bytes
    for backup in reversed(kept):
        if excess > 0 and backup not in precious:
            gone.append(backup)
            excess -= backup.size_bytes
    return gone


def _fullest(kept: Sequence[HeldBackup]) -> HeldBackup | None:
    """The backup with the most rows that is not known to be bad; of equal ones the newest."""
    whole = [backup for backup in kept if backup.is_good is not False]
    return max(whole, key=lambda backup: (backup.rows, backup.number), default=None)


def _is_kept(backup: HeldBackup, newer: Sequence[HeldBackup], rotation: Rotation) -> bool:
    if len(newer) < rotation.last:
        return True
    days, weeks = {_day(other) for other in newer}, {_week(other) for other in newer}
    return (_day(backup) not in days and len(days) < rotation.days) or (
        _week(backup) not in weeks and len(weeks) < rotation.weeks
    )


def _day(backup: HeldBackup) -> date | int:
    """The date of a backup; its number where the clock was not set, so that it counts as a day of its own."""
    return backup.made_at.date() if backup.made_at >= FIRST_CREDIBLE else backup.number


def _week(backup: HeldBackup) -> tuple[int, int] | int:
    return backup.made_at.isocalendar()[:2] if backup.made_at >= FIRST_CREDIBLE else backup.number


def is_due(last_at: datetime | None, last_boot: str | None, now: datetime, boot: str, since_s: float) -> bool:
    """Whether a daily backup is due; `last_at`, `last_boot`: when, and in which boot, the last was made or confirmed.

    Where the clock was not set or is behind the last backup, a backup is due in each boot, and when `since_s`, the
    seconds since this program started or made a backup (monotonic clock), reaches a day.
    """
    if last_at is None:
        return True
    if now < FIRST_CREDIBLE or now < last_at or last_at < FIRST_CREDIBLE:
        return last_boot != boot or since_s >= DAY.total_seconds()
    return now - last_at >= DAY
