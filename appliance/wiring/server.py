"""Wires the server wing: REST, sockets, the page, mDNS."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from aiohttp import web

from appliance.app import Device, build_app
from appliance.archive import Archive
from appliance.background import background
from appliance.backups import backups_dir
from appliance.database.listener import Listener
from appliance.database.location import DatabaseLocation
from appliance.database.pool import open_pool
from appliance.discovery import advertise
from appliance.errors import StartError
from appliance.live.feed import open_feed
from appliance.live.health import HealthMonitor
from appliance.live.hub import Hub
from appliance.recent_log import recent_log
from appliance.resources import page_dir, texts_dir
from appliance.schema.health import HealthRead
from appliance.serving import Runner
from appliance.settings import Settings
from appliance.supervise import STUCK_S, Probe
from drivers.panel.status_lamp import StatusLamp

log = logging.getLogger(__name__)

SHUTDOWN_S = 2.0


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
            archive = Archive(location, settings.data_dir / "archive", backups_dir(settings.data_dir))
            await asyncio.to_thread(archive.clean)
            device = Device(archive, log_lines, texts_dir())
            app = build_app(pool, hub, feed, health, device, page if page.is_dir() else None, settings.allowed_hosts)
            runner = Runner(app, handle_signals=False, shutdown_timeout=SHUTDOWN_S)
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


def server_probe(host: str, port: int) -> Probe:
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
