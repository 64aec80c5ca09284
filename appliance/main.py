"""The front door: it opens both wings, waits and closes. How each is put together stands in `wiring`."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from appliance.background import background
from appliance.errors import StartError
from appliance.schema.survey import Survey
from appliance.settings import Settings
from appliance.supervise import beat, notify, watchdog_interval_s
from appliance.survey_file import read_survey
from appliance.wiring.database import database, prepare_schema
from appliance.wiring.sensing import sensing_probe, sensing_wing, tag_reading
from appliance.wiring.server import server_probe, server_wing

log = logging.getLogger(__name__)

Wing = Literal["both", "sensing", "server"]


@dataclass(frozen=True, slots=True)
class Ready:
    """The appliance answers: on this port (None without the server wing), as this appliance."""

    port: int | None
    appliance_id: UUID


async def run(
    settings: Settings, *, wing: Wing = "both", survey: Survey | None = None, on_ready: Callable[[Ready], None]
) -> None:
    """The whole appliance until SIGTERM or SIGINT. Raises StartError, DatabaseUnavailable, and so on, one line each."""
    async with opened(settings, wing=wing, survey=survey) as ready:
        notify("READY=1")
        on_ready(ready)
        await until_stopped()
        notify("STOPPING=1")


async def until_stopped() -> None:
    """Until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGTERM, signal.SIGINT)
    for number in numbers:
        loop.add_signal_handler(number, stop.set)
    try:
        await stop.wait()
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)
    log.info("stopping")


@asynccontextmanager
async def opened(settings: Settings, *, wing: Wing = "both", survey: Survey | None = None) -> AsyncIterator[Ready]:
    """The appliance, open for as long as the body lasts. The sensor wing opens last and closes first."""
    if survey is None and settings.survey is not None:
        survey = read_survey(settings.survey)
    if survey is None and settings.node_url is not None:
        raise StartError("ARCH_STATS_NODE_URL is set but ARCH_STATS_SURVEY is not: say where the sensors are")
    async with AsyncExitStack() as stack:
        location = await stack.enter_async_context(database(settings))
        appliance_id = await prepare_schema(location, settings.ws_channel)
        port: int | None = None
        probes = []
        if wing in ("both", "server"):
            port = await stack.enter_async_context(server_wing(settings, location, appliance_id))
            probes.append(server_probe(settings.own_host, port))
        if wing in ("both", "sensing") and survey is not None:
            pipeline = await stack.enter_async_context(sensing_wing(settings, location, survey))
            probes.append(sensing_probe(pipeline))
        elif wing != "server":
            log.warning("no sensors are configured: set ARCH_STATS_SURVEY and ARCH_STATS_NODE_URL")
        if wing in ("both", "sensing") and settings.reader_url is not None:
            await stack.enter_async_context(tag_reading(settings.reader_url, settings.reader_baud, location))
        interval_s = watchdog_interval_s()
        if interval_s is not None:
            await stack.enter_async_context(background(watchdog=beat(probes, interval_s)))
        yield Ready(port, appliance_id)
