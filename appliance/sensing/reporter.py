"""Writes the state of the sensor wing and its nodes to the database, for the server wing to read."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace

from appliance.core.events import NodeStatus
from appliance.core.message import Message
from appliance.models.base_db import Queryable
from appliance.models.nodes_db import NodesDB
from appliance.models.patience import patiently
from appliance.models.wings_db import WingsDB
from appliance.schema.health import WingReport

LIVE_EVERY_S = 5.0
"""Interval of the signs of life, also without news; the server wing reports the program missing after three."""
LOOK_EVERY_S = 0.5
"""Longest time between two checks for something new to report."""
COUNTERS_EVERY_S = 10.0
"""Shortest time between two writes of counters alone: a phone shows them by the half minute."""
AIR_EVERY_S = 60.0
"""Longest time until changed air values of a node are written, to spare the SD card; a changed state is written at
once."""


def _nothing_to_report() -> WingReport:
    return WingReport(parts=[])


class Reporter:
    """Writes the latest state of each node and of the wing; intermediate states are skipped."""

    def __init__(
        self,
        source: Queryable,
        look: Callable[[], WingReport] = _nothing_to_report,
        now_s: Callable[[], float] | None = None,
    ) -> None:
        self._nodes = NodesDB(source)
        self._wings = WingsDB(source)
        self._look = look
        self._now_s = now_s or time.monotonic
        self._latest: dict[str, NodeStatus] = {}
        self._unwritten: dict[str, NodeStatus] = {}
        self._written: dict[str, NodeStatus] = {}
        self._gone: set[str] = set()
        self._urgent = asyncio.Event()
        self._reason: Message | None = None

    def note(self, status: NodeStatus) -> None:
        """Note the latest status of a node."""
        known = self._latest.get(status.node)
        self._latest[status.node] = self._unwritten[status.node] = status
        if known is None or (known.state, known.detail) != (status.state, status.detail):
            self._urgent.set()

    def forget(self, node: str) -> None:
        """Forget a node that is not read any more."""
        self._latest.pop(node, None)
        self._unwritten.pop(node, None)
        self._written.pop(node, None)
        self._gone.add(node)
        self._urgent.set()

    def waits_for(self) -> Message | None:
        """What writing waits for; None when nothing."""
        return self._reason

    async def run(self) -> None:
        """Write changes and signs of life until cancelled."""
        written: WingReport | None = None
        lived_s: float | None = None
        nodes_written_s = self._now_s()
        while True:
            # before the nodes, so that their rows are read beside a report that names them
            report = self._report()
            if report != written:
                await patiently(self._write_report, self._set_wait_reason)
                written = report
            if lived_s is None or self._now_s() - lived_s >= LIVE_EVERY_S:
                if not await patiently(self._wings.live, self._set_wait_reason):
                    written = None
                lived_s = self._now_s()
            if self._urgent.is_set() or self._is_due(self._now_s() - nodes_written_s):
                self._urgent.clear()
                await patiently(self._write_nodes, self._set_wait_reason)
                nodes_written_s = self._now_s()
            await self._pause()

    def _is_due(self, waited_s: float) -> bool:
        """Whether new statuses of nodes are to be written, `waited_s` seconds after the last time."""
        if waited_s >= AIR_EVERY_S:
            return bool(self._unwritten)
        return waited_s >= COUNTERS_EVERY_S and any(
            node not in self._written or _is_news(self._written[node], status)
            for node, status in self._unwritten.items()
        )

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(LOOK_EVERY_S):
                await self._urgent.wait()
        except TimeoutError:
            return

    def _report(self) -> WingReport:
        return self._look().model_copy(update={"nodes": sorted(self._latest)})

    async def _write_report(self) -> None:
        # built anew at each attempt: the wing's state may have changed during the wait
        await self._wings.write("sensing", self._report())

    async def _write_nodes(self) -> None:
        for node in list(self._gone):
            if node not in self._latest:
                await self._nodes.delete_one(node)
            self._gone.discard(node)
        for status in list(self._unwritten.values()):
            await self._nodes.upsert(status)
            self._written[status.node] = status
            if self._unwritten.get(status.node) is status:
                del self._unwritten[status.node]

    def _set_wait_reason(self, reason: Message | None) -> None:
        self._reason = reason


def _is_news(before: NodeStatus, now: NodeStatus) -> bool:
    """Whether a status differs in more than the air and the time of reception."""
    return replace(before, received_at=now.received_at, heard_us=now.heard_us, air=now.air) != now
