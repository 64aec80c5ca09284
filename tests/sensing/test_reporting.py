"""What the sensor wing tells of its nodes: as long as they are read."""

import asyncio

from appliance.core.events import NodeStatus
from appliance.database.pool import Pool
from appliance.runtime.background import background
from appliance.sensing.reporter import Reporter
from tests.builders import NOW
from tests.models.helpers import Tables
from tests.sensing.bench import WAIT_S


async def test_a_node_that_is_not_read_any_more_is_not_told_of_and_one_that_is_found_again_is(
    tables: Tables, sensing_pool: Pool
) -> None:
    reporter = Reporter(sensing_pool)

    async def until_reported(*nodes: str) -> None:
        async with asyncio.timeout(WAIT_S):
            while True:
                rows = await tables.admin.fetch("SELECT node FROM nodes ORDER BY node")
                report = await tables.admin.fetchval("SELECT report -> 'nodes' FROM wings WHERE wing = 'sensing'")
                if [row["node"] for row in rows] == list(nodes) == report:
                    return
                await asyncio.to_thread(int)

    async with background(report=reporter.run()):
        for node in ("one", "two"):
            reporter.note(NodeStatus(node, "listening", NOW))
        await until_reported("one", "two")
        reporter.forget("one")
        await until_reported("two")
        # plugged in elsewhere, and back before anybody looked
        reporter.forget("two")
        reporter.note(NodeStatus("two", "listening", NOW))
        reporter.note(NodeStatus("one", "lost", NOW))
        await until_reported("one", "two")
        reporter.forget("one")
        await until_reported("two")
