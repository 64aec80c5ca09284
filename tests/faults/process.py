"""A process of the appliance, kept running as systemd keeps it; ends that nobody asked for are counted."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

RESTART_S = 0.2
STOP_S = 20.0
UNIT = Path(__file__).parents[2] / "systemd" / "arch-stats.service"


def memory_settings() -> dict[str, str]:
    """How the C library keeps memory, as the unit says."""
    return dict(re.findall(r"\b(MALLOC_\w+)=(\d+)", UNIT.read_text()))


class Supervised:
    """`python -m appliance WORDS`, started again RESTART_S after it ends."""

    def __init__(self, words: tuple[str, ...], environment: Mapping[str, str], log: Path) -> None:
        self._command = (sys.executable, *words)
        self._environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(Path.cwd()),
            "PYTHONUNBUFFERED": "1",
            **memory_settings(),
            **environment,
        }
        self.log = log
        self._process: asyncio.subprocess.Process | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._killed: set[int] = set()
        self._ready = asyncio.Event()
        self.ended_by_itself = 0

    async def start(self) -> None:
        """From now on it is kept running."""
        self._keeper = asyncio.create_task(self._keep(), name="appliance keeper")

    async def stop(self) -> None:
        """SIGTERM, and not started again. A process that does not obey is killed, and counted."""
        if self._keeper is not None:
            self._keeper.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeper
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            async with asyncio.timeout(STOP_S):
                await process.wait()
        except TimeoutError:
            self.ended_by_itself += 1
            process.kill()
            await process.wait()

    def kill(self) -> None:
        """SIGKILL, at this instant."""
        process = self._process
        if process is not None and process.returncode is None:
            self._killed.add(process.pid)
            self._ready.clear()
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)

    async def is_ready(self) -> None:
        """Until it has said its first line."""
        await self._ready.wait()

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    async def _keep(self) -> None:
        while True:
            with self.log.open("ab") as sink:
                self._process = await asyncio.create_subprocess_exec(
                    *self._command, env=self._environment, stdout=asyncio.subprocess.PIPE, stderr=sink
                )
            process = self._process
            assert process.stdout is not None
            if await process.stdout.readline():
                self._ready.set()
            await process.wait()
            process._transport.close()  # type: ignore[attr-defined]  # private: asyncio leaves the pipe open
            self._ready.clear()
            if process.pid not in self._killed:
                self.ended_by_itself += 1
            await asyncio.sleep(RESTART_S)
