"""How fast a backlog is worked off: python -m tests.benchmarks.backlog [EVENTS]

The whole appliance in a process of its own, with so many impacts of one session in its journal; two archers take turns
in that session. Twice: alone, and while arrows land five times a second. Prints events a second from the journal to the
record, CPU for each event on both sides, and how long the live arrows waited for their acknowledgement.
"""

import asyncio
import os
import sys
import time
from contextlib import suppress
from pathlib import Path

from appliance.runtime.background import background
from tests.benchmarks.range import NODE, LiveArcher, bench_range, percentile, with_backlog
from tests.faults.bench import Bench

EVENTS = 20_000
LIVE_EVERY_S = 0.2
LOOK_S = 0.25
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


async def recorded(bench: Bench) -> int:
    async with bench.postgres.connection() as connection:
        count: int = await connection.fetchval("SELECT count(*) FROM detections WHERE node = $1", NODE)
    return count


def cpu_s(pid: int) -> float:
    """Of a process and its children so far, those that have ended too."""
    spent = sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15])) / TICKS_A_SECOND
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        with suppress(OSError):
            spent += cpu_s(int(child))
    return spent


def postmaster(bench: Bench) -> int:
    return int((bench.folder / "home" / "postgres" / "cluster" / "postmaster.pid").read_text().split()[0])


async def until_recorded(bench: Bench, wanted: int) -> None:
    while await recorded(bench) < wanted:
        await asyncio.sleep(LOOK_S)


async def measure(events: int, *, is_live: bool) -> None:
    async with bench_range() as bench:
        await with_backlog(bench, events)
        began = time.perf_counter()
        database_began = cpu_s(postmaster(bench))
        if is_live:
            archer = LiveArcher(bench, LIVE_EVERY_S)
            await bench.is_ready()
            async with background(archer=archer.run()):
                await until_recorded(bench, events)
        else:
            await until_recorded(bench, events)
        took = time.perf_counter() - began
        ours = cpu_s(bench.wings["both"].pid) / events * 1e3
        database = (cpu_s(postmaster(bench)) - database_began) / events * 1e3
        async with bench.postgres.connection() as connection:
            size = await connection.fetchval("SELECT max(n) FROM (SELECT count(*) AS n FROM shots GROUP BY session_id)")
        print(
            f"{'with live arrows' if is_live else 'alone':16s} {events} events in {took:.1f} s: {events / took:.0f} a "
            f"second; CPU an event {ours:.2f} ms ours, {database:.2f} ms PostgreSQL's; {size} shots in the session",
            flush=True,
        )
        if is_live:
            waited = archer.waited_ms
            print(
                f"                 {len(waited)} live arrows: acknowledged p50 {percentile(waited, 0.5):.1f} ms, "
                f"p99 {percentile(waited, 0.99):.1f} ms, worst {max(waited):.1f} ms",
                flush=True,
            )


async def main(events: int) -> None:
    await measure(events, is_live=False)
    await measure(events, is_live=True)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS))
