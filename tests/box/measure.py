"""What a card's system costs and how quickly it is back, measured in a guest. Root only.

python -m tests.box.measure launch FOLDER [TIMES]    from the guest's start to its page, and to its database's answer
python -m tests.box.measure kills FOLDER [TIMES]     from kill -9 of each process to an answer from the database
python -m tests.box.measure memory FOLDER [MINUTES]  what all processes have, at the start and after MINUTES
python -m tests.box.measure crowded FOLDER           the same on 1 GiB, while 500 arrows come and 10 phones look on
python -m tests.box.measure update FOLDER            what phones notice of three updates; the last one does not start
python -m tests.box.measure written FOLDER [MINUTES]  bytes and flushes of an arrow, and of an idle hour, from MINUTES

FOLDER is what image/build.bash --folder wrote.
"""

import asyncio
import os
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import aiohttp

from tests.box.crowded import measure_crowded
from tests.box.guest import PHONE, STEP_S, Guest, cable, in_the_network_of
from tests.box.processes import own_memory_mb, processes_in
from tests.box.updating import measure_update
from tests.box.written import measure_written

WITHIN_S = 1.0
WAIT_S = 120
KILLED = ("the appliance", "the database's first process", "a process of a connection")


class Launch(NamedTuple):
    """Seconds from a guest's start to what it first answers."""

    page_s: float
    answer_s: float


def report(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@asynccontextmanager
async def started(folder: Path) -> AsyncIterator[tuple[Guest, Launch]]:
    """A guest that answers, and how long that took."""
    with tempfile.TemporaryDirectory(prefix="arch-stats-measure-") as changes:
        guest = Guest(folder, Path(changes))
        try:
            await guest.switch_on()
            with in_the_network_of(PHONE):
                yield guest, await launch_of(guest)
        finally:
            await guest.switch_off()


def words_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def victim(guest: Guest, kind: str) -> int:
    """A process of this kind."""
    marks = {"the appliance": "arch-stats serve", "the database's first process": "postgres -D"}
    for pid in processes_in(guest):
        words = words_of(pid)
        if marks.get(kind, "[local]") in words and (kind in marks or words.startswith("postgres:")):
            return pid
    raise LookupError(kind)


async def serves(http: aiohttp.ClientSession, guest: Guest) -> bool:
    """Whether it answers from its database."""
    try:
        async with http.get(f"{guest.base}/api/v0/session/open", timeout=aiohttp.ClientTimeout(10)) as response:
            return response.status == 200  # as HTTP says
    except (OSError, TimeoutError, aiohttp.ClientError):
        return False


async def seconds_from_kill_to_serving(http: aiohttp.ClientSession, guest: Guest, kind: str) -> float:
    pid = victim(guest, kind)
    # it answers until the kernel has taken it down; the database goes whole, whichever of its processes went
    gone = [pid] if kind == "the appliance" else [pid, victim(guest, "the database's first process")]
    began = time.monotonic()
    os.kill(pid, signal.SIGKILL)
    async with asyncio.timeout(WAIT_S):
        while any(Path(f"/proc/{each}").exists() for each in gone):
            await asyncio.sleep(0)
        while not await serves(http, guest):
            await asyncio.sleep(STEP_S)
    return time.monotonic() - began


async def measure_launch(folder: Path, times: int) -> None:
    """The first start makes the database; the later ones are those of every day."""
    for what, again in (("first start", False), ("later start", True)):
        taken, worked = [], []
        for _ in range(times):
            async with started(folder) as (guest, first):
                taken.append(await later_start(guest) if again else first)
                worked.append(processor_s(guest))
        report(f"{what} to the page, {times} times: {summary([launch.page_s for launch in taken])}")
        report(f"  to an answer with its database: {summary([launch.answer_s for launch in taken])}")
        report(f"  of processor time, which other work beside does not lengthen: {summary(worked)}")


async def later_start(guest: Guest) -> Launch:
    await guest.switch_off()
    await guest.switch_on()
    return await launch_of(guest)


async def launch_of(guest: Guest) -> Launch:
    return Launch(await guest.shown(), await guest.ready())


def processor_s(guest: Guest) -> float:
    """What the guest's processes, and those that they waited for, have used of the processor."""
    ticks = 0
    for pid in processes_in(guest):
        try:
            stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        # user, system, and the same of children that ended
        ticks += sum(int(value) for value in stat.rpartition(")")[2].split()[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


async def measure_kills(folder: Path, times: int) -> None:
    async with started(folder) as (guest, _), aiohttp.ClientSession() as http:
        for kind in KILLED:
            taken = [await seconds_from_kill_to_serving(http, guest, kind) for _ in range(times)]
            quick = sum(seconds <= WITHIN_S for seconds in taken)
            report(f"kill -9 of {kind}: {summary(taken)}; {quick} of {times} within {WITHIN_S:g} s")


async def measure_memory(folder: Path, minutes: float) -> None:
    async with started(folder) as (guest, _):
        report(f"all processes after the start: {own_memory_mb(guest):.0f} MB")
        await asyncio.sleep(minutes * 60)
        report(f"all processes after {minutes:g} minutes: {own_memory_mb(guest):.0f} MB")


def summary(taken: list[float]) -> str:
    return f"median {statistics.median(taken):.2f} s, most {max(taken):.2f} s"


async def main(words: list[str]) -> int:
    match words:
        case ["update", folder]:
            async with cable():
                async for noticed in measure_update(Path(folder)):
                    report(str(noticed))
        case ["crowded", folder]:
            async with cable():
                async for line in measure_crowded(Path(folder)):
                    report(line)
        case ["written", folder, *rest]:
            async with cable():
                async for line in measure_written(Path(folder), float(rest[0]) if rest else 30):
                    report(line)
        case [("launch" | "kills" | "memory") as what, folder, *rest]:
            async with cable():
                if what == "launch":
                    await measure_launch(Path(folder), int(rest[0]) if rest else 5)
                elif what == "kills":
                    await measure_kills(Path(folder), int(rest[0]) if rest else 100)
                else:
                    await measure_memory(Path(folder), float(rest[0]) if rest else 60)
        case _:
            sys.stderr.write(__doc__ or "")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
