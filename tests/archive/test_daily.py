"""A backup a day, whenever the box happens to be on, and never while arrows land."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from appliance.archive.backups import Backup, all_backups, keep
from appliance.archive.daily import AGAIN_AFTER_S, FIRST_AFTER_S, LOOK_EVERY_S, QUIET_S, DailyBackup
from appliance.archive.importer import ArchiveBusy
from appliance.core.message import Message, message
from appliance.database.channels import Notice, Resync
from appliance.disk import DiskFull
from appliance.schema.backups import BackupReason, BackupRecord
from tests.english import english

MORNING = datetime(2026, 11, 24, 9, tzinfo=UTC)


class Box:
    """Makes backups of nothing; `fails` is raised instead, `waits` keeps a backup under way."""

    def __init__(self, folder: Path) -> None:
        self.backups = folder
        self.now, self.now_s, self.boot = MORNING, 1000.0, "first"
        self.fails: Exception | None = None
        self.is_empty = False
        self.waits: asyncio.Event | None = None
        self.begun = asyncio.Event()
        self.tried: list[int] = []

    async def back_up(self, reason: BackupReason) -> int | None:
        self.begun.set()
        if self.waits is not None:
            await self.waits.wait()
        if self.fails is not None:
            raise self.fails
        if self.is_empty:
            return None
        scratch = self.backups.parent / "scratch"
        scratch.write_text("rows")
        return keep(scratch, self.backups, self.now, 5, BackupRecord(reason=reason, kernel_boot=self.boot)).number

    async def verify(self, number: int) -> tuple[Message, ...]:
        self.tried.append(number)
        (backup,) = [one for one in all_backups(self.backups) if one.number == number]
        record = backup.record()
        assert record is not None
        backup.put_record(record.model_copy(update={"verified_at": self.now}))
        return ()

    def started(self) -> DailyBackup:
        """Switched on, long enough ago."""
        daily = DailyBackup(self, now=lambda: self.now, now_s=lambda: self.now_s, kernel_boot=self.boot)
        self.passes(FIRST_AFTER_S)
        return daily

    def passes(self, seconds: float) -> None:
        self.now_s += seconds
        self.now += timedelta(seconds=seconds)

    @property
    def held(self) -> list[Backup]:
        return sorted(all_backups(self.backups))


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path / "backups")


async def test_one_a_day_also_where_the_box_is_unplugged_each_evening(box: Box) -> None:
    for day in range(5):
        box.boot = f"boot {day}"
        daily = box.started()
        for _ in range(6 * 60):
            await daily.look()
            box.passes(LOOK_EVERY_S)
        box.now += timedelta(hours=18)
    assert len(box.held) == 5
    assert box.tried == [1, 2, 3, 4, 5]


async def test_a_box_without_a_clock_makes_one_a_start(box: Box) -> None:
    for day in range(4):
        box.now, box.boot = datetime(1970, 1, 1, tzinfo=UTC), f"boot {day}"
        daily = box.started()
        for _ in range(60):
            await daily.look()
            box.passes(LOOK_EVERY_S)
    assert [backup.number for backup in box.held] == [1, 2, 3, 4]


async def test_a_clock_that_was_years_ahead_costs_no_backup_of_a_box_that_is_left_on(box: Box) -> None:
    daily = box.started()
    box.now = MORNING + timedelta(days=700)
    await daily.look()
    assert [backup.made_at.year for backup in box.held] == [2028]
    box.now = MORNING
    for _ in range(3 * 24):
        box.passes(3600)
        await daily.look()
    assert [backup.made_at.year for backup in box.held] == [2028, 2026, 2026, 2026]


async def test_nothing_in_the_first_minutes_and_while_arrows_land(box: Box) -> None:
    daily = box.started()
    box.now_s -= 1.0
    await daily.look()
    assert box.held == []
    box.passes(1.0)
    daily.note_arrow()
    for _ in range(5):
        box.passes(QUIET_S - 1.0)
        await daily.look()
        daily.note_arrow()
    assert box.held == []
    box.passes(QUIET_S)
    await daily.look()
    assert len(box.held) == 1


async def test_an_arrow_ends_what_is_under_way_and_it_is_made_up_for(box: Box) -> None:
    daily, box.waits = box.started(), asyncio.Event()
    looking = asyncio.create_task(daily.look())
    await box.begun.wait()
    daily.on_notice(Notice("update", "nodes"))
    daily.on_notice(Resync())
    assert not looking.done()
    daily.on_notice(Notice("insert", "detections"))
    await looking
    assert (box.held, daily.problem()) == ([], None)
    box.waits = None
    box.passes(QUIET_S)
    await daily.look()
    assert len(box.held) == 1


async def test_an_end_of_the_part_ends_the_backup_too(box: Box) -> None:
    daily, box.waits = box.started(), asyncio.Event()
    looking = asyncio.create_task(daily.run())
    await box.begun.wait()
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking
    box.waits.set()
    await asyncio.sleep(0)
    assert box.held == []


async def test_a_failure_is_reported_and_tried_again_in_an_hour(box: Box) -> None:
    daily, box.fails = box.started(), DiskFull(message("card_too_full", free_mb=1, needed_mb=2, kept_mb=3))
    await daily.look()
    problem = daily.problem()
    assert problem is not None
    assert "no backup could be made today: the card is too full" in english(problem)
    box.fails = None
    box.passes(AGAIN_AFTER_S - 1.0)
    await daily.look()
    assert box.held == []
    box.passes(1.0)
    await daily.look()
    assert (len(box.held), daily.problem()) == (1, None)


async def test_nobody_is_troubled_while_somebody_else_makes_one_or_there_is_nothing(box: Box) -> None:
    daily, box.fails = box.started(), ArchiveBusy(message("backup_under_way"))
    await daily.look()
    assert daily.problem() is None
    box.fails, box.is_empty = None, True
    box.passes(AGAIN_AFTER_S)
    await daily.look()
    box.is_empty = False
    box.passes(LOOK_EVERY_S)
    await daily.look()
    assert (box.held, daily.problem()) == ([], None)


async def test_our_own_mistake_ends_the_part(box: Box) -> None:
    daily, box.fails = box.started(), ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        await daily.look()
