"""How long a node waits for its acknowledgement while others want much.

python -m tests.benchmarks.acknowledgement [SECONDS [KIND ...]]

The whole appliance in a process of its own. While arrows land five times a second, for so many seconds each: nothing
else; a backlog of impacts of the same session; imports one after another; eight uploads at once; hostile requests; 200
phones on the feed (`nothing`, `backlog`, `imports`, `uploads`, `hostile`, `phones`). Prints p50, p99 and the longest
wait from a shot's last byte on the wire to its acknowledgement. On a busy machine compare with `nothing`.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from appliance.runtime.background import background
from tests.benchmarks.range import LiveArcher, bench_range, percentile, with_backlog
from tests.faults.bench import Bench

SECONDS = 20.0
LIVE_EVERY_S = 0.2
BACKLOG_EVENTS = 100_000
RECORD_EVENTS = 3000
KINDS = ("nothing", "backlog", "imports", "uploads", "hostile", "phones")


@asynccontextmanager
async def demanding(kind: str, bench: Bench) -> AsyncIterator[None]:
    """In a process of its own, so that the node is not kept waiting by what others do."""
    words = "-m", "tests.benchmarks.demands", kind, bench.base
    process = await asyncio.create_subprocess_exec(sys.executable, *words)
    try:
        yield
        assert process.returncode is None, f"{kind} ended early"
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def until_empty(bench: Bench) -> None:
    while (await bench.call("GET", "/health"))["waiting_events"]:
        await asyncio.sleep(0.5)


async def measure(kind: str, seconds: float) -> None:
    async with bench_range() as bench:
        if kind == "backlog":
            await with_backlog(bench, BACKLOG_EVENTS)
        elif kind in ("imports", "uploads"):
            await with_backlog(bench, RECORD_EVENTS)
            await bench.is_ready()
            await until_empty(bench)
        archer = LiveArcher(bench, LIVE_EVERY_S)
        await bench.is_ready()
        async with background(archer=archer.run()):
            if kind in ("nothing", "backlog"):
                await asyncio.sleep(seconds)
            else:
                async with demanding(kind, bench):
                    await asyncio.sleep(seconds)
            waited = archer.waited_ms
        print(
            f"{kind:10s} {len(waited):4d} arrows: acknowledged p50 {percentile(waited, 0.5):6.1f} ms, "
            f"p99 {percentile(waited, 0.99):6.1f} ms, worst {max(waited):6.1f} ms",
            flush=True,
        )


async def main(seconds: float, kinds: list[str]) -> None:
    for kind in kinds or KINDS:
        await measure(kind, seconds)


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS, sys.argv[2:]))
