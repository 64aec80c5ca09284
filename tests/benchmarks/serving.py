"""What the benchmarks of HTTP and of the feed share: servers in processes of their own, on a throw-away PostgreSQL."""

import asyncio
import os
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

PORT = 18_650


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


def beside_the_floor(compare: Callable[[Server, Server], Awaitable[None]]) -> None:
    """Run `compare` with our server and the bare one, both on one database of a throw-away PostgreSQL."""
    with Cluster() as cluster, cluster.database() as location, tempfile.TemporaryDirectory() as folder:
        settings = settings_for(location, Path(folder))
        env = {setting_name(name): str(getattr(settings, name)) for name in settings.model_fields_set}
        env |= {"ARCH_STATS_SERVER_PORT": str(PORT)}
        path = {"PATH": os.environ["PATH"]}
        dsn = f"postgresql://{location.user}@/{location.database}?host={location.host}&port={location.port}"

        async def run() -> None:
            async with (
                running("ours", "appliance", "serve", "--wing", "server", env=env | path, port=PORT, dsn=dsn) as ours,
                running(
                    "floor", "tests.benchmarks.floor", dsn, str(PORT + 1), env=path, port=PORT + 1, dsn=dsn
                ) as floor,
            ):
                await compare(ours, floor)

        asyncio.run(run())
