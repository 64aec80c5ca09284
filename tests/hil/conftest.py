"""The real process parts: a node on a real pseudo-terminal, a real PostgreSQL, the real front door."""

import asyncio
import random
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from appliance.commands.client import ApplianceClient
from appliance.database.location import DatabaseLocation
from appliance.main import opened
from appliance.runtime.background import background
from appliance.schema.survey import Survey
from appliance.settings import Settings
from drivers.sim.pty_line import PtyLine
from drivers.sim.pty_node import PtyNode
from drivers.sim.virtual_butt import BUTT_MM, VirtualButt
from tests.builders import a_survey, settings_for

WAIT_S = 30


@dataclass
class Bench:
    """An open appliance, a phone on its feed, and an open session with an 80 cm face in the middle."""

    base: str
    http: aiohttp.ClientSession
    feed: aiohttp.ClientWebSocketResponse
    session_id: str

    async def message(self, kind: str, **data: Any) -> dict[str, Any]:
        """The next message of this kind whose data has these values."""
        async with asyncio.timeout(WAIT_S):
            while True:
                message: dict[str, Any] = await self.feed.receive_json()
                if message["type"] == kind and all(message["data"][k] == v for k, v in data.items()):
                    return message

    async def node_is(self, state: str) -> None:
        """Until the butt's node is in this state."""
        while True:
            health = (await (await self.http.get(f"{self.base}/api/v0/health")).json())["data"]
            if any(node["state"] == state for node in health["nodes"]):
                return
            await self.message("sensor")


Start = Callable[..., AbstractAsyncContextManager[Bench]]


@pytest.fixture
def settings(location: DatabaseLocation, tmp_path: Path) -> Settings:
    return settings_for(location, tmp_path)


@asynccontextmanager
async def phone_at(base: str) -> AsyncIterator[Bench]:
    """A phone that opens a session and listens."""
    async with aiohttp.ClientSession() as http:
        session_id = await ApplianceClient(http, base).open_session(
            location="Bench", distance=18, face="wa_80", butt_mm=(BUTT_MM, BUTT_MM)
        )
        async with http.ws_connect(f"{base}/api/v0/ws/feed") as feed:
            bench = Bench(base, http, feed, session_id)
            await bench.message("snapshot")
            yield bench


@pytest.fixture
def start(settings: Settings) -> Start:
    """Opens the appliance in this process; keywords change settings."""

    @asynccontextmanager
    async def starting(survey: Survey | None = None, **changes: Any) -> AsyncIterator[Bench]:
        changed = settings.model_copy(update=changes)
        async with (
            opened(changed, survey=survey or a_survey()) as ready,
            phone_at(f"http://127.0.0.1:{ready.port}") as bench,
        ):
            yield bench

    return starting


@pytest.fixture
async def node() -> AsyncIterator[PtyNode]:
    node = PtyNode(VirtualButt(), random.Random(3))
    yield node
    node.line.unplug()


@asynccontextmanager
async def powered(node: PtyNode) -> AsyncIterator[None]:
    """The node is on."""
    async with background(node=node.run()):
        yield


@pytest.fixture
async def line() -> AsyncIterator[PtyLine]:
    line = PtyLine()
    yield line
    line.unplug()


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A folder that PostgreSQL's own user can reach, which pytest's are not."""
    with tempfile.TemporaryDirectory(prefix="arch-stats-hil-") as name:
        Path(name).chmod(0o755)
        yield Path(name)
