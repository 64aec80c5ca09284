"""A card's system in a folder, booted under a real systemd as a machine of its own beside the test's."""

import asyncio
import ctypes
import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

import aiohttp

ROOT = Path(__file__).parents[2]
NSPAWN = ROOT / "tests" / "box" / "nspawn.bash"
WAIT_S = 300
STEP_S = 0.02
CLONE_NEWNET = 0x40000000
BOX, PHONE = (f"arch-stats-{os.getpid()}-{name}" for name in ("guest", "phone"))
BOX_IPV4, PHONE_IPV4 = "10.77.1.1", "10.77.1.2"


async def run(*words: str, wait_s: float = WAIT_S) -> str:
    """What a command prints; it must succeed."""
    process = await asyncio.create_subprocess_exec(
        *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    out, _ = await asyncio.wait_for(process.communicate(), wait_s)
    assert process.returncode == 0, f"{' '.join(words)}: {out.decode(errors='replace')[-4000:]}"
    return out.decode()


@contextmanager
def in_the_network_of(namespace: str) -> Iterator[None]:
    """What this thread, and what it starts, opens meanwhile is in that network."""
    libc = ctypes.CDLL(None, use_errno=True)
    own = os.open("/proc/self/ns/net", os.O_RDONLY)
    other = os.open(f"/run/netns/{namespace}", os.O_RDONLY)
    try:
        if libc.setns(other, CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")
        yield
    finally:
        libc.setns(own, CLONE_NEWNET)
        os.close(own)
        os.close(other)


@asynccontextmanager
async def cable() -> AsyncIterator[None]:
    """A box and a phone, each with a network of its own, on one cable."""
    try:
        for name in (BOX, PHONE):
            await run("ip", "netns", "add", name)
            await run("ip", "-n", name, "link", "set", "lo", "up")
        await run("ip", "link", "add", "box0", "netns", BOX, "type", "veth", "peer", "name", "phone0", "netns", PHONE)
        for name, link, address in ((BOX, "box0", BOX_IPV4), (PHONE, "phone0", PHONE_IPV4)):
            await run("ip", "-n", name, "addr", "add", f"{address}/24", "dev", link)
            await run("ip", "-n", name, "link", "set", link, "up")
            await run("ip", "-n", name, "route", "add", "224.0.0.0/4", "dev", link)
        yield
    finally:
        for name in (BOX, PHONE):
            with suppress(AssertionError):
                await run("ip", "netns", "del", name)


PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Guest:
    """A box that is switched on and off, and whose plug can be pulled."""

    def __init__(self, root: Path, changes: Path | None, *words: str) -> None:
        self.base = f"http://{BOX_IPV4}"
        self._root = root
        self._changes = changes
        self._words = words
        self._process: asyncio.subprocess.Process | None = None
        self.leader = 0
        self.began_s = 0.0

    async def switch_on(self) -> None:
        """Until its first process is there."""
        self.began_s = time.monotonic()
        changes = "-" if self._changes is None else str(self._changes)
        self._process = await asyncio.create_subprocess_exec(
            str(NSPAWN), str(self._root), changes, BOX, *self._words,
            stdout=asyncio.subprocess.DEVNULL, stderr=None, start_new_session=True,
        )  # fmt: skip
        async with asyncio.timeout(WAIT_S):
            while (leader := first_process_under(self._process.pid)) is None:
                assert self._process.returncode is None, "the guest did not start"
                await asyncio.sleep(STEP_S)
        self.leader = leader

    async def ready(self) -> float:
        """Until it answers and its database is there; how long after it was switched on, in seconds."""
        return await self._until(self._answers)

    async def shown(self) -> float:
        """Until it shows the page, in the same way."""
        return await self._until(self._shows_the_page)

    async def _until(self, asked: Callable[[aiohttp.ClientSession], Awaitable[bool]]) -> float:
        try:
            async with aiohttp.ClientSession() as http, asyncio.timeout(WAIT_S):
                while not await asked(http):
                    await asyncio.sleep(STEP_S)
        except TimeoutError as error:
            log = await self.inside("journalctl", "--boot", "--no-pager", "--lines=60")
            raise AssertionError(f"not ready after {WAIT_S} s:\n{log}") from error
        return time.monotonic() - self.began_s

    async def inside(self, *words: str) -> str:
        """What a command prints in there, as root."""
        clean = ("env", "--ignore-environment", f"PATH={PATH}")
        return await run("nsenter", "--target", str(self.leader), "--all", "--root", "--wd=/", *clean, *words)

    async def pull_the_plug(self) -> None:
        """Every process is gone at once, and nothing is written to the end."""
        assert self._process is not None
        os.kill(self.leader, signal.SIGKILL)
        await self._process.wait()
        self._process = None

    async def switch_off(self) -> None:
        """As somebody who presses the button, and at the latest by force."""
        if self._process is None:
            return
        os.kill(self.leader, signal.SIGRTMIN + 4)
        try:
            async with asyncio.timeout(30):
                await self._process.wait()
        except TimeoutError:
            await self.pull_the_plug()
        self._process = None

    async def _answers(self, http: aiohttp.ClientSession) -> bool:
        try:
            async with http.get(f"{self.base}/api/v0/health", timeout=aiohttp.ClientTimeout(total=5)) as response:
                return bool((await response.json())["data"]["database"] == "ready")
        except (OSError, TimeoutError, aiohttp.ClientError, KeyError, TypeError, ValueError):
            return False

    async def _shows_the_page(self, http: aiohttp.ClientSession) -> bool:
        try:
            async with http.get(f"{self.base}/app/", timeout=aiohttp.ClientTimeout(total=5)) as response:
                return response.status == 200  # as HTTP says
        except (OSError, TimeoutError, aiohttp.ClientError):
            return False


def first_process_under(pid: int) -> int | None:
    """The guest's process 1, among the descendants of the one that booted it."""
    with suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split():
            status = Path(f"/proc/{child}/status").read_text(encoding="ascii")
            inner = next(line for line in status.splitlines() if line.startswith("NSpid:")).split()
            if inner[-1] == "1" and len(inner) > 2:  # its number here, and in there
                return int(child)
            if (found := first_process_under(int(child))) is not None:
                return found
    return None
