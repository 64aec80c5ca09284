"""arch-stats announce: announces the name (mDNS) and lights the lamp, for a page whose unit may not do either."""

import asyncio
import logging
import os
from uuid import UUID

import aiohttp

from appliance.core.backoff import delays_s
from appliance.runtime.background import background
from appliance.runtime.discovery import keep_advertised
from appliance.runtime.stopping import until_stopped
from appliance.schema.health import HealthRead
from appliance.settings import WITHOUT_A_NUMBER, Settings, read_settings
from appliance.wiring.lamp import Lamp

log = logging.getLogger(__name__)

LOOK_EVERY_S = 2.0
ANSWER_WITHIN_S = 3.0


def announce() -> int:
    """Announce the name and show the page's health with the lamp, until stopped."""
    logging.getLogger().setLevel(logging.INFO)
    asyncio.run(_run(read_settings(os.environ)))
    return 0


async def _run(settings: Settings) -> None:
    lamp = Lamp(settings.lamp_pin)
    known = asyncio.get_running_loop().create_future()
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWER_WITHIN_S)) as http:
        work = {"watch": _watch(http, settings, lamp, known)}
        if settings.lamp_pin is not None:
            work["lamp"] = lamp.run()
        if settings.mdns:
            work["mDNS"] = _advertise(settings.name, known)
        async with background(**work):
            await until_stopped()


async def _advertise(name: str, known: "asyncio.Future[tuple[UUID, int]]") -> None:
    appliance_id, port = await known
    await keep_advertised(name, appliance_id, port)


async def _watch(
    http: aiohttp.ClientSession, settings: Settings, lamp: Lamp, known: "asyncio.Future[tuple[UUID, int]]"
) -> None:
    """Show the health on the lamp; resolve `known` with the appliance's id and the port that answered."""
    delays = delays_s(first=0.1, longest=LOOK_EVERY_S)
    while True:
        found = await _health(http, settings)
        if found is None:
            lamp.show("fault")
            await asyncio.sleep(next(delays))
            continue
        health, port = found
        lamp.show(health.level)
        if health.id is not None and not known.done():
            known.set_result((health.id, port))
        await asyncio.sleep(LOOK_EVERY_S if known.done() else next(delays))


async def _health(http: aiohttp.ClientSession, settings: Settings) -> tuple[HealthRead, int] | None:
    """The health by the page, and the port to announce; None where it does not answer."""
    for port in (WITHOUT_A_NUMBER, settings.server_port):
        try:
            async with http.get(f"http://{settings.own_host}:{port}/api/v0/health") as response:
                answer = await response.json()
            return HealthRead.model_validate(answer["data"], strict=False), port
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as error:
            log.debug("no health at port %d: %s", port, error)
    return None
