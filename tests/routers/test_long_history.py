"""After years of practice no endpoint reads a whole table, whatever is filtered: PostgreSQL's own plans say so."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from aiohttp.test_utils import TestClient, TestServer

from appliance.access.control import AccessControl
from appliance.access.pin_file import PinFile
from appliance.access.roles import AccessRules
from appliance.app import Device, build_app
from appliance.archive.service import Archive
from appliance.database.location import DatabaseLocation
from appliance.database.pool import Connection, Pool
from appliance.health.monitor import HealthMonitor
from appliance.live.feed import Feed
from appliance.live.hub import Hub
from appliance.models.base_db import Row
from appliance.models.feed_db import FeedDB
from appliance.routers import ENDPOINTS, device_router
from appliance.routers.endpoint import API, Endpoint
from appliance.runtime.recent_log import RecentLog
from tests.models.helpers import Tables

SESSIONS = 1_500
SHOTS = 100 * SESSIONS
"""More than three times what one request may touch, so that whoever reads all of them is found."""
LARGE = {"shots", "detections", "changes", "targets"}
# rows of large tables that one request may touch: a page of trends reads 200 sessions of 100 shots, twice
MOST_ROWS = 45_000
FILL = """
SET session_replication_role = replica;
INSERT INTO sessions (is_opened, start_time, end_time, location, distance)
SELECT false, now() - k * interval '1 hour', now() - k * interval '1 hour' + interval '50 minutes', 'Hall', 18
  FROM generate_series(1, 1500) AS k;
INSERT INTO targets (session_id, max_x, max_y) SELECT id, 1300, 1300 FROM sessions;
INSERT INTO detections (session_id, node, boot, sequence, detected_at, ticks, tick_hz, tick_bits, speed_mm_per_us,
                        sigma_us, outcome)
SELECT id, 'n', 1, k * 10 + n, start_time, '{}', 8e6, 32, 0.34, 1, 'unplaced'
  FROM (SELECT id, start_time, row_number() OVER () AS k FROM sessions) AS s, generate_series(1, 10) AS n;
INSERT INTO shots (seq, session_id, arrow_landing_time, shot_at, x, y, end_number, points, is_x, is_end_given,
                   is_archer_given, is_sighter_given, is_out_of_time, dealt_as, ends_target)
SELECT k * 100 + n, id, start_time, start_time, 650, 650, 1 + n / 3, 10, true, false, false, false, false,
       'order', false
  FROM (SELECT id, start_time, row_number() OVER () AS k FROM sessions) AS s, generate_series(0, 99) AS n;
INSERT INTO changes (seq, op, table_name, id, session_id)
SELECT seq, 'insert', 'shots', id, session_id FROM shots ORDER BY seq DESC LIMIT 20000;
SET session_replication_role = DEFAULT;
"""


# every filter, with values that match much, little, and nothing
SAMPLES: dict[str, list[str]] = {
    "arrow_engage_time": ["2020-01-01T00:00:00Z"],
    "arrow_disengage_time": ["2020-01-01T00:00:00Z"],
    "arrow_landing_time": ["2020-01-01T00:00:00Z"],
    "landing_from": ["2020-01-01T00:00:00Z", "2100-01-01T00:00:00Z"],
    "landing_to": ["2020-01-01T00:00:00Z", "2100-01-01T00:00:00Z"],
    "start_time_from": ["2020-01-01T00:00:00Z"],
    "start_time_to": ["2020-01-01T00:00:00Z"],
    "from": ["2020-01-01T00:00:00Z"],
    "to": ["2020-01-01T00:00:00Z"],
    "x": ["650", "1.5"],
    "y": ["650", "1.5"],
    "face": ["nowhere"],
    "human_identifier": ["nowhere"],
    "end_number": ["1", "999"],
    "landed": ["true", "false"],
    "outcome": ["unplaced", "located"],
    "resolved": ["true", "false"],
    "distance": ["18", "70"],
    "name": ["nowhere"],
}
UUIDS = ("arrow_id", "archer_id", "session_id")


class Explaining:
    """A source that keeps what PostgreSQL did for everything it is asked."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.scanned: list[str] = []
        self.touched = 0

    async def fetch(self, query: str, *args: Any) -> list[Row]:
        await self._explain(query, *args)
        rows: list[Row] = await self._connection.fetch(query, *args)
        return rows

    async def fetchrow(self, query: str, *args: Any) -> Row | None:
        await self._explain(query, *args)
        row: Row | None = await self._connection.fetchrow(query, *args)
        return row

    async def fetchval(self, query: str, *args: Any) -> Any:
        await self._explain(query, *args)
        return await self._connection.fetchval(query, *args)

    async def _explain(self, query: str, *args: Any) -> None:
        plan = await self._connection.fetchval("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) " + query, *args)
        for node in nodes(json.loads(plan)[0]["Plan"]):
            if node.get("Relation Name") not in LARGE:
                continue
            if node["Node Type"] == "Seq Scan":
                self.scanned.append(f"{node['Relation Name']}: {' '.join(query.split())[:120]}")
            read = (
                node["Actual Rows"]
                + node.get("Rows Removed by Filter", 0)
                + node.get("Rows Removed by Index Recheck", 0)
            )
            self.touched += int(read * node["Actual Loops"])


NO_ARCHIVE = Archive(DatabaseLocation("", 1, "", ""), Path(), Path())


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", []):
        yield from nodes(part)


@asynccontextmanager
async def served(source: Explaining, folder: Path) -> AsyncIterator[TestClient[Any, Any]]:
    hub = Hub()
    health = HealthMonitor(
        source, hub, appliance_id=UUID(int=7), name="test", data_dir=folder, is_listening=lambda: True
    )
    access = AccessControl(source, AccessRules(), PinFile(folder), lambda: None)  # type: ignore[arg-type]  # as below
    device = Device(NO_ARCHIVE, RecentLog(), access)
    async with TestClient(TestServer(build_app(source, Feed(source, hub, 0), health, device, None))) as client:  # type: ignore[arg-type]  # Explaining stands in for the pool; no socket is opened
        yield client


def requests(endpoint: Endpoint, ids: dict[str, str]) -> Iterator[str]:
    """The paths of an endpoint: plain, and once for every value of every filter."""
    path = endpoint.path
    for name, value in ids.items():
        path = path.replace(f"{{{name}}}", value)
    yield path
    fields = {} if endpoint.query is None else endpoint.query.model_fields
    for name, field in fields.items():
        known = field.alias or name
        values = [ids["session_id"], str(uuid4())] if known in UUIDS else SAMPLES.get(known, [])
        yield from (f"{path}?{known}={value}" for value in values)


@asynccontextmanager
async def indexed_afterwards(connection: Connection, table: str) -> AsyncIterator[None]:
    """The table's indexes that no constraint needs are built once it is filled: row by row takes five times as long."""
    indexes = await connection.fetch(
        """
        SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition
          FROM pg_index WHERE indrelid = $1::text::regclass
           AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
        """,
        table,
    )
    assert indexes
    await connection.execute(f"DROP INDEX {', '.join(index['name'] for index in indexes)}")
    yield
    for index in indexes:
        columns, where, condition = index["definition"].partition(" WHERE ")
        # as full as row by row
        await connection.execute(f"{columns} WITH (fillfactor = 70){where}{condition}")


async def test_no_endpoint_reads_a_whole_table(tables: Tables, tmp_path: Path) -> None:
    async with indexed_afterwards(tables.admin, "shots"):
        await tables.admin.execute(FILL)
    await tables.admin.execute("ANALYZE")
    assert await tables.admin.fetchval("SELECT count(*) FROM shots") == SHOTS
    session_id = str(await tables.admin.fetchval("SELECT id FROM sessions ORDER BY start_time OFFSET 100 LIMIT 1"))
    one = {
        "session": session_id,
        "shot": str(await tables.admin.fetchval("SELECT id FROM shots LIMIT 1")),
        "detection": str(await tables.admin.fetchval("SELECT id FROM detections LIMIT 1")),
        "target": str(await tables.admin.fetchval("SELECT id FROM targets LIMIT 1")),
    }
    source, asked = Explaining(tables.admin), 0
    async with served(source, tmp_path) as client:
        # an export is everything, and the log is no table
        for endpoint in (e for e in ENDPOINTS if e.method == "GET" and e not in device_router.ENDPOINTS):
            ids = {
                "id": one.get(endpoint.tag, str(uuid4())), "session_id": session_id, "kind": "wa_80",
                "codename": "wa18", "channel": "0",
            }  # fmt: skip
            for path in requests(endpoint, ids):
                response = await client.get(path)
                body = await response.read()
                assert response.status in (200, 404, 409, 422), body[:300]
                assert source.touched <= MOST_ROWS, path
                if "Link" in response.headers:
                    following = await client.get(response.headers["Link"].split(";")[0].strip("<>"))
                    assert following.status == 200
                    assert (await following.json())["data"]
                    assert source.touched <= 2 * MOST_ROWS, path
                source.touched = 0
                asked += 1
    assert asked > 60
    newest = await FeedDB(source).newest_seq()
    assert len(await FeedDB(source).since(newest - 10, 500) or []) == 10
    assert source.scanned == []


async def test_pages_of_a_long_list_join_without_a_gap(tables: Tables, tmp_path: Path) -> None:
    session_id = await tables.session()
    await tables.admin.execute(
        "INSERT INTO shots (session_id, arrow_landing_time, x, y) "
        "SELECT $1, now() - (k / 3) * interval '1 s', k, 0 FROM generate_series(1, 50) AS k", session_id
    )  # fmt: skip
    async with served(Explaining(tables.admin), tmp_path) as client:
        for query in ("limit=7", "limit=7&landing_from=2020-01-01T00:00:00Z"):
            link: str | None = f"{API}/shot?{query}"
            seen: list[tuple[str, int]] = []
            while link is not None:
                response = await client.get(link)
                seen += [(shot["arrow_landing_time"], shot["seq"]) for shot in (await response.json())["data"]]
                link = response.headers["Link"].split(";")[0].strip("<>") if "Link" in response.headers else None
            assert len(set(seen)) == 50
            assert seen == sorted(seen, reverse=True)


async def test_plans_are_made_for_the_values_at_hand(server_pool: Pool, location: DatabaseLocation) -> None:
    del location
    # with a plan for any values the sixth request for a rare filter would read the whole table
    assert await server_pool.fetchval("SHOW plan_cache_mode") == "force_custom_plan"


def test_a_whole_scan_would_be_noticed() -> None:
    plan = {"Node Type": "Limit", "Plans": [{"Node Type": "Seq Scan", "Relation Name": "shots"}]}
    assert [n["Node Type"] for n in nodes(plan)] == ["Limit", "Seq Scan"]
