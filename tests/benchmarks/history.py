"""The same requests with 1,000 and with 500,000 shots in the table: python -m tests.benchmarks.history"""

import asyncio
import os
import statistics
import tempfile
import time
from pathlib import Path

import aiohttp
import asyncpg

from appliance.settings import setting_name
from tests.benchmarks.serving import Server, free_port, running
from tests.builders import settings_for
from tests.postgres import Cluster

SESSIONS = (10, 5000)
REQUESTS = 200
# 100 shots a session; triggers are off, so that years of practice take seconds
FILL = """
SET session_replication_role = replica;
INSERT INTO sessions (is_opened, start_time, end_time, location, distance)
SELECT false, now() - k * interval '1 hour', now() - k * interval '1 hour' + interval '50 minutes', 'Hall', 18
  FROM generate_series((SELECT count(*) FROM sessions) + 1, %d) AS k;
INSERT INTO shots (seq, session_id, arrow_landing_time, shot_at, x, y, end_number, points, is_x, is_end_given,
                   is_archer_given)
SELECT nextval('feed_seq'), id, start_time, start_time, 600 + n, 650, 1 + n / 3, 10, true, false, false
  FROM (SELECT id, start_time FROM sessions WHERE id NOT IN (SELECT session_id FROM shots)) AS s,
       generate_series(0, 99) AS n;
SET session_replication_role = DEFAULT;
ANALYZE;
"""


async def medians_ms(server: Server, paths: dict[str, str]) -> dict[str, float]:
    found = {}
    async with aiohttp.ClientSession() as http:
        for name, path in paths.items():
            took = []
            for _ in range(REQUESTS):
                started = time.perf_counter()
                async with http.get(f"{server.base}/api/v0{path}") as response:
                    await response.read()
                    response.raise_for_status()
                took.append((time.perf_counter() - started) * 1e3)
            found[name] = statistics.median(took)
    return found


async def compare(server: Server) -> None:
    connection = await asyncpg.connect(server.dsn)
    results, resident = [], []
    for sessions in SESSIONS:
        await connection.execute(FILL % sessions)
        one = await connection.fetchval("SELECT id FROM sessions ORDER BY start_time LIMIT 1")
        paths = {
            "100 shots of a session": f"/shot/session-id/{one}",
            "unfiltered list of 200 shots": "/shot",
            "200 shots in a range of time": "/shot?landing_to=2100-01-01T00:00:00Z",
            "a filter that matches nothing": "/shot?face=nowhere",
            "summary of a session": f"/session/{one}/summary",
            "trend of 10 sessions": "/summary?limit=10",
        }
        results.append(await medians_ms(server, paths))
        resident.append(server.resident_mb())
    await connection.close()
    small, large = results
    for name, few_ms in small.items():
        print(
            f"{name:30s} {few_ms:6.2f} ms with 1,000  {large[name]:6.2f} ms with 500,000  {large[name] / few_ms:5.2f} x"
        )
    print(f"resident {resident[0]:.0f} MB with 1,000, {resident[1]:.0f} MB with 500,000")


def main() -> None:
    with Cluster() as cluster, cluster.database() as location, tempfile.TemporaryDirectory() as folder:
        port = free_port()
        settings = settings_for(location, Path(folder)).model_copy(update={"server_port": port})
        env = {setting_name(name): str(getattr(settings, name)) for name in settings.model_fields_set}
        env |= {"PATH": os.environ["PATH"], "ARCH_STATS_SERVER_PORT": str(port)}
        dsn = f"postgresql://{location.user}@/{location.database}?host={location.host}&port={location.port}"

        async def run() -> None:
            async with running("ours", "appliance", "serve", "--wing", "server", env=env, port=port, dsn=dsn) as server:
                await compare(server)

        asyncio.run(run())


if __name__ == "__main__":
    main()
