"""The feed loses nothing: phones leave at random, the appliance is restarted, arrows go on landing."""

import asyncio
import random
from contextlib import suppress
from uuid import UUID

import aiohttp
import pytest

from appliance.main import opened
from appliance.settings import Settings
from tests.hil.conftest import WAIT_S
from tests.models.conftest import tables
from tests.models.helpers import Tables

__all__ = ["tables"]

PHONES = 8
SHOTS = 150
RESTARTS = 2
SHOOT = "INSERT INTO shots (session_id, arrow_landing_time, x, y) VALUES ($1, now(), 650, 650) RETURNING seq"


class Range:
    """Where the appliance is at present, and how many shots there are."""

    def __init__(self) -> None:
        self.base = ""
        self.is_up = asyncio.Event()
        self.shot: list[int] = []
        self.is_over = False


async def phone(place: Range, dice: random.Random, since: int) -> list[int]:
    """Hears every shot, through all that goes wrong; asks each time from the last seq that it has."""
    heard: list[int] = []
    last = since
    async with aiohttp.ClientSession() as http:
        while not (place.is_over and len(heard) == len(place.shot)):
            await place.is_up.wait()
            with suppress(aiohttp.ClientError):
                async with http.ws_connect(f"{place.base}/api/v0/ws/feed?since={last}") as socket:
                    for _ in range(dice.randrange(1, 12)):
                        message = await socket.receive(timeout=WAIT_S)
                        if message.type is not aiohttp.WSMsgType.TEXT:
                            break
                        data = message.json()
                        assert data["type"] not in ("resync", "snapshot")
                        if data["type"] == "shot":
                            heard.append(data["seq"])
                        last = max(last, data["seq"])
                        if place.is_over and len(heard) == len(place.shot):
                            break
    return heard


@pytest.mark.parametrize("seed", [1, 2])
async def test_every_phone_hears_every_shot_once_and_in_order(seed: int, settings: Settings, tables: Tables) -> None:
    session_id: UUID = await tables.session()
    since = await tables.admin.fetchval("SELECT max(seq) FROM changes")
    place = Range()
    phones = [asyncio.create_task(phone(place, random.Random(seed * 100 + k), since)) for k in range(PHONES)]
    async with asyncio.timeout(4 * WAIT_S):
        for _ in range(RESTARTS + 1):
            async with opened(settings, wing="server") as ready:
                place.base = f"http://127.0.0.1:{ready.port}"
                place.is_up.set()
                for _ in range(SHOTS // (RESTARTS + 1)):
                    place.shot.append(await tables.admin.fetchval(SHOOT, session_id))
                place.is_up.clear()
            # some arrows land while the appliance is down
            place.shot += [await tables.admin.fetchval(SHOOT, session_id) for _ in range(5)]
        place.is_over = True
        async with opened(settings, wing="server") as ready:
            place.base = f"http://127.0.0.1:{ready.port}"
            place.is_up.set()
            heard = await asyncio.gather(*phones)
    assert heard == [place.shot] * PHONES
