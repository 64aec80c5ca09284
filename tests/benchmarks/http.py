"""REST under load, ours beside a bare server that validates nothing, in one run: python -m tests.benchmarks.http

Drives any server that has these paths: `--base URL --pid PID` measures one that runs already, on the database `--dsn`.
Eight connections; server CPU is read from /proc and is the honest figure on a busy machine.
"""

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable
from uuid import uuid4

import aiohttp
import asyncpg

from tests.benchmarks.serving import Server, beside_the_floor
from tests.builders import a_session

CONNECTIONS = 8
REQUESTS = 2000
ARROWS = 50
SHOTS = 60
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


async def load(work: Work, connections: int, server: Server) -> tuple[float, float]:
    """Server CPU seconds per 1,000 and requests a second."""
    left = iter(range(REQUESTS))

    async def client(http: aiohttp.ClientSession) -> None:
        for _ in left:
            await work(http, server.base)

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=connections)) as http:
        await work(http, server.base)
        cpu, started = server.cpu_s(), time.perf_counter()
        await asyncio.gather(*(client(http) for _ in range(connections)))
        return (server.cpu_s() - cpu) / REQUESTS * 1000, REQUESTS / (time.perf_counter() - started)


async def compare(ours: Server, floor: Server) -> None:
    print(f"{'work':28s} {'ours: CPU s/1,000':>18s} {'rps':>7s} {'floor: CPU s':>14s} {'rps':>7s} {'CPU ratio':>10s}")
    for name, (work, connections) in works(await fill(ours.dsn)).items():
        cpu, rps = await load(work, connections, ours)
        floor_cpu, floor_rps = await load(work, connections, floor)
        print(f"{name:28s} {cpu:18.2f} {rps:7.0f} {floor_cpu:14.2f} {floor_rps:7.0f} {cpu / floor_cpu:10.2f}")


async def measure_one(server: Server) -> None:
    for name, (work, connections) in works(await fill(server.dsn)).items():
        cpu, rps = await load(work, connections, server)
        print(f"{name:28s} {cpu:18.2f} {rps:7.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", help="a server that runs already, such as http://127.0.0.1:8000")
    parser.add_argument("--pid", type=int, help="its process")
    parser.add_argument("--dsn", help="its database")
    arguments = parser.parse_args()
    if arguments.base:
        asyncio.run(measure_one(Server("given", arguments.base, arguments.pid, arguments.dsn)))
    else:
        beside_the_floor(compare)


if __name__ == "__main__":
    main()
