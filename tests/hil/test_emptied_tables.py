"""Somebody empties a table by SQL while the appliance runs: every answer is one, and the next arrow is recorded."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from appliance.database.location import DatabaseLocation
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


def read_paths(session_id: str) -> Sequence[str]:
    """Every address that is read, those of one row asked for a session that may be gone."""
    patterns = (e.path for e in ENDPOINTS if e.method == "GET" and e.media_type == "application/json")
    return [pattern.replace("{", "\0").split("\0")[0] + _rest(pattern, session_id) for pattern in patterns]


def _rest(pattern: str, session_id: str) -> str:
    parts = pattern.split("{")[1:]
    return "".join(session_id + part.split("}", 1)[1] for part in parts)


async def all_are_answered(bench: Bench, after: str) -> None:
    for path in read_paths(bench.session_id):
        async with bench.http.get(bench.base + path) as response:
            assert response.status not in (500, 503), (after, path, await response.text())


async def fill(bench: Bench, name: str) -> None:
    """Whatever a club has: a session that is open with a face, an arrow, an archer."""
    session = a_session(start_time=datetime.now(UTC).isoformat())
    async with bench.http.get(f"{bench.base}/api/v0/session/open") as response:
        is_open = response.status == 200
    posts = [("/arrow", an_arrow(human_identifier=name, id=None)), ("/archer", {"name": name})]
    if not is_open:
        async with bench.http.post(f"{bench.base}/api/v0/session", json=session) as response:
            assert response.status == 201, await response.text()
            bench.session_id = (await response.json())["data"]
        posts.append(("/target", a_target(bench.session_id)))
    for path, body in posts:
        body.pop("id") if body.get("id", "") is None else None
        async with bench.http.post(f"{bench.base}/api/v0{path}", json=body) as response:
            assert response.status != 500, (path, await response.text())


@pytest.mark.parametrize("statement", ["DELETE FROM {}", "TRUNCATE {} CASCADE"], ids=["delete", "truncate"])
async def test_every_table_in_turn(start: Start, node: PtyNode, tables: Tables, statement: str) -> None:
    async with start(node_url=node.line.url) as bench, powered(node):
        await bench.node_is("listening")
        for name in await all_tables(tables):
            await fill(bench, name)
            await node.shoot(650.0, 650.0)
            await tables.admin.execute(statement.format(name))
            await all_are_answered(bench, name)
            await fill(bench, f"{name} 2")
            number = await node.shoot(650.0, 700.0)
            try:
                async with asyncio.timeout(WAIT_S):
                    while not await tables.admin.fetchval("SELECT count(*) FROM detections WHERE sequence = $1", number):
                        await all_are_answered(bench, name)
            except TimeoutError:
                raise AssertionError(f"after {name} was emptied the next arrow is not recorded") from None
