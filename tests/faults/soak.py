"""A long evening by command: python -m tests.faults.soak [MINUTES]

Five arrows a second, phones that come and go, exports, health polls, and a node that is reset now and then. Every
SAMPLE_S seconds the process is looked at from outside: resident memory, descriptors, threads, files in its folder.
After a warm-up (a third of the time, 10 minutes at most) the first and the last tenth of the samples are compared by
their medians. At the end the record is compared with the truth. Ends with 1 where anything has grown or is wrong.
"""

import asyncio
import random
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from appliance.runtime.background import background
from drivers.sim.pty_node import PtyNode
from drivers.sim.virtual_butt import VirtualButt
from tests.faults.bench import SIGMA_US, Bench, Plan, range_with
from tests.faults.phone import Phone
from tests.faults.postgres import make_template, reachable_folder
from tests.faults.process import Supervised

MINUTES = 60
SHOT_EVERY_S = 0.2
SAMPLE_S = 2.0
HEALTH_EVERY_S = 1.0
EXPORT_EVERY_S = 20.0
RESET_EVERY_S = 60.0
PHONES = 8
PHONE_STAYS_S = (1.0, 15.0)
MEMORY_GROWTH_KB = 2048
QUIET = 3  # descriptors, threads and files that come and go with what is being done at the moment


@dataclass(frozen=True, slots=True)
class Sample:
    """The process from outside."""

    resident_kb: float
    descriptors: int
    threads: int
    files: int


def look_at(wing: Supervised, data: Path) -> Sample:
    process = Path(f"/proc/{wing.pid}")
    fields = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
    return Sample(
        float(fields["VmRSS"].split()[0]),
        len(list((process / "fd").iterdir())),
        int(fields["Threads"]),
        sum(path.is_file() for path in data.rglob("*")),
    )


async def shoot(bench: Bench) -> None:
    """At an even pace, whatever a shot takes; the node is reset when it holds nothing."""
    loop = asyncio.get_running_loop()
    next_at, reset_at = loop.time(), loop.time() + RESET_EVERY_S
    while True:
        if loop.time() > reset_at:
            await bench.is_acknowledged()
            bench.replace_node(PtyNode(VirtualButt(sigma_us=SIGMA_US), bench.dice, bench.line))
            await bench.is_ready()
            next_at = loop.time()
            reset_at = next_at + RESET_EVERY_S
        await bench.shoot()
        next_at += SHOT_EVERY_S
        await asyncio.sleep(max(next_at - loop.time(), 0.0))


async def come_and_go(bench: Bench, dice: random.Random) -> None:
    """One phone after another."""
    while True:
        with suppress(TimeoutError):
            async with asyncio.timeout(dice.uniform(*PHONE_STAYS_S)):
                await Phone(bench.http, bench.base).run()


async def ask_health(bench: Bench) -> None:
    await bench.call("GET", "/health")


async def export(bench: Bench) -> None:
    async with bench.http.get(f"{bench.base}/api/v0/export") as response:
        assert response.status == 200, response.status
        async for _ in response.content.iter_chunked(1 << 16):
            pass


async def every(seconds: float, work: Callable[[Bench], Awaitable[None]], bench: Bench) -> None:
    while True:
        await asyncio.sleep(seconds)
        try:
            await work(bench)
        except (aiohttp.ClientError, OSError, TimeoutError, AssertionError) as error:
            bench.notes.append(f"{work.__name__}: {error!r}")


async def watch(bench: Bench, minutes: float) -> list[Sample]:
    wing = bench.wings["both"]
    started, samples = time.monotonic(), []
    while (elapsed := time.monotonic() - started) < 60 * minutes:
        await asyncio.sleep(SAMPLE_S)
        samples.append(look_at(wing, bench.folder / "data"))
        if len(samples) % 30 == 0:
            print(f"{elapsed / 60:.0f} min, {len(bench.truth)} arrows: {samples[-1]}", flush=True)
    return samples


def grown(samples: list[Sample], minutes: float) -> list[str]:
    """What has grown between the first and the last tenth after the warm-up; prints both."""
    warm = samples[int(min(minutes / 3, 10) * 60 / SAMPLE_S) :]
    tenth = max(len(warm) // 10, 1)
    findings = []
    limits = {"resident_kb": MEMORY_GROWTH_KB, "descriptors": QUIET, "threads": QUIET, "files": QUIET}
    for name, limit in limits.items():
        first, last = (statistics.median(getattr(s, name) for s in part) for part in (warm[:tenth], warm[-tenth:]))
        print(f"{name.replace('_', ' '):12s} {first:10.0f} -> {last:10.0f}   may grow by {limit}")
        if last - first > limit:
            findings.append(f"{name} grew from {first:.0f} to {last:.0f}")
    return findings


async def soak(minutes: float) -> int:
    with reachable_folder() as template:
        await make_template(template)
        async with range_with(Plan(), template, seed=3) as bench:
            visitors = {f"phone-{k}": come_and_go(bench, random.Random(k)) for k in range(PHONES)}
            async with background(
                archers=shoot(bench),
                health=every(HEALTH_EVERY_S, ask_health, bench),
                exports=every(EXPORT_EVERY_S, export, bench),
                **visitors,
            ):
                samples = await watch(bench, minutes)
            await bench.settle()
            journal = sum(f.stat().st_size for f in (bench.folder / "data" / "journal").glob("*") if f.is_file())
            verdict = await bench.verdict()
    findings = grown(samples, minutes)
    print(f"journal folder at the end: {journal} bytes")
    print({name: getattr(verdict, name) for name in verdict.__slots__ if name != "examples"})
    for finding in findings + verdict.examples[:20]:
        print(f"  {finding}")
    return 0 if verdict.is_clean and not findings and not bench.notes else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(soak(float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES)))
