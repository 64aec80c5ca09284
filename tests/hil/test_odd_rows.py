"""Somebody wrote anything into every row by SQL: the appliance starts, no part of it ends, and the next arrow is
recorded."""

import asyncio
import logging

import aiohttp
import pytest

from appliance.main import opened
from appliance.routers.endpoint import API
from appliance.settings import Settings
from drivers.sim.pty_node import PtyNode
from tests.builders import a_survey
from tests.hil.conftest import WAIT_S, powered
from tests.models.conftest import tables
from tests.models.helpers import Tables
from tests.odd_rows import ODD, TABLES, Odd, lay_out, odd_values, unbind, write

__all__ = ["tables"]

FOLLOWED = ("node_connections",)
"""Another word of where the board is would be followed."""
ROUNDS = 1 + max(map(len, ODD.values()))


async def is_recorded(tables: Tables, number: int) -> None:
    async with asyncio.timeout(WAIT_S):
        while not await tables.admin.fetchval(
            "SELECT count(*) FROM detections WHERE NOT is_odd AND sequence = $1", number
        ):
            await asyncio.to_thread(int)


def ended(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the supervisors said of parts that ended or hung."""
    return [record.getMessage() for record in caplog.records if record.name == "appliance.runtime.supervise"]


async def spoil_all(tables: Tables, number: int) -> None:
    """In every column of every table the odd value of this number, where the database takes it."""
    for table in sorted(set(TABLES) - set(FOLLOWED)):
        by_column: dict[str, list[Odd]] = {}
        for odd in await odd_values(tables, table):
            by_column.setdefault(odd.column, []).append(odd)
        for values in by_column.values():
            await write(tables, table, values[number % len(values)])


@pytest.mark.parametrize("number", range(ROUNDS))
async def test_it_starts_and_goes_on(
    number: int, settings: Settings, node: PtyNode, tables: Tables, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    await lay_out(tables)
    await tables.admin.execute("UPDATE node_connections SET url = $1", node.line.url)
    await unbind(tables)
    await spoil_all(tables, number)
    changes = {"node_url": node.line.url, "bow_urls": ("socket://127.0.0.1:1",)}
    async with (
        opened(settings.model_copy(update=changes), survey=a_survey()) as ready,
        powered(node),
        aiohttp.ClientSession() as http,
    ):
        await is_recorded(tables, await node.shoot(650.0, 650.0))
        for table in TABLES:
            # whoever follows it reads it again
            notice = f'{{"op": "update", "table": "{table}"}}'
            await tables.admin.execute("SELECT pg_notify(notify_channel(), $1)", notice)
        await is_recorded(tables, await node.shoot(650.0, 700.0))
        async with http.get(f"http://127.0.0.1:{ready.port}{API}/health") as response:
            assert response.status == 200
    assert ended(caplog) == []
