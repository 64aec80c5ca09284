"""The server wing in a process of its own, on a throw-away PostgreSQL."""

import asyncio
import os
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from appliance.settings import setting_name
from tests.builders import settings_for
from tests.postgres import Cluster

READY_WITHIN_S = 30.0


@asynccontextmanager
async def own_server() -> AsyncIterator[tuple[str, int, Callable[[], bool]]]:
    """Its host, its port, and whether it still runs."""
    # the cluster runs a loop of its own to start and stop
    cluster = Cluster()
    await asyncio.to_thread(cluster.__enter__)
    try:
        database = cluster.database()
        location = await asyncio.to_thread(database.__enter__)
        with tempfile.TemporaryDirectory() as folder:
            settings = settings_for(location, Path(folder))
            env = {setting_name(name): str(getattr(settings, name)) for name in settings.model_fields_set}
            with socket.create_server(("127.0.0.1", 0)) as free:
                port: int = free.getsockname()[1]
            env |= {"ARCH_STATS_SERVER_PORT": str(port), "PATH": os.environ["PATH"], "PYTHONPATH": str(Path.cwd())}
            words = ("-m", "appliance", "serve", "--wing", "server")
            process = await asyncio.create_subprocess_exec(
                sys.executable, *words, env=env, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
            )
            try:
                await _is_ready(port)
                yield "127.0.0.1", port, lambda: process.returncode is None
            finally:
                if process.returncode is None:
                    process.terminate()
                await process.wait()
        await asyncio.to_thread(database.__exit__, None, None, None)
    finally:
        await asyncio.to_thread(cluster.__exit__, None, None, None)


async def _is_ready(port: int) -> None:
    async with asyncio.timeout(READY_WITHIN_S):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.transport.abort()
                return
