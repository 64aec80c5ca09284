"""What becomes of releases of which nobody is told: what came late, what is much, and what the database refuses."""

import asyncio
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from appliance.core.message import Message, message
from appliance.database.channels import Notice, Resync
from appliance.models import releases_db
from appliance.models.errors import DBException, DBUnavailable
from appliance.models.releases_db import ReleasesDB
from appliance.runtime.background import background
from appliance.sensing import bows as bows_module
from appliance.sensing.bows import BowPairing
from appliance.sensing.items import Item
from appliance.sensing.settling import settle
from tests.builders import NOW
from tests.models.test_releases import OTHER, SENSOR, Range, at, line, two
from tests.sensing.bench import BenchClock

__all__ = ["line"]

NOW_S = 1000.0
HEARD_S = (at(0).timestamp(), at(NOW_S).timestamp())


class Fails:
    """The owner's connection; what `fails_at` is in fails once with a fault that nobody foresaw."""

    def __init__(self, source: Any, fails_at: str) -> None:
        self.source, self.fails_at = source, fails_at

    async def fetch(self, query: str, *args: Any) -> Any:
        if self.fails_at and self.fails_at in query:
            self.fails_at = ""
            raise RuntimeError("unforeseen")
        return await self.source.fetch(query, *args)

    async def fetchrow(self, query: str, *args: Any) -> Any:
        return await self.source.fetchrow(query, *args)

    async def fetchval(self, query: str, *args: Any) -> Any:
        return await self.source.fetchval(query, *args)


async def nothing_set_aside(item: Item, reason: Message) -> bool:
    raise AssertionError(item, reason)


def pairing(range_: Range, fails_at: str = "") -> BowPairing:
    clock = BenchClock()
    clock.began_at = NOW
    return BowPairing(
        Fails(range_.tables.admin, fails_at),
        clock,
        lambda key: None,
        nothing_set_aside,
        heard_us=lambda: (0.0, NOW_S * 1e6),
        now_us=lambda: NOW_S * 1e6,
    )


async def a_miss_and_then_its_impact(range_: Range) -> UUID:
    await two(range_)
    await range_.released(10)
    await range_.decided()
    assert await range_.outcomes() == ["missed"]
    return await range_.landed(10.3, 1)


async def test_at_the_start_an_impact_that_was_recorded_while_nobody_listened_takes_the_place_of_the_miss(
    line: Range,
) -> None:
    await a_miss_and_then_its_impact(line)
    await pairing(line)._decide()
    assert await line.outcomes() == ["landed"]


async def test_after_a_time_without_notices_too(line: Range) -> None:
    bows = pairing(line)
    await bows._decide()
    await a_miss_and_then_its_impact(line)
    await bows._decide()
    assert await line.outcomes() == ["missed"]
    bows.on_notice(Resync())
    await bows._decide()
    assert await line.outcomes() == ["landed"]


@pytest.mark.parametrize("fails_at", ["FROM detections WHERE id", "FROM open_releases AS released"])
async def test_a_fault_that_nobody_foresaw_forgets_no_impact(line: Range, fails_at: str) -> None:
    bows = pairing(line)
    await bows._decide()
    detection_id = await a_miss_and_then_its_impact(line)
    bows._releases = ReleasesDB(Fails(line.tables.admin, fails_at))
    bows.on_notice(Notice("insert", "detections", id=detection_id))
    with pytest.raises(RuntimeError, match="unforeseen"):
        await bows._decide()
    # the part is started again
    await bows._decide()
    assert await line.outcomes() == ["landed"]


async def test_what_the_database_refuses_of_one_release_is_that_ones_alone(
    line: Range, monkeypatch: pytest.MonkeyPatch
) -> None:
    await two(line)
    for k, seconds in enumerate((10.0, 20.0)):
        await line.released(seconds)
        await line.landed(seconds + 0.3, k + 1)
    await line.released(30.0, OTHER)
    first = await line.tables.admin.fetchval("SELECT id FROM releases ORDER BY released_at LIMIT 1")
    pair = ReleasesDB.pair

    async def refuses_the_first(self: ReleasesDB, release_id: UUID, detection_id: UUID) -> bool:
        if release_id == first:
            raise DBException(message("the_database"))
        return await pair(self, release_id, detection_id)

    monkeypatch.setattr(ReleasesDB, "pair", refuses_the_first)
    settled = await settle(line.releases, [at(10), at(30)], at(NOW_S).timestamp(), HEARD_S)
    assert await line.outcomes() == ["unclear", "landed", "missed"]
    assert [one.bow for one in settled.unclear] == [SENSOR]


async def test_more_than_is_looked_at_together_is_looked_at_piece_by_piece(
    line: Range, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releases_db, "MOST", 4)
    await two(line)
    moments = [15.0 * k for k in range(1, 31)]
    for k, seconds in enumerate(moments):
        await line.released(seconds)
        if k % 3:
            await line.landed(seconds + 0.3, k + 1)
    await settle(line.releases, [at(seconds) for seconds in moments], at(NOW_S).timestamp(), HEARD_S)
    assert await line.outcomes() == ["landed" if k % 3 else "missed" for k in range(30)]


async def test_more_than_is_looked_at_together_within_one_flight_stays_open(
    line: Range, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(releases_db, "MOST", 4)
    await two(line)
    for k in range(8):
        await line.released(10.0 + 3.0 * k)
    await settle(line.releases, [at(20)], at(NOW_S).timestamp(), HEARD_S)
    assert None in await line.outcomes()
    assert "too much happened at the butt" in caplog.text


async def test_nor_does_it_hold_up_what_comes_later_and_is_given_up_in_the_end(
    line: Range, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releases_db, "MOST", 4)
    await two(line)
    # the last of the first lands when the crowd is over, and may be another's arrow all the same
    crowd, later = [*(10.0 + 3.0 * k for k in range(8)), 47.9], [65.0, 95.0]
    for k, seconds in enumerate((*crowd, *later)):
        await line.released(seconds)
        if seconds > 40.0:
            await line.landed(seconds + 0.3, k + 1)
    # one stretch of time
    moments = [at(seconds) for seconds in (20.0, 40.0, *later)]
    await settle(line.releases, moments, at(NOW_S).timestamp(), HEARD_S)
    assert await line.outcomes() == [None] * 9 + ["landed"] * 2
    settled = await settle(line.releases, moments, at(NOW_S + 3600.0).timestamp(), HEARD_S)
    assert await line.outcomes() == ["unclear"] * 9 + ["landed"] * 2
    assert len(settled.unclear) == 9


async def test_while_the_database_is_away_there_is_a_pause_before_each_try(
    line: Range, monkeypatch: pytest.MonkeyPatch
) -> None:
    paused, decided = 0, asyncio.Event()

    def delays() -> Iterator[float]:
        nonlocal paused
        while True:
            paused += 1
            yield 0.0

    monkeypatch.setattr(bows_module, "delays_s", delays)
    bows = pairing(line)
    tries = 0

    async def decide() -> None:
        nonlocal tries
        tries += 1
        if tries <= 3:
            raise DBUnavailable(message("database_away"))
        decided.set()

    monkeypatch.setattr(bows, "_decide", decide)
    async with background(bows=bows.run()):
        await asyncio.wait_for(decided.wait(), 20)
    assert paused == 3
