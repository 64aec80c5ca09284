"""A release that cannot be stored is kept with its reason, and is tried again when a person asks, like an impact."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from appliance.commands.set_aside import tried_again
from appliance.core.events import BowReleased, ReleaseKey
from appliance.core.message import Message
from appliance.database.channels import Notice, Resync
from appliance.database.listener import Listener
from appliance.database.location import DatabaseLocation
from appliance.database.pool import Pool
from appliance.models.errors import DBException
from appliance.models.releases_db import ReleasesDB
from appliance.models.set_aside_db import SetAsideDB
from appliance.runtime.background import background
from appliance.sensing.bows import BowPairing
from appliance.sensing.entries import Entry
from appliance.sensing.items import Item
from appliance.sensing.releases import entry_of, keep_again
from tests.builders import NOW
from tests.english import all_english, english, refusing
from tests.models.test_releases import SENSOR, Range, at, line
from tests.sensing.bench import WAIT_S, Bench, BenchClock

__all__ = ["line"]

BEYOND = datetime(2300, 1, 1, tzinfo=UTC)
NOW_S = 1000.0


def a_release(seconds: float, number: int = 1, received_at: datetime = NOW) -> BowReleased:
    us = seconds * 1e6
    return BowReleased(ReleaseKey(SENSOR, 1, number, round(us)), received_at, us, us, us - 3e6)


class Bows:
    """The sensor wing without its drivers: what the pipeline sets aside and what makes shots of releases."""

    def __init__(self, pool: Pool, folder: Path, set_aside: Callable[..., Any] | None = None) -> None:
        self.bench = Bench(pool, folder)
        self.bench.clock.began_at = NOW
        self.acknowledged: asyncio.Queue[ReleaseKey] = asyncio.Queue()
        self.pairing = BowPairing(
            pool,
            self.bench.clock,
            self.acknowledged.put_nowait,
            set_aside or self.bench.pipeline.set_aside.keep,
            heard_us=lambda: (0.0, NOW_S * 1e6),
            now_us=lambda: NOW_S * 1e6,
        )

    def on_notice(self, notice: Notice | Resync) -> None:
        self.bench.pipeline.on_notice(notice)
        self.pairing.on_notice(notice)

    @asynccontextmanager
    async def running(self, location: DatabaseLocation) -> AsyncIterator[None]:
        listener = Listener(location, "arch_sensing", "archy", self.on_notice)
        async with self.bench.running(), background(bows=self.pairing.run(), listen=listener.run()):
            yield

    async def release(self, released: BowReleased) -> int:
        """The number of the release that is acknowledged next."""
        assert self.pairing.on_release(released)
        return (await asyncio.wait_for(self.acknowledged.get(), WAIT_S)).sequence


async def until_decided(line: Range, outcomes: list[str | None]) -> None:
    async with asyncio.timeout(WAIT_S):
        while await line.outcomes() != outcomes:
            await asyncio.to_thread(int)


async def test_a_release_that_cannot_be_stored_is_kept_and_its_arrow_has_its_times_once_it_is_tried_again(
    line: Range, location: DatabaseLocation, sensing_pool: Pool, tmp_path: Path
) -> None:
    await line.archer("Robin", SENSOR)
    await line.landed(10.3, 1)
    bows = Bows(sensing_pool, tmp_path)
    async with bows.running(location):
        bows.bench.clock.began_at = BEYOND
        assert await bows.release(a_release(10)) == 1
        (row,) = await SetAsideDB(line.tables.admin).find_all()
        assert row.tries == 1
        assert bows.bench.pipeline.set_aside_count == 1
        (trouble,) = all_english(bows.pairing.troubles())
        assert "is set aside" in trouble
        assert SENSOR in trouble
        # as long as the clock is wrong, and not only while the program runs
        results = await tried_again(line.tables.admin, None)  # type: ignore[arg-type]
        assert all_english(results)[0] == "0 of 1 recorded"
        bows.bench.clock.began_at = NOW
        # the next is kept as ever
        assert await bows.release(a_release(40, 2)) == 2
        await until_decided(line, ["missed"])
        assert all_english(await tried_again(line.tables.admin, None)) == ["1 of 1 recorded"]  # type: ignore[arg-type]
        await until_decided(line, ["landed", "missed"])
        async with asyncio.timeout(WAIT_S):
            while bows.bench.pipeline.set_aside_count:
                await asyncio.to_thread(int)
    first, _ = await line.shots()
    assert (first.arrow_engage_time, first.arrow_disengage_time) == (at(7), at(10))


async def test_one_that_is_nobodys_when_it_is_tried_again_stays_with_that_reason(
    line: Range, location: DatabaseLocation, sensing_pool: Pool, tmp_path: Path
) -> None:
    robin = await line.archer("Robin", SENSOR)
    bows = Bows(sensing_pool, tmp_path)
    async with bows.running(location):
        bows.bench.clock.began_at = BEYOND
        await bows.release(a_release(10))
        bows.bench.clock.began_at = NOW
        await line.tables.admin.execute("UPDATE bows SET sensor = NULL WHERE archer_id = $1", robin)
        results = await tried_again(line.tables.admin, None)  # type: ignore[arg-type]
        assert all_english(results)[0] == "0 of 1 recorded"
        (row,) = await SetAsideDB(line.tables.admin).find_all()
        assert "is on nobody's bow" in english(row.reason)
        await line.tables.admin.execute("UPDATE bows SET sensor = $2 WHERE archer_id = $1", robin, SENSOR)
        assert all_english(await tried_again(line.tables.admin, None)) == ["1 of 1 recorded"]  # type: ignore[arg-type]


@pytest.mark.parametrize("error", [DBException("no"), RuntimeError("odd")])
async def test_whatever_is_odd_about_a_release_only_sets_it_aside(
    line: Range,
    location: DatabaseLocation,
    sensing_pool: Pool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
) -> None:
    await line.archer("Robin", SENSOR)
    keep = ReleasesDB.keep

    async def refuses_the_first(self: ReleasesDB, sensor: str, boot: int, sequence: int, *rest: Any) -> Any:
        if sequence == 1:
            raise error
        return await keep(self, sensor, boot, sequence, *rest)

    monkeypatch.setattr(ReleasesDB, "keep", refuses_the_first)
    bows = Bows(sensing_pool, tmp_path)
    async with bows.running(location):
        assert [await bows.release(a_release(10.0 * k, k)) for k in (1, 2)] == [1, 2]
        assert len(await SetAsideDB(line.tables.admin).find_all()) == 1
    assert len(await line.outcomes()) == 1


async def test_one_that_can_be_kept_nowhere_stays_with_its_bow(
    line: Range, location: DatabaseLocation, sensing_pool: Pool, tmp_path: Path
) -> None:
    async def full(item: Item, reason: Message) -> bool:
        assert isinstance(item.entry.event, BowReleased)
        return item.entry.event.key.sequence != 1

    bows = Bows(sensing_pool, tmp_path, full)
    async with bows.running(location):
        await line.archer("Robin", SENSOR)
        bows.bench.clock.began_at = BEYOND
        assert bows.pairing.on_release(a_release(10))
        # the first it is told is the second
        assert await bows.release(a_release(20, 2)) == 2
        # and the bow may send the first again
        bows.bench.clock.began_at = NOW
        assert await bows.release(a_release(10)) == 1


async def test_one_of_an_earlier_start_of_the_computer_has_the_date_by_which_it_was_kept(line: Range) -> None:
    await line.archer("Robin", SENSOR)
    released = a_release(10)
    await keep_again(line.releases, Entry(released, "an earlier boot", at(33)), released, BenchClock())
    row = await line.tables.admin.fetchrow("SELECT drawn_at, released_at FROM releases")
    assert row is not None
    assert (row["drawn_at"], row["released_at"]) == (at(30), at(33))


@pytest.mark.parametrize(("waited", "is_kept"), [(timedelta(hours=3), True), (timedelta(0), False)])
async def test_the_hour_after_which_a_session_has_its_ends_counts_from_when_the_release_came(
    line: Range, waited: timedelta, is_kept: bool
) -> None:
    await line.archer("Robin", SENSOR)
    now = datetime.now(UTC)
    closed = "UPDATE session_spans SET opened_at = $1, closed_at = $2"
    await line.tables.admin.execute(closed, now - timedelta(hours=9), now - timedelta(hours=2))
    released = a_release(10, received_at=now - waited)
    entry = Entry(released, "an earlier boot", now - timedelta(hours=4))
    if is_kept:
        await keep_again(line.releases, entry, released, BenchClock())
    else:
        with refusing(DBException, "closed more than an hour ago"):
            await keep_again(line.releases, entry, released, BenchClock())
    assert len(await line.outcomes()) == is_kept


def test_a_release_without_a_time_of_ours_is_dated_by_its_arrival() -> None:
    released = BowReleased(ReleaseKey(SENSOR, 1, 1, 5), NOW, 0.0, float("nan"))
    assert entry_of(released, BenchClock()) == Entry(released, "this boot", NOW)
