"""What a phone that was away is sent: the changes that it missed, and what has no number as it is now."""

import json

import pytest

from appliance.database.pool import Pool
from appliance.live import feed as feed_module
from appliance.live.feed import Feed, open_feed
from appliance.live.hub import Hub
from appliance.models.timer_db import TimerDB
from appliance.schema.timer import TimerCreate
from tests.live.heard import snapshot_of
from tests.models.helpers import Tables

SHOOT = "INSERT INTO shots (session_id, arrow_landing_time, x, y) VALUES ($1, now(), 650, 650)"
WITHOUT_NUMBER = ["sensor", "programming", "timer", "turn", "groups"]
"""Sent besides the changes, while a session is open."""


@pytest.fixture
async def feed(server_pool: Pool) -> Feed:
    return await open_feed(server_pool, Hub())


async def test_what_a_phone_missed_is_reported_in_order(feed: Feed, tables: Tables) -> None:
    session_id = await tables.session()
    since = (await feed.snapshot()).seq
    await tables.admin.execute(SHOOT, session_id)
    await tables.admin.execute(SHOOT, session_id)
    await tables.admin.execute("UPDATE shots SET is_sighter = true")
    missed = await feed.missed(since)
    assert missed is not None
    messages = [json.loads(m.text) for m in missed]
    numbered = ["shot", "shot", "shot_changed", "shot_changed"]
    assert [m["type"] for m in messages] == [*numbered, *WITHOUT_NUMBER]
    assert [m["seq"] for m in messages] == sorted(m["seq"] for m in messages)
    since = messages[-1]["seq"]
    assert [m.seq for m in await feed.missed(since) or []] == [None] * len(WITHOUT_NUMBER)


async def test_who_slept_is_told_as_it_is_now_what_has_no_number(feed: Feed, server_pool: Pool, tables: Tables) -> None:
    session_id = await tables.session()
    robin, marian = await tables.archer("Robin"), await tables.archer("Marian")
    await tables.roster(session_id, [robin, marian], arrows_per_turn=1)
    slept = await snapshot_of(feed)
    assert (slept.turn and slept.turn.archer_id, slept.timer, slept.groups and slept.groups.archers) == (
        robin,
        None,
        [],
    )
    since = (await feed.snapshot()).seq
    # with nobody who listens
    for _ in range(3):
        await tables.admin.execute(SHOOT, session_id)
    await TimerDB(server_pool).set_up(TimerCreate(kind="ends", shooting_s=120))
    sent = {m["type"]: m["data"] for m in [json.loads(one.text) for one in await feed.missed(since) or []]}
    awake = json.loads((await feed.snapshot()).text)["data"]
    assert sent["turn"]["archer_id"] == str(marian)
    assert {kind: sent[kind] for kind in ("turn", "timer", "groups")} == {
        kind: awake[kind] for kind in ("turn", "timer", "groups")
    }
    assert sent["sensor"] == awake["nodes"]


async def test_too_much_or_too_old_means_begin_again(
    feed: Feed, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id = await tables.session()
    since = (await feed.snapshot()).seq
    monkeypatch.setattr(feed_module, "CATCH_UP_CHANGES", 3)
    for _ in range(4):
        await tables.admin.execute(SHOOT, session_id)
    assert await feed.missed(since) is None
    # another appliance's number, or one from before a restore
    assert await feed.missed(10**9) is None
    await tables.admin.execute("DELETE FROM changes WHERE seq <= $1", since + 2)
    assert await feed.missed(since) is None
