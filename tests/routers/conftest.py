"""The whole HTTP side over a real database, as the server wing's own role."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from aiohttp import ClientResponse, ClientWebSocketResponse, WSMessage, WSMsgType
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import BaseRunner

from appliance.access.control import AccessControl
from appliance.access.pin_file import PinFile
from appliance.access.roles import AccessRules
from appliance.app import Device, build_app
from appliance.archive.service import Archive
from appliance.connections import Limits
from appliance.database.channels import Notice, Resync
from appliance.database.listener import Listener
from appliance.database.location import DatabaseLocation
from appliance.database.pool import Pool
from appliance.health.monitor import HealthMonitor
from appliance.live.feed import open_feed
from appliance.live.hub import Hub
from appliance.runtime.background import background
from appliance.runtime.recent_log import RecentLog
from appliance.serving import Gate, Runner
from appliance.updates.handing_over import Inbox
from tests.live.heard import Heard
from tests.models.conftest import tables
from tests.updates.test_package import KEY, public

__all__ = ["tables"]

API = "/api/v0"
APPLIANCE_ID = UUID(int=7)
WAIT_S = 20


async def heard(socket: ClientWebSocketResponse, kind: str) -> dict[str, Any]:
    """The next message of this kind, whatever is told before it."""
    while True:
        message: dict[str, Any] = await socket.receive_json(timeout=WAIT_S)
        if message["type"] == kind:
            return message


async def closed(socket: ClientWebSocketResponse) -> WSMessage:
    """With what the server ends a socket. What was on its way before comes before."""
    while (message := await socket.receive(timeout=WAIT_S)).type in (WSMsgType.TEXT, WSMsgType.PONG):
        pass
    assert message.type is WSMsgType.CLOSE
    return message


class Server(TestServer):
    """The application behind the appliance's own runner."""

    limits = Limits()

    async def _make_runner(self, **kwargs: Any) -> BaseRunner:
        # as in the appliance: a client that leaves does not cancel what it asked for
        return Runner(self.app, limits=self.limits, **kwargs | {"handler_cancellation": False})

    @property
    def gate(self) -> Gate:
        assert isinstance(self.runner, Runner)
        return self.runner.gate


class Phone:
    """Requests as a phone makes them; every answer's envelope is checked on the way."""

    def __init__(
        self, client: TestClient[Any, Any], hub: Hub, access: AccessControl, noticed: asyncio.Queue[str]
    ) -> None:
        self.client = client
        self.hub = hub
        self.access = access
        self._noticed = noticed

    async def until_noticed(self, table: str) -> None:
        """Until the database has told of a change of this table."""
        async with asyncio.timeout(WAIT_S):
            while await self._noticed.get() != table:
                pass

    @property
    def gate(self) -> Gate:
        """What the server's connections share."""
        server = self.client.server
        assert isinstance(server, Server)
        return server.gate

    async def call(self, method: str, path: str, body: Any = None, **kwargs: Any) -> tuple[int, Any, list[str]]:
        if body is not None:
            kwargs["json"] = body
        response = await self.client.request(method, API + path, **kwargs)
        return await self.envelope(response)

    async def envelope(self, response: ClientResponse) -> tuple[int, Any, list[str]]:
        if response.status == 204:
            assert await response.read() == b""
            return 204, None, []
        answer = await response.json()
        assert set(answer) == {"code", "data", "errors"}
        assert answer["code"] == response.status
        assert bool(answer["errors"]) == (response.status >= 400)
        return response.status, answer["data"], answer["errors"]

    async def create(self, path: str, body: dict[str, Any]) -> str:
        code, data, errors = await self.call("POST", path, body)
        assert code == 201, errors
        return str(UUID(data))


@pytest.fixture
def access_rules() -> AccessRules:
    """Who may ask; tests of that give others."""
    return AccessRules()


@pytest.fixture
async def phone(
    location: DatabaseLocation, server_pool: Pool, tmp_path: Path, access_rules: AccessRules
) -> AsyncIterator[Phone]:
    page = tmp_path / "page"
    (page / "assets").mkdir(parents=True)
    (page / "index.html").write_text("<script>again()</script><h1>page</h1>")
    (page / "assets" / "app-abc.js").write_text("run()")
    (page / "worker.js").write_text("work()")
    for name in ("packed.js", "packed.js.gz", "packed.js.br"):
        (page / "assets" / name).write_text(name)
    (tmp_path / "secret.txt").write_text("never to be seen")
    hub = Hub()
    feed = await open_feed(server_pool, hub)
    access = AccessControl(server_pool, access_rules, PinFile(tmp_path / "data"), lambda: APPLIANCE_ID)

    noticed: asyncio.Queue[str] = asyncio.Queue()

    def on_notice(notice: Notice | Resync) -> None:
        feed.on_notice(notice)
        access.on_notice(notice)
        noticed.put_nowait("" if isinstance(notice, Resync) else notice.table)

    listener = Listener(location, "arch_server", "archy", on_notice)
    health = HealthMonitor(
        server_pool,
        hub,
        appliance_id=APPLIANCE_ID,
        name="test",
        data_dir=tmp_path,
        is_listening=lambda: listener.is_connected,
    )
    archive = Archive(location, tmp_path / "archive", tmp_path / "backups")
    inbox = Inbox(tmp_path, tmp_path / "programs", [public(KEY)])
    app = build_app(server_pool, feed, health, Device(archive, RecentLog(), access, inbox=inbox), page)
    heard = Heard()
    with hub.subscribe(heard):
        async with (
            background(listener=listener.run(), feed=feed.run(), pairings=access.watch()),
            TestClient(Server(app)) as client,
        ):
            await asyncio.wait_for(heard.items.get(), WAIT_S)
            yield Phone(client, hub, access, noticed)
