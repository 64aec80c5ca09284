"""The front door: the only file that knows both wings. It opens, wires, waits and closes."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal
from uuid import UUID

from aiohttp import web

from appliance.app import Device, build_app
from appliance.archive import Archive
from appliance.background import background
from appliance.backups import backups_dir
from appliance.core.coincidence import Coincidence
from appliance.core.events import BurstKey
from appliance.database.channels import Notice, Resync
from appliance.database.embedded import EmbeddedServer, embedded_server
from appliance.database.listener import Listener
from appliance.database.location import DatabaseLocation
from appliance.database.migrate import migrate
from appliance.database.pool import connect_patiently, open_as_owner, open_pool
from appliance.discovery import advertise
from appliance.errors import StartError
from appliance.live.feed import open_feed
from appliance.live.health import HealthMonitor
from appliance.live.hub import Hub
from appliance.recent_log import recent_log
from appliance.resources import migrations_dir, page_dir, texts_dir
from appliance.schema.health import HealthRead
from appliance.schema.survey import Survey
from appliance.sensing.calibrator import Calibrator
from appliance.sensing.journal import Journal
from appliance.sensing.measure import measurer
from appliance.sensing.pipeline import Pipeline
from appliance.sensing.range_context import RangeContext
from appliance.sensing.recorder import Recorder
from appliance.sensing.reporter import Reporter
from appliance.sensing.tags import TagWriter
from appliance.settings import Settings
from appliance.supervise import Probe, beat, notify, watchdog_interval_s
from appliance.survey_file import read_survey
from drivers.acoustic.node import AcousticNode, make_dialect
from drivers.arrow_reader.reader import ArrowReader
from drivers.impact.gpio_impact import ImpactLines
from drivers.panel.status_lamp import StatusLamp

log = logging.getLogger(__name__)

Wing = Literal["both", "sensing", "server"]
DATABASE_PATIENCE_S = 60.0
DRAIN_S = 2.0
SHUTDOWN_S = 2.0
STUCK_S = 10.0
# also what a client may take to say what it wants: half a request held open is an idle connection
IDLE_S = 75.0
SOCKET_DIR = "/var/run/postgresql"


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
            probes.append(_server_probe(settings.own_host, port))
        if wing in ("both", "sensing") and survey is not None:
            pipeline = await stack.enter_async_context(sensing_wing(settings, location, survey))
            probes.append(_sensing_probe(pipeline))
        elif wing != "server":
            log.warning("no sensors are configured: set ARCH_STATS_SURVEY and ARCH_STATS_NODE_URL")
        if wing in ("both", "sensing") and settings.reader_url is not None:
            await stack.enter_async_context(tag_reading(settings.reader_url, settings.reader_baud, location))
        interval_s = watchdog_interval_s()
        if interval_s is not None:
            await stack.enter_async_context(background(watchdog=beat(probes, interval_s)))
        yield Ready(port, appliance_id)


@asynccontextmanager
async def database(settings: Settings) -> AsyncIterator[DatabaseLocation]:
    """The configured server, or the embedded one."""
    if not settings.uses_embedded_database:
        yield given_location(settings)
        return
    async with embedded_server(settings.data_dir) as server, background(postgres=server.keep_running()):
        yield server.location


def given_location(settings: Settings) -> DatabaseLocation:
    """Where the database is; a socket is preferred to a host when its file exists."""
    if settings.uses_embedded_database:
        return EmbeddedServer(settings.data_dir).location
    socket_dir = settings.postgres_socket_dir or Path(SOCKET_DIR)
    has_socket = (socket_dir / f".s.PGSQL.{settings.postgres_port}").exists()
    host = str(socket_dir) if has_socket or settings.postgres_host is None else settings.postgres_host
    user = settings.postgres_user or "arch_stats"
    return DatabaseLocation(
        host, settings.postgres_port, settings.postgres_db or user, user, settings.postgres_password
    )


async def prepare_schema(location: DatabaseLocation, ws_channel: str) -> UUID:
    """Migrate, and tell the triggers their channel; returns the appliance's id."""
    connection = await connect_patiently(location, "arch-stats migrate", DATABASE_PATIENCE_S)
    try:
        await migrate(connection, migrations_dir())
        appliance_id: UUID = await connection.fetchval("UPDATE appliance SET ws_channel = $1 RETURNING id", ws_channel)
    finally:
        await connection.close()
    return appliance_id


@asynccontextmanager
async def server_wing(settings: Settings, location: DatabaseLocation, appliance_id: UUID) -> AsyncIterator[int]:
    """REST, sockets, the page, mDNS; gives the port. On leaving, sockets close with 1001."""
    # one more than asked for: the feed keeps one to itself
    most = settings.pg_pool_max + 1
    opening = open_pool(location, "arch_server", min_size=settings.pg_pool_min, max_size=most)
    with recent_log() as log_lines:
        async with opening as pool:
            hub = Hub()
            feed = await open_feed(pool, hub)
            listener = Listener(location, "arch_server", settings.ws_channel, feed.hear)
            health = HealthMonitor(
                pool,
                hub,
                appliance_id=appliance_id,
                name=settings.name,
                data_dir=settings.data_dir,
                is_listening=lambda: listener.is_connected,
            )
            lamp = StatusLamp(settings.lamp_pin)

            def tell(news: HealthRead) -> None:
                feed.tell_health(news)
                lamp.show(news.level)

            page = page_dir()
            archive = Archive(
                partial(open_as_owner, location, "arch-stats archive"),
                settings.data_dir / "archive",
                backups_dir(settings.data_dir),
            )
            await asyncio.to_thread(archive.clean)
            device = Device(archive, log_lines, texts_dir())
            app = build_app(pool, hub, feed, health, device, page if page.is_dir() else None)
            runner = web.AppRunner(
                app, access_log=None, handle_signals=False, shutdown_timeout=SHUTDOWN_S, keepalive_timeout=IDLE_S
            )
            await runner.setup()
            try:
                port = await _listen(runner, settings)
                tasks = {
                    "live:listen": listener.run(),
                    "live:feed": feed.run(),
                    "live:health": health.watch(tell),
                }
                if settings.mdns:
                    tasks["mdns"] = _advertise(settings.name, appliance_id, port)
                with lamp:
                    async with background(**tasks):
                        yield port
                        hub.close()
            finally:
                await runner.cleanup()


async def _listen(runner: web.AppRunner, settings: Settings) -> int:
    try:
        await web.TCPSite(runner, settings.server_host, settings.server_port).start()
    except OSError as error:
        raise StartError(
            f"port {settings.server_port} on {settings.server_host} cannot be used ({error.strerror or error}): "
            "stop the other program, or set ARCH_STATS_SERVER_PORT"
        ) from error
    port: int = runner.addresses[0][1]
    return port


async def _advertise(name: str, appliance_id: UUID, port: int) -> None:
    """mDNS takes a second to probe and may not be possible at all: the start does not wait for it."""
    try:
        async with advertise(name, appliance_id, port):
            await asyncio.Event().wait()
    except OSError as error:
        log.warning("not advertised by mDNS (%s): phones need the address", error)


@asynccontextmanager
async def sensing_wing(settings: Settings, location: DatabaseLocation, survey: Survey) -> AsyncIterator[Pipeline]:
    """Drivers, journal, recorder. On leaving, nodes stop first and what they sent is recorded, or kept on disk."""
    loop = asyncio.get_running_loop()

    def now_us() -> float:
        return loop.time() * 1e6

    journal = await asyncio.to_thread(Journal, settings.data_dir / "journal")
    async with open_pool(location, "arch_sensing", min_size=1, max_size=4) as pool:
        context = RangeContext(pool)
        reporter = Reporter(pool, survey)
        node: AcousticNode | None = None

        def acknowledge(key: BurstKey) -> None:
            if node is not None:
                node.acknowledge(key)

        pipeline = Pipeline(
            journal=journal,
            coincidence=Coincidence(bool(settings.impact_pins), settings.believe_without_pulse),
            measurer=measurer(survey),
            recorder=Recorder(pool),
            context=context,
            reporter=reporter,
            acknowledge=acknowledge,
            now_us=now_us,
        )
        calibrator = Calibrator(pool, survey, pipeline.use, pipeline.take_taps_for)

        def hear(notice: Notice | Resync) -> None:
            context.hear(notice)
            calibrator.hear(notice)

        listener = Listener(location, "arch_sensing", settings.ws_channel, hear)
        drivers = {}
        if settings.node_url is not None:
            node = AcousticNode(
                settings.node_url,
                settings.node_baud,
                pipeline.emit,
                lambda: make_dialect(settings.node_protocol, survey.clock.tick_hz),
            )
            drivers["node"] = node.run()
        await context.refresh()
        await calibrator.refresh()
        work = {
            "sensing": pipeline.run(),
            "sensing:listen": listener.run(),
            "sensing:context": context.run(),
            "sensing:calibrate": calibrator.run(),
            "sensing:report": reporter.run(),
        }
        async with background(**work):
            with ImpactLines(settings.impact_pins, pipeline.emit):
                async with background(**drivers):
                    yield pipeline
            with suppress(TimeoutError):
                async with asyncio.timeout(DRAIN_S):
                    await pipeline.drain()


@asynccontextmanager
async def tag_reading(url: str, baud: int, location: DatabaseLocation) -> AsyncIterator[None]:
    """The reader of arrow tags: it needs no survey, for arrows are registered before the butt is ever hung."""
    async with open_pool(location, "arch_sensing", min_size=1, max_size=1) as pool:
        tags = TagWriter(pool)
        async with background(reader=ArrowReader(url, baud, tags.hear).run(), tags=tags.run()):
            yield


def _sensing_probe(pipeline: Pipeline) -> Probe:
    async def probe() -> str | None:
        stuck_s = pipeline.stuck_for_s()
        return f"sensing has been at one impact for {stuck_s:.0f} s" if stuck_s > STUCK_S else None

    return probe


def _server_probe(host: str, port: int) -> Probe:
    """Whoever asks the health as a phone does knows whether phones are answered."""

    async def probe() -> str | None:
        try:
            async with asyncio.timeout(STUCK_S):
                reader, writer = await asyncio.open_connection(host, port)
                try:
                    writer.write(b"GET /api/v0/health HTTP/1.0\r\nHost: localhost\r\n\r\n")
                    status = await reader.readline()
                finally:
                    writer.close()
        except (OSError, TimeoutError) as error:
            return f"the server does not answer: {error or 'time out'}"
        return None if b" 200 " in status else f"the server's health answers {status!r}"

    return probe
