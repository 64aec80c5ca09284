"""The appliance is there before its database is, and while it is away: the page answers and says so."""

import asyncio
import os
import random
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from appliance import main
from appliance.database.errors import DatabaseRefused, MigrationRefused
from appliance.database.location import DatabaseLocation
from appliance.main import opened
from appliance.runtime import supervise, watchdog
from appliance.settings import Settings
from appliance.wiring import database as wiring
from drivers.sim.pty_node import PtyNode
from drivers.sim.virtual_butt import VirtualButt
from tests.builders import a_survey
from tests.english import refusing
from tests.hil.conftest import WAIT_S, phone_at, powered
from tests.models.conftest import tables
from tests.models.helpers import Tables
from tests.postgres import Cluster

__all__ = ["tables"]

PATHS = ("session", "session/open", "shot", "summary", "arrow", "detection")


@pytest.fixture(autouse=True)
def _little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "START_PATIENCE_S", 0.1)
    monkeypatch.setattr(main, "SETTLE_S", WAIT_S)


@asynccontextmanager
async def page_of(settings: Settings, **changes: Any) -> AsyncIterator[tuple[aiohttp.ClientSession, str]]:
    async with opened(settings.model_copy(update=changes), survey=a_survey()) as ready, aiohttp.ClientSession() as http:
        yield http, f"http://127.0.0.1:{ready.port}"


async def health(http: aiohttp.ClientSession, base: str) -> dict[str, Any]:
    async with http.get(f"{base}/api/v0/health") as response:
        assert response.status == 200
        found: dict[str, Any] = (await response.json())["data"]
        return found


async def until_ready(http: aiohttp.ClientSession, base: str) -> dict[str, Any]:
    async with asyncio.timeout(WAIT_S):
        while (found := await health(http, base))["database"] != "ready":
            pass
    return found


async def test_a_start_without_database_serves_the_page_and_everything_begins_when_it_comes(
    settings: Settings, location: DatabaseLocation, cluster: Cluster
) -> None:
    await cluster.allow(location, connections=False)
    node = PtyNode(VirtualButt(), random.Random(3))
    async with page_of(settings, node_url=node.line.url) as (http, base), powered(node):
        found = await health(http, base)
        assert (found["id"], found["database"], found["level"], found["is_listening"]) == (None, "away", "fault", False)
        assert "does not answer" in found["warnings"][0]["text"]
        states = {part["name"]: part["state"] for part in found["parts"]}
        assert states["feed"] == "waiting"
        async with http.get(f"{base}/app/") as page:
            assert page.status in (200, 404)
        async with http.get(f"{base}/api/v0/session") as answer:
            assert answer.status == 503
            (error,) = (await answer.json())["errors"]
            assert error.startswith("database: ")
        await cluster.allow(location, connections=True)
        assert (await until_ready(http, base))["id"] is not None
        async with phone_at(base) as bench:
            await bench.node_is("listening")
            await node.shoot(650.0, 700.0)
            assert (await bench.message("shot"))["data"]["points"] is not None
    node.line.unplug()


async def test_who_it_is_is_known_the_next_time(
    settings: Settings, location: DatabaseLocation, cluster: Cluster
) -> None:
    async with page_of(settings) as (http, base):
        known = (await until_ready(http, base))["id"]
        async with asyncio.timeout(WAIT_S):
            while not (settings.data_dir / "appliance-id").exists():  # noqa: ASYNC110  (a file tells nobody)
                await asyncio.sleep(0)
    await cluster.allow(location, connections=False)
    async with page_of(settings) as (http, base):
        assert (await health(http, base))["id"] == known


async def test_what_no_waiting_cures_stops_the_start(settings: Settings, tables: Tables) -> None:
    with refusing(DatabaseRefused, "ask whoever set it up"):
        async with page_of(settings, postgres_user="nobody_there"):
            pass
    await tables.admin.execute("INSERT INTO schema_migrations (version, name, checksum) VALUES (9999, 'x', 'x')")
    with refusing(MigrationRefused, "from a newer version"):
        async with page_of(settings):
            pass


async def test_lamp_pins_and_mdns_that_cannot_be_are_reported_and_nothing_else_ends(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "nosuchfactory")

    async def no_network(*_: object) -> None:
        raise OSError("[Errno 19] No such device")

    monkeypatch.setattr("appliance.wiring.server.keep_advertised", no_network)
    changes = {"lamp_pin": 24, "impact_pins": (17,), "mdns": True, "reader_url": "/dev/nowhere"}
    async with page_of(settings, **changes) as (http, base), asyncio.timeout(WAIT_S):
        while True:
            found = await health(http, base)
            failed = {part["name"] for part in found["parts"] if part["state"] == "failed"}
            if {"lamp", "impact pins", "mDNS"} <= failed:
                break
        assert found["database"] == "ready"
        async with http.get(f"{base}/api/v0/session") as answer:
            assert answer.status == 200


async def test_a_frozen_database_is_reported_and_starves_nobody(
    settings: Settings, location: DatabaseLocation, tables: Tables
) -> None:
    async with page_of(settings) as (http, base), http.ws_connect(f"{base}/api/v0/ws/feed") as feed:
        await until_ready(http, base)
        # a phone that reads what it begins with from a frozen database is sent away, and comes again
        assert (await feed.receive_json())["type"] == "snapshot"
        backends = await tables.admin.fetch(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        postmaster = (Path(location.host) / "cluster" / "postmaster.pid").read_text().split()[0]
        frozen = [int(postmaster), *(row["pid"] for row in backends)]
        for pid in frozen:
            os.kill(pid, signal.SIGSTOP)
        try:
            async with asyncio.timeout(WAIT_S):
                while (found := await health(http, base))["database"] != "away":
                    pass
                assert "does not answer" in found["warnings"][0]["text"]
                answers = await asyncio.gather(*(http.get(f"{base}/api/v0/{path}") for path in PATHS))
                for answer in answers:
                    assert answer.status == 503
                    assert (await answer.json())["errors"][0].startswith("database: the database does not answer")
                # the phone is still there, and is told
                while (message := await feed.receive_json())["type"] != "health":
                    pass
                while message["type"] != "health" or message["data"]["database"] != "away":
                    message = await feed.receive_json()
        finally:
            for pid in frozen:
                os.kill(pid, signal.SIGCONT)
        await until_ready(http, base)


async def test_systemd_hears_of_a_real_appliance_while_its_parts_move_and_only_then(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "2000")
        monkeypatch.setattr(main, "SETTLE_S", 0.0)
        loop = asyncio.get_running_loop()
        async with page_of(settings), asyncio.timeout(WAIT_S):
            for _ in range(3):
                assert await loop.sock_recv(systemd, 100) == b"WATCHDOG=1"


@pytest.mark.parametrize("of_sensors", [False, True], ids=["server", "sensors"])
async def test_the_watchdog_asks_the_parts_of_both_wings(
    of_sensors: bool, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A part that says it is stuck, as each wing has one, is seen to be started again."""
    monkeypatch.setattr(supervise, "STUCK_S", 0.0)
    monkeypatch.setattr(watchdog, "LOOK_EVERY_S", 0.01)
    part = "appliance.sensing.pipeline.Pipeline" if of_sensors else "appliance.live.feed.Feed"
    begun = asyncio.Queue[None]()

    async def run(*_: object) -> None:
        begun.put_nowait(None)
        await asyncio.Event().wait()

    monkeypatch.setattr(f"{part}.run", run)
    monkeypatch.setattr(f"{part}.stuck_for_s", lambda _: 60.0)
    monkeypatch.setattr(main, "SETTLE_S", 0.0)
    async with page_of(settings), asyncio.timeout(WAIT_S):
        for _ in range(2):
            await begun.get()
