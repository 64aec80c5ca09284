"""arch-stats self-test: one simulated arrow through the whole program, apart from everything that is stored."""

import asyncio
import math
import random
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiohttp

from appliance.commands.client import ApplianceClient
from appliance.commands.demo import demo_survey
from appliance.commands.terminal import print_message
from appliance.core.message import message
from appliance.database.embedded import embedded_server
from appliance.errors import StartError
from appliance.main import opened
from appliance.runtime.background import background
from appliance.runtime.resources import sql_dir
from appliance.settings import Settings
from drivers.sim.pty_node import PtyNode
from drivers.sim.virtual_butt import BUTT_MM, VirtualButt

AIM_MM = (650.0, 720.0)
NEAR_MM = 5.0
PATIENCE_S = 180.0
"""Longest wait for the arrow, s, for a small computer that is busy with other work."""
POLL_S = 0.05
OWN_HOST = "127.0.0.1"


def self_test(postgres: Path | None) -> int:
    """Start everything in a temporary folder, and check that one arrow is scored where it landed.

    `postgres` is the folder of the server's programs; None: those of the embedded server. Raises StartError.
    """
    with tempfile.TemporaryDirectory(prefix="arch-stats-self-test-") as folder:
        # called by root, the server runs as another user
        Path(folder).chmod(0o755)
        shot = asyncio.run(_run(Path(folder), postgres))
    print_message(message("self_test_done", x=round(float(shot["x"])), y=round(float(shot["y"]))))
    return 0


async def _run(folder: Path, postgres: Path | None) -> Mapping[str, Any]:
    async with embedded_server(folder, sql_dir(), postgres) as server:
        here = server.location
        settings = Settings(
            postgres_socket_dir=Path(here.host),
            postgres_port=here.port,
            postgres_db=here.database,
            postgres_user=here.user,
            data_dir=folder / "data",
            server_host=OWN_HOST,
            server_port=0,
            mdns=False,
        )
        try:
            async with asyncio.timeout(PATIENCE_S):
                shot = await _one_arrow(settings)
        except TimeoutError:
            raise StartError(message("self_test_unheard", seconds=round(PATIENCE_S))) from None
    error_mm = math.dist((shot["x"], shot["y"]), AIM_MM)
    if error_mm > NEAR_MM:
        raise StartError(message("self_test_misplaced", millimetres=round(error_mm)))
    return shot


async def _one_arrow(settings: Settings) -> Mapping[str, Any]:
    node = PtyNode(VirtualButt(), random.Random())  # noqa: S311  (dice for an arrow, not for secrets)
    settings = settings.model_copy(update={"node_url": node.line.url, "node_protocol": "archstats"})
    try:
        async with (
            opened(settings, survey=demo_survey()) as ready,
            background(node=node.run()),
            aiohttp.ClientSession() as http,
        ):
            client = ApplianceClient(http, f"http://{OWN_HOST}:{ready.port}")
            await client.open_session(location="Self-test", distance=18, face="wa_80", butt_mm=(BUTT_MM, BUTT_MM))
            await node.shoot(*AIM_MM)
            while not (shots := await client.shots()):  # noqa: ASYNC110  (as a phone without the feed would)
                await asyncio.sleep(POLL_S)
            return shots[0]
    finally:
        node.line.unplug()
