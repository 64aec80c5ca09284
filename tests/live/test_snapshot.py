"""A snapshot says what its model says, though its shots are never models, for there may be a thousand of them."""

import json
import tracemalloc

import pytest

from appliance.database.pool import Pool
from appliance.live.feed import Feed, open_feed
from appliance.live.hub import Hub
from appliance.models.unreadable import UNREADABLE
from appliance.schema.base import MAX_PAGE
from appliance.schema.feed import FeedSnapshot
from tests.live.heard import snapshot_of
from tests.models.helpers import Tables

ODD = 'Halle "shots":[] \\ "Süd"'
MODELS_OF_A_PAGE = 4_000_000
"""Bytes that a thousand shots take as models."""


@pytest.fixture
async def feed(server_pool: Pool) -> Feed:
    return await open_feed(server_pool, Hub())


async def shots(tables: Tables, count: int) -> None:
    session_id = await tables.session(location=ODD)
    await tables.target(session_id)
    await tables.admin.execute(
        """
        INSERT INTO shots (session_id, arrow_landing_time, x, y, note)
        SELECT $1, now() + n * interval '1 s', 600 + n / 100.0, 650, $3 FROM generate_series(1, $2::integer) AS n
        """,
        session_id,
        count,
        ODD,
    )


@pytest.mark.parametrize("count", [0, 1, 7])
async def test_the_text_is_what_the_model_would_say(feed: Feed, tables: Tables, count: int) -> None:
    await shots(tables, count)
    written = await feed.snapshot()
    read = FeedSnapshot.model_validate_json(written.text)
    assert json.loads(written.text) == json.loads(read.model_dump_json())
    assert list(json.loads(written.text)["data"]) == list(json.loads(read.model_dump_json())["data"])
    assert read.seq == written.seq
    assert len(read.data.shots) == count
    assert read.data.session is not None
    assert read.data.session.location == ODD


async def test_a_shot_that_cannot_be_read_is_in_no_snapshot(feed: Feed, tables: Tables) -> None:
    await shots(tables, 3)
    await tables.admin.execute("ALTER TABLE shots DROP CONSTRAINT shots_note_in_domain")
    await tables.admin.execute("UPDATE shots SET note = E'\\x07' WHERE x = 600.02")
    assert [shot.x for shot in (await snapshot_of(feed)).shots] == [600.01, 600.03]
    UNREADABLE.clear()


async def test_a_long_session_is_never_in_memory_as_models(feed: Feed, tables: Tables) -> None:
    await shots(tables, MAX_PAGE)
    await feed.snapshot()
    tracemalloc.start()
    written = await feed.snapshot()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # the text as it is received, decoded, put into the snapshot, and what of it is on its way
    assert most < 4 * len(written.text) + MODELS_OF_A_PAGE / 10
