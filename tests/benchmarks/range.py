"""What the benchmarks of the sensors' way share: a whole range in processes of its own, and a node that is timed."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from appliance.core.events import Air, Burst, BurstKey
from appliance.sensing.entries import Entry, encode
from appliance.sensing.journal import Journal
from drivers.sim.pty_node import PtyNode
from drivers.sim.virtual_butt import VirtualButt
from drivers.sim.virtual_node import VirtualNode
from tests.faults.bench import Bench, Plan, range_with
from tests.faults.postgres import make_template, reachable_folder

NODE = "archstats-0000000000000001"
WRITTEN_AT_ONCE = 1000
PLACES = 500
"""So many different impacts; the others are the same with other numbers and counters."""


class TimedMemory(VirtualNode):
    """Says how long each shot waited for its acknowledgement after its last byte was on the wire, seconds."""

    def __init__(self, like: VirtualNode) -> None:
        super().__init__(hardware_id=like.hardware_id, boot=like.boot, climate=like.climate)
        self.sent_at: dict[int, float] = {}
        self.waited_s: list[float] = []

    def receive(self, data: bytes, now_us: int) -> None:
        """Bytes of the host."""
        super().receive(data, now_us)
        now = time.perf_counter()
        for number in [number for number in self.sent_at if number not in self._kept]:
            self.waited_s.append(now - self.sent_at.pop(number))


class LiveArcher:
    """Arrows at an even pace, whatever an acknowledgement takes; used as `async with`."""

    def __init__(self, bench: Bench, every_s: float) -> None:
        self._bench = bench
        self._every_s = every_s
        self._memory = TimedMemory(bench.node.memory)
        node = PtyNode(VirtualButt(), bench.dice, bench.line)
        node.memory = self._memory
        bench.replace_node(node)

    @property
    def waited_ms(self) -> list[float]:
        """Of each arrow so far how long its acknowledgement took; one that still waits counts as it stands."""
        now = time.perf_counter()
        waited = [*self._memory.waited_s, *(now - at for at in self._memory.sent_at.values())]
        return [1000 * one for one in waited]

    async def run(self) -> None:
        """Until cancelled."""
        loop = asyncio.get_running_loop()
        next_at = loop.time()
        while True:
            shot = await self._bench.shoot()
            if shot.number in self._memory.held:
                self._memory.sent_at[shot.number] = time.perf_counter()
            next_at += self._every_s
            await asyncio.sleep(max(next_at - loop.time(), 0.0))


def leave_backlog(folder: Path, events: int, since: datetime, until: datetime) -> None:
    """A journal as a run left it that could not record any of these impacts, in an earlier boot of the computer."""
    dice = random.Random(5)
    butt = VirtualButt()
    places = [butt.ticks(dice.gauss(650, 80), dice.gauss(650, 80), 1e6 * k, dice) for k in range(PLACES)]
    first = Burst(
        BurstKey(NODE, 1, 1), since, 0.0, places[0], butt.tick_hz, butt.tick_bits,
        air=Air(18.0, 55.0, 101_325.0),
    )  # fmt: skip
    journal = Journal(folder)
    lines = []
    for number in range(events):
        at = since + number * (until - since) / events
        ticks = tuple((tick + 17 * number) % (1 << butt.tick_bits) for tick in places[number % PLACES])
        key = replace(first.key, sequence=number + 1)
        burst = replace(first, key=key, ticks=ticks, received_at=at, loop_us=1e6 + number * 1e3)
        lines.append(encode(Entry(burst, "an earlier boot", at)))
        if len(lines) >= WRITTEN_AT_ONCE:
            journal.append(lines)
            lines.clear()
    journal.append(lines)
    journal.close()


@asynccontextmanager
async def bench_range(*, with_roster: bool = True) -> AsyncIterator[Bench]:
    """Everything running, a session open: two archers in turns, or nobody in particular."""
    with reachable_folder() as template:
        await make_template(template)
        async with range_with(Plan(), template, seed=1) as bench:
            if not with_roster:
                await bench.change_session(with_roster=False)
            yield bench


async def with_backlog(bench: Bench, events: int) -> None:
    """The appliance ends, and begins again with so many impacts of the open session in its journal."""
    wing = bench.wings["both"]
    await wing.stop()
    async with bench.postgres.connection() as connection:
        opened: datetime = await connection.fetchval("SELECT max(opened_at) FROM session_spans")
        until: datetime = await connection.fetchval("SELECT clock_timestamp()")
    leave_backlog(bench.folder / "data" / "journal", events, opened + timedelta(milliseconds=1), until)
    await wing.start()
    await wing.is_ready()


def percentile(values: list[float], share: float) -> float:
    """Of any number of values."""
    return sorted(values)[min(int(share * len(values)), len(values) - 1)] if values else float("nan")
