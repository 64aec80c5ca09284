"""The state of the nodes into the database: at once when it changes, else at most once a second."""

import asyncio
from collections.abc import Awaitable, Callable

from appliance.core.backoff import delays_s
from appliance.core.events import NodeStatus
from appliance.models.base_db import Queryable
from appliance.models.errors import DBUnavailable
from appliance.models.nodes_db import NodesDB
from appliance.schema.survey import Survey

AT_MOST_EVERY_S = 1.0


class Reporter:
    """Keeps only the latest word of each node."""

    def __init__(self, source: Queryable, survey: Survey) -> None:
        self._nodes = NodesDB(source)
        self._survey = survey
        self._latest: dict[str, NodeStatus] = {}
        self._unsaid = asyncio.Event()
        self._urgent = asyncio.Event()

    def note(self, status: NodeStatus) -> None:
        """Take the latest word of a node."""
        known = self._latest.get(status.node)
        self._latest[status.node] = status
        self._unsaid.set()
        if known is None or known.state != status.state:
            self._urgent.set()

    async def run(self) -> None:
        """Write for ever, the survey first."""
        await self._patiently(self._write_survey)
        while True:
            await self._unsaid.wait()
            await self._patiently(self._write)
            try:
                async with asyncio.timeout(AT_MOST_EVERY_S):
                    await self._urgent.wait()
            except TimeoutError:
                continue

    async def _write_survey(self) -> None:
        await self._nodes.survey(self._survey)

    async def _write(self) -> None:
        self._unsaid.clear()
        self._urgent.clear()
        for status in list(self._latest.values()):
            await self._nodes.upsert(status)

    async def _patiently(self, write: Callable[[], Awaitable[None]]) -> None:
        delays = delays_s()
        while True:
            try:
                await write()
            except DBUnavailable:
                await asyncio.sleep(next(delays))
            else:
                return
