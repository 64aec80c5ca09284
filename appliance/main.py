"""Opens both wings of the appliance, waits until it is stopped, and closes them; `wiring` puts each together."""

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
"""What a start waits until everything that needs the database has asked it."""

Wing = Literal["both", "sensing", "server"]


@dataclass(frozen=True, slots=True)
class Ready:
    """The appliance once it answers: its port (None: no server wing) and its id (None: not known yet)."""

    port: int | None
    appliance_id: UUID | None


async def run(
    settings: Settings, *, wing: Wing = "both", survey: Survey | None = None, on_ready: Callable[[Ready], None]
) -> None:
    """Run the appliance until SIGTERM or SIGINT. Raises ArchStatsError with one line where it cannot start."""
    log_loop_errors(asyncio.get_running_loop())
    async with opened(settings, wing=wing, survey=survey) as ready:
        notify("READY=1")
        on_ready(ready)
        await until_stopped()
        notify("STOPPING=1")


@asynccontextmanager
async def opened(settings: Settings, *, wing: Wing = "both", survey: Survey | None = None) -> AsyncIterator[Ready]:
    """Run the appliance while the body lasts; the sensor wing opens last and closes first.

    Only what cannot be wired at all ends a start. A database that does not answer does not: the page is served and says
    so, and everything begins when it comes. Each wing has a supervisor of its own, for what it tells of its parts.
    """
    # before anything is heard: reading it takes a second on a small computer
    await asyncio.to_thread(catalogue, DEFAULT)
    if survey is None and settings.survey is not None:
        survey = read_survey(settings.survey)
    given = None if survey is None else GivenSurvey(survey, digest_of(survey))
    has_server, has_sensors = wing in ("both", "server"), wing in ("both", "sensing")
    of_server, of_sensors = Supervisor(), Supervisor()
    # what serves both is told by the server wing, where there is one
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
