"""Whatever happens to arrows, late, moved, dated again or taken away: a page that follows ends as a new one."""

import json
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from appliance.database.pool import Pool
from appliance.live.feed import Feed
from appliance.live.hub import Published
from appliance.models.detections_db import DetectionsDB
from appliance.models.shots_db import ShotsDB
from appliance.schema.shots import ShotCreate, ShotUpdate
from appliance.sensing.clock import WallClock
from tests.english import stored
from tests.live.test_feed import Phone, Studio, studio
from tests.models.helpers import Tables
from tests.models.test_clock import Computer, begun, record
from tests.models.test_shots_db import a_detection

__all__ = ["studio"]
STEPS = 40


@dataclass
class Page:
    """What a phone shows, from what the feed tells it."""

    seq: int = 0
    session: Any = None
    roster: Any = None
    shots: dict[str, Any] = field(default_factory=dict)
    inbox: dict[str, Any] = field(default_factory=dict)

    def take(self, text: str) -> None:
        message = json.loads(text)
        data = message["data"]
        match message["type"]:
            case "snapshot":
                self.session, self.roster = data["session"], data["roster"]
                self.shots = {shot["id"]: shot for shot in data["shots"]}
                self.inbox = {detection["id"]: detection for detection in data["inbox"]}
            case "shot" | "shot_changed":
                self.shots[data["id"]] = data
            case "shot_deleted":
                self.shots.pop(data["id"], None)
            case "session":
                self.session = data
            case "archers":
                self.roster = data
            case "detection" if data.get("outcome") == "unplaced":
                self.inbox[data["id"]] = data
        self.seq = max(self.seq, message["seq"])

    async def begin(self, feed: Feed) -> None:
        self.take((await feed.snapshot()).text)

    async def resume(self, feed: Feed) -> None:
        missed = await feed.missed(self.seq)
        if missed is None:
            await self.begin(feed)
        for message in missed or []:
            self.take(message.text)

    async def follow(self, phone: Phone, until: int) -> None:
        while self.seq < until:
            item = await phone.next()
            assert isinstance(item, Published)
            self.take(item.text)


@dataclass
class Range:
    """What may happen at a session, at random."""

    dice: random.Random
    tables: Tables
    sensing: Pool
    server: Pool
    computer: Computer
    clock: WallClock
    session_id: UUID
    archers: list[UUID]
    impacts: int = 0

    async def something(self) -> None:
        self.computer.wait(1)
        happenings: list[Callable[[], Awaitable[object]]] = [
            self.shoot, self.shoot, self.shoot, self.shoot_late, self.shoot_late, self.unplaced, self.miss,
            self.set_clock, self.other_roster, self.change_one, self.change_one, self.take_one_away,
        ]  # fmt: skip
        await self.dice.choice(happenings)()

    async def shoot(self, ago_s: float = 0.0) -> None:
        self.impacts += 1
        at_us = self.computer.mono_us - 1e6 * ago_s
        await record(self.sensing, self.clock, self.impacts, at_us, self.session_id)

    async def shoot_late(self) -> None:
        await self.shoot(self.dice.uniform(0, 20))

    async def unplaced(self) -> None:
        self.impacts += 1
        found = a_detection(
            self.impacts, self.session_id, detected_at=self.computer.wall(), clock_id=self.clock.clock_id,
            outcome="unplaced", reason=stored("too few sensors"), x_mm=None, y_mm=None,
        )  # fmt: skip
        await DetectionsDB(self.sensing).insert_many([found])

    async def miss(self) -> None:
        await ShotsDB(self.server).insert_one(ShotCreate(session_id=self.session_id))

    async def set_clock(self) -> None:
        self.computer.set(timedelta(seconds=self.dice.choice([-7200, -10, -3, 5, 3600])))
        self.computer.is_synchronised = self.dice.random() < 0.3
        await self.clock.record()

    async def other_roster(self) -> None:
        await self.tables.roster(self.session_id, self.dice.sample(self.archers, 2), self.dice.randint(1, 3))

    async def change_one(self) -> None:
        changes = [
            {"archer_id": str(self.dice.choice(self.archers))},
            {"end_number": self.dice.randint(1, 5)},
            {"is_sighter": self.dice.random() < 0.5},
        ]
        for one in await self._one():
            change = ShotUpdate.model_validate(self.dice.choice(changes), strict=False)
            await ShotsDB(self.server).update_one(one, change)

    async def take_one_away(self) -> None:
        for one in await self._one():
            await ShotsDB(self.server).delete_one(one)

    async def _one(self) -> list[UUID]:
        shots = (await ShotsDB(self.server).read_session(self.session_id)).rows
        return [self.dice.choice(shots).id] if shots else []


@pytest.mark.parametrize("seed", range(4))
async def test_a_page_that_follows_or_resumes_ends_as_a_new_one(
    seed: int, studio: Studio, tables: Tables, sensing_pool: Pool, server_pool: Pool
) -> None:
    dice = random.Random(seed)
    session_id = await tables.session(arrows_per_end=3)
    archers = [await tables.archer(name) for name in "AB"]
    computer = Computer(await tables.admin.fetchval("SELECT clock_timestamp()"))
    clock = await begun(computer, sensing_pool)
    butt = Range(dice, tables, sensing_pool, server_pool, computer, clock, session_id, archers)
    following, resuming, new = Page(), Page(), Page()
    with studio.phone() as phone:
        await following.begin(studio.feed)
        await resuming.begin(studio.feed)
        for _ in range(STEPS):
            await butt.something()
            if dice.random() < 0.1:
                await resuming.resume(studio.feed)
        await resuming.resume(studio.feed)
        await new.begin(studio.feed)
        await following.follow(phone, new.seq)
    assert len(new.shots) > 3
    assert resuming == new
    assert following == new
