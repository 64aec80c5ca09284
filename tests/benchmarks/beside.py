"""From the wire to a phone while sensors chirp and bows speak: python -m tests.benchmarks.beside [ARROWS]

One appliance in one run, so many arrows of each kind, in blocks that take turns: nothing else; a node that chirps; bows
that tell of each release; both. Chirps are made harder than they are: the quiet times after an impact and a release are
taken away, and a round of eight is worked on every second, so that arrows come in the middle of it. Prints p50, p99 and
the longest time from a shot's last byte on the wire to its message on a phone's socket, and how many rounds were used.
"""

import asyncio
import random
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from appliance.core import chirp_policy
from appliance.main import opened
from appliance.runtime.background import background
from appliance.sensing import chirp_rounds
from appliance.settings import Settings
from drivers.node import emitter_turns
from drivers.sim.chirping import some_emitters
from drivers.sim.pty_line import PtyLine
from drivers.sim.pty_node import PtyNode
from drivers.sim.simulated_bow import HARDWARE_ID, SimulatedBow
from drivers.sim.virtual_butt import VirtualButt
from tests.benchmarks.range import percentile
from tests.builders import a_survey, settings_for
from tests.hil.conftest import Bench, phone_at
from tests.postgres import Cluster

ARROWS, BLOCK = 100, 20
KINDS = {"nothing": (False, False), "chirps": (True, False), "bows": (False, True), "chirps and bows": (True, True)}
FAST_BAUD = 921_600
BETWEEN_S = (0.3, 0.8)
FLIGHT_S = 0.35
"""Of 18 m."""
CHIRP_EVERY_US = 25_000


def without_quiet_times() -> None:
    """Chirps go on beside arrows."""
    chirp_policy.QUIET_AFTER_IMPACT_US = chirp_policy.QUIET_AFTER_RELEASE_US = 0.0
    chirp_rounds.DEAF_AFTER_IMPACT_US = 0.0
    emitter_turns.QUIET_AFTER_TRIGGER_US = 0


class Range:
    """A node with emitters, bows with sensors, and a phone."""

    def __init__(self, bench: Bench, node: PtyNode, bows: list[SimulatedBow], dice: random.Random) -> None:
        self.bench, self.node, self.bows, self.dice = bench, node, bows, dice
        self._known: set[str] = set()

    async def call(self, method: str, path: str, body: object = None) -> Any:
        async with self.bench.http.request(method, f"{self.bench.base}/api/v0{path}", json=body) as response:
            assert response.status < 300, await response.text()
            return (await response.json())["data"]

    async def own(self) -> None:
        """Each bow is somebody's, and all shoot."""
        archers = []
        for k, bow in enumerate(self.bows):
            archers.append(await self.call("POST", "/archer", {"name": f"archer {k}"}))
            await self.call("POST", f"/archer/{archers[-1]}/bow", {"name": "bow", "sensor": bow.sensor})
        listed = [{"archer_id": one, "letter": "ABCDEF"[k], "shooting_order": k + 1} for k, one in enumerate(archers)]
        await self.call("PUT", f"/session/{self.bench.session_id}/archers", {"archers": listed})

    async def shoot(self, *, has_release: bool) -> float:
        """Milliseconds from the wire to the phone."""
        if has_release:
            self.dice.choice(self.bows).loose(FLIGHT_S)
        await self.node.shoot(self.dice.gauss(650, 80), self.dice.gauss(650, 80))
        sent = time.perf_counter()
        while True:
            shot = (await self.bench.message("shot"))["data"]
            if shot["id"] not in self._known:
                self._known.add(shot["id"])
                return (time.perf_counter() - sent) * 1e3

    async def block(self, *, has_chirps: bool, has_releases: bool) -> list[float]:
        """Some arrows."""
        self.node.memory.turns._present = range(8 if has_chirps else 0)
        took = []
        for _ in range(BLOCK):
            await asyncio.sleep(self.dice.uniform(*BETWEEN_S))
            took.append(await self.shoot(has_release=has_releases))
        return took


async def measure(plain: Settings, arrows: int) -> None:
    dice, bows = random.Random(2), [SimulatedBow(HARDWARE_ID + k) for k in range(4)]
    butt = VirtualButt(wind_x_m_per_s=1.0)
    emitters = some_emitters(butt.sensors, [10.0] * 8, dice)
    node = PtyNode(butt, dice, PtyLine(FAST_BAUD), emitters=emitters, chirp_every_us=CHIRP_EVERY_US)
    async with AsyncExitStack() as stack:
        ports = [await stack.enter_async_context(bow.listening()) for bow in bows]
        urls = tuple(f"socket://127.0.0.1:{port}" for port in ports)
        settings = plain.model_copy(update={"node_url": node.line.url, "bow_urls": urls})
        ready = await stack.enter_async_context(opened(settings, survey=a_survey()))
        bench = await stack.enter_async_context(phone_at(f"http://127.0.0.1:{ready.port}"))
        await stack.enter_async_context(background(node=node.run()))
        await bench.node_is("listening")
        one = Range(bench, node, bows, dice)
        await one.own()
        took: dict[str, list[float]] = {kind: [] for kind in KINDS}
        chirps: dict[str, int] = {}
        for _ in range(max(arrows // BLOCK, 1)):
            for kind, (has_chirps, has_releases) in KINDS.items():
                before = len(node.memory.turns.chirped)
                took[kind] += await one.block(has_chirps=has_chirps, has_releases=has_releases)
                chirps[kind] = chirps.get(kind, 0) + len(node.memory.turns.chirped) - before
        rounds = (await one.call("GET", "/health"))["chirps"]
        timed = sum(
            shot["arrow_disengage_time"] is not None
            for shot in await one.call("GET", f"/shot/session-id/{bench.session_id}")
        )
    node.line.unplug()
    for kind, of_kind in took.items():
        print(
            f"{kind:16s} {len(of_kind)} arrows: wire to phone p50 {percentile(of_kind, 0.5):6.1f} ms  "
            f"p99 {percentile(of_kind, 0.99):6.1f} ms  worst {max(of_kind):6.1f} ms; {chirps[kind]} chirps"
        )
    print(f"{0 if rounds is None else rounds['rounds']} rounds of chirps kept, {timed} arrows with a release")


def main() -> None:
    without_quiet_times()
    with Cluster() as cluster, cluster.database() as location, tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(settings_for(location, Path(folder)), int(sys.argv[1]) if len(sys.argv) > 1 else ARROWS))


if __name__ == "__main__":
    main()
