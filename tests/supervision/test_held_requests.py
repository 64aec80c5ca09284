"""Who asks while the appliance starts anew waits at the socket that systemd holds, and is not refused."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp
import pytest

from appliance.core.message import message
from appliance.database.errors import DatabaseUnavailable
from appliance.database.location import DatabaseLocation
from appliance.live.feed import Feed
from appliance.main import opened
from appliance.runtime.inherited import Inherited
from appliance.serving import Runner
from appliance.settings import Settings
from appliance.wiring import database as module
from appliance.wiring import server
from tests.builders import a_session

WAIT_S = 30


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """A socket that outlived a restart, which the next appliance is handed."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        held.setblocking(False)
        monkeypatch.setattr(server, "inherited_sockets", lambda _: Inherited([held], []))
        monkeypatch.setattr(module, "HELD_S", float(WAIT_S))
        yield held


async def ask(held: socket.socket, path: str) -> int:
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"http://127.0.0.1:{held.getsockname()[1]}{path}") as response,
    ):
        return response.status


@asynccontextmanager
async def asked_meanwhile(
    location: DatabaseLocation, data_dir: Path, held: socket.socket
) -> AsyncIterator[asyncio.Task[int]]:
    """A request that came before the appliance did."""
    settings = Settings(
        postgres_socket_dir=Path(location.host), postgres_port=location.port, postgres_db=location.database,
        postgres_user=location.user, data_dir=data_dir, server_host="127.0.0.1", server_port=held.getsockname()[1],
        mdns=False, https=False,
    )  # fmt: skip
    asking = asyncio.create_task(ask(held, "/api/v0/session/open"))
    try:
        async with asyncio.timeout(WAIT_S), opened(settings, wing="server"):
            yield asking
    finally:
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)


async def test_who_asks_before_the_database_is_ready_is_answered(
    location: DatabaseLocation, tmp_path: Path, held: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_set_up = asyncio.Event()
    real = module.ready_schema

    async def late(*given: Any, **named: Any) -> UUID:
        await is_set_up.wait()
        return await real(*given, **named)

    class Watched(Runner):
        async def setup(self) -> None:
            await super().setup()
            is_set_up.set()

    monkeypatch.setattr(module, "ready_schema", late)
    monkeypatch.setattr(server, "Runner", Watched)
    async with asked_meanwhile(location, tmp_path, held) as asking:
        assert await asking == 200


async def test_the_page_waits_for_no_database(
    location: DatabaseLocation, tmp_path: Path, held: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "page").mkdir()
    (tmp_path / "page" / "index.html").write_text("<h1>page</h1>")
    asked: list[int] = []
    real = module.ready_schema

    async def behind_the_page(*given: Any, **named: Any) -> UUID:
        asked.append(await ask(held, "/app/"))
        return await real(*given, **named)

    monkeypatch.setattr(server, "_page", lambda: tmp_path / "page")
    monkeypatch.setattr(module, "ready_schema", behind_the_page)
    async with asked_meanwhile(location, tmp_path, held) as asking:
        assert await asking == 200
    assert asked == [200]


async def test_a_phone_that_resumes_before_the_feed_has_begun_does_not_begin_anew(
    location: DatabaseLocation, tmp_path: Path, held: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    has_resumed, run = asyncio.Event(), Feed.run
    base = f"http://127.0.0.1:{held.getsockname()[1]}/api/v0"

    async def late(feed: Feed) -> None:
        await has_resumed.wait()
        await run(feed)

    async def resume() -> list[str]:
        """Types of the messages, up to that of a session which is opened after the first."""
        async with aiohttp.ClientSession() as http, http.ws_connect(f"{base}/ws/feed?since=0") as phone:
            types = [(await phone.receive_json())["type"]]
            has_resumed.set()
            async with http.post(f"{base}/session", json=a_session()) as opening:
                assert opening.status == 201
            while types[-1] != "session":
                types.append((await phone.receive_json())["type"])
        return types

    monkeypatch.setattr(Feed, "run", late)
    resuming = asyncio.create_task(resume())
    async with asked_meanwhile(location, tmp_path, held):
        assert "resync" not in await resuming


async def test_a_database_that_does_not_answer_keeps_nobody_waiting(
    location: DatabaseLocation, tmp_path: Path, held: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: Any, **__: Any) -> UUID:
        raise DatabaseUnavailable(message("database_starting"))

    monkeypatch.setattr(module, "ready_schema", away)
    async with asked_meanwhile(location, tmp_path, held) as asking:
        assert await asking == 503


async def test_nor_does_one_that_takes_long(
    location: DatabaseLocation, tmp_path: Path, held: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def for_ever(*_: Any, **__: Any) -> UUID:
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr(module, "ready_schema", for_ever)
    monkeypatch.setattr(module, "HELD_S", 0.0)
    monkeypatch.setattr(module, "FIRST_TRY_S", 0.0)
    async with asked_meanwhile(location, tmp_path, held) as asking:
        assert await asking == 503
