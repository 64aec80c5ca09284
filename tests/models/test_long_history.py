"""With half a million shots no endpoint reads a whole table: PostgreSQL's own plans say so."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from appliance.models.base_db import Row
from appliance.models.detections_db import DetectionsDB
from appliance.models.feed_db import FeedDB
from appliance.models.sessions_db import SessionsDB
from appliance.models.shots_db import ShotsDB
from appliance.models.summary_db import SummaryDB
from appliance.models.targets_db import TargetsDB
from appliance.schema.detections import DetectionFilters
from appliance.schema.sessions import SessionFilters
from appliance.schema.shots import ShotFilters
from appliance.schema.summary import TrendFilters
from tests.models.helpers import Tables

SHOTS = 500_000
LARGE = {"shots", "detections", "changes", "targets"}
FILL = """
SET session_replication_role = replica;
INSERT INTO sessions (is_opened, start_time, end_time, location, distance)
SELECT false, now() - k * interval '1 hour', now() - k * interval '1 hour' + interval '50 minutes', 'Hall', 18
  FROM generate_series(1, 5000) AS k;
INSERT INTO targets (session_id, max_x, max_y) SELECT id, 1300, 1300 FROM sessions;
INSERT INTO detections (session_id, node, boot, sequence, detected_at, ticks, tick_hz, tick_bits, speed_mm_per_us,
                        sigma_us, outcome)
SELECT id, 'n', 1, k * 10 + n, start_time, '{}', 8e6, 32, 0.34, 1, 'unplaced'
  FROM (SELECT id, start_time, row_number() OVER () AS k FROM sessions) AS s, generate_series(1, 10) AS n;
INSERT INTO shots (seq, session_id, arrow_landing_time, x, y, end_number, points, is_x)
SELECT k * 100 + n, id, start_time, 650, 650, 1 + n / 3, 10, true
  FROM (SELECT id, start_time, row_number() OVER () AS k FROM sessions) AS s, generate_series(0, 99) AS n;
INSERT INTO changes (seq, op, table_name, id, session_id)
SELECT seq, 'insert', 'shots', id, session_id FROM shots ORDER BY seq DESC LIMIT 20000;
SET session_replication_role = DEFAULT;
ANALYZE;
"""


class Explaining:
    """A source that keeps the plan of everything it is asked."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.scanned: list[str] = []

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
        plan = await self._connection.fetchval("EXPLAIN (FORMAT JSON) " + query, *args)
        for node in nodes(json.loads(plan)[0]["Plan"]):
            if node["Node Type"] == "Seq Scan" and node["Relation Name"] in LARGE:
                self.scanned.append(f"{node['Relation Name']}: {' '.join(query.split())[:120]}")


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", []):
        yield from nodes(part)


async def test_no_endpoint_reads_a_whole_table(tables: Tables) -> None:
    await tables.admin.execute(FILL)
    assert await tables.admin.fetchval("SELECT count(*) FROM shots") == SHOTS
    one: UUID = await tables.admin.fetchval("SELECT id FROM sessions ORDER BY start_time OFFSET 100 LIMIT 1")
    shot: UUID = await tables.admin.fetchval("SELECT id FROM shots LIMIT 1")
    source = Explaining(tables.admin)
    shots, sessions, detections = ShotsDB(source), SessionsDB(source), DetectionsDB(source)

    assert len((page := await shots.find(ShotFilters())).rows) == 200
    assert len((await shots.find(ShotFilters(cursor=page.next_cursor))).rows) == 200
    assert len((await shots.find(ShotFilters(session_id=one))).rows) == 100
    assert len(await shots.find_by_session(one)) == 100
    assert len(await shots.export(one, 0, 500)) == 100
    assert (await shots.get_one_by_id(shot)).id == shot
    assert len(await shots.find_by_ids([shot])) == 1
    assert len((listed := await sessions.find(SessionFilters())).rows) == 200
    assert len((await sessions.find(SessionFilters(cursor=listed.next_cursor))).rows) == 200
    assert await sessions.get_open() is None
    assert len((found := await detections.find(DetectionFilters())).rows) == 200
    assert len((await detections.find(DetectionFilters(cursor=found.next_cursor))).rows) == 200
    assert len((await detections.find(DetectionFilters(session_id=one))).rows) == 10
    assert len(await detections.find_inbox(one)) == 10
    assert len(await TargetsDB(source).find_by_session(one)) == 1
    assert (await SummaryDB(source).of_session(one)).arrows == 100
    assert [t.arrows for t in (await SummaryDB(source).trend(TrendFilters(limit=20))).rows] == [100] * 20
    newest = await FeedDB(source).newest_seq()
    assert len(await FeedDB(source).since(newest - 10, 500) or []) == 10
    assert source.scanned == []


def test_a_whole_scan_would_be_noticed() -> None:
    plan = {"Node Type": "Limit", "Plans": [{"Node Type": "Seq Scan", "Relation Name": "shots"}]}
    assert [n["Node Type"] for n in nodes(plan)] == ["Limit", "Seq Scan"]
