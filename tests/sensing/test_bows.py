"""Releases on their way into the record: none is acknowledged before it is known what becomes of it."""

import asyncio
from typing import Any

import pytest

from appliance.core.events import BowReleased, ReleaseKey
from appliance.core.message import Message, message
from appliance.models.errors import DBDamaged, DBException, DBUnavailable
from appliance.models.releases_db import Kept
from appliance.runtime.background import background
from appliance.sensing.bows import MOST_WAITING, BowPairing
from appliance.sensing.items import Item
from tests.builders import NOW
from tests.english import all_english
from tests.sensing.bench import BenchClock

WAIT_S = 30
SENSOR = "e6260c01b6a37564"


class Absent:
    """A database that refuses `times` times, and then says of each release what became of it."""

    def __init__(self, times: int, error: type[Exception] = DBUnavailable, kept: Kept = "nobody") -> None:
        self.times, self.error, self.kept = times, error, kept
        self.asked = 0

    async def fetch(self, query: str, *args: Any) -> list[Any]:
        del query, args
        return []

    async def fetchrow(self, query: str, *args: Any) -> None:
        del query, args

    async def fetchval(self, query: str, *args: Any) -> Any:
        del args
        self.asked += 1
        if self.asked <= self.times:
            raise self.error(message("the_database"))
        return self.kept if "keep_release" in query else None


def released(number: int, at_s: float) -> BowReleased:
    return BowReleased(ReleaseKey(SENSOR, 1, number, round(at_s * 1e6)), NOW, at_s * 1e6, at_s * 1e6)


async def set_aside(item: Item, reason: Message) -> bool:
    del item, reason
    return True


def pairing(source: Absent, acknowledged: "asyncio.Queue[ReleaseKey]") -> BowPairing:
    return BowPairing(
        source, BenchClock(), acknowledged.put_nowait, set_aside, heard_us=lambda: None, now_us=lambda: 100e6
    )


async def test_a_release_is_acknowledged_when_the_database_has_been_asked_and_not_before() -> None:
    source, acknowledged = Absent(times=2), asyncio.Queue[ReleaseKey]()
    bows = pairing(source, acknowledged)
    assert bows.on_release(released(1, 10.0))
    async with background(bows=bows.run()):
        key = await asyncio.wait_for(acknowledged.get(), WAIT_S)
    assert (key.sequence, source.asked) == (1, 3)
    assert any("nobody's bow" in sentence for sentence in all_english(bows.troubles()))


@pytest.mark.parametrize(
    ("kept", "reason"), [("not_listed", "does not shoot"), ("too_old", "closed more than an hour")]
)
async def test_why_nothing_is_made_of_a_release_is_reported_and_it_is_acknowledged(kept: Kept, reason: str) -> None:
    acknowledged = asyncio.Queue[ReleaseKey]()
    bows = pairing(Absent(times=0, kept=kept), acknowledged)
    bows.on_release(released(1, 10.0))
    async with background(bows=bows.run()):
        await asyncio.wait_for(acknowledged.get(), WAIT_S)
    (sentence,) = all_english(bows.troubles())
    assert (reason in sentence, SENSOR in sentence) == (True, True)


async def test_a_release_that_is_numbered_as_another_was_is_reported_and_looked_at() -> None:
    acknowledged = asyncio.Queue[ReleaseKey]()
    bows = pairing(Absent(times=0, kept="numbered_twice"), acknowledged)
    bows.on_release(released(1, 10.0))
    async with background(bows=bows.run()):
        await asyncio.wait_for(acknowledged.get(), WAIT_S)
    (sentence,) = all_english(bows.troubles())
    assert ("numbers its starts alike" in sentence, SENSOR in sentence) == (True, True)


async def test_a_release_that_can_never_be_stored_is_reported_and_holds_up_no_other() -> None:
    acknowledged = asyncio.Queue[ReleaseKey]()
    bows = pairing(Absent(times=1, error=DBException), acknowledged)
    bows.on_release(released(1, 10.0))
    bows.on_release(released(2, 20.0))
    async with background(bows=bows.run()):
        keys = [await asyncio.wait_for(acknowledged.get(), WAIT_S) for _ in range(2)]
    assert [key.sequence for key in keys] == [1, 2]
    assert any("cannot be stored" in sentence and SENSOR in sentence for sentence in all_english(bows.troubles()))


async def test_releases_for_which_there_is_no_room_stay_with_the_bow() -> None:
    bows = pairing(Absent(times=0), asyncio.Queue())
    assert all(bows.on_release(released(k, 10.0 * k)) for k in range(MOST_WAITING))
    assert not bows.on_release(released(MOST_WAITING, 0.0))


async def test_a_sensor_that_rattles_is_acknowledged_named_and_never_written() -> None:
    source, acknowledged = Absent(times=0), asyncio.Queue[ReleaseKey]()
    bows = pairing(source, acknowledged)
    for k in range(4):
        bows.on_release(released(k, 10.0 + 0.5 * k))
    async with background(bows=bows.run()):
        keys = [await asyncio.wait_for(acknowledged.get(), WAIT_S) for _ in range(4)]
    assert [key.sequence for key in keys] == [0, 1, 2, 3]
    # the first alone was written, before the second said what it was worth
    assert source.asked == 1
    assert any("more often than anybody shoots" in sentence for sentence in all_english(bows.troubles()))


async def test_a_damaged_database_takes_no_release_from_a_bow() -> None:
    source, acknowledged = Absent(times=1, error=DBDamaged), asyncio.Queue[ReleaseKey]()
    bows = pairing(source, acknowledged)
    bows.on_release(released(1, 10.0))
    with pytest.raises(DBDamaged):
        await bows.run()
    assert acknowledged.empty()
    # the part is started again
    async with background(bows=bows.run()):
        assert (await asyncio.wait_for(acknowledged.get(), WAIT_S)).sequence == 1
