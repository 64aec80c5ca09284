"""What a box has of memory while arrows come and phones look on; it gets no more than a small Pi has."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from appliance.runtime.background import background
from drivers.sim.pty_node import PtyNode
from tests.box.guest import PHONE, Guest, in_the_network_of
from tests.box.on_the_range import call, on_the_range
from tests.box.processes import own_memory_mb
from tests.box.updating import Follower

MIB = 2**20
ARROWS, PHONES, MEMORY_MIB = 500, 10, 1024
AN_ARROW_EVERY_S = 0.5
ASKED_EVERY_S = 2.0
LOOKED_EVERY_S = 5.0
# what a phone reads beside the feed, by turns
LOOKED_AT = ("/session/open", "/shot?limit=1000", "/health", "/detection?limit=100")
HIERARCHIES = (Path("/sys/fs/cgroup/memory"), Path("/sys/fs/cgroup"))


class Bound:
    """A control group whose processes get so much memory, their files' pages in it, and no more."""

    def __init__(self, mib: int) -> None:
        self._group = next(path for path in HIERARCHIES if path.is_dir()) / f"arch-stats-{os.getpid()}"
        self._is_first = (HIERARCHIES[0]).is_dir()
        self._group.mkdir()
        name = "memory.limit_in_bytes" if self._is_first else "memory.max"
        (self._group / name).write_text(str(mib * MIB), encoding="ascii")

    def take(self) -> None:
        """This process, and what it starts from here on."""
        self._move(self._group)

    def leave(self) -> None:
        """This process."""
        self._move(self._group.parent)

    def forget(self) -> None:
        """Once nothing runs in it."""
        self._group.rmdir()

    def peak_mb(self) -> float:
        """The most that it ever had, with pages of files, in MB."""
        return self._read("memory.max_usage_in_bytes" if self._is_first else "memory.peak") / MIB

    def refusals(self) -> int:
        """How often it wanted more; the kernel then takes pages of files away, or ends a process."""
        if self._is_first:
            return self._read("memory.failcnt")
        return int(dict(line.split() for line in self._text("memory.events").splitlines())["max"])

    def _read(self, name: str) -> int:
        return int(self._text(name))

    def _text(self, name: str) -> str:
        return (self._group / name).read_text(encoding="ascii")

    @staticmethod
    def _move(group: Path) -> None:
        (group / "cgroup.procs").write_text(str(os.getpid()), encoding="ascii")


@contextmanager
def bound(mib: int) -> Iterator[Bound]:
    """What is started meanwhile belongs to it."""
    group = Bound(mib)
    group.take()
    try:
        yield group
    finally:
        group.leave()


@dataclass
class Looked:
    """All processes of the guest, each time somebody looked, in MB."""

    own_mb: list[float] = field(default_factory=list)

    async def look(self, guest: Guest) -> None:
        """Until cancelled."""
        while True:
            self.own_mb.append(await asyncio.to_thread(own_memory_mb, guest))
            await asyncio.sleep(LOOKED_EVERY_S)


async def look_on(guest: Guest, http: aiohttp.ClientSession) -> None:
    """A phone, beside its feed; until cancelled."""
    while True:
        for path in LOOKED_AT:
            await call(http, guest.base, "GET", path)
            await asyncio.sleep(ASKED_EVERY_S)


async def shoot(node: PtyNode) -> None:
    for number in range(ARROWS):
        await node.shoot(450.0 + 17 * (number % 20), 750.0 - 13 * (number % 23))
        await asyncio.sleep(AN_ARROW_EVERY_S)
    while node.held:
        await asyncio.sleep(AN_ARROW_EVERY_S)


async def measure_crowded(folder: Path) -> AsyncIterator[str]:
    """What it had; a line each."""
    with tempfile.TemporaryDirectory(prefix="arch-stats-measure-") as changes:
        guest = Guest(folder, Path(changes))
        with bound(MEMORY_MIB) as group:
            await guest.switch_on()
        try:
            with in_the_network_of(PHONE):
                await guest.ready()
                async with on_the_range(guest) as (http, node):
                    yield f"of {MEMORY_MIB} MB: all processes with an open session: {own_memory_mb(guest):.0f} MB"
                    looked, phones = Looked(), [Follower() for _ in range(PHONES)]
                    feeds = {f"feed{n}": phone.follow(http, guest.base) for n, phone in enumerate(phones)}
                    pages = {f"page{n}": look_on(guest, http) for n in range(PHONES)}
                    async with background(memory=looked.look(guest), **feeds, **pages):
                        await shoot(node)
                    heard = min(len(phone.shots) for phone in phones)
                    most = max(looked.own_mb)
                    yield f"{ARROWS} arrows, {heard} of them on each of {PHONES} phones: most {most:.0f} MB"
                    yield f"at the end {own_memory_mb(guest):.0f} MB; with pages of files most {group.peak_mb():.0f} MB"
                    yield f"times that more was wanted than there is: {group.refusals()}"
        finally:
            await guest.switch_off()
            group.forget()
