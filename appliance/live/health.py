"""How the appliance is, in words."""

import asyncio
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from appliance import __version__
from appliance.live.hub import Hub
from appliance.models.base_db import Queryable
from appliance.models.errors import DBUnavailable
from appliance.models.nodes_db import NodesDB
from appliance.schema.health import ButtRead, HealthRead, NodeRead

LOW_DISK_MB = 500
FIRST_CREDIBLE_YEAR = 2026

_STATES = {
    "connecting": "is being connected",
    "silent": "is silent",
    "lost": "is not connected",
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
    ) -> None:
        self._nodes = NodesDB(source)
        self._hub = hub
        self._id = appliance_id
        self.name = name
        self._data_dir = data_dir
        self._is_listening = is_listening
        self._started = time.monotonic()

    async def read(self) -> HealthRead:
        """The health now."""
        warnings = []
        nodes: list[NodeRead] = []
        butt: ButtRead | None = None
        is_away = False
        try:
            nodes = await self._nodes.find_all()
            butt = await self._nodes.butt()
        except DBUnavailable:
            is_away = True
            warnings.append("the database is away: impacts are kept on disk and come later")
        for node in nodes:
            if node.state != "listening":
                warnings.append(f"butt not listening: node {node.node} {_STATES[node.state]}. {node.detail}".strip())
            elif node.detail:
                warnings.append(f"node {node.node}: {node.detail}")
        disk_free_mb = (await asyncio.to_thread(shutil.disk_usage, self._data_dir)).free // 2**20
        if disk_free_mb < LOW_DISK_MB:
            warnings.append(f"only {disk_free_mb} MB are free on the card: delete old backups")
        now = datetime.now(UTC)
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
            warnings=warnings,
        )
