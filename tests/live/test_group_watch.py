"""Groups come to the phones a moment after the arrows, once for all that changed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import NamedTuple
from uuid import UUID, uuid4

import pytest

from appliance.database.channels import Notice, Resync
from appliance.database.pool import Pool
from appliance.live import group_watch as group_watch_module
from appliance.live.feed import Feed, open_feed
from appliance.live.group_watch import GroupWatch
from appliance.live.hub import Hub, Published
from appliance.models.errors import DBUnavailable
from appliance.runtime.background import background
from appliance.schema.feed import FeedGroups
from appliance.schema.summary import SessionGroupsRead
from tests.live.heard import Heard, snapshot_of
from tests.models.helpers import Tables

WAIT_S = 20


class Watched(NamedTuple):
    """A watch that runs, and what it published."""

    watch: GroupWatch
    groups: "asyncio.Queue[SessionGroupsRead]"

    async def next(self) -> SessionGroupsRead:
        return await asyncio.wait_for(self.groups.get(), WAIT_S)


@pytest.fixture
async def watched(server_pool: Pool) -> AsyncIterator[Watched]:
    groups: asyncio.Queue[SessionGroupsRead] = asyncio.Queue()
    watch = GroupWatch(server_pool, groups.put_nowait, lambda: True, settle_s=0.0, rest_s=0.0)
    async with background(groups=watch.run()):
        yield Watched(watch, groups)


def shot_in(session_id: UUID) -> Notice:
    return Notice("insert", "shots", 1, uuid4(), session_id)


async def test_each_archer_has_a_group_and_that_of_the_end_shot_last(watched: Watched, tables: Tables) -> None:
    session_id = await tables.session()
    await tables.target(session_id)
    first, second = await tables.archer("A"), await tables.archer("B")
    for k, (archer, end, x) in enumerate(
        [(first, 1, 640), (first, 1, 660), (second, 1, 700), (first, 2, 610), (first, 2, 630)]
    ):
        await tables.admin.execute(
            """INSERT INTO shots (session_id, archer_id, end_number, arrow_landing_time, x, y, is_sighter)
               VALUES ($1, $2, $3, now() + $4 * interval '1 s', $5, 650, false)""",
            session_id, archer, end, k, x,
        )  # fmt: skip
    # a sighter does not count
    await tables.admin.execute(
        """INSERT INTO shots (session_id, archer_id, end_number, arrow_landing_time, x, y, is_sighter)
           VALUES ($1, $2, 2, now() + interval '9 s', 900, 900, true)""",
        session_id, first,
    )  # fmt: skip
    watched.watch.on_notice(shot_in(session_id))
    found = await watched.next()
    assert found.session_id == session_id
    by_archer = {one.archer_id: one for one in found.archers}
    assert by_archer.keys() == {first, second}
    of_first = by_archer[first]
    assert of_first.group is not None
    assert of_first.end_group is not None
    assert (of_first.group.arrows, of_first.group.x, of_first.group.dx) == (4, 635, -15)
    assert (of_first.end_number, of_first.end_group.arrows, of_first.end_group.x) == (2, 2, 620)
    assert of_first.end_group.mean_radius == 10
    of_second = by_archer[second]
    assert (of_second.end_number, of_second.group) == (1, of_second.end_group)


async def test_many_changes_at_once_are_read_once(watched: Watched, tables: Tables) -> None:
    session_id = await tables.session()
    for _ in range(5):
        watched.watch.on_notice(shot_in(session_id))
    watched.watch.on_notice(Notice("update", "targets", 9, uuid4(), session_id))
    assert (await watched.next()).archers == []
    # whatever else is told of changes no group
    watched.watch.on_notice(Notice("update", "nodes"))
    watched.watch.on_notice(Notice("insert", "detections", 3, uuid4(), session_id))
    other = await tables.session(is_opened=False, end_time="2026-11-23T11:00:00Z")
    watched.watch.on_notice(shot_in(other))
    assert (await watched.next()).session_id == other
    assert watched.groups.empty()


async def test_between_groups_there_is_a_rest_however_fast_arrows_land(server_pool: Pool, tables: Tables) -> None:
    session_id = await tables.session()
    published_at: asyncio.Queue[float] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    watch = GroupWatch(
        server_pool, lambda groups: published_at.put_nowait(loop.time()), lambda: True, settle_s=0.0, rest_s=0.2
    )
    async with background(groups=watch.run()):
        watch.on_notice(shot_in(session_id))
        first = await asyncio.wait_for(published_at.get(), WAIT_S)
        watch.on_notice(shot_in(session_id))
        assert await asyncio.wait_for(published_at.get(), WAIT_S) - first >= 0.2


async def test_after_a_gap_the_open_session_is_read(watched: Watched, tables: Tables) -> None:
    watched.watch.on_notice(Resync())
    session_id = await tables.session()
    watched.watch.on_notice(Resync())
    assert (await watched.next()).session_id == session_id


async def test_with_nobody_there_nothing_is_read(watched: Watched, tables: Tables) -> None:
    session_id = await tables.session()
    seen = asyncio.Event()

    def is_anybody_there() -> bool:
        seen.set()
        return False

    watched.watch._is_anybody_there = is_anybody_there
    watched.watch.on_notice(shot_in(session_id))
    await asyncio.wait_for(seen.wait(), WAIT_S)
    watched.watch._is_anybody_there = lambda: True
    other = await tables.session(is_opened=False, end_time="2026-11-23T11:00:00Z")
    watched.watch.on_notice(shot_in(other))
    # a phone that comes later read the first one with its snapshot
    assert (await watched.next()).session_id == other
    assert watched.groups.empty()


async def test_of_very_many_sessions_only_the_newest_eight_are_read(server_pool: Pool) -> None:
    watch = GroupWatch(server_pool, lambda groups: None, lambda: True)
    ids = [uuid4() for _ in range(11)]
    for session_id in ids:
        watch.on_notice(shot_in(session_id))
    assert list(watch._changed) == ids[3:]
    watch.on_notice(shot_in(ids[4]))
    assert list(watch._changed)[-1] == ids[4]


async def test_while_the_database_is_away_nothing_is_forgotten(
    watched: Watched, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id = await tables.session()
    real = watched.watch._summaries.groups
    refusals = 0

    async def groups(of: UUID) -> SessionGroupsRead:
        nonlocal refusals
        refusals += 1
        if refusals < 3:
            raise DBUnavailable("the database is away")
        return await real(of)

    async def patiently(act: Callable[[], Awaitable[None]]) -> None:
        for _ in range(2):
            with pytest.raises(DBUnavailable):
                await act()
        await act()

    monkeypatch.setattr(watched.watch._summaries, "groups", groups)
    monkeypatch.setattr(group_watch_module, "patiently", patiently)
    watched.watch.on_notice(shot_in(session_id))
    assert (await watched.next()).session_id == session_id


async def test_the_feed_publishes_them_and_a_snapshot_has_them(server_pool: Pool, tables: Tables) -> None:
    hub = Hub()
    feed: Feed = await open_feed(server_pool, hub)
    assert (await snapshot_of(feed)).groups is None
    session_id = await tables.session()
    await tables.shot(str(session_id), 650, 650)
    await tables.shot(str(session_id), 650, 670)
    groups = (await snapshot_of(feed)).groups
    assert groups is not None
    (nobody,) = groups.archers
    assert nobody.archer_id is None
    assert nobody.group is not None
    assert (nobody.group.arrows, nobody.group.y, nobody.group.dx) == (2, 660, None)
    heard = Heard()
    with hub.subscribe(heard):
        feed.publish_groups(groups)
        (message,) = heard.all()
    assert isinstance(message, Published)
    assert message.seq is None
    assert FeedGroups.model_validate_json(message.text).data == groups
