"""A box as on the range: a phone is paired, a board is connected, a session is open."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from appliance.commands.client import ApplianceClient
from drivers.sim.pty_node import PtyNode
from drivers.sim.virtual_butt import BUTT_MM
from tests.box.guest import PHONE_IPV4, Guest
from tests.box.lines import board_in_the_network
from tests.builders import a_survey

BOARD_PORT = 4001


async def call(http: aiohttp.ClientSession, base: str, method: str, path: str, body: Any = None) -> Any:
    """What the appliance answers; it must not refuse."""
    async with http.request(method, f"{base}/api/v0{path}", json=body) as response:
        answer = await response.json()
        assert not answer["errors"], answer
        return answer["data"]


@asynccontextmanager
async def on_the_range(guest: Guest) -> AsyncIterator[tuple[aiohttp.ClientSession, PtyNode]]:
    """A keeper's phone and the board; in the network of the phone."""
    token = (await guest.inside("arch-stats", "token", "make", "a phone")).splitlines()[-1]
    async with (
        aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}) as http,
        board_in_the_network(PHONE_IPV4, BOARD_PORT) as node,
    ):
        await call(http, guest.base, "PUT", "/survey", {"survey": a_survey().model_dump()})
        await call(http, guest.base, "PUT", "/node", {"url": node.line.url})
        await ApplianceClient(http, guest.base).open_session(
            location="Range", distance=18, face="wa_80", butt_mm=(BUTT_MM, BUTT_MM)
        )
        yield http, node
