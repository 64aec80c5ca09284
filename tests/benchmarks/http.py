"""REST under load, ours beside a bare server that validates nothing, in one run: python -m tests.benchmarks.http

Drives any server that has these paths: `--base URL --pid PID --dsn DSN` takes one that runs already into the same run.
Eight connections; server CPU is read from /proc and is the honest figure on a busy machine.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from uuid import uuid4

import aiohttp
import asyncpg

from tests.benchmarks.serving import SHOOT, Server, beside_the_floor, given_server
from tests.builders import a_session

CONNECTIONS = 8
REQUESTS = 2000
ARROWS = 50
SHOTS = 60
LATER = "2026-11-23T12:00:00Z"

Work = Callable[[aiohttp.ClientSession, str], Awaitable[None]]


async def fill(dsn: str) -> str:
    """A closed session with shots, and arrows; the session's id. By the statements that any version takes."""
    connection = await asyncpg.connect(dsn)
    session_id = await connection.fetchval(
        "INSERT INTO sessions (is_opened, start_time, end_time, location, distance) "
        "VALUES (false, now(), now(), 'Hall', 18) RETURNING id"
    )
    arrows = [uuid4() for _ in range(ARROWS)]
    await connection.executemany(
        "INSERT INTO arrows (id, human_identifier, length, is_programmed) VALUES ($1, $2, 70, false)",
        [(arrow_id, f"b{k:02d}{arrow_id.hex[:6]}") for k, arrow_id in enumerate(arrows)],
    )
    await connection.executemany(SHOOT, [(arrows[k % ARROWS], session_id, 600.0 + k) for k in range(SHOTS)])
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


async def compare(servers: list[Server]) -> None:
    print(f"{'work':28s}" + "".join(f"{s.name:>8s}: CPU s/1,000     rps" for s in servers) + "   CPU over the floor")
    filled = {server.dsn: await fill(server.dsn) for server in {s.dsn: s for s in servers}.values()}
    work_of = {server.name: works(filled[server.dsn]) for server in servers}
    for name in next(iter(work_of.values())):
        measured = [await load(*work_of[server.name][name], server) for server in servers]
        cells = "".join(f"{cpu:21.2f} {rps:7.0f}" for cpu, rps in measured)
        ratios = "  ".join(
            f"{s.name} {cpu / measured[0][0]:.2f}" for s, (cpu, _) in zip(servers, measured, strict=True)
        )
        print(f"{name:28s}{cells}   {ratios}", flush=True)


if __name__ == "__main__":
    beside_the_floor(compare, given_server(__doc__))
