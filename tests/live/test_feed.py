import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import repeat
from typing import Any
from uuid import UUID

import pytest

from appliance.core.message import Message
from appliance.database.channels import Notice, Table
from appliance.database.channels import Resync as DatabaseResync
from appliance.database.listener import Listener
from appliance.database.location import DatabaseLocation
from appliance.database.pool import Pool
from appliance.live import feed as feed_module
from appliance.live.feed import Feed, open_feed
from appliance.live.hub import Hub, Published
from appliance.live.messages import ChangeReader
from appliance.models.errors import DBUnavailable
from appliance.models.feed_db import Change
from appliance.models.turns_db import TurnsDB
from appliance.runtime.background import background
from appliance.runtime.supervise import Part, Supervisor
from appliance.schema.feed import FeedShot
from tests.english import as_english, english
from tests.live.heard import Heard, Item, snapshot_of
from tests.models.helpers import Tables
from tests.postgres import Cluster

WAIT_S = 20
SHOOT = "INSERT INTO shots (session_id, arrow_landing_time, x, y) VALUES ($1, now(), 650, 650)"


class Phone(Heard):
    async def next(self) -> Item:
        return await asyncio.wait_for(self.items.get(), WAIT_S)

    async def message(self, kind: str) -> dict[str, Any]:
        """The next message of this kind."""
        while True:
            item = await self.next()
            assert isinstance(item, Published)
            data: dict[str, Any] = json.loads(item.text)
            if data["type"] == kind:
                return data


class Studio:
    def __init__(self, feed: Feed, hub: Hub, listener: Listener) -> None:
        self.feed, self.hub, self.listener = feed, hub, listener

    @contextmanager
    def phone(self) -> Iterator[Phone]:
        phone = Phone()
        with self.hub.subscribe(phone):
            yield phone


@pytest.fixture
async def studio(location: DatabaseLocation, server_pool: Pool) -> AsyncIterator[Studio]:
    hub = Hub()
    feed = await open_feed(server_pool, hub)
    listener = Listener(location, "arch_server", "archy", feed.on_notice)
    first = Heard()
    with hub.subscribe(first):
        async with background(listener=listener.run(), feed=feed.run()):
            # the first resync tells the nodes: from here on everything is live
            await asyncio.wait_for(first.items.get(), WAIT_S)
            yield Studio(feed, hub, listener)


async def test_every_change_becomes_its_message(studio: Studio, tables: Tables) -> None:
    with studio.phone() as phone:
        session_id = await tables.session()
        assert (await phone.message("session"))["data"]["location"] == "Hall"
        await tables.target(session_id)
        assert len((await phone.message("target"))["data"]["faces"]) == 1
        await tables.admin.execute(SHOOT, session_id)
        shot = await phone.message("shot")
        assert shot["data"]["points"] == 10
        assert shot["seq"] == shot["data"]["seq"]
        # written by hand around the shot's text, and still what the model says
        assert FeedShot.model_validate_json(json.dumps(shot)).model_dump(mode="json") == shot
        await tables.admin.execute("UPDATE shots SET points_called = 9")
        assert (await phone.message("shot_changed"))["data"]["points_called"] == 9
        await tables.admin.execute("DELETE FROM shots")
        assert (await phone.message("shot_deleted"))["data"]["id"] == shot["data"]["id"]


async def test_nodes_and_tags_are_reported_when_they_change_and_only_then(server_pool: Pool, tables: Tables) -> None:
    hub = Hub()
    feed = await open_feed(server_pool, hub)
    heard = Heard()

    def notices_of(*tables: Table) -> list[Notice]:
        return [Notice("update", table) for table in tables]

    with hub.subscribe(heard):
        await feed._publish_batch(notices_of("set_aside"))
        assert heard.all() == []
        # a tag that is gone by now is nobody's news
        await feed._publish_batch(notices_of("tags_held"))
        assert heard.all() == []
        await tables.admin.execute("INSERT INTO nodes (node, state, updated_at) VALUES ('n', 'lost', now())")
        await feed._publish_batch(notices_of("nodes", "nodes"))
        (nodes,) = heard.all()
        assert isinstance(nodes, Published)
        assert [node["node"] for node in json.loads(nodes.text)["data"]] == ["n"]
        assert nodes.seq is None
        await tables.admin.execute(
            "INSERT INTO tags_held (code, arrow_id, held_at) VALUES ('0A', $1, now())", UUID(int=5)
        )
        await feed._publish_batch(notices_of("tags_held"))
        (tag,) = heard.all()
        assert isinstance(tag, Published)
        assert json.loads(tag.text)["type"] == "tag"
        assert json.loads(tag.text)["data"]["code"] == "0A"


async def test_notices_of_what_was_reported_already_are_passed_over(server_pool: Pool, tables: Tables) -> None:
    hub = Hub()
    feed = await open_feed(server_pool, hub)
    session_id = await tables.session()
    seq = (await feed.snapshot()).seq
    heard = Heard()
    with hub.subscribe(heard):
        news = Notice("insert", "sessions", seq, session_id, session_id)
        await feed._publish_batch([news])
        assert len(heard.all()) == 1
        await feed._publish_batch(
            [news, Notice("insert", "sessions", None, session_id), Notice("insert", "sessions", seq + 1)]
        )
        assert heard.all() == []
        # and a number that was told without a listener is told all the same
    with hub.subscribe(heard):
        await feed._publish_batch([DatabaseResync()])
        published = [item for item in heard.all() if isinstance(item, Published) and item.seq is None]
        assert [json.loads(item.text)["type"] for item in published] == ["sensor", "programming", "turn", "timer"]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO shots (session_id) VALUES ($1)",
        "UPDATE shots SET archer_id = NULL, is_sighter = true WHERE session_id = $1",
        "DELETE FROM shots WHERE session_id = $1",
    ],
)
async def test_with_each_change_of_a_shot_goes_whose_turn_it_is_then(
    statement: str, server_pool: Pool, tables: Tables
) -> None:
    session_id = await tables.session()
    await tables.admin.execute(SHOOT, session_id)
    hub, heard = Hub(), Heard()
    feed = await open_feed(server_pool, hub)
    with hub.subscribe(heard):
        await tables.admin.execute(statement, session_id)
        seq = (await feed.snapshot()).seq
        await feed._publish_batch([Notice("update", "shots", seq, session_id, session_id)])
    (shot, turn) = (json.loads(item.text) for item in heard.all() if isinstance(item, Published))
    assert shot["type"].startswith("shot")
    assert (turn["type"], turn["seq"]) == ("turn", seq)
    assert turn["data"] == (await TurnsDB(server_pool).get_one(session_id)).model_dump(mode="json")


async def test_while_the_database_is_away_the_feed_says_so_and_is_not_stuck(
    server_pool: Pool, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = Hub()
    feed = await open_feed(server_pool, hub)
    real, is_there = feed._live.build_messages, asyncio.Event()
    states: list[tuple[Message | None, float]] = []

    async def of(changes: Sequence[Change]) -> list[Published]:
        states.append((feed.waits_for(), feed.stuck_for_s()))
        if len(states) < 3:
            raise DBUnavailable("the database is full")
        return await real(changes)

    async def patiently(act: Callable[[], Awaitable[None]], report: Callable[[Message | None], None]) -> None:
        assert english(feed.waits_for()) == "the database is full"
        assert feed.stuck_for_s() == 0.0
        is_there.set()
        with pytest.raises(DBUnavailable):
            await act()
        report(as_english("the database is still full"))
        await act()
        report(None)

    monkeypatch.setattr(feed_module, "patiently", patiently)
    monkeypatch.setattr(feed._live, "build_messages", of)
    session_id = await tables.session()
    seq = (await feed.snapshot()).seq
    with hub.subscribe(phone := Phone()):
        async with background(feed=feed.run()):
            feed.on_notice(Notice("insert", "sessions", seq, session_id, session_id))
            for kind in ("session", "sensor", "turn", "timer"):
                await phone.message(kind)
    assert is_there.is_set()
    assert feed.waits_for() is None
    assert feed.stuck_for_s() == 0.0
    assert states[0][0] is None
    assert states[0][1] > 0.0


async def test_every_kind_of_change_has_its_message_and_what_is_gone_is_told_as_gone(
    server_pool: Pool, tables: Tables
) -> None:
    session_id = await tables.session()
    target_id = await tables.target(session_id)
    await tables.roster(session_id, [await tables.archer("A")])
    ids = {"sessions": session_id, "targets": target_id, "rosters": session_id}
    kinds = {
        "shots": "shot_deleted",
        "sessions": "session",
        "targets": "target",
        "rosters": "archers",
        "detections": "detection",
        "calibrations": "calibration",
    }
    reader = ChangeReader(server_pool)
    text = await tables.admin.fetchval("SELECT json FROM session_read WHERE id = $1", session_id)
    changes = [
        Change(k, "update", table, ids.get(table, UUID(int=9)), session_id, text if table == "sessions" else None)
        for k, table in enumerate(kinds)
    ]
    sent = [json.loads(message.text) for message in await reader.build_messages(changes)]
    assert [message["type"] for message in sent] == list(kinds.values())
    assert [message["seq"] for message in sent] == list(range(6))
    assert sent[1]["data"]["location"] == "Hall"
    assert sent[2]["data"]["id"] == str(target_id)
    assert sent[3]["data"]["arrows_per_turn"] == 3
    # of the others there is no row
    assert [sent[k]["data"] for k in (0, 4, 5)] == [{"id": str(UUID(int=9)), "session_id": str(session_id)}] * 3
    # what was deleted is not read any more, and of what no phone knows nothing is told
    (gone,) = await reader.build_messages([Change(7, "delete", "sessions", session_id, session_id)])
    assert "location" not in json.loads(gone.text)["data"]
    assert await reader.build_messages([Change(8, "update", "arrows", session_id, None)]) == []


async def test_of_many_notices_so_many_are_reported_at_once(server_pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    feed = await open_feed(server_pool, hub := Hub())
    sizes: asyncio.Queue[int] = asyncio.Queue()

    async def publish(batch: Sequence[object]) -> None:
        sizes.put_nowait(len(batch))

    monkeypatch.setattr(feed, "_publish_batch", publish)
    with hub.subscribe(Phone()):
        for _ in range(feed_module.NOTICES_AT_ONCE + 1):
            feed.on_notice(Notice("update", "nodes"))
    async with background(feed=feed.run()):
        assert [await asyncio.wait_for(sizes.get(), WAIT_S) for _ in range(2)] == [feed_module.NOTICES_AT_ONCE, 1]


async def test_shots_come_in_commit_order_none_missing(studio: Studio, tables: Tables) -> None:
    session_id = await tables.session()
    with studio.phone() as phone:
        for _ in range(30):
            await tables.admin.execute(SHOOT, session_id)
        seen = [(await phone.message("shot"))["seq"] for _ in range(30)]
    rows = await tables.admin.fetch("SELECT seq FROM shots ORDER BY seq")
    assert seen == [row["seq"] for row in rows]


async def test_a_killed_listener_misses_nothing(
    studio: Studio, tables: Tables, location: DatabaseLocation, cluster: Cluster
) -> None:
    with studio.phone() as phone:
        session_id = await tables.session()
        await phone.message("session")
        await tables.admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE '%listener'"
        )
        await tables.admin.execute(SHOOT, session_id)
        assert (await phone.message("shot"))["data"]["points"] is None


async def test_snapshot_holds_the_open_session_alone(studio: Studio, tables: Tables) -> None:
    old = await tables.session()
    await tables.admin.execute(SHOOT, old)
    await tables.admin.execute("UPDATE sessions SET is_opened = false, end_time = start_time")
    assert (await snapshot_of(studio.feed)).session is None
    new = await tables.session()
    await tables.admin.execute(SHOOT, new)
    snapshot = await snapshot_of(studio.feed)
    assert snapshot.session is not None
    assert snapshot.session.id == new
    assert [shot.session_id for shot in snapshot.shots] == [new]


async def test_resync_is_an_item_of_its_own(studio: Studio) -> None:
    with studio.phone() as phone:
        studio.hub.resync()
        assert await phone.next() == "restart"


async def test_more_notices_than_fit_are_read_from_the_number_line(
    server_pool: Pool, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_module, "NOTICES", 2)
    hub = Hub()
    feed = await open_feed(server_pool, hub)
    phone = Phone()
    with hub.subscribe(phone):
        async with background(feed=feed.run()):
            feed.on_notice(DatabaseResync())
            await phone.message("sensor")
            session_id = await tables.session()
            for _ in range(5):
                await tables.admin.execute(SHOOT, session_id)
            # more than fit, with nothing awaited in between: the feed has no chance to take one
            for _ in range(3):
                feed.on_notice(Notice("insert", "shots", 1, session_id, session_id))
            seen = [(await phone.message("shot"))["seq"] for _ in range(5)]
    assert seen == sorted(set(seen))


async def test_who_came_before_the_database_begins_again_when_it_is_there(server_pool: Pool, tables: Tables) -> None:
    hub = Hub()
    feed = Feed(server_pool, hub)
    assert english(feed.waits_for()) == "the database"
    with hub.subscribe(phone := Phone()):
        session_id = await tables.session()
        async with background(feed=feed.run()):
            assert await phone.next() == "restart"
            assert feed.waits_for() is None
            await tables.admin.execute(SHOOT, session_id)
            feed.on_notice(DatabaseResync())
            assert (await phone.message("shot"))["data"]["points"] is None


async def test_a_change_that_cannot_be_reported_holds_back_no_other(
    server_pool: Pool, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = Hub()
    feed = await open_feed(server_pool, hub)
    real, poisoned = feed._live.build_messages, True

    async def of(changes: Sequence[Change]) -> list[Published]:
        nonlocal poisoned
        if poisoned:
            poisoned = False
            raise ValueError("a value that nobody thought of")
        return await real(changes)

    monkeypatch.setattr(feed._live, "build_messages", of)
    session_id = await tables.session()
    with hub.subscribe(phone := Phone()):
        async with Supervisor(lambda: repeat(0.0)).running(Part("feed", feed.run)):
            feed.on_notice(DatabaseResync())
            # it reads for itself what there is, since that could not be told
            assert await phone.next() == "restart"
            await tables.admin.execute(SHOOT, session_id)
            feed.on_notice(DatabaseResync())
            await phone.message("shot")


async def test_a_feed_that_was_ended_in_the_middle_tells_the_rest_afterwards(
    server_pool: Pool, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = Hub()
    feed = await open_feed(server_pool, hub)
    real, is_at_it, hangs = feed._live.build_messages, asyncio.Event(), True

    async def of(changes: Sequence[Change]) -> list[Published]:
        nonlocal hangs
        if hangs:
            hangs = False
            is_at_it.set()
            await asyncio.Event().wait()
        return await real(changes)

    monkeypatch.setattr(feed._live, "build_messages", of)
    session_id = await tables.session()
    with hub.subscribe(phone := Phone()):
        run = asyncio.create_task(feed.run())
        await tables.admin.execute(SHOOT, session_id)
        feed.on_notice(DatabaseResync())
        await asyncio.wait_for(is_at_it.wait(), WAIT_S)
        assert feed.stuck_for_s() >= 0.0
        run.cancel()
        await asyncio.wait([run])
        async with background(feed=feed.run()):
            await phone.message("shot")


@pytest.mark.parametrize("seq", [2**63 - 1, 10**9])
async def test_a_number_far_ahead_deafens_no_phone(seq: int, studio: Studio, tables: Tables) -> None:
    session_id = await tables.session()
    with studio.phone() as phone:
        notice = json.dumps({"op": "insert", "table": "shots", "seq": seq, "id": str(session_id)})
        await tables.admin.execute("SELECT pg_notify('archy', $1)", notice)
        await tables.admin.execute(SHOOT, session_id)
        assert (await phone.message("shot"))["data"]["x"] == 650
