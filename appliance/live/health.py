"""How the appliance is, in words."""

import asyncio
import shutil
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from appliance import __version__
from appliance.live.board import Board
from appliance.live.butt_watch import ButtWatch
from appliance.live.hub import Hub
from appliance.models.base_db import Queryable
from appliance.models.errors import DBUnavailable
from appliance.models.nodes_db import NodesDB
from appliance.schema.health import ButtRead, HealthLevel, HealthRead, NodeRead

LOW_DISK_MB = 500
HOT_C = 80.0
LOOK_EVERY_S = 10.0
FIRST_CREDIBLE_YEAR = 2026

_STATES = {
    "connecting": "is being connected",
    "silent": "is silent",
    "lost": "is not connected",
    "not_understood": "is not understood",
}


class HealthMonitor:
    """Collects what is known; asking never fails, a database that is away is part of the answer."""

    def __init__(
        self,
        source: Queryable,
        hub: Hub,
        *,
        appliance_id: UUID,
        name: str,
        data_dir: Path,
        is_listening: Callable[[], bool],
        system: Path = Path("/sys"),
    ) -> None:
        self._nodes = NodesDB(source)
        self._butt_watch = ButtWatch(source)
        self._hub = hub
        self._id = appliance_id
        self.name = name
        self._data_dir = data_dir
        self._is_listening = is_listening
        self._board = Board(system)
        self._started = time.monotonic()

    async def read(self) -> HealthRead:
        """The health now."""
        warnings = []
        nodes: list[NodeRead] = []
        butt: ButtRead | None = None
        is_away = False
        of_butt: list[str] = []
        weather: list[str] = []
        now = datetime.now(UTC)
        try:
            nodes = await self._nodes.find_all()
            butt = await self._nodes.butt()
            of_butt = await self._butt_watch.warnings(now.astimezone())
            weather = await self._butt_watch.weather(now)
        except DBUnavailable:
            is_away = True
            warnings.append("the database is away: impacts are kept on disk and come later")
        for node in nodes:
            if node.state != "listening":
                warnings.append(f"butt not listening: node {node.node} {_STATES[node.state]}. {node.detail}".strip())
            elif node.detail:
                warnings.append(f"node {node.node}: {node.detail}")
        warnings += of_butt
        disk_free_mb = (await asyncio.to_thread(shutil.disk_usage, self._data_dir)).free // 2**20
        if disk_free_mb < LOW_DISK_MB:
            warnings.append(f"only {disk_free_mb} MB are free on the card: delete old backups")
        temperature_c = await asyncio.to_thread(self._board.temperature_c)
        if temperature_c is not None and temperature_c >= HOT_C:
            warnings.append(f"the computer is at {temperature_c:.0f} °C and slows down: give it shade and air")
        is_under_voltage = await asyncio.to_thread(self._board.is_under_voltage)
        if is_under_voltage:
            warnings.append("the supply voltage is too low: use the power supply made for this computer")
        if now.year < FIRST_CREDIBLE_YEAR:
            warnings.append(f"the clock says {now:%Y-%m-%d}: set it")
        return HealthRead(
            id=self._id,
            name=self.name,
            version=__version__,
            uptime_s=round(time.monotonic() - self._started, 1),
            clock=now,
            database="away" if is_away else "ready",
            is_listening=self._is_listening() and not is_away,
            nodes=nodes,
            butt=butt,
            feed_clients=self._hub.subscribers,
            disk_free_mb=disk_free_mb,
            temperature_c=temperature_c,
            is_under_voltage=is_under_voltage,
            level=_level(is_away, nodes, warnings),
            warnings=[*warnings, *weather],
        )

    async def watch(self, tell: Callable[[HealthRead], None], every_s: float = LOOK_EVERY_S) -> None:
        """Look for ever, and tell at first and whenever what a person should know has changed."""
        known: tuple[object, ...] | None = None
        while True:
            health = await self.read()
            news = (health.database, health.is_listening, health.warnings)
            if news != known:
                tell(health)
            known = news
            await asyncio.sleep(every_s)


def _level(is_away: bool, nodes: Sequence[NodeRead], warnings: Sequence[str]) -> HealthLevel:
    if is_away or any(node.state != "listening" for node in nodes):
        return "fault"
    return "warning" if warnings else "good"
