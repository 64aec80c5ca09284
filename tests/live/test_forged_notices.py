"""Whoever may log in can send a notice with any content: it costs a look at the record, and is never believed."""

from appliance.database.channels import Notice
from appliance.database.pool import Pool
from appliance.live.feed import open_feed
from appliance.live.hub import Hub, Published
from tests.live.heard import Heard
from tests.models.helpers import Tables

SHOOT = "INSERT INTO shots (session_id, arrow_landing_time, x, y) VALUES ($1, now(), 650, 650)"


async def test_a_number_a_little_ahead_deafens_nobody_who_comes_later(server_pool: Pool, tables: Tables) -> None:
    hub = Hub()
    feed = await open_feed(server_pool, hub)
    session_id = await tables.session()
    await feed._publish_batch([Notice("insert", "shots", feed._seq + 100, session_id, session_id)])
    with hub.subscribe(heard := Heard()):
        await tables.admin.execute(SHOOT, session_id)
        notice = Notice("insert", "shots", (await feed.snapshot()).seq, session_id, session_id)
        await feed._publish_batch([notice])
        shots = [item for item in heard.all() if isinstance(item, Published) and '"shot"' in item.text]
        assert len(shots) == 1
