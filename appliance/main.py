"""Runs both wings of the appliance until it is stopped; `wiring` assembles each."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Literal
from uuid import UUID

from appliance.database.location import Role
from appliance.messages.catalogue import DEFAULT, catalogue
from appliance.runtime.loop_errors import log_loop_errors
from appliance.runtime.stopping import until_stopped
from appliance.runtime.supervise import Part, Supervisor
from appliance.runtime.watchdog import notify, watch, watchdog_interval_s
from appliance.schema.survey import Survey
from appliance.sensing.surveys import GivenSurvey
from appliance.settings import Settings
from appliance.survey_file import digest_of, read_survey
from appliance.wiring.database import kept_database
from appliance.wiring.sensing import sensing_wing
from appliance.wiring.server import server_wing

SETTLE_S = 2.0
"""Longest wait at the start, s, for the parts to reach the database before the appliance is reported as ready."""

Wing = Literal["both", "sensing", "server"]


@dataclass(frozen=True, slots=True)
class Ready:
    """The running appliance: its port (None: no server wing) and its id (None: not known yet)."""

    port: int | None
    appliance_id: UUID | None


async def run(
    settings: Settings, *, wing: Wing = "both", survey: Survey | None = None, on_ready: Callable[[Ready], None]
) -> None:
    """Run the appliance until SIGTERM or SIGINT. Raises ArchStatsError if it cannot start."""
    log_loop_errors(asyncio.get_running_loop())
    async with opened(settings, wing=wing, survey=survey) as ready:
        notify("READY=1")
        on_ready(ready)
        await until_stopped()
        notify("STOPPING=1")


@asynccontextmanager
async def opened(settings: Settings, *, wing: Wing = "both", survey: Survey | None = None) -> AsyncIterator[Ready]:
    """Run the appliance while the body runs; the sensor wing opens last and closes first.

    It starts without the database too: the page then reports that, and the parts begin when the database answers. Each
    wing has its own supervisor, so that it reports its own parts.
    """
    # before any sensor is heard: reading it takes a second on a small computer
    await asyncio.to_thread(catalogue, DEFAULT)
    if survey is None and settings.survey is not None:
        survey = read_survey(settings.survey)
    given = None if survey is None else GivenSurvey(survey, digest_of(survey))
    has_server, has_sensors = wing in ("both", "server"), wing in ("both", "sensing")
    of_server, of_sensors = Supervisor(), Supervisor()
    # the server wing, if there is one, reports the parts that serve both
    of_house = of_server if has_server else of_sensors
    role: Role = "arch_server" if has_server else "arch_sensing"
    async with AsyncExitStack() as stack:
        watching = partial(watch, lambda: [*of_server.restart_stuck(), *of_sensors.restart_stuck()])
        await stack.enter_async_context(of_house.running(Part("watchdog", partial(watching, watchdog_interval_s()))))
        database = await stack.enter_async_context(kept_database(settings, of_house, role))
        port = await stack.enter_async_context(server_wing(settings, database, of_server)) if has_server else None
        if has_sensors:
            await stack.enter_async_context(sensing_wing(settings, database, given, of_sensors))
        await database.first_try()
        if database.readiness.is_open:
            await of_server.settled(SETTLE_S)
            await of_sensors.settled(SETTLE_S)
        yield Ready(port, database.readiness.appliance_id)
