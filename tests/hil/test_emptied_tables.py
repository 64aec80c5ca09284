"""Somebody empties a table by SQL while the appliance runs: every answer is one, and the next arrow is recorded."""

import asyncio
import re
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from appliance.routers import ENDPOINTS
from drivers.sim.pty_node import PtyNode
from tests.builders import a_session, a_target, an_arrow
from tests.hil.conftest import WAIT_S, Bench, Start, powered
from tests.models.conftest import tables
from tests.models.helpers import Tables

__all__ = ["tables"]

# which migration was applied is the database's own business: without it there is no next start
KEPT = ("schema_migrations",)


async def all_tables(tables: Tables) -> list[str]:
    rows = await tables.admin.fetch(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname"
    )
    return [row["relname"] for row in rows if row["relname"] not in KEPT]


def read_paths(session_id: str) -> list[str]:
    """Every address that is read; whatever row it asks for, this is its id."""
    return [
        re.sub(r"\{\w+\}", session_id, endpoint.path)
        for endpoint in ENDPOINTS
        if endpoint.method == "GET" and endpoint.media_types == ("application/json",)
    ]


async def all_are_answered(bench: Bench, after: str) -> None:
    for path in read_paths(bench.session_id):
        async with bench.http.get(bench.base + path) as response:
            assert response.status not in (500, 503), (after, path, await response.text())


async def post(bench: Bench, path: str, body: dict[str, Any]) -> Any:
    """What it made; None where that is refused."""
    async with bench.http.post(f"{bench.base}/api/v0{path}", json=body) as response:
        assert response.status not in (500, 503), (path, await response.text())
        return (await response.json())["data"]


async def fill(bench: Bench, name: str) -> None:
    """Whatever a club has: an archer and an arrow, and a session that is open with a face."""
    await post(bench, "/archer", {"name": name})
    await post(bench, "/arrow", {key: value for key, value in an_arrow(human_identifier="9").items() if key != "id"})
    opened = await post(bench, "/session", a_session(start_time=datetime.now(UTC).isoformat()))
    if opened is not None:
        bench.session_id = opened
        await post(bench, "/target", a_target(opened))


@pytest.mark.parametrize(
    ("statement", "without_which_nothing_is_recorded"),
    [("DELETE FROM {}", ["appliance"]), ("TRUNCATE {} CASCADE", ["appliance", "clock_runs"])],
    ids=["delete", "truncate"],
)
async def test_every_table_in_turn(
    start: Start, node: PtyNode, tables: Tables, statement: str, without_which_nothing_is_recorded: list[str]
) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        refused: list[str] = []
        for name in await all_tables(tables):
            await fill(bench, name)
            await node.shoot(650.0, 650.0)
            try:
                await tables.admin.execute(statement.format(name))
            except asyncpg.RaiseError:
                refused.append(name)
            await all_are_answered(bench, name)
            await fill(bench, f"{name} 2")
            number = await node.shoot(650.0, 700.0)
            try:
                async with asyncio.timeout(WAIT_S):
                    while not await tables.admin.fetchval(
                        "SELECT count(*) FROM detections WHERE sequence = $1", number
                    ):
                        await all_are_answered(bench, name)
            except TimeoutError:
                raise AssertionError(f"after {name} was emptied the next arrow is not recorded") from None
        assert refused == without_which_nothing_is_recorded
