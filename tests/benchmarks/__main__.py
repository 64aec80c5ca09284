"""Measures what the appliance costs: python -m tests.benchmarks

Prints figures of one run on this machine, and ratios where something is there to compare with. Not a test: it never
fails, and it takes under a minute.
"""

import asyncio
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from appliance.core.arrival import Arrival
from appliance.core.errors import LocateError
from appliance.core.locating.solver import closed_form_start
from appliance.main import opened
from appliance.runtime.background import background
from appliance.settings import Settings, setting_name
from drivers.sim.pty_line import PtyLine
from drivers.sim.pty_node import PtyNode
from drivers.sim.virtual_butt import VirtualButt
from tests.benchmarks.bursts import SPEED, Butt, array_of
from tests.benchmarks.locating import air_of, placed
from tests.builders import a_survey, settings_for
from tests.hil.conftest import phone_at
from tests.postgres import Cluster

ARROWS = 2000
SHOTS = 300
STARTS = 5
FAST_BAUD = 921_600


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]


def arrows() -> None:
    """Microseconds per arrow, what it tells of the air included, and how many times the closed form alone that is."""
    dice = random.Random(1)
    for name, late_us in (("4", 0.0), ("6", 0.0), ("6", 120.0), ("8", 0.0), ("8", 120.0)):
        array = array_of(name)
        butt, known, learned = Butt(array, 1.0), air_of("known", name, 1.0), air_of("learned outdoors", name, 1.0)
        heard = []
        for _ in range(ARROWS):
            times = butt.arrivals(dice, *butt.on_the_butt(dice))
            times[dice.randrange(len(times))] += late_us
            heard.append(times)
        alone = [
            [Arrival(k, s, t) for k, (s, t) in enumerate(zip(array.sensors, times, strict=True))] for times in heard
        ]
        floor = statistics.median(timed(partial(closed_form_start, arrivals, SPEED)) for arrivals in alone)
        what = f"{name} sensors, {'one channel late' if late_us else 'clean'}"
        for air, state in (("known air", known), ("followed air", learned)):
            took = [timed(partial(placed, times, array, state, 1.0)) for times in heard]
            median = statistics.median(took)
            print(
                f"one arrow in {air + ',':13s} {what:27s} median {median:5.0f} us  p99 {percentile(took, 0.99):5.0f} us"
                f"  {median / floor:6.1f} x the closed form alone"
            )


def timed(work: Callable[[], object]) -> float:
    """Microseconds of one call; a refusal costs what it costs."""
    started = time.perf_counter()
    with suppress(LocateError):
        work()
    return (time.perf_counter() - started) * 1e6


async def wire_to_websocket(settings: Settings) -> None:
    """From the last byte on the wire to the message on a phone's socket, journal fsync and commit included."""
    dice = random.Random(2)
    node = PtyNode(VirtualButt(), dice, PtyLine(FAST_BAUD))
    changed = settings.model_copy(update={"node_url": node.line.url})
    took = []
    async with (
        opened(changed, survey=a_survey()) as ready,
        phone_at(f"http://127.0.0.1:{ready.port}") as bench,
        background(node=node.run()),
    ):
        await bench.node_is("listening")
        for _ in range(SHOTS):
            await node.shoot(dice.gauss(650, 80), dice.gauss(650, 80))
            sent = time.perf_counter()
            await bench.message("shot")
            took.append((time.perf_counter() - sent) * 1e3)
    node.line.unplug()
    print(f"wire to WebSocket, {SHOTS} shots: p50 {percentile(took, 0.5):.1f} ms  p99 {percentile(took, 0.99):.1f} ms")


async def process_costs(settings: Settings, survey: Path) -> None:
    """From exec to ready on a running database, and resident memory once it is."""
    environment = {setting_name(name): str(getattr(settings, name)) for name in settings.model_fields_set}
    environment |= {"PATH": os.environ["PATH"], "ARCH_STATS_SURVEY": str(survey), "ARCH_STATS_NODE_URL": "/dev/none"}
    starts, resident = [], 0.0
    for _ in range(STARTS):
        started = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "appliance", "serve",
            env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        assert process.stdout is not None
        await process.stdout.readline()
        starts.append(time.perf_counter() - started)
        status = Path(f"/proc/{process.pid}/status").read_text()
        resident = next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))
        process.terminate()
        await process.wait()
    print(f"exec to ready: median {statistics.median(starts):.2f} s of {STARTS}; resident {resident:.0f} MB")


def main() -> None:
    arrows()
    with Cluster() as cluster, cluster.database() as location, tempfile.TemporaryDirectory() as folder:
        settings = settings_for(location, Path(folder))
        asyncio.run(wire_to_websocket(settings))
        survey = Path(folder) / "survey.json"
        survey.write_text(a_survey().model_dump_json())
        asyncio.run(process_costs(settings, survey))


if __name__ == "__main__":
    main()
