"""Whatever somebody wrote into a row by SQL: a phone gets its snapshot, what it missed, and the next change."""

from appliance.database.channels import Notice, Table
from appliance.database.pool import Pool
from appliance.live.feed import open_feed
from appliance.live.hub import Hub
from tests.live.heard import Heard
from tests.models.helpers import Tables
from tests.odd_rows import ODD, lay_out, unbind
from tests.spoiled import Spoiled, Spot

NOTICED: tuple[Table, ...] = ("shots", "nodes", "tags_held", "programmings", "shooting_timer", "turns", "sessions")
"""Tables whose notices let the feed read all that it sends."""
LONG = 10_000
"""Characters; two values of so many in one row are more than an index takes."""


async def all_is_read(pool: Pool) -> None:
    """What a phone is sent when it comes, when it comes back, and when anything is changed."""
    hub, phone = Hub(), Heard()
    feed = await open_feed(pool, hub)
    seq = await feed._live.newest_seq()
    await feed.snapshot()
    assert await feed.missed(seq) is not None
    with hub.subscribe(phone):
        await feed._publish_batch([Notice("insert", table, seq + 1, None, None) for table in NOTICED])
    assert phone.all()


async def test_no_odd_row_keeps_anything_from_the_phones(server_pool: Pool, tables: Tables) -> None:
    await lay_out(tables)
    await unbind(tables)
    spoiled = await Spoiled.of(tables)
    by_column: dict[tuple[str, str], list[Spot]] = {}
    for spot in await spoiled.spots(ODD):
        # what numbers the changes is none that anybody reads
        if len(spot.odd.value or "") < LONG and spot.table != "changes":
            by_column.setdefault((spot.table, spot.odd.column), []).append(spot._replace(row=0))
    await all_is_read(server_pool)
    for number in range(max(map(len, by_column.values()))):
        await spoiled.spoil([values[number % len(values)] for values in by_column.values()])
        await all_is_read(server_pool)
