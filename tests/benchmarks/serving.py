"""What the benchmarks of HTTP and of the feed share: servers in processes of their own, on a throw-away PostgreSQL."""

import argparse
import asyncio
import os
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from appliance.settings import setting_name
from tests.builders import settings_for
from tests.postgres import Cluster

# the statement that every version of the contract takes, from any process
SHOOT = """
INSERT INTO shots (arrow_id, session_id, arrow_engage_time, arrow_disengage_time, arrow_landing_time, x, y)
VALUES ($1, $2, now(), now(), now(), $3, 650) RETURNING id::text
"""


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


@dataclass(frozen=True, slots=True)
class Server:
    """Where it answers, its process, and the database it reads."""

    name: str
    base: str
    pid: int
    dsn: str

    def cpu_s(self) -> float:
        """CPU seconds of all threads of the process so far, to the nanosecond."""
        threads = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9

    def resident_mb(self) -> float:
        """Resident memory of the process."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))


@asynccontextmanager
async def running(name: str, *words: str, env: dict[str, str], port: int, dsn: str) -> AsyncIterator[Server]:
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
        yield Server(name, base, process.pid, dsn)
    finally:
        process.terminate()
        await process.wait()


def given_server(description: str | None) -> Server | None:
    """Another server, named on the command line: it runs already, on a database of its own."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--base", help="another server to measure in the same run, such as http://127.0.0.1:8000")
    parser.add_argument("--pid", type=int, help="its process")
    parser.add_argument("--dsn", help="its database")
    given = parser.parse_args()
    if given.base is None:
        return None
    if given.pid is None or given.dsn is None:
        parser.error("--base needs --pid and --dsn")
    return Server("given", given.base, given.pid, given.dsn)


def beside_the_floor(compare: Callable[[list[Server]], Awaitable[None]], given: Server | None = None) -> None:
    """Run `compare` with the bare server, ours, and the given one where there is one.

    The first two share one database of a throw-away PostgreSQL.
    """
    with Cluster() as cluster, cluster.database() as location, tempfile.TemporaryDirectory() as folder:
        settings = settings_for(location, Path(folder))
        env = {setting_name(name): str(getattr(settings, name)) for name in settings.model_fields_set}
        port, floor_port = free_port(), free_port()
        env |= {"ARCH_STATS_SERVER_PORT": str(port)}
        path = {"PATH": os.environ["PATH"]}
        dsn = f"postgresql://{location.user}@/{location.database}?host={location.host}&port={location.port}"

        async def run() -> None:
            async with (
                running("ours", "appliance", "serve", "--wing", "server", env=env | path, port=port, dsn=dsn) as ours,
                running(
                    "floor", "tests.benchmarks.floor", dsn, str(floor_port), env=path, port=floor_port, dsn=dsn
                ) as floor,
            ):
                await compare([floor, ours] if given is None else [floor, ours, given])

        asyncio.run(run())
