"""REST under load, ours beside a bare server that validates nothing, in one run: python -m tests.benchmarks.http

Drives any server that has these paths: `--base URL --pid PID` measures one that runs already, on the database `--dsn`.
Eight connections; server CPU is read from /proc and is the honest figure on a busy machine.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import aiohttp
import asyncpg

from appliance.settings import setting_name
from tests.builders import a_session, settings_for
from tests.postgres import Cluster

CONNECTIONS = 8
REQUESTS = 2000
ARROWS = 50
SHOTS = 60
TICKS_PER_S = os.sysconf("SC_CLK_TCK")
LATER = "2026-11-23T12:00:00Z"

Work = Callable[[aiohttp.ClientSession, str], Awaitable[None]]


async def fill(dsn: str) -> str:
    """A closed session with shots, and arrows; the session's id."""
    connection = await asyncpg.connect(dsn)
    session_id = await connection.fetchval(
        "INSERT INTO sessions (is_opened, start_time, end_time, location, distance) "
        "VALUES (false, now(), now(), 'Hall', 18) RETURNING id"
    )
    for k in range(ARROWS):
        await connection.execute(
            "INSERT INTO arrows (id, human_identifier, length, is_programmed) VALUES ($1, $2, 70, false)",
            uuid4(),
            f"a{k:02d}",
        )
    for k in range(SHOTS):
        await connection.execute(
            "INSERT INTO shots (session_id, arrow_landing_time, x, y) VALUES ($1, now(), $2, 650)",
            session_id,
            600.0 + k,
        )
    await connection.close()
    return str(session_id)


def works(session_id: str) -> dict[str, tuple[Work, int]]:
    """Each kind of work, and how many connections may do it at once: only one session can be open."""

    def get(path: str) -> Work:
        async def work(http: aiohttp.ClientSession, base: str) -> None:
            async with http.get(f"{base}/api/v0{path}") as response:
                await response.read()
                response.raise_for_status()

        return work

    async def open_and_close(http: aiohttp.ClientSession, base: str) -> None:
        body = {key: value for key, value in a_session().items() if key != "notes"}
        async with http.post(f"{base}/api/v0/session", json=body) as response:
            new = (await response.json())["data"]
        closing = {"is_opened": False, "end_time": LATER}
        async with http.patch(f"{base}/api/v0/session/{new}", json=closing) as response:
            response.raise_for_status()

    return {
        "one session by id": (get(f"/session/{session_id}"), CONNECTIONS),
        f"list of {ARROWS} arrows": (get("/arrow"), CONNECTIONS),
        f"{SHOTS} shots of a session": (get(f"/shot/session-id/{session_id}"), CONNECTIONS),
        "create and close a session": (open_and_close, 1),
    }


def cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_S


async def load(work: Work, connections: int, base: str, pid: int) -> tuple[float, float]:
    """Server CPU seconds per 1,000 and requests a second."""
    left = iter(range(REQUESTS))

    async def client(http: aiohttp.ClientSession) -> None:
        for _ in left:
            await work(http, base)

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=connections)) as http:
        await work(http, base)
        cpu, started = cpu_s(pid), time.perf_counter()
        await asyncio.gather(*(client(http) for _ in range(connections)))
        return (cpu_s(pid) - cpu) / REQUESTS * 1000, REQUESTS / (time.perf_counter() - started)


@asynccontextmanager
async def running(*words: str, env: dict[str, str], port: int) -> AsyncIterator[tuple[str, int]]:
    """A server of ours in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *words, env=env, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    base = f"http://127.0.0.1:{port}"
    try:
        async with aiohttp.ClientSession() as http, asyncio.timeout(30):
            while True:
                try:
                    async with http.get(f"{base}/api/v0/arrow"):
                        break
                except aiohttp.ClientConnectionError:
                    await asyncio.sleep(0.05)
        yield base, process.pid
    finally:
        process.terminate()
        await process.wait()


async def compare(dsn: str, env: dict[str, str], port: int) -> None:
    session_id = await fill(dsn)
    path = {"PATH": os.environ["PATH"]}
    print(f"{'work':28s} {'ours: CPU s/1,000':>18s} {'rps':>7s} {'floor: CPU s':>14s} {'rps':>7s} {'CPU ratio':>10s}")
    async with (
        running("appliance", "serve", "--wing", "server", env=env | path, port=port) as ours,
        running("tests.benchmarks.floor", dsn, str(port + 1), env=path, port=port + 1) as floor,
    ):
        for name, (work, connections) in works(session_id).items():
            cpu, rps = await load(work, connections, *ours)
            floor_cpu, floor_rps = await load(work, connections, *floor)
            print(f"{name:28s} {cpu:18.2f} {rps:7.0f} {floor_cpu:14.2f} {floor_rps:7.0f} {cpu / floor_cpu:10.2f}")


async def measure_one(base: str, pid: int, dsn: str) -> None:
    for name, (work, connections) in works(await fill(dsn)).items():
        cpu, rps = await load(work, connections, base, pid)
        print(f"{name:28s} {cpu:18.2f} {rps:7.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", help="a server that runs already, such as http://127.0.0.1:8000")
    parser.add_argument("--pid", type=int, help="its process")
    parser.add_argument("--dsn", help="its database")
    arguments = parser.parse_args()
    if arguments.base:
        asyncio.run(measure_one(arguments.base, arguments.pid, arguments.dsn))
        return
    port = 18_650
    with Cluster() as cluster, cluster.database() as location, tempfile.TemporaryDirectory() as folder:
        settings = settings_for(location, Path(folder)).model_copy(update={"server_port": port})
        env = {setting_name(name): str(getattr(settings, name)) for name in settings.model_fields_set}
        env["ARCH_STATS_SERVER_PORT"] = str(port)
        dsn = f"postgresql://{location.user}@/{location.database}?host={location.host}&port={location.port}"
        asyncio.run(compare(dsn, env, port))


if __name__ == "__main__":
    main()
