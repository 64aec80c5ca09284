"""Wires the sensor wing: drivers, journal, pipeline, recorder."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path

from appliance.core.coincidence import Coincidence
from appliance.core.events import Event
from appliance.core.message import Message
from appliance.database.channels import Notice, Resync
from appliance.database.listener import Listener
from appliance.database.pool import open_pool
from appliance.messages.translation import described
from appliance.models.base_db import Source
from appliance.models.sharing_db import SharingDB
from appliance.models.unreadable import UNREADABLE
from appliance.runtime.supervise import Part, Supervisor
from appliance.schema.health import WingReport
from appliance.schema.node_connections import ConnectionRead
from appliance.sensing.board_continuity import BoardContinuity
from appliance.sensing.calibrator import Calibrator
from appliance.sensing.clock import WallClock
from appliance.sensing.exchange_watch import ExchangeWatch
from appliance.sensing.journal import Journal
from appliance.sensing.journal_thread import JournalThread
from appliance.sensing.measure import Measurer, measurer, unsurveyed
from appliance.sensing.pipeline import Pipeline
from appliance.sensing.reporter import Reporter
from appliance.sensing.surveys import GivenSurvey, SurveyInForce
from appliance.settings import Settings
from appliance.wiring.bows import Bows
from appliance.wiring.button import watch_button
from appliance.wiring.chirps import ChirpWiring
from appliance.wiring.database import Database
from appliance.wiring.followed_node import ConnectionChoice, FollowedNode
from appliance.wiring.shooting_lights import TimerPanel
from appliance.wiring.tags import Tags
from drivers.impact.gpio_impact import ImpactLines
from drivers.link.ports import found_ports

DRAIN_S = 2.0
WRITTEN_WITHIN_S = 8.0
"""Time limit of a statement, s, longer than for the page: recalculating a long session takes long on a slow card."""


@asynccontextmanager
async def sensing_wing(
    settings: Settings, database: Database, given: GivenSurvey | None, supervisor: Supervisor
) -> AsyncIterator[Pipeline]:
    """Run drivers, journal and recorder. At the end the drivers stop first, and their events are recorded or stay on
    disk."""
    loop = asyncio.get_running_loop()

    def now_us() -> float:
        return loop.time() * 1e6

    async with (
        open_pool(
            database.location,
            "arch_sensing",
            max_size=5,
            readiness=database.readiness,
            answer_within_s=WRITTEN_WITHIN_S,
        ) as pool,
        journal_in(settings.journal) as journal,
    ):
        clock = WallClock(pool)

        def report() -> WingReport:
            return WingReport(
                parts=supervisor.read(),
                waiting_events=pipeline.waiting_events,
                set_aside=pipeline.set_aside_count,
                faults=list(map(described, pipeline.faults())),
                troubles=list(map(described, troubles())),
                connection=node.connection,
                ports=node.ports,
                bow_sensors=bows.sensors,
                chirps=chirps.read(),
                tag_reader=tags.state,
            )

        def troubles() -> list[Message]:
            return [
                *pipeline.troubles(),
                *clock.troubles(),
                *UNREADABLE.messages(),
                *bows.troubles(),
                *chirps.troubles(),
                *exchanges.troubles(),
                *tags.troubles(),
                *surveys.troubles(),
            ]

        continuity = BoardContinuity()
        surveys = SurveyInForce(pool, given)

        def emit(event: Event) -> bool:
            continuity.note(event, now_us())
            is_taken = pipeline.emit(event)
            chirps.note(event)
            return is_taken

        at_first = unsurveyed() if given is None else measurer(given.survey)
        reporter = Reporter(pool, report)
        node = FollowedNode(
            _connection_of(settings),
            emit,
            reporter.forget,
            partial(found_ports, *_no_boards(settings)),
        )
        exchanges = ExchangeWatch(now_us)
        pipeline = Pipeline(
            pool,
            journal=journal,
            coincidence=lambda: Coincidence(bool(settings.impact_pins), settings.believe_without_pulse),
            measurer=at_first,
            clock=clock,
            reporter=reporter,
            acknowledge=node.acknowledge,
            now_us=now_us,
            on_placed=exchanges.note,
        )
        chirps = ChirpWiring(pool, clock, pipeline.placer, is_on=settings.chirps, now_us=now_us, hush=node.send_due)
        node.set_may_chirp(chirps.may)
        node.set_tick_hz(at_first.survey.clock.tick_hz)
        bows = Bows(
            settings.bow_urls,
            settings.bow_baud,
            pool,
            clock,
            heard_us=lambda: continuity.heard_us(pipeline.waiting_events),
            now_us=now_us,
            released=chirps.note_release,
            set_aside=pipeline.set_aside.keep,
        )
        tags = Tags(settings, pool)
        choice = ConnectionChoice(pool, node)

        def use(measure: Measurer) -> None:
            pipeline.set_measurer(measure)
            node.set_tick_hz(measure.survey.clock.tick_hz)

        calibrator = Calibrator(pool, surveys, use)

        panel = TimerPanel(settings, pool)

        followers = (pipeline, calibrator, choice, panel, bows, chirps, tags)
        on_notice = _to_all(*(one.on_notice for one in followers))

        async def work() -> None:
            await pipeline.run(lambda: _inform(clock, calibrator))

        async def watch_impact_pins() -> None:
            with ImpactLines(settings.impact_pins, emit):
                await asyncio.Event().wait()

        listener = Listener(database.location, "arch_sensing", settings.ws_channel, on_notice, database.readiness)
        parts = [
            Part("report", reporter.run, waits_for=reporter.waits_for),
            Part("listener", listener.run, waits_for=listener.waits_for),
            Part("clock", clock.run),
            Part("sharing", SharingDB(pool).run),
            Part("impacts", work, pipeline.stuck_for_s, pipeline.waits_for),
            Part("calibration", calibrator.run),
            Part("board place", choice.run),
            *bows.pairing_parts(),
            *chirps.parts(),
            Part("exchanged channels", exchanges.run),
            *tags.parts(),
        ]
        drivers = [
            Part("node", node.run),
            *bows.driver_parts(),
            *tags.driver_parts(),
            *_panel_parts(settings, pool, panel),
        ]
        if settings.impact_pins:
            drivers.append(Part("impact pins", watch_impact_pins))
        async with supervisor.running(*parts):
            async with supervisor.running(*drivers):
                yield pipeline
            with suppress(TimeoutError):
                async with asyncio.timeout(DRAIN_S):
                    await pipeline.drain()


def _to_all(*followers: Callable[[Notice | Resync], None]) -> Callable[[Notice | Resync], None]:
    """A function that passes each notice to all of these, in order."""

    def on_notice(notice: Notice | Resync) -> None:
        for follower in followers:
            follower(notice)

    return on_notice


def _no_boards(settings: Settings) -> list[str]:
    """Ports that have no board: of the tag reader, and of bow sensors."""
    return [*([] if settings.reader_url is None else [settings.reader_url]), *settings.bow_urls]


def _panel_parts(settings: Settings, source: Source, panel: TimerPanel) -> list[Part]:
    """The parts that are wired to pins: the button, and the lamps and horn of the timer."""
    parts = [] if settings.button_pin is None else [Part("button", partial(watch_button, settings.button_pin, source))]
    return [*parts, *([Part("timer lights", panel.run, waits_for=panel.waits_for)] if panel.is_wired else [])]


def _connection_of(settings: Settings) -> ConnectionRead | None:
    """The connection of the board in the settings; None: none is set."""
    if settings.node_url is None:
        return None
    return ConnectionRead(
        url=settings.node_url,
        protocol=settings.node_protocol,
        baud=settings.node_baud,
        board_name=settings.board_name,
    )


async def _inform(clock: WallClock, calibrator: Calibrator) -> None:
    """Record the clock run, and read survey and calibration, before the first impact. Raises DBUnavailable.

    Dates of impacts can be corrected later only if their clock run is recorded.
    """
    await clock.record()
    await calibrator.refresh()


@asynccontextmanager
async def journal_in(folder: Path) -> AsyncIterator[JournalThread]:
    """The journal with its threads, closed at the end; its files are opened by the first write."""
    journal = JournalThread(Journal(folder))
    try:
        yield journal
    finally:
        await journal.close()
