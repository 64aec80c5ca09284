"""arch-stats demo: the whole appliance with simulated sensors and a simulated archer."""

import asyncio
import os
import random

import aiohttp

from appliance.commands.address import known_pin
from appliance.commands.client import ApplianceClient
from appliance.commands.qr_code import qr_code
from appliance.commands.serve import page_address, set_log_level
from appliance.commands.terminal import in_terminal_language
from appliance.core import limits
from appliance.core.message import message
from appliance.main import Ready, opened
from appliance.runtime.background import background
from appliance.runtime.stopping import until_stopped
from appliance.schema.survey import Survey, SurveyButt, SurveySensor
from appliance.settings import Settings, read_settings
from drivers.sim.pty_node import PtyNode
from drivers.sim.pulse_butt import PulseButt
from drivers.sim.virtual_butt import BUTT_MM, DEMO_SENSORS, VirtualArcher

ARROWS_PER_END = 3
PAUSE_BETWEEN_ENDS = 2.0
"""Pause between two ends, in times of the pace: walking up takes as long as two arrows."""


def demo(pace_s: float, arrows: int | None) -> int:
    """Run until Ctrl-C. Demo arrows are kept apart from real ones, in the folder `demo` of the data directory."""
    settings = read_settings(os.environ)
    if settings.uses_embedded_database:
        settings = settings.model_copy(update={"data_dir": settings.data_dir / "demo"})
    set_log_level(settings)
    asyncio.run(_run(settings, pace_s, arrows))
    return 0


def demo_survey() -> Survey:
    """The survey of the simulated butt."""
    return Survey(
        butt=SurveyButt(width_mm=BUTT_MM, height_mm=BUTT_MM),
        sensors=[SurveySensor(id=s.id, x_mm=s.x_mm, y_mm=s.y_mm, z_mm=s.z_mm) for s in DEMO_SENSORS],
    )


async def _run(settings: Settings, pace_s: float, arrows: int | None) -> None:
    node = PtyNode(PulseButt(), random.Random())  # noqa: S311  (dice for arrows, not for secrets)
    # the client below makes its requests from the box itself
    of_demo = {"node_url": node.line.url, "node_protocol": "archstats", "trust_loopback": True}
    settings = settings.model_copy(update=of_demo)
    try:
        async with opened(settings, survey=demo_survey()) as ready, background(node=node.run()):
            path = await _prepare(settings, ready)
            print(_welcome(settings, ready, path), flush=True)
            async with background(archer=_shoot(node, pace_s, arrows)):
                await until_stopped()
    finally:
        node.line.unplug()


async def _prepare(settings: Settings, ready: Ready) -> str:
    """Open a session; returns the path of the page at which one phone is paired."""
    async with aiohttp.ClientSession() as http:
        client = ApplianceClient(http, f"http://{settings.own_host}:{ready.port}")
        await client.open_session(
            location="Demo range",
            distance=18,
            face="wa_80",
            butt_mm=(BUTT_MM, BUTT_MM),
            arrows_per_end=ARROWS_PER_END,
        )
        return await client.pairing_path(valid_minutes=limits.CODE_MINUTES.most)


async def _shoot(node: PtyNode, pace_s: float, arrows: int | None) -> None:
    dice = random.Random()  # noqa: S311
    archer = VirtualArcher(dice, BUTT_MM / 2, BUTT_MM / 2, spread_mm=55.0)
    shot = 0
    while arrows is None or shot < arrows:
        await asyncio.sleep(pace_s if shot else min(pace_s, 1.0))
        await node.shoot(*archer.shoot())
        shot += 1
        if shot % ARROWS_PER_END == 0:
            archer.walk_up()
            await asyncio.sleep(pace_s * PAUSE_BETWEEN_ENDS)
    await asyncio.Event().wait()


def _welcome(settings: Settings, ready: Ready, path: str) -> str:
    address = page_address(settings, ready.port or 0).removesuffix("/app/") + path
    translate, pin = in_terminal_language(), known_pin(settings)
    lines = [translate(message("demo_at", address=address)), translate(message("demo_advice"))]
    if pin is not None:
        lines.append(translate(message("demo_pin", pin=pin)))
    return "\n".join(["", qr_code(address), *lines, ""])
