"""The name and the lamp follow what the page says of itself, from outside of it."""

import asyncio
from datetime import UTC, datetime
from itertools import repeat
from typing import Any
from uuid import UUID, uuid4

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from appliance.commands import announce
from appliance.runtime.background import background
from appliance.schema.health import HealthLevel
from appliance.settings import Settings
from appliance.wiring.lamp import Lamp

WAIT_S = 20


class HttpsFacts(Lamp):
    """A lamp that remembers."""

    def __init__(self) -> None:
        super().__init__(None)
        self.levels = asyncio.Queue[HealthLevel]()

    def show(self, level: HealthLevel) -> None:
        self.levels.put_nowait(level)


def health(appliance_id: UUID | None, level: HealthLevel) -> dict[str, Any]:
    return {
        "id": None if appliance_id is None else str(appliance_id), "name": "archstats", "version": "1", "uptime_s": 1.0,
        "clock": datetime.now(UTC).isoformat(), "database": "ready", "is_listening": True, "nodes": [], "butt": None,
        "sensor_test": None, "parts": [], "bow_sensors": [], "tag_reader": None, "waiting_events": 0, "set_aside": 0,
        "feed_clients": 0, "disk_free_mb": 1,
        "temperature_c": None, "is_under_voltage": None, "level": level, "warnings": [],
    }  # fmt: skip


async def test_what_the_page_says_is_shown_and_who_it_is_becomes_known(monkeypatch: pytest.MonkeyPatch) -> None:
    own_id = uuid4()
    answers: list[Any] = [health(None, "warning"), "no health at all", health(own_id, "good")]

    async def answer(request: web.Request) -> web.Response:
        del request
        return web.json_response({"code": 200, "data": answers.pop(0) if len(answers) > 1 else answers[0]})

    monkeypatch.setattr(announce, "delays_s", lambda first, longest: repeat(0.0))
    monkeypatch.setattr(announce, "LOOK_EVERY_S", 0.0)
    app = web.Application()
    app.router.add_get("/api/v0/health", answer)
    async with TestServer(app) as server, ClientSession() as http:
        assert server.port is not None
        monkeypatch.setattr(announce, "WITHOUT_A_NUMBER", server.port)
        settings = Settings(server_host="127.0.0.1", server_port=server.port)
        lamp, known = HttpsFacts(), asyncio.get_running_loop().create_future()
        async with background(watch=announce._watch(http, settings, lamp, known)):
            assert await asyncio.wait_for(known, WAIT_S) == (own_id, server.port)
            levels = [await asyncio.wait_for(lamp.levels.get(), WAIT_S) for _ in range(2)]
    assert levels[0] == "warning"
    assert levels[1] in ("fault", "good")


async def test_a_page_that_does_not_answer_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announce, "WITHOUT_A_NUMBER", 1)
    lamp, known = HttpsFacts(), asyncio.get_running_loop().create_future()
    async with ClientSession() as http:
        settings = Settings(server_host="127.0.0.1", server_port=1)
        async with background(watch=announce._watch(http, settings, lamp, known)):
            assert await asyncio.wait_for(lamp.levels.get(), WAIT_S) == "fault"
    assert not known.done()
