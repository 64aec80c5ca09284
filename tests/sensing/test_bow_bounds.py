"""A bow that says too much: what of it is believed, for how long it is told, and how little is remembered of it."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from appliance.core.bow_pairing import Release
from appliance.core.events import BowReleased, ReleaseKey
from appliance.database.channels import Notice, Resync
from appliance.models.releases_db import MOST, Around, ReleasesDB
from appliance.runtime.background import background
from appliance.sensing import bows as bows_module
from appliance.sensing.bows import LOOK_AGAIN_S, MOST_WAITING, PROBLEM_SHOWN_S, BowPairing
from appliance.sensing.settling import AROUND, Settled, settle
from tests.builders import NOW
from tests.english import all_english
from tests.models.test_releases import Range, at, line
from tests.sensing.bench import BenchClock
from tests.sensing.test_bows import SENSOR, WAIT_S, Absent, set_aside
from tests.sensing.test_settling import a_miss_and_then_its_impact, pairing

__all__ = ["line"]

PARTS = ("outcome IS NULL ORDER BY", "FROM detections WHERE id", "outcome IS NOT NULL AND released_at BETWEEN")
"""By which the questions are told apart."""


class Rig(Absent):
    """A database that takes every release, and who asks it."""

    def __init__(self) -> None:
        super().__init__(times=0, kept="kept")
        self.now_us = 100e6
        self.clock = BenchClock()
        self.written: list[int] = []
        self.dropped: list[tuple[Any, ...]] = []
        self.asked_for: list[str] = []
        self.acknowledged: asyncio.Queue[ReleaseKey] = asyncio.Queue()
        self.bows = BowPairing(
            self,
            self.clock,
            self.acknowledged.put_nowait,
            set_aside,
            heard_us=lambda: None,
            now_us=lambda: self.now_us,
        )

    async def fetchval(self, query: str, *args: Any) -> Any:
        if "keep_release" in query:
            self.written.append(args[2])
        return await super().fetchval(query, *args)

    async def fetch(self, query: str, *args: Any) -> list[Any]:
        if "too_often" in query:
            self.dropped.append(args)
        self.asked_for += [part for part in PARTS if part in query]
        return []

    async def release(self, *releases: BowReleased) -> None:
        """One after the other, as they come; each is acknowledged."""
        async with background(bows=self.bows.run()):
            for one in releases:
                assert self.bows.on_release(one)
                assert await asyncio.wait_for(self.acknowledged.get(), WAIT_S) == one.key


def released(number: int, at_s: float, bow: str = SENSOR) -> BowReleased:
    return BowReleased(ReleaseKey(bow, 1, number, round(at_s * 1e6)), NOW, at_s * 1e6, at_s * 1e6)


@pytest.mark.parametrize(
    ("times", "written"),
    [
        ([10, 12.5], [0, 1]),
        ([10, 12.499], [0]),
        ([12.499, 10], [0]),
        # for ten seconds nothing of it is believed
        ([10, 12, 21.9], [0]),
        ([10, 12, 22], [0, 2]),
        # what it sends late is looked at in its own time
        ([10, 12, 9], [0, 2]),
        ([10, 12, 14, 11], [0]),
        ([10, 12, 14, 23.9], [0]),
        ([10, 12, 14, 24], [0, 3]),
        # once more before it was over, and after it was
        ([10, 12, 21.9, 24, 33.9], [0]),
        ([10, 12, 21.9, 24, 34], [0, 4]),
    ],
)
async def test_a_bow_is_believed_again_ten_seconds_after_it_released_faster_than_anybody_shoots(
    times: list[float], written: list[int]
) -> None:
    rig = Rig()
    await rig.release(*(released(number, at_s) for number, at_s in enumerate(times)))
    assert rig.written == written
    assert len(rig.dropped) == len(times) - len(written)
    near = timedelta(seconds=2.5)
    for bow, since, until in rig.dropped:
        assert (bow, until - since) == (SENSOR, 2 * near)
        assert (since + near - rig.clock.began_at).total_seconds() in times
    assert len(rig.bows.troubles()) == (1 if rig.dropped else 0)


async def test_two_bows_are_no_bow_that_releases_too_often_nor_is_a_release_that_is_sent_again() -> None:
    rig = Rig()
    first = released(1, 10)
    await rig.release(first, released(2, 10.5, "another"), first, first)
    assert rig.written == [1, 2, 1, 1]
    assert rig.bows.troubles() == []


async def test_what_is_wrong_with_a_bow_is_reported_for_ten_minutes_since_it_was_so_last() -> None:
    rig = Rig()
    await rig.release(released(1, 10), released(2, 11))
    rig.now_us += PROBLEM_SHOWN_S * 1e6 - 1
    assert len(rig.bows.troubles()) == 1
    await rig.release(released(3, 12))
    rig.now_us += PROBLEM_SHOWN_S * 1e6 - 1
    assert len(rig.bows.troubles()) == 1
    rig.now_us += 1
    assert rig.bows.troubles() == []


async def test_of_so_many_bows_the_newest_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bows_module, "MOST_SENSORS", 2)
    rig = Rig()
    for number, bow in enumerate(("a", "b", "c")):
        await rig.release(released(2 * number, 10, bow), released(2 * number + 1, 11, bow))
    troubles = all_english(rig.bows.troubles())
    assert [next(bow for bow in "abc" if f" {bow} " in f" {one} ") for one in troubles] == ["b", "c"]
    # of the first nothing is known any more
    await rig.release(released(6, 12, "a"), released(7, 12, "c"))
    assert rig.written == [0, 2, 4, 6]


async def test_only_news_of_impacts_and_of_what_was_set_aside_are_looked_at() -> None:
    bows = Rig().bows
    for notice, is_news in (
        (Notice("insert", "shots", id=uuid4()), False),
        (Notice("insert", "detections"), False),
        (Notice("insert", "detections", id=uuid4()), True),
        (Notice("update", "set_aside"), True),
        (Resync(), True),
    ):
        bows._news.clear()
        bows.on_notice(notice)
        assert bows._news.is_set() is is_news, notice


async def test_where_more_impacts_are_told_of_than_are_remembered_all_that_is_open_is_looked_at(
    line: Range, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bows_module, "MOST_HEARD", 1)
    bows = pairing(line)
    await bows._decide()
    detection_id = await a_miss_and_then_its_impact(line)
    for one in (uuid4(), detection_id):
        bows.on_notice(Notice("insert", "detections", id=one))
    assert len(bows._heard) == 1
    await bows._decide()
    assert await line.outcomes() == ["landed"]


async def test_the_record_is_asked_for_what_is_open_when_there_are_news_and_else_every_ten_minutes() -> None:
    rig = Rig()

    async def asked(*, late_us: float = 0.0, notice: Notice | Resync | None = None) -> list[str]:
        rig.now_us += late_us
        if notice is not None:
            rig.bows.on_notice(notice)
        before = len(rig.asked_for)
        await rig.bows._decide()
        return rig.asked_for[before:]

    open_ones, of_impacts, without_impact = PARTS
    assert await asked() == [open_ones, without_impact]
    assert await asked() == []
    assert await asked(late_us=PROBLEM_SHOWN_S * 1e6 - 1e3) == []
    assert await asked(late_us=2e3) == [open_ones]
    assert await asked(notice=Notice("insert", "detections", id=uuid4())) == [open_ones, of_impacts]
    assert await asked(notice=Notice("update", "set_aside")) == [open_ones]
    assert await asked(notice=Resync()) == [open_ones, without_impact]
    assert await asked() == []


@pytest.mark.parametrize(
    ("open_ones", "due_in_s", "next_in_s"),
    [
        # nothing can be decided later: the ten minutes
        (0, None, PROBLEM_SHOWN_S),
        (0, 0.25, 0.25),
        # before then the board may be received again
        (0, 30.0, LOOK_AGAIN_S),
        (MOST - 1, None, PROBLEM_SHOWN_S),
        # more than were read at once
        (MOST, None, LOOK_AGAIN_S),
        (MOST, 0.25, 0.25),
    ],
)
async def test_releases_are_looked_at_again_when_more_of_them_can_be_decided(
    open_ones: int, due_in_s: float | None, next_in_s: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig = Rig()
    now = rig.clock.began_at
    now_s = (now + timedelta(microseconds=rig.now_us)).timestamp()
    unclear = Release(uuid4(), SENSOR, None, now_s)

    async def waiting(_: object) -> list[datetime]:
        return [now] * open_ones

    async def settled(*_: object) -> Settled:
        return Settled(None if due_in_s is None else now_s + due_in_s, [unclear])

    monkeypatch.setattr(ReleasesDB, "waiting", waiting)
    monkeypatch.setattr(bows_module, "settle", settled)
    await rig.bows._decide()
    assert rig.bows._due_s - now_s == pytest.approx(next_in_s)
    assert [one.code for one in rig.bows.troubles()] == ["bow_unclear"]


def test_of_releases_that_wait_so_many_are_taken_and_the_bow_keeps_the_rest() -> None:
    bows = Rig().bows
    assert [bows.on_release(released(number, 10 * number)) for number in range(MOST_WAITING)] == [True] * MOST_WAITING
    assert not bows.on_release(released(MOST_WAITING, 1e4))
    assert len(bows._waiting) == MOST_WAITING


@dataclass
class Asked:
    """What lies around moments, stretch by stretch; as much as `known_to` says is read at once."""

    known_to: list[datetime | None]
    stretches: list[tuple[float, float]] = field(default_factory=list)

    async def around(self, begin: datetime, end: datetime) -> Around:
        self.stretches.append(((begin - NOW).total_seconds(), (end - NOW).total_seconds()))
        return Around([], self.known_to.pop(0) if self.known_to else None)

    async def leave(self, release_ids: list[object], outcome: str) -> None:
        assert release_ids == [], outcome


AROUND_S = AROUND.total_seconds()


@pytest.mark.parametrize(
    ("moments", "stretches"),
    [
        ([], []),
        ([5.0], [(5 - AROUND_S, 5 + AROUND_S)]),
        ([0.0, 2 * AROUND_S], [(-AROUND_S, 3 * AROUND_S)]),
        ([2 * AROUND_S, 0.0, AROUND_S], [(-AROUND_S, 3 * AROUND_S)]),
        ([0.0, 2 * AROUND_S + 1e-3], [(-AROUND_S, AROUND_S), (AROUND_S + 1e-3, 3 * AROUND_S + 1e-3)]),
    ],
)
async def test_what_is_near_each_other_is_looked_at_together(
    moments: list[float], stretches: list[tuple[float, float]]
) -> None:
    releases: Any = Asked([])
    settled = await settle(releases, [at(seconds) for seconds in moments], at(1e4).timestamp(), None)
    assert releases.stretches == [tuple(map(pytest.approx, one)) for one in stretches]
    assert (settled.due_s, settled.unclear) == (None, [])


@pytest.mark.parametrize(
    ("known_to", "goes_on_at"),
    [
        # on from there, with what may be its neighbours
        (5.0, 5.0 - AROUND_S),
        # too much to know them: on behind it
        (0.0, 0.0),
        (-AROUND_S, -AROUND_S + 1e-6),
    ],
)
async def test_what_is_more_than_can_be_read_at_once_is_read_on_from_where_it_ended(
    known_to: float, goes_on_at: float
) -> None:
    releases: Any = Asked([at(known_to)])
    await settle(releases, [at(0)], at(1e4).timestamp(), None)
    first, second = releases.stretches
    assert first == (-AROUND_S, AROUND_S)
    assert second == (pytest.approx(goes_on_at, abs=1e-9), AROUND_S)
