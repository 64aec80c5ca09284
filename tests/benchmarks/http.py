"""REST under load, ours beside a bare server for which PostgreSQL writes the JSON: python -m tests.benchmarks.http

Drives any server that has these paths: `--base URL --pid PID --dsn DSN` takes one that runs already into the same run.
Eight connections; server CPU is read from /proc and is the honest figure on a busy machine. Runs take turns, and the
median of several counts. The aims are a share of the CPU of the server that this one replaced; with `--base` they are
shown beside the measured share.
"""

import asyncio
import itertools
import statistics
import time
from collections.abc import Awaitable, Callable
from typing import NamedTuple
from uuid import uuid4

import aiohttp
import asyncpg

from tests.benchmarks.serving import SHOOT, Server, beside_the_floor, given_server

CONNECTIONS = 8
REQUESTS = 1000
TURNS = 5
ARROWS = 50
SHOTS = 60

Work = Callable[[aiohttp.ClientSession, str], Awaitable[None]]


class Kind(NamedTuple):
    """One kind of request; our CPU is to be at most so many times the floor's, and the replaced server's."""

    work: Work
    aim_over_floor: float
    aim_over_given: float


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


def kinds(session_id: str) -> dict[str, Kind]:
    """What is asked for."""

    def get(path: str) -> Work:
        async def work(http: aiohttp.ClientSession, base: str) -> None:
            async with http.get(f"{base}/api/v0{path}") as response:
                await response.read()
                response.raise_for_status()

        return work

    async def patch(http: aiohttp.ClientSession, base: str) -> None:
        change = {"location": f"Hall {next(numbers)}"}
        async with http.patch(f"{base}/api/v0/session/{session_id}", json=change) as response:
            await response.read()
            response.raise_for_status()

    numbers = itertools.count()
    return {
        "one session": Kind(get(f"/session/{session_id}"), 1.25, 0.30),
        f"list of {ARROWS} arrows": Kind(get("/arrow"), 1.83, 0.11),
        f"{SHOTS} shots of a session": Kind(get(f"/shot/session-id/{session_id}"), 2.00, 0.12),
        "PATCH a session": Kind(patch, 1.35, 0.42),
    }


async def load(work: Work, server: Server) -> tuple[float, float]:
    """Server CPU milliseconds a request, and requests a second."""
    left = iter(range(REQUESTS))

    async def client(http: aiohttp.ClientSession) -> None:
        for _ in left:
            await work(http, server.base)

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONNECTIONS)) as http:
        await work(http, server.base)
        cpu, started = server.cpu_s(), time.perf_counter()
        await asyncio.gather(*(client(http) for _ in range(CONNECTIONS)))
        return (server.cpu_s() - cpu) / REQUESTS * 1e3, REQUESTS / (time.perf_counter() - started)


async def compare(servers: list[Server]) -> None:
    filled = {server.dsn: await fill(server.dsn) for server in {s.dsn: s for s in servers}.values()}
    asked = {server.name: kinds(filled[server.dsn]) for server in servers}
    print(f"{'':24s}" + "".join(f"{server.name + ': ms CPU':>16s} {'rps':>6s}" for server in servers))
    for name, kind in next(iter(asked.values())).items():
        runs: dict[str, list[tuple[float, float]]] = {server.name: [] for server in servers}
        for _ in range(TURNS):
            for server in servers:
                runs[server.name].append(await load(asked[server.name][name].work, server))
        cpu = {who: statistics.median(ms for ms, _ in found) for who, found in runs.items()}
        rps = {who: statistics.median(rate for _, rate in found) for who, found in runs.items()}
        shares = f"   ours / floor {cpu['ours'] / cpu['floor']:.2f} (aim {kind.aim_over_floor:.2f})"
        if "given" in cpu:
            shares += "   of given: " + ", ".join(f"{who} {cpu[who] / cpu['given']:.2f}" for who in ("floor", "ours"))
            shares += f" (aim {kind.aim_over_given:.2f})"
        print(f"{name:24s}" + "".join(f"{cpu[s.name]:16.3f} {rps[s.name]:6.0f}" for s in servers) + shares, flush=True)


if __name__ == "__main__":
    beside_the_floor(compare, given_server(__doc__))
