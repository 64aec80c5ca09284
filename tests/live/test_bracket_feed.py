"""What phones hear of brackets and matches, numbered like every other change."""

import json

from appliance.database.channels import Resync
from appliance.database.pool import Pool
from appliance.live.feed import open_feed
from appliance.live.hub import Hub, Published
from tests.live.heard import Heard
from tests.models.helpers import Tables


async def test_a_bracket_is_reported_once_and_each_match_as_it_begins_or_is_decided(
    server_pool: Pool, tables: Tables
) -> None:
    hub, heard = Hub(), Heard()
    feed = await open_feed(server_pool, hub)
    session_id = await tables.session()
    await feed._publish_batch([Resync()])

    async def published_ids() -> list[str]:
        """Ids of brackets and matches that were told since."""
        heard.all()
        await feed._publish_batch([Resync()])
        texts = [json.loads(item.text) for item in heard.all() if isinstance(item, Published) and item.seq is not None]
        return [text["data"]["id"] for text in texts if text["type"] == "bracket"]

    with hub.subscribe(heard):
        bracket = await tables.admin.fetchval(
            "INSERT INTO brackets (name, format, counting) VALUES ('Evening', 'individual', 'sets') RETURNING id"
        )
        rows = await tables.admin.fetch(
            "INSERT INTO matches (bracket_id, stage, number) VALUES ($1, 4, 1), ($1, 4, 2) RETURNING id", bracket
        )
        assert await published_ids() == [str(bracket)]
        match = rows[1]["id"]
        await tables.admin.execute(
            "UPDATE matches SET session_id = $2, seed_a = 1, seed_b = 2 WHERE id = $1", match, session_id
        )
        assert await published_ids() == [str(match)]
        # whoever deletes the session of a match changes the match
        await tables.admin.execute("DELETE FROM sessions")
        assert await published_ids() == [str(match)]
        await tables.admin.execute("DELETE FROM brackets")
        assert await published_ids() == [str(bracket)]
